import type { PixelColumns } from './pixel-columns.js';
import type { SeriesRules } from './series-rules.js';
import { stressIndex } from './stress-index.js';

/** 0–100: that the pixel is damaged. In `fordead` the confidence index itself, × 100. */
export function damagePercent(columns: PixelColumns, i: number, rules: SeriesRules, _lastDay: number): number {
  if (rules.mode === 'fordead') return percent(stressIndex(columns, i, rules));
  const odds = -4 + 1.1 * (columns.evidence[i] as number) + 1 * (columns.run[i] as number) + 4 * (columns.stressed[i] as number);
  return percent(1 / (1 + Math.exp(-odds)));
}

function percent(share: number): number {
  return Math.round(100 * Math.min(1, Math.max(0, share)));
}
