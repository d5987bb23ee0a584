import type { MultiPolygon, Polygon, Position } from 'geojson';

/** Area on the plane of the geometry's own CRS, holes taken off, whichever way rings turn: m² on a CRS in metres. */
export function planarArea(geometry: Polygon | MultiPolygon): number {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let sum = 0;
  for (const [exterior = [], ...holes] of polygons) {
    sum += ringArea(exterior);
    for (const hole of holes) sum -= ringArea(hole);
  }
  return sum;
}

/** Shoelace, relative to the first point: eastings and northings are large and nearly equal. */
function ringArea(ring: readonly Position[]): number {
  const [x0 = 0, y0 = 0] = ring[0] ?? [];
  let twice = 0;
  for (let i = 1; i + 1 < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i] as Position;
    const [bx = 0, by = 0] = ring[i + 1] as Position;
    twice += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return Math.abs(twice) / 2;
}
