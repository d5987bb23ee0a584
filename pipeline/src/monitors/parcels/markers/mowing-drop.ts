import { type ClearLook, scenesOf } from './clear-series.js';
import type { Marker } from './marker.js';

/** Rule `dropRef` of parcels.md 4.1 c; its interval is wider by `maximumShortDays`. */
export const mowingRules = {
  /** Season, month-day. */
  from: '04-01',
  to: '11-05',
  referenceDays: 30,
  minimumDrop: 0.15,
  /** Highest NDVI after the cut, and lowest before it. */
  maximumAfter: 0.75,
  minimumReference: 0.5,
  /** Below the look before by this: it fell. */
  minimumStep: 0.02,
  /** A look within these days that is lower by `minimumStep`: the minimum is not reached. */
  minimumReachedDays: 12,
  /** A look within these days that regained this share of the drop: the rest of a cloud. */
  cloudDays: 6,
  cloudShare: 0.6,
  /** The cut lies after the last look this share of the drop below the reference. */
  startShare: 0.3,
  minimumApartDays: 20,
  maximumEvents: 5,
  /**
   * Until regrowth begins the parcel stays short: the interval reaches to the last look that is no higher than the first by `regrowthStep`, at
   * most this many days on. Grass regains 0.05 in the second week (parcels.md 4.1, signature), so a longer low is still use: hay drying, a
   * second cut, grazing.
   */
  regrowthStep: 0.03,
  maximumShortDays: 30,
  /** Drought: a fall over this many looks, none steeper than `droughtStep`, or than `droughtSlope` a day where looks lie further apart. */
  droughtLooks: 3,
  droughtStep: 0.08,
  /** Or the steepest of so many steps is less than this share of them all: a cut is one step, whatever noise (σ .045 of a step) adds (proposal). */
  droughtLargestShare: 0.45,
  /** Grass loses .008 a day in drought (2018: .69 on 30 June, .37 on 7 August; parcels.md 12), a third more as margin. */
  droughtSlope: 0.0107,
  /** Drought over fewer looks: the fall goes on by so much within so many days, where cut grass would be growing again. */
  droughtGoesOn: 0.04,
  droughtGoesOnDays: 21,
} as const;

interface Candidate extends Marker {
  readonly epochDay: number;
}

/** Mowings of one year. `hasRadarRise` tells whether coherence rose in a span of days: such a fall is no drought. */
export function mowingByDrop(
  looks: readonly ClearLook[],
  year: number,
  hasRadarRise: (fromDay: number, toDay: number) => boolean,
): Marker[] {
  const rules = mowingRules;
  const season = looks.filter(({ date }) => date >= `${year}-${rules.from}` && date <= `${year}-${rules.to}`);
  const candidates: Candidate[] = [];
  season.forEach((look, k) => {
    const candidate = candidateAt(season, k);
    if (candidate == null) return;
    const startDay = Date.parse(`${candidate.start}T00:00:00Z`) / 86_400_000;
    if (isDrought(season, startDay, k) && !hasRadarRise(startDay, look.epochDay)) return;
    candidates.push(candidate);
  });
  const kept: Candidate[] = [];
  for (const one of candidates.sort((a, b) => b.confidence - a.confidence || a.epochDay - b.epochDay)) {
    const isApart = kept.every(
      ({ epochDay, observedOn, end }) =>
        Math.abs(epochDay - one.epochDay) >= rules.minimumApartDays &&
        (one.observedOn > end || one.observedOn < observedOn) &&
        (observedOn > one.end || observedOn < one.observedOn),
    );
    if (isApart && kept.length < rules.maximumEvents) kept.push(one);
  }
  return kept.sort((a, b) => a.epochDay - b.epochDay).map(({ epochDay: _, ...marker }) => marker);
}

function candidateAt(season: readonly ClearLook[], k: number): Candidate | null {
  const rules = mowingRules;
  const [look, before, after] = [season[k] as ClearLook, season[k - 1], season[k + 1]];
  const earlier = season.slice(0, k).filter(({ epochDay }) => epochDay >= look.epochDay - rules.referenceDays);
  if (before == null || earlier.length === 0) return null;
  const reference = Math.max(...earlier.map(({ ndvi }) => ndvi));
  const drop = reference - look.ndvi;
  const isFall =
    drop >= rules.minimumDrop &&
    look.ndvi <= rules.maximumAfter &&
    reference >= rules.minimumReference &&
    look.ndvi < before.ndvi - rules.minimumStep;
  if (!isFall) return null;
  if (after != null) {
    const days = after.epochDay - look.epochDay;
    if (days <= rules.minimumReachedDays && after.ndvi < look.ndvi - rules.minimumStep) return null;
    if (days <= rules.cloudDays && after.ndvi - look.ndvi > rules.cloudShare * drop) return null;
  }
  const start = earlier.findLast(({ ndvi }) => ndvi >= reference - rules.startShare * drop) ?? before;
  const last = lastShortLook(season, k);
  return {
    type: 'mowing',
    start: start.date,
    end: last.date,
    observedOn: look.date,
    confidence: round(Math.max(0, 1 - 0.5 * Math.exp(-(drop - 0.12) / Math.max(look.ndvi, 0.01))), 3),
    values: { rule: 'dropRef', ndviBefore: round(reference, 4), ndviAfter: look.ndvi, ndviDrop: round(drop, 4) },
    ...scenesOf([start, look, last]),
    epochDay: look.epochDay,
  };
}

function lastShortLook(season: readonly ClearLook[], k: number): ClearLook {
  const first = season[k] as ClearLook;
  let last = first;
  for (const look of season.slice(k + 1)) {
    if (look.ndvi > first.ndvi + mowingRules.regrowthStep || look.epochDay - first.epochDay > mowingRules.maximumShortDays) break;
    last = look;
  }
  return last;
}

/** From the start of the fall to its end: many small steps, or slow ones that go on. */
function isDrought(season: readonly ClearLook[], startDay: number, k: number): boolean {
  const rules = mowingRules;
  const fall = season.slice(0, k + 1).filter(({ epochDay }) => epochDay >= startDay);
  const isSlow = fall.slice(1).every(({ ndvi, epochDay }, i) => {
    const before = fall[i] as ClearLook;
    return before.ndvi - ndvi < Math.max(rules.droughtStep, rules.droughtSlope * (epochDay - before.epochDay));
  });
  if (fall.length < 2) return false;
  const drop = (fall[0] as ClearLook).ndvi - (season[k] as ClearLook).ndvi;
  if (fall.length > rules.droughtLooks) return isSlow || largestStep(fall) < rules.droughtLargestShare * drop;
  return isSlow && goesOn(season, k);
}

/** Of NDVI, from one look to the next. */
function largestStep(fall: readonly ClearLook[]): number {
  return Math.max(...fall.slice(1).map(({ ndvi }, i) => (fall[i] as ClearLook).ndvi - ndvi));
}

/** Later looks, near in time, only lower. */
function goesOn(season: readonly ClearLook[], k: number): boolean {
  const rules = mowingRules;
  const look = season[k] as ClearLook;
  const later = season.slice(k + 1).filter(({ epochDay }) => epochDay <= look.epochDay + rules.droughtGoesOnDays);
  return (
    later.some(({ ndvi }) => ndvi <= look.ndvi - rules.droughtGoesOn) && later.every(({ ndvi }) => ndvi <= look.ndvi + rules.regrowthStep)
  );
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
