import type { LocalText } from '@landsicht/core';
import type { ParcelLook } from '../signals/parcel-season.js';
import { isoDayOf, scenesOf } from './clear-series.js';
import { weighed } from './confidence.js';
import type { GroundLook } from './ground-looks.js';
import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';
import { meanOf, type WeekSignals, weeklySignals } from './weekly-signals.js';

/** Sen4CAP L4C, M6–M10 (parcels.md 4.4); NDVI × 1000, slope in dB a day, coherence 0..1. */
const catchCropRules = {
  days: 56,
  present: 325,
  growthFromWeek: 3,
  lostAfterRise: 400,
  lostAfterFall: 300,
  maximumRatioSlopeDb: 0.01,
  /** t of a slope whose p is below .05, two-sided, at the 6 degrees of freedom of 8 weeks. */
  significantT: 2.447,
  coherenceFromWeek: 2,
  coherenceJump: 0.2,
  highCoherence: 0.7,
  /** A window begins between these month-days (proposal); a practice file gives its own. */
  sownFrom: '07-01',
  sownTo: '09-15',
  /** Plants seen by the first month-day, or dense ones by the second: winter cereals, sown from mid-September on, are later and thinner (proposal). */
  plantsBy: '10-15',
  denseBy: '11-20',
  dense: 550,
  /** A clear look so long after the window's end stands for it where clouds hid its last weeks (proposal). */
  endLateDays: 21,
  /** From this month-day on, a look without plants says that none were sown in time (proposal). */
  absentFrom: '10-01',
  /** Clear looks in the window, below which NDVI is not judged (proposal): the start, the growth and the end. */
  minimumLooks: 3,
  confidence: { STRONG: 0.9, MODERATE: 0.7, WEAK: 0.4 },
} as const;

type Answer = 'yes' | 'no' | 'not executed';

/**
 * The best window of 56 days after the main crop: plants come, grow and stay (Sen4CAP L4C). null where there was none; a text where clouds hid
 * what would tell.
 */
export function catchCropMarker(looks: readonly GroundLook[], orbit: readonly ParcelLook[], year: number): Marker | LocalText | null {
  const rules = catchCropRules;
  const within = (from: string, to: string) => looks.filter(({ date }) => date >= `${year}-${from}` && date <= `${year}-${to}`);
  const summer = within(rules.sownFrom, rules.sownTo);
  if (summer.length === 0) return notSeen(`${year}-${rules.sownFrom}`, `${year}-${rules.sownTo}`);
  const starts = summer.filter(({ state }) => state === 'bare' || state === 'stubble');
  if (starts.length === 0) return null;
  const early = [
    ...within(rules.sownFrom, rules.plantsBy).filter(({ ndviMedian }) => 1000 * ndviMedian >= rules.present),
    ...within(rules.sownFrom, rules.denseBy).filter(({ ndviMedian }) => 1000 * ndviMedian >= rules.dense),
  ];
  const [best] = starts
    .flatMap(({ epochDay }) => windowMarker(looks, orbit, epochDay) ?? [])
    .filter(({ start, end }) => early.some(({ date }) => date > start && date <= end))
    .sort((a, b) => b.confidence - a.confidence || a.start.localeCompare(b.start));
  if (best != null) return best;
  const isAbsent = within(rules.absentFrom, rules.denseBy).some(({ ndviMedian }) => 1000 * ndviMedian < rules.present);
  return isAbsent ? null : notSeen(`${year}-${rules.absentFrom}`, `${year}-${rules.denseBy}`);
}

function notSeen(from: string, to: string): LocalText {
  return {
    de: `Zwischen ${from} und ${to} kein klarer Blick, der eine Zwischenfrucht zeigt oder ausschließt`,
    en: `No clear look between ${from} and ${to} that shows or excludes a catch crop`,
  };
}

/** One window from a day on; null where too few clear looks lie in it or no plants stand at its end. */
function windowMarker(looks: readonly GroundLook[], orbit: readonly ParcelLook[], startDay: number): Marker | null {
  const rules = catchCropRules;
  const endDay = startDay + rules.days;
  const isThen = ({ epochDay }: { epochDay: number }) => epochDay >= startDay && epochDay <= endDay;
  const inside = looks.filter(isThen);
  const isEndSeen = (inside.at(-1)?.epochDay ?? startDay) >= endDay - rules.endLateDays;
  const afterwards = looks.find(({ epochDay }) => epochDay > endDay && epochDay <= endDay + rules.endLateDays);
  const seen = isEndSeen || afterwards == null ? inside : [...inside, afterwards];
  const last = seen.at(-1);
  if (last == null || seen.length < rules.minimumLooks) return null;
  const weeks = weeklySignals(seen, orbit.filter(isThen));
  const ndvi = weeks.map((week) => week.ndvi);
  const late = ndvi.slice(rules.growthFromWeek).filter(Number.isFinite);
  const answers: Record<'M6' | 'M7' | 'M8' | 'M9' | 'M10', Answer> = {
    M6: said(1000 * last.ndviMedian >= rules.present),
    M7: late.length === 0 ? 'not executed' : said(Math.max(...late) > Math.min(...ndvi.filter(Number.isFinite))),
    M8: said(!losesPlants(late)),
    M9: ratioStays(weeks),
    M10: coherenceStays(weeks),
  };
  if (answers.M6 === 'no') return null;
  const all = Object.values(answers);
  const wrong = all.filter((answer) => answer === 'no').length;
  // without radar two of five questions are open: never STRONG, as L4C is never STRONG without NDVI
  const isWhole = !all.includes('not executed');
  const strength = wrong === 0 && isWhole ? 'STRONG' : wrong <= 1 && (isWhole || wrong === 0) ? 'MODERATE' : 'WEAK';
  return {
    type: 'catch-crop',
    start: isoDayOf(startDay),
    end: last.date,
    observedOn: last.date,
    confidence: weighed(rules.confidence[strength], last.pixels),
    values: { strength, days: rules.days, looks: seen.length, ...answers, ndviAtEnd: round(last.ndviMedian, 4) },
    ...scenesOf([...seen, ...weeks.flatMap(({ scenes }) => scenes)]),
  };
}

const said = (is: boolean): Answer => (is ? 'yes' : 'no');

/** A fall below 400 after a rise, or below 300 after a fall. */
function losesPlants(ndvi: readonly number[]): boolean {
  return ndvi.some((value, k) => {
    const [before, earlier] = [ndvi[k - 1], ndvi[k - 2]];
    if (before == null || value >= before) return false;
    const limit = earlier != null && before < earlier ? catchCropRules.lostAfterFall : catchCropRules.lostAfterRise;
    return value < limit && before >= limit;
  });
}

function ratioStays(weeks: readonly WeekSignals[]): Answer {
  const known = weeks.filter(({ ratioDb }) => Number.isFinite(ratioDb));
  if (known.length < 4) return 'not executed';
  const [day, ratio] = [meanOf(known.map(({ epochDay }) => epochDay)), meanOf(known.map(({ ratioDb }) => ratioDb))];
  const spread = known.reduce((sum, { epochDay }) => sum + (epochDay - day) ** 2, 0);
  const slope = known.reduce((sum, { epochDay, ratioDb }) => sum + (epochDay - day) * (ratioDb - ratio), 0) / spread;
  const rest = known.reduce((sum, { epochDay, ratioDb }) => sum + (ratioDb - ratio - slope * (epochDay - day)) ** 2, 0);
  const error = Math.sqrt(rest / (known.length - 2) / spread);
  return said(Math.abs(slope) < catchCropRules.maximumRatioSlopeDb || Math.abs(slope) < catchCropRules.significantT * error);
}

function coherenceStays(weeks: readonly WeekSignals[]): Answer {
  const rules = catchCropRules;
  const later = weeks.slice(rules.coherenceFromWeek - 1).map(({ coherence }) => coherence);
  if (later.filter(Number.isFinite).length < 4) return 'not executed';
  return said(!later.slice(1).some((value, k) => value - (later[k] as number) >= rules.coherenceJump || value >= rules.highCoherence));
}
