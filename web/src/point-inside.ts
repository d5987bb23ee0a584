import type { DetectionFeature } from './api-client.js';
import type { Place } from './view-state.js';

type Ring = readonly (readonly number[])[];
const SCAN_LINES = 24;

/** A place well inside a detection: the middle of the widest inner stretch of scan lines through it. */
export function pointInside({ geometry }: DetectionFeature): Place {
  const polygons: readonly (readonly Ring[])[] = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let best: Place = [Number.NaN, Number.NaN];
  let bestWidth = -1;
  for (const rings of polygons) {
    const lats = (rings[0] ?? []).map(([, lat = 0]) => lat);
    const south = lats.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const north = lats.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    for (let line = 0; line < SCAN_LINES; line++) {
      // off the middle, so that lines rarely pass through a corner
      const lat = south + ((north - south) * (line + 0.37)) / SCAN_LINES;
      const lons = rings.flatMap((ring) => crossings(ring, lat)).sort((a, b) => a - b);
      for (let i = 0; i + 1 < lons.length; i += 2) {
        const [from = 0, to = 0] = lons.slice(i, i + 2);
        if (to - from > bestWidth) [best, bestWidth] = [[(from + to) / 2, lat], to - from];
      }
    }
  }
  return best;
}

function crossings(ring: Ring, lat: number): number[] {
  const lons: number[] = [];
  for (let i = 0; i + 1 < ring.length; i++) {
    const [[x0 = 0, y0 = 0], [x1 = 0, y1 = 0]] = [ring[i] ?? [], ring[i + 1] ?? []];
    if (y0 > lat !== y1 > lat) lons.push(x0 + ((lat - y0) / (y1 - y0)) * (x1 - x0));
  }
  return lons;
}

/** West, south, east, north of a detection. */
export function bboxOf({ geometry }: DetectionFeature): [number, number, number, number] {
  const rings: readonly Ring[] = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
  const bbox: [number, number, number, number] = [180, 90, -180, -90];
  for (const [lon = 0, lat = 0] of rings.flat()) {
    bbox[0] = Math.min(bbox[0], lon);
    bbox[1] = Math.min(bbox[1], lat);
    bbox[2] = Math.max(bbox[2], lon);
    bbox[3] = Math.max(bbox[3], lat);
  }
  return bbox;
}
