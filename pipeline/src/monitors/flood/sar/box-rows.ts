/** The sums about one row; the array is used again for the next. */
type EmitSums = (row: number, sums: Int32Array) => void;

/**
 * Sums over a square window, cut at the border, for rows that come from the top: each is given out as soon as the last row that it
 * needs is there. Whole numbers; O(1) per pixel; memory is `windowPx` rows.
 */
export class BoxRows {
  private readonly width: number;
  private readonly windowPx: number;
  private readonly half: number;
  /** Column sums between `half + 1` zeros on the left and `half` on the right: no test for the border. */
  private readonly columns: Int32Array;
  private readonly kept: readonly Uint8Array[];
  private readonly sums: Int32Array;
  private received = 0;
  private given = 0;

  /** `windowPx` is odd. */
  constructor(width: number, windowPx: number) {
    this.width = width;
    this.windowPx = windowPx;
    this.half = (windowPx - 1) / 2;
    this.columns = new Int32Array(width + windowPx);
    this.kept = Array.from({ length: windowPx }, () => new Uint8Array(width));
    this.sums = new Int32Array(width);
  }

  push(values: Uint8Array, emit: EmitSums): void {
    const { columns, half } = this;
    (this.kept[this.received % this.windowPx] as Uint8Array).set(values);
    for (let col = 0, at = half + 1; col < values.length; col++, at++) columns[at] = (columns[at] as number) + (values[col] as number);
    this.received++;
    if (this.received > half) this.give(emit);
  }

  /** After the last row. */
  finish(emit: EmitSums): void {
    while (this.given < this.received) this.give(emit);
  }

  private give(emit: EmitSums): void {
    const { columns, half, width, windowPx, sums } = this;
    let sum = 0;
    for (let at = half + 1; at < windowPx; at++) sum += columns[at] as number;
    for (let col = 0; col < width; col++) {
      sum += (columns[col + windowPx] as number) - (columns[col] as number);
      sums[col] = sum;
    }
    const leaving = this.given - half;
    if (leaving >= 0) {
      const values = this.kept[leaving % windowPx] as Uint8Array;
      for (let col = 0, at = half + 1; col < width; col++, at++) columns[at] = (columns[at] as number) - (values[col] as number);
    }
    emit(this.given++, sums);
  }
}
