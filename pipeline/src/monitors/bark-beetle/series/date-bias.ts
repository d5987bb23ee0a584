import { harmonicTerms, termCount } from './harmonic.js';
import { type PixelColumns, stages } from './pixel-columns.js';
import type { IndexDate } from './train-pixels.js';

/** Below this many healthy pixels the median follows the outbreak, not the date. */
const minPixels = 1000;
/** A date moves all forest by a sigma of 0.02 to 0.04 (forest.md 9); what is more is drought or damage. The same of `redSwirDistance`. */
export const mostIndexBias = 0.05;
export const mostDistanceBias = 0.15;
const [binWidth, binCount] = [0.002, 400] as const;

interface Observed {
  readonly values: Float32Array;
  /** Of the models of the values, five a pixel. */
  readonly coefficients: Float32Array;
  readonly mostBias: number;
}

/**
 * Median difference of the modelled pixels without any anomaly, bounded; 0 where they are too few. `models`: by pixel, becomes the value
 * of its model on this date where it is modelled and clear.
 */
export function dateBias(
  { epochDay, masked }: Pick<IndexDate, 'epochDay' | 'masked'>,
  { stage, stressed, run }: PixelColumns,
  { values, coefficients, mostBias }: Observed,
  models: Float64Array,
): number {
  const [, t1, t2, t3, t4] = harmonicTerms(epochDay) as unknown as [number, number, number, number, number];
  const { modelled } = stages;
  const bins = new Uint32Array(binCount);
  const [most, middle] = [binCount - 1, binCount / 2];
  const pixelCount = stage.length;
  let count = 0;
  for (let i = 0; i < pixelCount; i++) {
    if (masked[i] !== 0 || stage[i] !== modelled) continue;
    const c = i * termCount;
    const model =
      (coefficients[c] as number) +
      (coefficients[c + 1] as number) * t1 +
      (coefficients[c + 2] as number) * t2 +
      (coefficients[c + 3] as number) * t3 +
      (coefficients[c + 4] as number) * t4;
    models[i] = model;
    if (((stressed[i] as number) | (run[i] as number)) !== 0) continue;
    const place = Math.floor(((values[i] as number) - model) / binWidth) + middle;
    const bin = Math.min(most, Math.max(0, place));
    bins[bin] = (bins[bin] as number) + 1;
    count++;
  }
  if (count < minPixels) return 0;
  let bin = 0;
  for (let below = bins[0] as number; below * 2 < count; below += bins[bin] as number) bin++;
  return Math.min(mostBias, Math.max(-mostBias, (bin + 0.5 - binCount / 2) * binWidth));
}
