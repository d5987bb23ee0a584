import type { LocalText } from '@landsicht/core';
import { epochDayOf, scenesOf } from './clear-series.js';
import { weighed } from './confidence.js';
import type { GroundLook } from './ground-looks.js';
import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';

/** 15 November to 15 January (GAPKondV §17; parcels.md 4.4); month-days, the end in the next year. */
const soilCoverRules = {
  from: '11-15',
  to: '01-15',
  /** A look further from the window says nothing about its end (proposal: a sown field changes within six weeks). */
  maximumAwayDays: 42,
  confidence: 0.95,
  /** Confidence falls to 1/e when the look is so many days away (proposal). */
  fadeDays: 60,
} as const;

/**
 * Covered or bare at the start and at the end of the winter window, by the last clear look before and the first after it; stubble and mulch are
 * cover. A text where an end was not seen.
 */
export function soilCoverMarkers(looks: readonly GroundLook[], year: number): (Marker | LocalText)[] {
  const { from, to, maximumAwayDays } = soilCoverRules;
  const [start, end] = [`${year}-${from}`, `${year + 1}-${to}`];
  const [startDay, endDay] = [epochDayOf(start), epochDayOf(end)];
  const judged = looks.filter(({ state }) => state != null);
  const before = judged.findLast(({ epochDay }) => epochDay <= startDay && epochDay >= startDay - maximumAwayDays);
  const after = judged.find(({ epochDay }) => epochDay >= endDay && epochDay <= endDay + maximumAwayDays);
  return [
    before == null
      ? notSeen('before', start)
      : coverMarker(before, { at: 'start', start: before.date, end: start, awayDays: startDay - before.epochDay }),
    after == null
      ? notSeen('after', end)
      : coverMarker(after, { at: 'end', start: end, end: after.date, awayDays: after.epochDay - endDay }),
  ];
}

interface WindowEnd {
  readonly at: 'start' | 'end';
  readonly start: string;
  readonly end: string;
  readonly awayDays: number;
}

function coverMarker(look: GroundLook, { at, start, end, awayDays }: WindowEnd): Marker {
  return {
    type: 'soil-cover',
    start,
    end,
    observedOn: look.date,
    confidence: weighed(soilCoverRules.confidence * Math.exp(-awayDays / soilCoverRules.fadeDays), look.pixels),
    values: {
      at,
      state: look.state === 'bare' ? 'bare' : 'covered',
      ground: look.state ?? 'unclear',
      ndvi: round(look.ndviMedian, 4),
      ...(look.ndti == null ? {} : { ndti: round(look.ndti, 4) }),
      awayDays,
    },
    ...scenesOf([look]),
  };
}

function notSeen(side: 'before' | 'after', day: string): LocalText {
  const days = soilCoverRules.maximumAwayDays;
  return {
    de: `Kein klarer, eindeutiger Blick in den ${days} Tagen ${side === 'before' ? 'vor' : 'nach'} dem ${day}`,
    en: `No clear and unambiguous look within ${days} days ${side} ${day}`,
  };
}
