/** Sums of a strip's values over squares around a pixel, each in four look-ups (Crow 1984, summed-area tables). Sums must stay below 2³¹. */
export class BoxSums {
  readonly #width: number;
  readonly #height: number;
  /** One row and one column more than the strip; wraps where it overflows, differences are right all the same. */
  readonly #table: Int32Array;

  constructor(values: ArrayLike<number>, width: number) {
    const height = values.length / width;
    const table = new Int32Array((width + 1) * (height + 1));
    for (let row = 0, at = 0; row < height; row++) {
      let sum = 0;
      for (let col = 0, below = (row + 1) * (width + 1) + 1; col < width; col++, at++, below++) {
        sum = (sum + (values[at] as number)) | 0;
        table[below] = ((table[below - width - 1] as number) + sum) | 0;
      }
    }
    [this.#width, this.#height, this.#table] = [width, height, table];
  }

  /** Over the square of `reach` pixels around an offset, cut at the strip's borders. */
  around(offset: number, reach: number): number {
    const row = Math.floor(offset / this.#width);
    const col = offset - row * this.#width;
    const stride = this.#width + 1;
    const top = Math.max(0, row - reach) * stride;
    const bottom = Math.min(this.#height, row + reach + 1) * stride;
    const left = Math.max(0, col - reach);
    const right = Math.min(this.#width, col + reach + 1);
    const table = this.#table;
    return (
      ((table[bottom + right] as number) -
        (table[top + right] as number) -
        (table[bottom + left] as number) +
        (table[top + left] as number)) |
      0
    );
  }
}
