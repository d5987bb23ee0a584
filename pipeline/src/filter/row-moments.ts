import type { FramedPower } from './framed-power.js';

/**
 * Mean and variance of the valid pixels of the window at each place of a row of a framed image. Sums are made anew in one fixed order, so
 * they do not depend on where the window lies, and a bright target leaves no rounding residue behind.
 */
export class RowMoments {
  readonly windowPx: number;
  /** By column of the window's left edge; 0 where no pixel is valid. Variance ≥ 0. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly count: Int32Array;
  readonly #columnSum: Float64Array;
  readonly #columnSquare: Float64Array;
  readonly #columnCount: Int32Array;

  constructor(stride: number, windowPx: number) {
    const columns = stride - windowPx + 1;
    this.windowPx = windowPx;
    this.mean = new Float64Array(columns);
    this.variance = new Float64Array(columns);
    this.count = new Int32Array(columns);
    this.#columnSum = new Float64Array(stride);
    this.#columnSquare = new Float64Array(stride);
    this.#columnCount = new Int32Array(stride);
  }

  /** For the windows whose top row is `topRow` of the frame. */
  read(framed: FramedPower, topRow: number): void {
    this.#sumColumns(framed, topRow);
    const { windowPx, mean, variance, count } = this;
    const columnSum = this.#columnSum;
    const columnSquare = this.#columnSquare;
    const columnCount = this.#columnCount;
    for (let i = 0; i < mean.length; i++) {
      let sum = 0;
      let square = 0;
      let n = 0;
      for (let k = i, end = i + windowPx; k < end; k++) {
        sum += columnSum[k] as number;
        square += columnSquare[k] as number;
        n += columnCount[k] as number;
      }
      const m = n === 0 ? 0 : sum / n;
      mean[i] = m;
      variance[i] = n === 0 ? 0 : Math.max(0, square / n - m * m);
      count[i] = n;
    }
  }

  /** Row by row, so that memory is read in order. */
  #sumColumns({ stride, power, valid }: FramedPower, topRow: number): void {
    const columnSum = this.#columnSum.fill(0);
    const columnSquare = this.#columnSquare.fill(0);
    const columnCount = this.#columnCount.fill(0);
    for (let k = 0; k < this.windowPx; k++) {
      const start = (topRow + k) * stride;
      for (let i = 0; i < stride; i++) {
        const x = power[start + i] as number;
        columnSum[i] = (columnSum[i] as number) + x;
        columnSquare[i] = (columnSquare[i] as number) + x * x;
        columnCount[i] = (columnCount[i] as number) + (valid[start + i] as number);
      }
    }
  }
}
