import { harmonicTerms } from './harmonic.js';
import { type PixelColumns, stages } from './pixel-columns.js';
import type { SeriesRules } from './series-rules.js';
import { type IndexDate, signOf } from './train-pixels.js';

/** forest.md 3.3 for one date of the modelled pixels: three anomalies in a row begin a stress period, three normal dates end it. */
export function detectFordead(date: IndexDate, pixels: PixelColumns, rules: SeriesRules): void {
  const { epochDay, index, masked } = date;
  const { thresholdAnomaly, successiveAnomalies } = rules;
  const { stage, observations, lastClearDay, coefficients, stressed, run, runStartDay, firstAnomalyDay, confirmedDay } = pixels;
  const { periods, stressDates, stressSum } = pixels;
  const weights = rules.stressIndexMode === 'weighted_mean';
  const sign = signOf(rules);
  const [, t1, t2, t3, t4] = harmonicTerms(epochDay) as unknown as [number, number, number, number, number];
  const { modelled } = stages;
  const count = stage.length;
  for (let i = 0; i < count; i++) {
    if (masked[i] !== 0) continue;
    lastClearDay[i] = epochDay;
    if (stage[i] !== modelled) continue;
    observations[i] = (observations[i] as number) + 1;
    const c = i * 5;
    const model =
      (coefficients[c] as number) +
      (coefficients[c + 1] as number) * t1 +
      (coefficients[c + 2] as number) * t2 +
      (coefficients[c + 3] as number) * t3 +
      (coefficients[c + 4] as number) * t4;
    const difference = ((index[i] as number) - model) * sign;
    const anomaly = difference > thresholdAnomaly ? 1 : 0;
    if (anomaly === 0 && stressed[i] === 0) {
      if (run[i] === 0) continue;
      run[i] = 0;
      stressDates[i] = 0;
      stressSum[i] = 0;
      continue;
    }
    let contrary = anomaly === stressed[i] ? 0 : (run[i] as number) + 1;
    if (contrary === 1) runStartDay[i] = epochDay;
    if (contrary === successiveAnomalies) {
      contrary = 0;
      stressed[i] = anomaly;
      firstAnomalyDay[i] = runStartDay[i] as number;
      confirmedDay[i] = anomaly === 1 ? epochDay : 0;
      if (anomaly === 0 && (periods[i] as number) < 255) periods[i] = (periods[i] as number) + 1;
    }
    run[i] = contrary;
    if (contrary === 0 && stressed[i] === 0) {
      stressDates[i] = 0;
      stressSum[i] = 0;
    } else {
      const dates = (stressDates[i] as number) + 1;
      stressDates[i] = dates;
      stressSum[i] = (stressSum[i] as number) + difference * (weights ? dates : 1);
    }
  }
}
