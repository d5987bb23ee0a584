/** Pixels to the nearest 0 of the mask, centre to centre; 0 outside it (Meijster, Roerdink & Hesselink 2000). The border of the array is no 0. */
export function distanceToZero(mask: Uint8Array, width: number): Float32Array {
  const height = mask.length / width;
  const far = width + height;
  const vertical = verticalDistance(mask, width, far);
  const out = new Float32Array(mask.length);
  // lower envelope of the parabolas (x − i)² + vertical(i)² of a row: where each begins to be the lowest
  const feet = new Int32Array(width);
  const starts = new Int32Array(width);
  for (let row = 0; row < height; row++) {
    const g = vertical.subarray(row * width, (row + 1) * width);
    let last = 0;
    feet[0] = 0;
    starts[0] = 0;
    for (let u = 1; u < width; u++) {
      const gu = g[u] as number;
      while (last >= 0) {
        const [foot, start] = [feet[last] as number, starts[last] as number];
        if ((start - foot) ** 2 + (g[foot] as number) ** 2 <= (start - u) ** 2 + gu * gu) break;
        last--;
      }
      if (last < 0) {
        last = 0;
        feet[0] = u;
        continue;
      }
      const foot = feet[last] as number;
      const start = 1 + Math.floor((u * u - foot * foot + gu * gu - (g[foot] as number) ** 2) / (2 * (u - foot)));
      if (start >= width) continue;
      feet[++last] = u;
      starts[last] = start;
    }
    for (let u = width - 1; u >= 0; u--) {
      const foot = feet[last] as number;
      out[row * width + u] = Math.sqrt((u - foot) ** 2 + (g[foot] as number) ** 2);
      if (u === starts[last]) last--;
    }
  }
  return out;
}

/** Rows to the nearest 0 in the same column, at most `far`. */
function verticalDistance(mask: Uint8Array, width: number, far: number): Int32Array {
  const rows = new Int32Array(mask.length);
  for (let i = 0; i < mask.length; i++) rows[i] = mask[i] === 0 ? 0 : Math.min(far, (i < width ? far : (rows[i - width] as number)) + 1);
  for (let i = mask.length - width - 1; i >= 0; i--) {
    const below = (rows[i + width] as number) + 1;
    if (below < (rows[i] as number)) rows[i] = below;
  }
  return rows;
}
