import type { PixelColumns } from './pixel-columns.js';
import type { SeriesRules } from './series-rules.js';
import { stressIndex } from './stress-index.js';

/**
 * Logistic models of "half of the pixel's trees are attacked by now", fitted to the simulated landscapes 101–103 (never to those that
 * score the monitor), each calibrated within 0.1 in every tenth: a simulator, not the field. Inputs: running evidence in standard
 * deviations, dates in a row that contradict the state, days since the first anomaly up to 90.
 */
const standing = { base: -5.23, evidence: 1.93, evidenceSquared: -0.1, run: 0.25 } as const;
const stressedModel = { base: -8.62, evidence: 1.79, run: -1.25, quarter: 2.68 } as const;
/** Off the log odds where drought or a cut edge explains the anomalies: on the same landscapes 1.3 to 2.5. */
const explainedOdds = 2;
const [mostHealthyDates, quarterDays] = [5, 90] as const;

/** 0–100: that the pixel is damaged. `isExplained`: by `causesAround`. In `fordead` the confidence index itself, × 100. */
export function damagePercent(columns: PixelColumns, i: number, rules: SeriesRules, lastDay: number, isExplained: boolean): number {
  if (rules.mode === 'fordead') return percent(stressIndex(columns, i, rules));
  const evidence = columns.evidence[i] as number;
  const run = columns.run[i] as number;
  const odds =
    columns.stressed[i] === 1
      ? stressedModel.base +
        stressedModel.evidence * evidence +
        stressedModel.run * Math.min(run, mostHealthyDates) +
        stressedModel.quarter * Math.min(1, (lastDay - (columns.firstAnomalyDay[i] as number)) / quarterDays)
      : standing.base +
        standing.evidence * evidence +
        standing.evidenceSquared * Math.max(0, evidence) ** 2 +
        standing.run * Math.min(run, rules.successiveAnomalies - 1);
  return percent(1 / (1 + Math.exp((isExplained ? explainedOdds : 0) - odds)));
}

function percent(share: number): number {
  return Math.round(100 * Math.min(1, Math.max(0, share)));
}
