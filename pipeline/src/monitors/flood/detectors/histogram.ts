/** Counts of values in equal bins over [minimum, maximum); values outside are left out. */
export interface Histogram {
  readonly counts: Float64Array;
  readonly minimum: number;
  readonly binWidth: number;
  readonly total: number;
}

export interface HistogramRange {
  readonly minimum: number;
  readonly maximum: number;
  readonly bins: number;
}

/** Histogram of the valid values of one rectangle of an image, e.g. σ0 in dB. */
export function histogramOf(values: ArrayLike<number>, valid: ArrayLike<number>, { minimum, maximum, bins }: HistogramRange): Histogram {
  const counts = new Float64Array(bins);
  const perUnit = bins / (maximum - minimum);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    if (valid[i] !== 1) continue;
    const bin = Math.floor(((values[i] as number) - minimum) * perUnit);
    if (bin < 0 || bin >= bins) continue;
    counts[bin] = (counts[bin] as number) + 1;
    total++;
  }
  return { counts, minimum, binWidth: 1 / perUnit, total };
}

export function binCentre({ minimum, binWidth }: Histogram, bin: number): number {
  return minimum + (bin + 0.5) * binWidth;
}

/** Upper edge of a bin: the threshold that puts it and all below it into the lower class. */
export function binEdge({ minimum, binWidth }: Histogram, bin: number): number {
  return minimum + (bin + 1) * binWidth;
}

/** Share, mean and variance of the classes below and above a split after each bin, by running sums. */
export interface Split {
  readonly lowerShare: number;
  readonly upperShare: number;
  readonly lowerMean: number;
  readonly upperMean: number;
  readonly lowerVariance: number;
  readonly upperVariance: number;
}

/** Calls back for every split with something on both sides. */
export function forEachSplit(histogram: Histogram, visit: (bin: number, split: Split) => void): void {
  const { counts, total } = histogram;
  let [allSum, allSquares] = [0, 0];
  for (let bin = 0; bin < counts.length; bin++) {
    const centre = binCentre(histogram, bin);
    allSum += (counts[bin] as number) * centre;
    allSquares += (counts[bin] as number) * centre * centre;
  }
  let [count, sum, squares] = [0, 0, 0];
  for (let bin = 0; bin < counts.length - 1; bin++) {
    const centre = binCentre(histogram, bin);
    count += counts[bin] as number;
    sum += (counts[bin] as number) * centre;
    squares += (counts[bin] as number) * centre * centre;
    const above = total - count;
    if (count === 0 || above === 0) continue;
    const lowerMean = sum / count;
    const upperMean = (allSum - sum) / above;
    visit(bin, {
      lowerShare: count / total,
      upperShare: above / total,
      lowerMean,
      upperMean,
      lowerVariance: Math.max(0, squares / count - lowerMean * lowerMean),
      upperVariance: Math.max(0, (allSquares - squares) / above - upperMean * upperMean),
    });
  }
}
