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
  /** A look above `minimumMaximum` lies at most so many days before: a cycle of growth, not a memory of last winter (proposal; potato tops die slowly). */
  grownDays: 90,
  /** Crops that ripen while clouds come and go fall in steps: the look that is higher by `minimumFall` lies at most so many days before (proposal). */
  fallDays: 30,
  onceConfidence: 0.7,
  /** With the next clear look low as well. */
  againConfidence: 0.85,
  /** An interval longer than this counts less (parcels.md 11). */
  sureGapDays: 25,
  longGapShare: 0.8,
} as const;

/** Harvests of a year: NDVI below .30 after a maximum above .65; the interval is from the last look that is .10 higher to the first low one. */
export function harvestByNdvi(looks: readonly GroundLook[], year: number): Marker[] {
  const rules = harvestRules;
  const found: Marker[] = [];
  let cycleStart = 0;
  looks.forEach((look, i) => {
    const cycle = looks.slice(cycleStart, i);
    const grown = cycle.filter(({ ndviMedian }) => ndviMedian > rules.minimumMaximum);
    const before = cycle.findLast(({ ndviMedian }) => ndviMedian - look.ndviMedian >= rules.minimumFall);
    const isHarvest =
      look.date >= `${year}-${rules.from}` &&
      look.date <= `${year}-${rules.to}` &&
      look.ndviMedian < rules.maximumAfter &&
      look.epochDay - (grown.at(-1)?.epochDay ?? Number.NEGATIVE_INFINITY) <= rules.grownDays;
    const isFall = before != null && (before === looks[i - 1] || look.epochDay - before.epochDay <= rules.fallDays);
    if (!isHarvest || !isFall) return;
    const maximum = grown.reduce((best, one) => (one.ndviMedian > best.ndviMedian ? one : best));
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
    cycleStart = i;
  });
  return found;
}
