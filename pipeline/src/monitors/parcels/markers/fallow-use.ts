import type { ClearLook } from './clear-series.js';
import type { Marker } from './marker.js';

/** Use of fallow land (parcels.md 4.4 and 8): month-days, NDVI without unit. */
export const fallowUseRules = {
  from: '04-01',
  to: '08-15',
  minimumConfidence: 0.6,
  /** Clear looks after the fall that stay below the middle between before and after. */
  minimumLowLooks: 2,
  lowLookDays: 30,
} as const;

/** Adds to a fall of NDVI on fallow land what makes it use: later low looks, or radar. A single look is a suspicion. */
export function withFallowUse(marker: Marker, looks: readonly ClearLook[], year: number): Marker {
  const rules = fallowUseRules;
  if (marker.type !== 'mowing' || marker.observedOn < `${year}-${rules.from}` || marker.observedOn > `${year}-${rules.to}`) return marker;
  const observed = Date.parse(marker.observedOn) / 86_400_000;
  const middle = (Number(marker.values['ndviBefore']) + Number(marker.values['ndviAfter'])) / 2;
  const lowLooks = looks.filter(
    ({ epochDay, ndvi }) => epochDay > observed && epochDay <= observed + rules.lowLookDays && ndvi < middle,
  ).length;
  const isSure = marker.confidence >= rules.minimumConfidence && (lowLooks >= rules.minimumLowLooks || marker.values['radar'] != null);
  return { ...marker, values: { ...marker.values, lowLooksAfter: lowLooks, fallowUse: isSure ? 'used' : 'suspected' } };
}
