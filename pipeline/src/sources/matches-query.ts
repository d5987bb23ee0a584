import type { BboxLonLat, SceneQuery, StacItem } from '@landsicht/core';
import { booleanIntersects } from '@turf/turf';
import type { Polygon } from 'geojson';
import { itemTime } from './item-time.js';

/** Whether an item answers the query. Space: its footprint, else its bbox, meets the area. Time: its span meets from … to. `limit` is the caller's. */
export function matchesQuery(item: StacItem, { collections, bboxLonLat, fromUtc, toUtc }: SceneQuery): boolean {
  if (collections != null && collections.length > 0 && !collections.includes(item.collection ?? '')) return false;
  const { startUtc, endUtc } = itemTime(item);
  if (fromUtc != null && endUtc < fromUtc) return false;
  if (toUtc != null && startUtc > toUtc) return false;
  return bboxLonLat == null || meetsArea(item, bboxLonLat);
}

function meetsArea({ bbox, geometry }: StacItem, area: BboxLonLat): boolean {
  if (bbox != null && !boxesMeet(bbox, area)) return false;
  return geometry == null ? bbox != null : booleanIntersects(geometry, boxPolygon(area));
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
