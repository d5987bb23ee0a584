import type { LumaImage } from './decode-photo.js';

/** Row, column and place in the zigzag order of the nine lowest frequencies beside the mean (T.81, figure 5). */
const frequencies: readonly (readonly [v: number, u: number, zigzag: number])[] = [
  [0, 1, 1],
  [1, 0, 2],
  [2, 0, 3],
  [1, 1, 4],
  [0, 2, 5],
  [0, 3, 6],
  [1, 2, 7],
  [2, 1, 8],
  [3, 0, 9],
];
const MAX_BIN = 64;
/** Bins with fewer expected values say nothing. */
const MIN_EXPECTED = 6;
/** Fewer bins hold no period. */
const MIN_BINS = 8;
const TREND_BINS = 4;

/**
 * How periodic the quantised DCT coefficients are (Popescu and Farid 2004): a JPEG that was decoded, changed and saved again with other
 * tables has empty and doubled bins at a fixed distance. The median over nine frequencies of the strongest spectral power; noise gives
 * an exponential distribution of mean 1. `image` lies on the block grid. null: too few values, such as a small or strongly compressed image.
 */
export function doubleQuantisation(image: LumaImage, lumaQuantisation: readonly number[]): number | null {
  const powers: number[] = [];
  for (const [v, u, zigzag] of frequencies) {
    const power = strongestPeriod(histogram(image, v, u, lumaQuantisation[zigzag] ?? 1));
    if (power != null) powers.push(power);
  }
  if (powers.length < 3) return null;
  powers.sort((a, b) => a - b);
  return powers[powers.length >> 1] ?? null;
}

/** Counts of |quantised coefficient| 0..MAX_BIN over all blocks. */
function histogram({ widthPx, heightPx, luma }: LumaImage, v: number, u: number, step: number): Uint32Array {
  const counts = new Uint32Array(MAX_BIN + 1);
  const basis = basisOf(v, u);
  for (let y0 = 0; y0 + 8 <= heightPx; y0 += 8) {
    for (let x0 = 0; x0 + 8 <= widthPx; x0 += 8) {
      let sum = 0;
      for (let y = 0; y < 8; y++) {
        const row = (y0 + y) * widthPx + x0;
        for (let x = 0; x < 8; x++) sum += (basis[y * 8 + x] ?? 0) * (luma[row + x] ?? 0);
      }
      const bin = Math.round(Math.abs(sum) / step);
      if (bin <= MAX_BIN) counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return counts;
}

function basisOf(v: number, u: number): Float64Array {
  const scale = (w: number): number => (w === 0 ? Math.SQRT1_2 : 1);
  const wave = (w: number, i: number): number => Math.cos(((2 * i + 1) * w * Math.PI) / 16);
  return Float64Array.from({ length: 64 }, (_, i) => (scale(u) * scale(v) * wave(v, i >> 3) * wave(u, i & 7)) / 4);
}

/** Power of the strongest period of 2 to 8 bins in the counts, against their smooth trend in units of Poisson noise. */
function strongestPeriod(counts: Uint32Array): number | null {
  const residuals: number[] = [];
  for (let k = 2; k < MAX_BIN; k++) {
    const reach = Math.min(k - 1, TREND_BINS, MAX_BIN - k);
    let [logs, sum] = [0, 0];
    for (let d = -reach; d <= reach; d++) {
      logs += Math.log((counts[k + d] ?? 0) + 0.5);
      sum += counts[k + d] ?? 0;
    }
    const bins = 2 * reach + 1;
    if (sum / bins < MIN_EXPECTED) break;
    const expected = Math.exp(logs / bins);
    residuals.push(((counts[k] ?? 0) - expected) / Math.sqrt(Math.max(expected, 1)));
  }
  if (residuals.length < MIN_BINS) return null;
  const mean = residuals.reduce((sum, r) => sum + r, 0) / residuals.length;
  let strongest = 0;
  for (let frequency = 1 / 8; frequency <= 0.5 + 1e-9; frequency += 1 / 128) {
    let [re, im] = [0, 0];
    for (const [k, r] of residuals.entries()) {
      re += (r - mean) * Math.cos(2 * Math.PI * frequency * k);
      im += (r - mean) * Math.sin(2 * Math.PI * frequency * k);
    }
    strongest = Math.max(strongest, (re * re + im * im) / residuals.length);
  }
  return strongest;
}
