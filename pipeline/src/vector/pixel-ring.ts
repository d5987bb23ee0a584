/** Twice the signed area of a ring [col, row, …] in pixels, positive where the inside is on the left with north up. */
export function doubleArea(ring: readonly number[]): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    sum += (ring[i] as number) * (ring[j + 1] as number) - (ring[j] as number) * (ring[i + 1] as number);
  }
  return sum;
}

/** Cuts a ring wherever it passes one corner twice: every piece is simple (visits no corner twice). */
export function splitAtTouches(ring: number[]): number[][] {
  const corners = new Set<number>();
  let touches = false;
  for (let i = 0; i < ring.length && !touches; i += 2) {
    const key = cornerKey(ring[i] as number, ring[i + 1] as number);
    touches = corners.has(key);
    corners.add(key);
  }
  if (!touches) return [ring];
  const pieces: number[][] = [];
  const path: number[] = [];
  const seenAt = new Map<number, number>(); // corner → its place in path
  for (let i = 0; i < ring.length; i += 2) {
    const col = ring[i] as number;
    const row = ring[i + 1] as number;
    const key = cornerKey(col, row);
    const at = seenAt.get(key);
    if (at != null) {
      const loop = path.splice(at);
      for (let k = 0; k < loop.length; k += 2) seenAt.delete(cornerKey(loop[k] as number, loop[k + 1] as number));
      pieces.push(loop);
    }
    seenAt.set(key, path.length);
    path.push(col, row);
  }
  pieces.push(path);
  return pieces;
}

/** Exact for images up to 2²⁶ columns. */
function cornerKey(col: number, row: number): number {
  return row * 67_108_864 + col;
}
