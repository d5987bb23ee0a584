import { longestGapDays, scenesOf } from './clear-series.js';
import { weighed } from './confidence.js';
import type { GroundLook } from './ground-looks.js';
import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';

/** Optical fallback of parcels.md 4.3; NDVI without unit. */
export const harvestRules = {
  /** Crops that go before are catch crops and winter fodder (proposal), month-day of the year. */
  from: '05-01',
  to: '12-31',
  maximumAfter: 0.3,
  minimumMaximum: 0.65,
  minimumFall: 0.1,
  /** The maximum lies at most so many days before: a cycle of growth, not a memory of last autumn (proposal). */
  maximumDays: 150,
  onceConfidence: 0.7,
  /** With the next clear look low as well. */
  againConfidence: 0.85,
  /** An interval longer than this counts less (parcels.md 11). */
  sureGapDays: 25,
  longGapShare: 0.8,
} as const;

/** Harvests of a year: NDVI below .30 after a maximum above .65; the interval is the look before and the first low one. */
export function harvestByNdvi(looks: readonly GroundLook[], year: number): Marker[] {
  const rules = harvestRules;
  const found: Marker[] = [];
  let maximum: GroundLook | null = null;
  looks.forEach((look, i) => {
    if (maximum == null || look.ndviMedian > maximum.ndviMedian || look.epochDay - maximum.epochDay > rules.maximumDays) maximum = look;
    const before = looks[i - 1];
    const isHarvest =
      before != null &&
      look.date >= `${year}-${rules.from}` &&
      look.date <= `${year}-${rules.to}` &&
      look.ndviMedian < rules.maximumAfter &&
      maximum.ndviMedian > rules.minimumMaximum &&
      before.ndviMedian - look.ndviMedian >= rules.minimumFall;
    if (!isHarvest) return;
    const after = looks[i + 1];
    const confidence = after != null && after.ndviMedian < rules.maximumAfter ? rules.againConfidence : rules.onceConfidence;
    const gapDays = look.epochDay - before.epochDay;
    found.push({
      type: 'harvest',
      start: before.date,
      end: look.date,
      observedOn: look.date,
      confidence: weighed(confidence * (gapDays > rules.sureGapDays ? rules.longGapShare : 1), look.pixels),
      values: {
        rule: 'ndvi',
        ndviMaximum: round(maximum.ndviMedian, 4),
        maximumOn: maximum.date,
        ndviBefore: round(before.ndviMedian, 4),
        ndviAfter: round(look.ndviMedian, 4),
        groundAfter: look.state ?? 'unclear',
        ...(look.ndti == null ? {} : { ndtiAfter: round(look.ndti, 4) }),
        gapDays,
        longestGapDays: longestGapDays(looks, maximum.epochDay, look.epochDay),
      },
      ...scenesOf([maximum, before, look]),
    });
    maximum = look;
  });
  return found;
}
