import { type CrsTransform, crsTransform, isGeographic } from '@landsicht/core';
import type { MultiPolygon, Polygon, Position } from 'geojson';

/**
 * Longest straight edge before it is cut: over 1 km a straight line of one CRS leaves that of another by L²·tan φ / 8R ≈ 0.02 m
 * at 51° (R the Earth's radius). 0.01° is 1.1 km.
 */
const maxEdge = { degrees: 0.01, metres: 1000 } as const;

/** To another CRS. Long edges are cut first, at the same places whichever way round a ring runs, so neighbours keep fitting. */
export function projectGeometry<G extends Polygon | MultiPolygon>(geometry: G, fromEpsg: number, toEpsg: number): G {
  if (fromEpsg === toEpsg) return geometry;
  const transform = crsTransform(fromEpsg, toEpsg);
  const project = (polygon: Position[][]): Position[][] => polygon.map((ring) => projectLine(ring, transform));
  const coordinates = geometry.type === 'Polygon' ? project(geometry.coordinates) : geometry.coordinates.map(project);
  return { ...geometry, coordinates } as G;
}

/** A ring that is not closed has to be closed before: the last edge is as long as any. */
export function projectLine(line: readonly Position[], { from, forward }: CrsTransform): Position[] {
  const limit = isGeographic(from) ? maxEdge.degrees : maxEdge.metres;
  const out: Position[] = [];
  line.forEach((b, i) => {
    const a = line[i - 1];
    if (a != null) for (const [x, y] of cuts(a, b, limit)) out.push(forward(x, y));
    out.push(forward(b[0] as number, b[1] as number));
  });
  return out;
}

function cuts(a: Position, b: Position, limit: number): [number, number][] {
  const [ax, ay, bx, by] = [a[0] as number, a[1] as number, b[0] as number, b[1] as number];
  const pieces = Math.ceil(Math.hypot(bx - ax, by - ay) / limit);
  const isSwapped = bx < ax || (bx === ax && by < ay);
  const [px, py, qx, qy] = isSwapped ? [bx, by, ax, ay] : [ax, ay, bx, by];
  const points: [number, number][] = [];
  for (let k = 1; k < pieces; k++) points.push([px + ((qx - px) * k) / pieces, py + ((qy - py) * k) / pieces]);
  return isSwapped ? points.reverse() : points;
}
