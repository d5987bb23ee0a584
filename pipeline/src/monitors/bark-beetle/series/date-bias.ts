import { harmonicTerms } from './harmonic.js';
import { type PixelColumns, stages } from './pixel-columns.js';
import { predicted } from './predicted.js';
import type { IndexDate } from './train-pixels.js';

/** Below this many healthy pixels the median follows the outbreak, not the date. */
const minPixels = 1000;
/** A date moves all forest by a sigma of 0.02 to 0.04 (forest.md 9); what is more is drought or damage. */
const maxBias = 0.05;
const [binWidth, binCount] = [0.002, 400] as const;

/** Median difference of the modelled pixels without any anomaly, bounded; 0 where they are too few. */
export function dateBias({ epochDay, index, masked }: IndexDate, { stage, stressed, run, coefficients }: PixelColumns): number {
  const terms = harmonicTerms(epochDay);
  const bins = new Uint32Array(binCount);
  let count = 0;
  for (let i = 0; i < stage.length; i++) {
    if (masked[i] !== 0 || stage[i] !== stages.modelled || stressed[i] !== 0 || run[i] !== 0) continue;
    const difference = (index[i] as number) - predicted(coefficients, i, terms);
    const bin = Math.min(binCount - 1, Math.max(0, Math.floor(difference / binWidth) + binCount / 2));
    bins[bin] = (bins[bin] as number) + 1;
    count++;
  }
  if (count < minPixels) return 0;
  let bin = 0;
  for (let below = bins[0] as number; below * 2 < count; below += bins[bin] as number) bin++;
  return Math.min(maxBias, Math.max(-maxBias, (bin + 0.5 - binCount / 2) * binWidth));
}
