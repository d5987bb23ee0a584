export type Ring = readonly (readonly [x: number, y: number])[];

/** Keeps the side of the line where nx·x + ny·y ≤ c (Sutherland–Hodgman); the ring is open and counter-clockwise. */
export function clipByHalfPlane(ring: Ring, nx: number, ny: number, c: number): Ring {
  const kept: [number, number][] = [];
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length] as readonly [number, number];
    const a = nx * ax + ny * ay - c;
    const b = nx * bx + ny * by - c;
    if (a <= 0) kept.push([ax, ay]);
    if ((a < 0 && b > 0) || (a > 0 && b < 0)) {
      const t = a / (a - b);
      kept.push([ax + t * (bx - ax), ay + t * (by - ay)]);
    }
  });
  return kept;
}

/** m² of an open ring, positive counter-clockwise. */
export function ringAreaM2(ring: Ring): number {
  let twice = 0;
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length] as readonly [number, number];
    twice += ax * by - bx * ay;
  });
  return twice / 2;
}
