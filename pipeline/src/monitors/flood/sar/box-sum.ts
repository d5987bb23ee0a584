/**
 * Sum over a square window, cut at the border. Whole numbers, so that bands with a halo give bit-identical results to the whole image;
 * O(1) per pixel.
 */
export function boxSum(values: Uint8Array, width: number, rows: number, windowPx: number, out: Int32Array): void {
  const half = (windowPx - 1) / 2;
  /** Column sums between `half + 1` zeros on the left and `half` on the right: no test for the border. */
  const sums = new Int32Array(width + windowPx);
  const first = half + 1;
  for (let row = 0; row < Math.min(half, rows); row++) addRow(sums, first, values, row * width, width);
  for (let row = 0; row < rows; row++) {
    const entering = (row + half) * width;
    const leaving = (row - half - 1) * width;
    if (row + half < rows && leaving >= 0) moveRow(sums, first, values, entering, leaving, width);
    else if (row + half < rows) addRow(sums, first, values, entering, width);
    else if (leaving >= 0) subtractRow(sums, first, values, leaving, width);
    let sum = 0;
    for (let col = 0; col < half; col++) sum += sums[first + col] as number;
    const start = row * width;
    for (let col = 0; col < width; col++) {
      sum += (sums[col + windowPx] as number) - (sums[col] as number);
      out[start + col] = sum;
    }
  }
}

function addRow(sums: Int32Array, first: number, values: Uint8Array, at: number, width: number): void {
  for (let col = 0; col < width; col++) sums[first + col] = (sums[first + col] as number) + (values[at + col] as number);
}

function subtractRow(sums: Int32Array, first: number, values: Uint8Array, at: number, width: number): void {
  for (let col = 0; col < width; col++) sums[first + col] = (sums[first + col] as number) - (values[at + col] as number);
}

function moveRow(sums: Int32Array, first: number, values: Uint8Array, entering: number, leaving: number, width: number): void {
  for (let col = 0; col < width; col++) {
    sums[first + col] = (sums[first + col] as number) + (values[entering + col] as number) - (values[leaving + col] as number);
  }
}
