import { crsTransform, type Position } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';

const EPSG = 'http://www.opengis.net/def/crs/EPSG/0';
export const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';

interface PublishedCrs {
  readonly epsg: number;
  /** The authority's axis order is (north, east): coordinates go out as (y, x). */
  readonly northFirst: boolean;
  /** Decimals that keep 1 cm (degrees) or 1 mm (metres). */
  readonly decimals: number;
}

/** Every CRS that features come in. 25832, 25833, 326xx and 3857 are (east, north); 4326 and 3035 are not. */
export const publishedCrs = {
  [CRS84]: { epsg: 4326, northFirst: false, decimals: 7 },
  [`${EPSG}/4326`]: { epsg: 4326, northFirst: true, decimals: 7 },
  [`${EPSG}/3857`]: { epsg: 3857, northFirst: false, decimals: 3 },
  [`${EPSG}/25832`]: { epsg: 25832, northFirst: false, decimals: 3 },
  [`${EPSG}/25833`]: { epsg: 25833, northFirst: false, decimals: 3 },
  [`${EPSG}/32632`]: { epsg: 32632, northFirst: false, decimals: 3 },
  [`${EPSG}/32633`]: { epsg: 32633, northFirst: false, decimals: 3 },
  [`${EPSG}/3035`]: { epsg: 3035, northFirst: true, decimals: 3 },
} as const satisfies Record<string, PublishedCrs>;

export type CrsUri = keyof typeof publishedCrs;
export const crsUris = Object.keys(publishedCrs) as CrsUri[];

/** A lon/lat geometry as it is written in a published CRS, rounded to what its decimals can tell. */
export function geometryInCrs(geometry: Polygon | MultiPolygon, uri: CrsUri): Polygon | MultiPolygon {
  const { epsg, northFirst, decimals }: PublishedCrs = publishedCrs[uri];
  const { forward } = crsTransform(4326, epsg);
  const factor = 10 ** decimals;
  const round = (value: number): number => Math.round(value * factor) / factor;
  const place = ([lon = Number.NaN, lat = Number.NaN]: readonly number[]): Position => {
    const [x, y] = forward(lon, lat);
    return northFirst ? [round(y), round(x)] : [round(x), round(y)];
  };
  const rings = (polygon: readonly (readonly (readonly number[])[])[]): Position[][] => polygon.map((ring) => ring.map(place));
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: rings(geometry.coordinates) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map(rings) };
}
