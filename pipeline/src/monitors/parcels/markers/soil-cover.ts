import type { LocalText } from '@landsicht/core';
import { epochDayOf, longestGapDays, scenesOf } from './clear-series.js';
import { weighed } from './confidence.js';
import type { GroundLook } from './ground-looks.js';
import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';

/** 15 November to 15 January (GAPKondV §17; parcels.md 4.4); month-days, the end in the next year. */
export const soilCoverRules = {
  from: '11-15',
  to: '01-15',
  /** A look further from the window says nothing about its end (proposal: a sown field changes within six weeks). */
  maximumAwayDays: 42,
  confidence: 0.95,
  /** Confidence falls to 1/e when both looks together are so many days away (proposal). */
  fadeDays: 90,
} as const;

/** Covered or bare at both ends of the winter window; stubble and mulch are cover. A text where it cannot be said. */
export function soilCoverMarker(looks: readonly GroundLook[], year: number): Marker | LocalText {
  const rules = soilCoverRules;
  const [from, to] = [epochDayOf(`${year}-${rules.from}`), epochDayOf(`${year + 1}-${rules.to}`)];
  const judged = looks.filter(({ state }) => state != null);
  const before = judged.findLast(({ epochDay }) => epochDay <= from && epochDay >= from - rules.maximumAwayDays);
  const after = judged.find(({ epochDay }) => epochDay >= to && epochDay <= to + rules.maximumAwayDays);
  if (before == null || after == null) return missing(before == null, after == null, year);
  const within = judged.filter(({ epochDay }) => epochDay > from && epochDay < to);
  const away = from - before.epochDay + after.epochDay - to;
  const [bareBefore, bareAfter] = [before.state === 'bare', after.state === 'bare'];
  return {
    type: 'soil-cover',
    start: before.date,
    end: after.date,
    observedOn: after.date,
    confidence: weighed(rules.confidence * Math.exp(-away / rules.fadeDays), after.pixels),
    values: {
      cover: bareBefore && bareAfter ? 'bare' : bareBefore || bareAfter ? 'mixed' : 'covered',
      before: before.state ?? 'unclear',
      after: after.state ?? 'unclear',
      ndviBefore: round(before.ndviMedian, 4),
      ndviAfter: round(after.ndviMedian, 4),
      looksWithin: within.length,
      bareLooksWithin: within.filter(({ state }) => state === 'bare').length,
      longestGapDays: longestGapDays(looks, before.epochDay, after.epochDay),
    },
    ...scenesOf([before, ...within, after]),
  };
}

function missing(noBefore: boolean, noAfter: boolean, year: number): LocalText {
  const { from, to, maximumAwayDays } = soilCoverRules;
  const days = [...(noBefore ? [`${year}-${from}`] : []), ...(noAfter ? [`${year + 1}-${to}`] : [])];
  return {
    de: `Kein klarer, eindeutiger Blick innerhalb von ${maximumAwayDays} Tagen vor dem ersten und nach dem letzten Tag des Zeitraums: ${days.join(' und ')}`,
    en: `No clear and unambiguous look within ${maximumAwayDays} days before the first and after the last day of the window: ${days.join(' and ')}`,
  };
}
