/** Mean over a square of (2 × radius + 1)² pixels, of valid pixels only; 0 where the square has none. Row-major, running sums. */
export function boxMean(
  values: Float32Array,
  counts: Float32Array,
  { width, radius }: { readonly width: number; readonly radius: number },
): Float32Array {
  const sums = boxSum(values, width, radius);
  for (let i = 0; i < sums.length; i++) {
    const count = counts[i] as number;
    sums[i] = count > 0 ? (sums[i] as number) / count : 0;
  }
  return sums;
}

/** Sum over the same square; pixels outside count as 0. */
export function boxSum(values: ArrayLike<number>, width: number, radius: number): Float32Array {
  const height = values.length / width;
  const rows = new Float32Array(values.length);
  for (let row = 0; row < height; row++) {
    const start = row * width;
    let sum = 0;
    for (let c = 0; c < Math.min(radius, width); c++) sum += values[start + c] as number;
    for (let c = 0; c < width; c++) {
      if (c + radius < width) sum += values[start + c + radius] as number;
      if (c - radius > 0) sum -= values[start + c - radius - 1] as number;
      rows[start + c] = sum;
    }
  }
  const out = new Float32Array(values.length);
  const sums = new Float64Array(width);
  for (let row = 0; row < Math.min(radius, height); row++) addRow(sums, rows, row * width, 1);
  for (let row = 0; row < height; row++) {
    if (row + radius < height) addRow(sums, rows, (row + radius) * width, 1);
    if (row - radius > 0) addRow(sums, rows, (row - radius - 1) * width, -1);
    out.set(sums, row * width);
  }
  return out;
}

function addRow(sums: Float64Array, rows: Float32Array, start: number, sign: 1 | -1): void {
  for (let c = 0; c < sums.length; c++) sums[c] = (sums[c] as number) + sign * (rows[start + c] as number);
}
