/** Σ over the (2·radius + 1)² blocks around each one, cut at the edges. O(1) per block, whatever the radius. */
export function boxSum(columns: number, rows: number, values: ArrayLike<number>, radius: number): Float64Array {
  const stride = columns + 1;
  const table = new Float64Array(stride * (rows + 1));
  for (let row = 0; row < rows; row++) {
    let line = 0;
    for (let col = 0; col < columns; col++) {
      line += values[row * columns + col] as number;
      table[(row + 1) * stride + col + 1] = line + (table[row * stride + col + 1] as number);
    }
  }
  const sums = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const top = Math.max(0, row - radius) * stride;
    const bottom = Math.min(rows, row + radius + 1) * stride;
    for (let col = 0; col < columns; col++) {
      const left = Math.max(0, col - radius);
      const right = Math.min(columns, col + radius + 1);
      sums[row * columns + col] =
        (table[bottom + right] as number) -
        (table[bottom + left] as number) -
        (table[top + right] as number) +
        (table[top + left] as number);
    }
  }
  return sums;
}
