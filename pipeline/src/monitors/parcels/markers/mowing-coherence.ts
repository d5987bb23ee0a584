import type { ParcelLook } from '../signals/parcel-season.js';
import { scenesOf } from './clear-series.js';
import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';

/** Looks that a new one is predicted from. */
const window = 5;
/** √2·erfinv(1 − 2·pfa) at a false-alarm probability of 3e-8 (Sen4CAP L4B configuration). */
const falseAlarmFactor = 5.416;
/** Variance of coherence × pixels (Sen4CAP L4B). */
const pixelVariance = 0.024;
const minimumApartDays = 28;
/** Radar alone is no proof (Sen4CAP L4B). */
const maximumConfidence = 0.5;

/** Rise of the 6-day VH coherence of one orbit over a linear prediction: cut grass keeps still (parcels.md 4.1 b; Sen4CAP L4B). */
export function mowingByCoherence(orbit: readonly ParcelLook[], pixels: number): Marker[] {
  const looks = orbit
    .flatMap(({ date, epochDay, sceneId, bands }) => {
      const coherence = bands['cohVH']?.mean;
      return coherence == null ? [] : [{ date, epochDay, sceneId, coherence }];
    })
    .sort((a, b) => a.epochDay - b.epochDay);
  const found: (Marker & { epochDay: number })[] = [];
  for (let k = window; k < looks.length; k++) {
    const before = looks.slice(k - window, k);
    const look = looks[k] as (typeof looks)[number];
    const { predicted, residual } = predict(before, look.epochDay);
    const excess = (look.coherence - predicted) / Math.max(residual, Math.sqrt(pixelVariance / Math.max(pixels, 1))) - falseAlarmFactor;
    if (excess <= 0) continue;
    found.push({
      type: 'mowing',
      start: (before.at(-1) as (typeof looks)[number]).date,
      end: look.date,
      observedOn: look.date,
      confidence: round(maximumConfidence * (1 - Math.exp(-excess)), 3),
      values: { rule: 'coherence', coherenceVh: look.coherence, coherencePredicted: round(predicted, 4) },
      ...scenesOf([...before.slice(-1), look]),
      epochDay: look.epochDay,
    });
  }
  const kept: typeof found = [];
  for (const one of found.sort((a, b) => b.confidence - a.confidence || a.epochDay - b.epochDay)) {
    if (kept.every(({ epochDay }) => Math.abs(epochDay - one.epochDay) >= minimumApartDays)) kept.push(one);
  }
  return kept.sort((a, b) => a.epochDay - b.epochDay).map(({ epochDay: _, ...marker }) => marker);
}

/** Least-squares line through the looks, at a day; and the standard deviation of what it leaves. */
function predict(looks: readonly { readonly epochDay: number; readonly coherence: number }[], day: number) {
  const n = looks.length;
  const meanDay = looks.reduce((sum, { epochDay }) => sum + epochDay, 0) / n;
  const mean = looks.reduce((sum, { coherence }) => sum + coherence, 0) / n;
  let [covariance, variance] = [0, 0];
  for (const { epochDay, coherence } of looks) {
    covariance += (epochDay - meanDay) * (coherence - mean);
    variance += (epochDay - meanDay) ** 2;
  }
  const slope = variance === 0 ? 0 : covariance / variance;
  const squares = looks.reduce((sum, { epochDay, coherence }) => sum + (coherence - mean - slope * (epochDay - meanDay)) ** 2, 0);
  return { predicted: mean + slope * (day - meanDay), residual: Math.sqrt(squares / Math.max(1, n - 2)) };
}
