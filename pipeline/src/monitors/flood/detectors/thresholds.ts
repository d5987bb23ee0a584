import { binCentre, binEdge, forEachSplit, type Histogram } from './histogram.js';

/**
 * Minimum error threshold (Kittler & Illingworth 1986): the split that minimises
 * J = P1·ln σ1 + P2·ln σ2 − P1·ln P1 − P2·ln P2, two Gaussians in the dB histogram. null where no split leaves spread on both sides.
 */
export function kittlerIllingworth(histogram: Histogram): number | null {
  // one bin's own spread: a class inside a single bin is not infinitely sharp
  const leastVariance = histogram.binWidth ** 2 / 12;
  let best: { cost: number; bin: number } | null = null;
  forEachSplit(histogram, (bin, { lowerShare, upperShare, lowerVariance, upperVariance }) => {
    if (lowerVariance === 0 || upperVariance === 0) return;
    const cost =
      0.5 * lowerShare * Math.log(Math.max(lowerVariance, leastVariance)) +
      0.5 * upperShare * Math.log(Math.max(upperVariance, leastVariance)) -
      lowerShare * Math.log(lowerShare) -
      upperShare * Math.log(upperShare);
    if (best == null || cost < best.cost) best = { cost, bin };
  });
  return best == null ? null : binEdge(histogram, (best as { bin: number }).bin);
}

export interface OtsuSplit {
  readonly threshold: number;
  /** Between-class over total variance, 0…1: how bimodal the histogram is (BCV ratio). */
  readonly varianceRatio: number;
  /** Share of the smaller class. */
  readonly minorityShare: number;
}

/** Otsu (1979): the split with the largest between-class variance. null for a histogram without spread. */
export function otsu(histogram: Histogram): OtsuSplit | null {
  const variance = varianceOf(histogram);
  if (!(variance > 0)) return null;
  let best: OtsuSplit | null = null;
  let firstEdge = 0;
  forEachSplit(histogram, (bin, { lowerShare, upperShare, lowerMean, upperMean }) => {
    const varianceRatio = (lowerShare * upperShare * (upperMean - lowerMean) ** 2) / variance;
    const edge = binEdge(histogram, bin);
    if (best == null || varianceRatio > best.varianceRatio * (1 + 1e-12)) {
      best = { threshold: edge, varianceRatio, minorityShare: Math.min(lowerShare, upperShare) };
      firstEdge = edge;
    } else if (Math.abs(varianceRatio - best.varianceRatio) <= 1e-12 * best.varianceRatio) {
      // an empty valley gives a run of equal splits: take its middle
      best = { ...best, threshold: (firstEdge + edge) / 2 };
    }
  });
  return best;
}

function varianceOf(histogram: Histogram): number {
  const { counts, total } = histogram;
  if (total === 0) return 0;
  let [sum, squares] = [0, 0];
  for (let bin = 0; bin < counts.length; bin++) {
    const centre = binCentre(histogram, bin);
    sum += (counts[bin] as number) * centre;
    squares += (counts[bin] as number) * centre * centre;
  }
  return squares / total - (sum / total) ** 2;
}

/** Distance of two modes in units of their spread: D = √2·|μ1 − μ2| / √(σ1² + σ2²); above 2 they are clearly apart (Ashman et al. 1994). */
export function ashmanD(mean1: number, sigma1: number, mean2: number, sigma2: number): number {
  return (Math.SQRT2 * Math.abs(mean1 - mean2)) / Math.hypot(sigma1, sigma2);
}
