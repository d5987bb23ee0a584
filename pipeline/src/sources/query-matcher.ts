import type { BboxLonLat, SceneQuery, StacItem } from '@landsicht/core';
import type { Geometry, Polygon } from 'geojson';
import { itemTime } from './item-time.js';

/**
 * Tells whether an item answers the query. Space: its footprint, else its bbox, meets the area. Time: its span meets from … to.
 * `limit` is the caller's. Turf takes long to load and is only needed where the query has an area.
 */
export async function queryMatcher(query: SceneQuery): Promise<(item: StacItem) => boolean> {
  const { bboxLonLat } = query;
  if (bboxLonLat == null) return (item) => matchesWhatAndWhen(item, query);
  const { booleanIntersects } = await import('@turf/turf');
  const area = boxPolygon(bboxLonLat);
  const meets = (footprint: Geometry) => booleanIntersects(footprint, area);
  return (item) => matchesWhatAndWhen(item, query) && meetsArea(item, bboxLonLat, meets);
}

function matchesWhatAndWhen(item: StacItem, { collections, fromUtc, toUtc }: SceneQuery): boolean {
  if (collections != null && collections.length > 0 && !collections.includes(item.collection ?? '')) return false;
  const { startUtc, endUtc } = itemTime(item);
  if (fromUtc != null && endUtc < fromUtc) return false;
  return toUtc == null || startUtc <= toUtc;
}

function meetsArea({ bbox, geometry }: StacItem, area: BboxLonLat, meets: (footprint: Geometry) => boolean): boolean {
  if (bbox != null && !boxesMeet(bbox, area)) return false;
  return geometry == null ? bbox != null : meets(geometry);
}

/** Touching counts. west > east means across the antimeridian (RFC 7946 5.2). */
function boxesMeet(bbox: readonly number[], [west, south, east, north]: BboxLonLat): boolean {
  const [itemWest = 0, itemSouth = 0] = bbox;
  const [itemEast = 0, itemNorth = 0] = bbox.slice(bbox.length / 2);
  if (itemNorth < south || itemSouth > north) return false;
  return itemWest <= itemEast ? itemWest <= east && itemEast >= west : itemWest <= east || itemEast >= west;
}

function boxPolygon([west, south, east, north]: BboxLonLat): Polygon {
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}
