import { boundedScore, logLikelihoodRatio, nextOdds } from './attack-odds.js';
import { events, type PixelColumns, stages } from './pixel-columns.js';
import { isFlightTime, isWinter } from './season.js';
import type { SeriesRules } from './series-rules.js';
import type { DateBias } from './series-types.js';
import { type IndexDate, signOf } from './train-pixels.js';

/** Weight of the newest date in the running mean of browning; EWMA of JRC nrt: 0.3. */
const browningWeight = 0.3;

/** Value of each pixel's models on a date, as `dateBias` gives them. */
export interface DateModels {
  readonly models: Float64Array;
  readonly distanceModels: Float64Array;
}

/**
 * One date of the modelled pixels: anomalies by the noise of pixel and season, and the states of Gilles et al. 2024. A stress ends only
 * after enough healthy dates, over enough days, and if it was short; one seen in winter alone is that of a mixed stand.
 */
export function detectLandsicht(
  date: IndexDate,
  pixels: PixelColumns,
  rules: SeriesRules,
  against: DateModels & { readonly bias: DateBias },
): void {
  const { epochDay, index, masked, browning, distance } = date;
  const { models, distanceModels, bias } = against;
  const { browning: normalBrowning, browningSigma, distanceSigma, discolouration } = pixels;
  const { minThreshold, sigmaFactor, anomalyEvidence, successiveAnomalies, earlyOdds, returnDates, returnDays, maxTemporaryDays } = rules;
  const { stage, observations, lastClearDay, sigma, odds, stressed, run, runStartDay, stressDates, stressSum } = pixels;
  const flies = isFlightTime(epochDay);
  const winter = isWinter(epochDay);
  const noise = winter ? rules.winterNoise : 1;
  const weights = rules.stressIndexMode === 'weighted_mean';
  const sign = signOf(rules);
  const { modelled } = stages;
  const pixelCount = stage.length;
  for (let i = 0; i < pixelCount; i++) {
    if (masked[i] !== 0) continue;
    const flightDays = flies ? epochDay - (lastClearDay[i] as number) : 0;
    lastClearDay[i] = epochDay;
    if (stage[i] !== modelled) continue;
    observations[i] = (observations[i] as number) + 1;
    const model = models[i] as number;
    const difference = ((index[i] as number) - bias.index - model) * sign;
    const spread = (sigma[i] as number) * noise;
    const brown = browning == null ? 0 : ((browning[i] as number) - (normalBrowning[i] as number)) / ((browningSigma[i] as number) * noise);
    const far =
      distance == null
        ? 0
        : ((distance[i] as number) - bias.distance - (distanceModels[i] as number)) / ((distanceSigma[i] as number) * noise);
    const log = logLikelihoodRatio(difference / spread, far, brown, winter);
    const alone = difference > minThreshold && difference > sigmaFactor * spread; // `anomalyThreshold`
    const anomaly = alone || log > anomalyEvidence ? 1 : 0;
    const wasStressed = stressed[i] as number;
    if (winter && anomaly === 0 && wasStressed === 1) continue; // the dormant season does not show recovery
    const sure = nextOdds(odds[i] as number, flightDays, log);
    odds[i] = sure;
    const browned = discolouration[i] as number;
    discolouration[i] = browned + browningWeight * (boundedScore(brown) - browned);
    if (anomaly === 1) pixels.lastAnomalyDay[i] = epochDay;
    if (anomaly === 0 && wasStressed === 0 && run[i] === 0) continue; // healthy as before: nothing to take back
    const count = anomaly === wasStressed ? 0 : (run[i] as number) + 1;
    run[i] = Math.min(count, 255);
    if (count === 1) runStartDay[i] = epochDay;
    if (wasStressed === 0) {
      if (count === 0) {
        stressDates[i] = 0;
        stressSum[i] = 0;
        pixels.summerAnomalies[i] = 0;
        continue;
      }
      if (count >= successiveAnomalies ? sure > 1 : count === successiveAnomalies - 1 && sure > earlyOdds) confirm(pixels, i, epochDay);
    } else if (count >= returnDates && epochDay - (runStartDay[i] as number) > returnDays) {
      const lasted = (pixels.lastAnomalyDay[i] as number) - (pixels.firstAnomalyDay[i] as number);
      if (pixels.summerAnomalies[i] === 0) endStress(pixels, i, events.mixed);
      else if (lasted <= maxTemporaryDays) endStress(pixels, i, events.temporaryStress);
      if (stressed[i] === 0) continue;
    }
    const dates = Math.min((stressDates[i] as number) + 1, 65_535);
    stressDates[i] = dates;
    stressSum[i] = (stressSum[i] as number) + difference * (weights ? dates : 1);
    if (anomaly === 1 && !winter) pixels.summerAnomalies[i] = Math.min((pixels.summerAnomalies[i] as number) + 1, 255);
  }
}

function confirm({ stressed, run, firstAnomalyDay, confirmedDay, runStartDay }: PixelColumns, i: number, epochDay: number): void {
  stressed[i] = 1;
  run[i] = 0;
  firstAnomalyDay[i] = runStartDay[i] as number;
  confirmedDay[i] = epochDay;
}

function endStress(pixels: PixelColumns, i: number, event: number): void {
  const { stressed, run, firstAnomalyDay, confirmedDay, periods, history, stressDates, stressSum, summerAnomalies } = pixels;
  history[i] = (history[i] as number) | event;
  periods[i] = Math.min((periods[i] as number) + 1, 255);
  for (const column of [stressed, run, firstAnomalyDay, confirmedDay, stressDates, stressSum, summerAnomalies]) column[i] = 0;
}

/** The difference from which a date is an anomaly. `sigma`: noise of the pixel in summer. */
export function anomalyThreshold(sigma: number, epochDay: number, { minThreshold, sigmaFactor, winterNoise }: SeriesRules): number {
  return Math.max(minThreshold, sigmaFactor * sigma * (isWinter(epochDay) ? winterNoise : 1));
}
