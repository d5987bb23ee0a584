import { ratio } from './ratio.js';

const bins = 10;

/** Said probabilities against what was true, in ten classes of equal width; additive over runs. */
export class Reliability {
  readonly count = new Float64Array(bins);
  readonly said = new Float64Array(bins);
  readonly came = new Float64Array(bins);
  private squares = 0;

  static sum(parts: readonly Reliability[]): Reliability {
    const all = new Reliability();
    for (const part of parts) {
      for (let k = 0; k < bins; k++) {
        all.count[k] = (all.count[k] as number) + (part.count[k] as number);
        all.said[k] = (all.said[k] as number) + (part.said[k] as number);
        all.came[k] = (all.came[k] as number) + (part.came[k] as number);
      }
      all.squares += part.squares;
    }
    return all;
  }

  /** `percent` 0 … 100. */
  add(percent: number, outcome: boolean): void {
    const p = percent / 100;
    const bin = Math.min(bins - 1, Math.floor(p * bins));
    this.count[bin] = (this.count[bin] as number) + 1;
    this.said[bin] = (this.said[bin] as number) + p;
    if (outcome) this.came[bin] = (this.came[bin] as number) + 1;
    this.squares += (p - (outcome ? 1 : 0)) ** 2;
  }

  get total(): number {
    return this.count.reduce((a, b) => a + b, 0);
  }

  /** Mean squared error of the probability. */
  get brier(): number | null {
    return ratio(this.squares, this.total);
  }

  /** Brier score of always saying how often it comes: what a probability must beat. */
  get climatology(): number | null {
    const rate = ratio(
      this.came.reduce((a, b) => a + b, 0),
      this.total,
    );
    return rate == null ? null : rate * (1 - rate);
  }

  /** One row a class that occurs: its bounds, how many, mean said, share that came. */
  rows(): { fromPercent: number; count: number; said: number; came: number }[] {
    return Array.from(this.count, (count, k) => ({
      fromPercent: (100 / bins) * k,
      count,
      said: (this.said[k] as number) / count,
      came: (this.came[k] as number) / count,
    })).filter(({ count }) => count > 0);
  }
}
