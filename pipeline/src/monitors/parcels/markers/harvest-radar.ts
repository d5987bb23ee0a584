import type { ParcelLook } from '../signals/parcel-season.js';
import { isoDayOf, scenesOf } from './clear-series.js';
import { weighed } from './confidence.js';
import type { GroundLook } from './ground-looks.js';
import { harvestRules } from './harvest-optical.js';
import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';
import { meanOf, type WeekSignals, weeklySignals } from './weekly-signals.js';

/** Sen4CAP L4C, M1–M5 (parcels.md 4.3): NDVI × 1000, ratio VV − VH in dB, coherence 0..1. */
const harvestWeekRules = {
  present: 350,
  lost: 350,
  /** A field that ever falls below this is judged by it, another by its own minimum. */
  lowNdvi: 300,
  minimumBefore: 100,
  maximumRebound: 300,
  minimumRatioChangeDb: 0.1,
  ratioDeviations: 6,
  coherenceJump: 0.15,
  coherenceRise: 0.05,
  highCoherence: 0.75,
  coherenceBelowBest: 0.05,
  confidence: 0.9,
} as const;

/** The first week after 1 May in which NDVI is lost and radar sees the field change (M1–M5 all true); null where radar or coherence is missing. */
export function harvestByRadar(optical: readonly GroundLook[], orbit: readonly ParcelLook[], year: number): Marker | null {
  const rules = harvestWeekRules;
  const weeks = weeklySignals(optical, orbit);
  const ndvi = weeks.map((week) => week.ndvi).filter(Number.isFinite);
  const ratios = weeks.map(({ ratioDb }) => ratioDb).filter(Number.isFinite);
  const coherences = weeks.map(({ coherence }) => coherence).filter(Number.isFinite);
  if (ndvi.length === 0 || ratios.length < 4 || coherences.length < 4) return null;
  const [lowest, highest] = [Math.min(...ndvi), Math.max(...ndvi)];
  const threshold = lowest < rules.lowNdvi ? rules.lowNdvi : 5 * Math.ceil(lowest / 5);
  const buffer = Math.round((highest - threshold) / 4);
  const ratioMean = meanOf(ratios);
  const ratioSd = Math.sqrt(meanOf(ratios.map((ratio) => (ratio - ratioMean) ** 2)));
  const bestCoherence = Math.max(...coherences);
  const highCoherence = bestCoherence < rules.highCoherence ? bestCoherence - rules.coherenceBelowBest : rules.highCoherence;
  const from = Date.parse(`${year}-${harvestRules.from}`) / 86_400_000;
  const to = Date.parse(`${year}-${harvestRules.to}`) / 86_400_000;
  let wasPresent = false;
  for (const [k, week] of weeks.entries()) {
    const [before, after] = [weeks[k - 1], weeks[k + 1]];
    if (week.ndvi > rules.present) wasPresent = true; // M1
    if (!wasPresent || before == null || after == null || week.epochDay < from || week.epochDay > to) continue;
    const isLost =
      week.ndvi < before.ndvi &&
      week.ndvi < rules.lost &&
      (after.ndvi < threshold + buffer || before.ndvi < threshold + buffer) &&
      before.ndvi > rules.minimumBefore &&
      after.ndvi < before.ndvi + rules.maximumRebound; // M2
    const ratioChange = ratioChangeAt(weeks, k);
    const coherenceChange = coherenceChangeAt(weeks, k);
    const isChanged =
      ratioChange > Math.max(ratioSd / rules.ratioDeviations, rules.minimumRatioChangeDb) ||
      Math.max(coherenceChange, coherenceChangeAt(weeks, k - 1), coherenceChangeAt(weeks, k + 1)) > rules.coherenceJump; // M3
    const isOpen = week.ratioDb > ratioMean - ratioSd / 2; // M4
    const isStill = coherenceChange >= rules.coherenceRise || week.coherence >= highCoherence; // M5
    if (!(isLost && isChanged && isOpen && isStill)) continue;
    return {
      type: 'harvest',
      start: isoDayOf(before.epochDay),
      end: isoDayOf(week.epochDay + 6),
      observedOn: isoDayOf(week.epochDay + 6),
      confidence: weighed(rules.confidence, optical[0]?.pixels ?? 0),
      values: {
        rule: 'Sen4CAP M1–M5',
        ndviBefore: round(before.ndvi / 1000, 4),
        ndviAfter: round(week.ndvi / 1000, 4),
        ratioChangeDb: round(ratioChange, 2),
        coherence: round(week.coherence, 3),
        coherenceChange: round(coherenceChange, 3),
      },
      ...scenesOf([...before.scenes, ...week.scenes]),
    };
  }
  return null;
}

/** Over the mean of the three weeks before, dB; at least 0. */
function ratioChangeAt(weeks: readonly WeekSignals[], k: number): number {
  const before = meanOf(
    weeks
      .slice(Math.max(0, k - 3), k)
      .map(({ ratioDb }) => ratioDb)
      .filter(Number.isFinite),
  );
  const change = (weeks[k]?.ratioDb ?? Number.NaN) - before;
  return Number.isFinite(change) ? Math.max(0, change) : 0;
}

/** Over the week before; 0 where either is missing. */
function coherenceChangeAt(weeks: readonly WeekSignals[], k: number): number {
  const change = (weeks[k]?.coherence ?? Number.NaN) - (weeks[k - 1]?.coherence ?? Number.NaN);
  return Number.isFinite(change) ? change : 0;
}
