import type { PixelColumns } from './pixel-columns.js';
import type { SeriesRules } from './series-rules.js';

/** Mean difference of the present stress period; `weighted_mean` counts the n-th date n times. */
export function stressIndex({ stressDates, stressSum }: PixelColumns, i: number, { stressIndexMode }: SeriesRules): number {
  const dates = stressDates[i] as number;
  if (dates === 0) return 0;
  return (stressSum[i] as number) / (stressIndexMode === 'mean' ? dates : (dates * (dates + 1)) / 2);
}
