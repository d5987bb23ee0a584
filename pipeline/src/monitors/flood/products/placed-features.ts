import { type BboxLonLat, bboxLonLatOf, crsTransform, type Grid, LandsichtError } from '@landsicht/core';
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import { readLocalJson } from '../../../sources/read-json.js';
import { projectGeometry } from '../../../vector/project-geometry.js';
import type { FeatureFile } from '../../../vector-file/feature-file.js';
import { readFeatures as readVectorFile } from '../../../vector-file/read-features.js';

/** Features with their boxes, so that only what is near a grid is placed on it. */
export class PlacedFeatures {
  readonly #features: readonly { readonly feature: Feature; readonly bbox: BboxLonLat }[];

  constructor(features: readonly Feature[]) {
    this.#features = features.filter(({ geometry }) => geometry != null).map((feature) => ({ feature, bbox: bboxOf(feature) }));
  }

  near(grid: Grid): FeatureCollection {
    const [west, south, east, north] = bboxLonLatOf(grid);
    const features = this.#features
      .filter(({ bbox: [w, s, e, n] }) => w <= east && e >= west && s <= north && n >= south)
      .map(({ feature }) => feature);
    return { type: 'FeatureCollection', features };
  }
}

function bboxOf({ geometry }: Feature): BboxLonLat {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] !== 'number') {
      value.forEach(visit);
      return;
    }
    const [x = Number.NaN, y = Number.NaN] = value as Position;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  if (geometry != null && 'coordinates' in geometry) visit(geometry.coordinates);
  return box;
}

export async function readPlacedFeatures(file: string): Promise<PlacedFeatures> {
  return new PlacedFeatures((await readFeatures(file)).features);
}

/**
 * A vector file as features in lon/lat: GeoJSON (a collection, one feature, or a bare geometry; coordinates must be degrees, RFC 7946), or
 * any other format that `vector-file` reads, in any CRS.
 */
export async function readFeatures(file: string): Promise<FeatureCollection> {
  if (!/\.(geo)?json$/i.test(file)) return inLonLat(await readVectorFile(file));
  const json = (await readLocalJson(file)) as { type?: unknown; features?: unknown } | null;
  const features: unknown[] =
    json?.type === 'FeatureCollection' && Array.isArray(json.features)
      ? json.features
      : json?.type === 'Feature'
        ? [json]
        : typeof json?.type === 'string' && 'coordinates' in json
          ? [{ type: 'Feature', properties: {}, geometry: json }]
          : [];
  const found = features.filter((feature): feature is Feature => typeof feature === 'object' && feature != null && 'geometry' in feature);
  if (found.length === 0) throw new LandsichtError('bad-argument', `${file}: holds no GeoJSON features. Export it as GeoJSON in EPSG:4326`);
  for (const feature of found) {
    const [west, south, east, north] = bboxOf(feature);
    if (west < -180 || east > 180 || south < -90 || north > 90) {
      throw new LandsichtError(
        'bad-argument',
        `${file}: coordinates reach ${west}, ${south}, ${east}, ${north}; expected degrees. Reproject it, e.g. ogr2ogr -t_srs EPSG:4326`,
      );
    }
  }
  return { type: 'FeatureCollection', features: found };
}

function inLonLat({ path, epsg, features }: FeatureFile): FeatureCollection {
  const { forward } = crsTransform(epsg, 4326);
  const moved = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    return typeof value[0] === 'number' ? forward(value[0], value[1] as number) : value.map(moved);
  };
  const found = features.flatMap(({ geometry, properties }): Feature[] => {
    if (geometry == null || geometry.type === 'GeometryCollection') return [];
    const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';
    const placed = isArea ? projectGeometry(geometry, epsg, 4326) : { ...geometry, coordinates: moved(geometry.coordinates) };
    return [{ type: 'Feature', properties: { ...properties }, geometry: placed as Geometry }];
  });
  if (found.length === 0) throw new LandsichtError('bad-argument', `${path}: holds no features with a geometry`);
  return { type: 'FeatureCollection', features: found };
}
