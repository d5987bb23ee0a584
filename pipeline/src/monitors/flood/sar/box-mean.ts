/**
 * Mean over a square window of the observed pixels only, 0 where there are none. Sums are whole numbers, so that bands with a halo give
 * bit-identical results to the whole image; O(1) per pixel.
 */
export function boxMean(values: Uint8Array, observed: Uint8Array, width: number, rows: number, windowPx: number, out: Float32Array): void {
  const half = (windowPx - 1) / 2;
  const sums = new Int32Array(width);
  const counts = new Int32Array(width);
  const add = (row: number, sign: 1 | -1) => {
    for (let col = 0, at = row * width; col < width; col++, at++) {
      if (observed[at] === 0) continue;
      sums[col] = (sums[col] as number) + sign * (values[at] as number);
      counts[col] = (counts[col] as number) + sign;
    }
  };
  for (let row = 0; row < Math.min(half, rows); row++) add(row, 1);
  for (let row = 0; row < rows; row++) {
    if (row + half < rows) add(row + half, 1);
    if (row - half - 1 >= 0) add(row - half - 1, -1);
    let sum = 0;
    let count = 0;
    for (let col = 0; col < Math.min(half, width); col++) {
      sum += sums[col] as number;
      count += counts[col] as number;
    }
    for (let col = 0, at = row * width; col < width; col++, at++) {
      if (col + half < width) {
        sum += sums[col + half] as number;
        count += counts[col + half] as number;
      }
      if (col - half - 1 >= 0) {
        sum -= sums[col - half - 1] as number;
        count -= counts[col - half - 1] as number;
      }
      out[at] = count === 0 ? 0 : sum / count;
    }
  }
}
