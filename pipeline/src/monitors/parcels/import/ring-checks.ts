import type { Position } from 'geojson';

/** Area of a planar ring, positive counter-clockwise; exact to about 1e-9 of its size because it starts at the ring's first point. */
export function ringArea(ring: readonly Position[]): number {
  const [x0 = 0, y0 = 0] = ring[0] ?? [];
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    const [[xa = 0, ya = 0], [xb = 0, yb = 0]] = [ring[i - 1] as Position, ring[i] as Position];
    twice += (xa - x0) * (yb - y0) - (xb - x0) * (ya - y0);
  }
  return twice / 2;
}

export function ringLength(ring: readonly Position[]): number {
  let length = 0;
  for (let i = 1; i < ring.length; i++) {
    const [[xa = 0, ya = 0], [xb = 0, yb = 0]] = [ring[i - 1] as Position, ring[i] as Position];
    length += Math.hypot(xb - xa, yb - ya);
  }
  return length;
}

/**
 * The first place where a closed ring crosses or touches itself, null where it is simple (OGC 06-103r4, 6.1.11). Sweeps segments by their left
 * end: near n log n for rings of fields.
 */
export function selfIntersection(ring: readonly Position[]): Position | null {
  const points = ring.filter((point, i) => i === 0 || !same(point, ring[i - 1] as Position));
  const count = points.length - 1;
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => left(points, a) - left(points, b));
  const open: number[] = [];
  for (const i of order) {
    const start = left(points, i);
    for (let k = open.length - 1; k >= 0; k--) {
      const j = open[k] as number;
      if (right(points, j) < start) {
        open.splice(k, 1);
        continue;
      }
      const gap = Math.abs(i - j);
      const hit = gap === 1 || gap === count - 1 ? foldBack(points, Math.min(i, j), Math.max(i, j), count) : meeting(points, i, j);
      if (hit != null) return hit;
    }
    open.push(i);
  }
  return null;
}

function left(points: readonly Position[], i: number): number {
  return Math.min((points[i] as Position)[0] as number, (points[i + 1] as Position)[0] as number);
}

function right(points: readonly Position[], i: number): number {
  return Math.max((points[i] as Position)[0] as number, (points[i + 1] as Position)[0] as number);
}

function same([xa, ya]: Position, [xb, yb]: Position): boolean {
  return xa === xb && ya === yb;
}

function turn([xa = 0, ya = 0]: Position, [xb = 0, yb = 0]: Position, [xc = 0, yc = 0]: Position): number {
  return Math.sign((xb - xa) * (yc - ya) - (yb - ya) * (xc - xa));
}

/** Neighbouring segments share a point; they meet elsewhere only if one runs back along the other. */
function foldBack(points: readonly Position[], i: number, j: number, count: number): Position | null {
  const shared = i === 0 && j === count - 1 ? 0 : j;
  const middle = points[shared] as Position;
  const [before, after] = [points[(shared - 1 + count) % count] as Position, points[(shared + 1) % count] as Position];
  if (turn(before, middle, after) !== 0) return null;
  const along =
    ((middle[0] ?? 0) - (before[0] ?? 0)) * ((after[0] ?? 0) - (middle[0] ?? 0)) +
    ((middle[1] ?? 0) - (before[1] ?? 0)) * ((after[1] ?? 0) - (middle[1] ?? 0));
  return along < 0 ? middle : null;
}

function meeting(points: readonly Position[], i: number, j: number): Position | null {
  const [a, b, c, d] = [points[i], points[i + 1], points[j], points[j + 1]] as [Position, Position, Position, Position];
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc !== abd && cda !== cdb) return crossing(a, b, c, d);
  for (const [from, to, point, side] of [
    [a, b, c, abc],
    [a, b, d, abd],
    [c, d, a, cda],
    [c, d, b, cdb],
  ] as const) {
    if (side === 0 && isWithin(from, to, point)) return point;
  }
  return null;
}

function isWithin([xa = 0, ya = 0]: Position, [xb = 0, yb = 0]: Position, [x = 0, y = 0]: Position): boolean {
  return x >= Math.min(xa, xb) && x <= Math.max(xa, xb) && y >= Math.min(ya, yb) && y <= Math.max(ya, yb);
}

function crossing(
  [xa = 0, ya = 0]: Position,
  [xb = 0, yb = 0]: Position,
  [xc = 0, yc = 0]: Position,
  [xd = 0, yd = 0]: Position,
): Position {
  const denominator = (xb - xa) * (yd - yc) - (yb - ya) * (xd - xc);
  const share = denominator === 0 ? 0 : ((xc - xa) * (yd - yc) - (yc - ya) * (xd - xc)) / denominator;
  return [xa + share * (xb - xa), ya + share * (yb - ya)];
}
