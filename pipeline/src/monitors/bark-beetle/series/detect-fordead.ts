import { harmonicTerms } from './harmonic.js';
import { type PixelColumns, stages } from './pixel-columns.js';
import type { SeriesRules } from './series-rules.js';
import { type IndexDate, predicted, signOf } from './train-pixels.js';

/** forest.md 3.3 for one date of the modelled pixels: three anomalies in a row begin a stress period, three normal dates end it. */
export function detectFordead(date: IndexDate, pixels: PixelColumns, rules: SeriesRules): void {
  const { epochDay, index, masked } = date;
  const { thresholdAnomaly, successiveAnomalies } = rules;
  const { stage, observations, lastClearDay, coefficients, stressed, run, runStartDay, firstAnomalyDay, confirmedDay } = pixels;
  const { periods, stressDates, stressSum } = pixels;
  const weights = rules.stressIndexMode === 'weighted_mean';
  const sign = signOf(rules);
  const terms = harmonicTerms(epochDay);
  for (let i = 0; i < stage.length; i++) {
    if (masked[i] !== 0) continue;
    lastClearDay[i] = epochDay;
    if (stage[i] !== stages.modelled) continue;
    observations[i] = (observations[i] as number) + 1;
    const difference = ((index[i] as number) - predicted(coefficients, i, terms)) * sign;
    const anomaly = difference > thresholdAnomaly ? 1 : 0;
    let count = anomaly === stressed[i] ? 0 : (run[i] as number) + 1;
    if (count === 1) runStartDay[i] = epochDay;
    if (count === successiveAnomalies) {
      count = 0;
      stressed[i] = anomaly;
      firstAnomalyDay[i] = runStartDay[i] as number;
      confirmedDay[i] = anomaly === 1 ? epochDay : 0;
      if (anomaly === 0 && (periods[i] as number) < 255) periods[i] = (periods[i] as number) + 1;
    }
    run[i] = count;
    if (count === 0 && stressed[i] === 0) {
      stressDates[i] = 0;
      stressSum[i] = 0;
    } else {
      const dates = (stressDates[i] as number) + 1;
      stressDates[i] = dates;
      stressSum[i] = (stressSum[i] as number) + difference * (weights ? dates : 1);
    }
  }
}
