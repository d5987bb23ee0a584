import { epochDayOf } from '../markers/clear-series.js';
import { type EvidenceLook, isUsable } from './evidence.js';
import type { Needs, RuleDay } from './rule.js';

/** What was seen of a span of days. */
export interface Observation {
  readonly from: string;
  readonly to: string;
  readonly clearDates: number;
  /** Between clear dates, and from and to the ends of the span; the whole span without any. */
  readonly maximumGapDays: number;
  /** Inner pixels, of the look with most. */
  readonly pixels: number;
  readonly lastClearDate: string | null;
}

/** ISO day of a rule's day; 29 February is the 28th where there is none. */
export function dayOf({ monthDay, yearOffset }: RuleDay, year: number): string {
  const day = `${year + yearOffset}-${monthDay}`;
  return monthDay === '02-29' && !new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? `${year + yearOffset}-02-28` : day;
}

/** Usable optical looks, one per day, within both days. */
export function clearLooks(looks: readonly EvidenceLook[], from: string, to: string): EvidenceLook[] {
  const byDay = new Map<string, EvidenceLook>();
  for (const look of looks) {
    if (look.sensor === 's1' || !isUsable(look) || look.date < from || look.date > to) continue;
    const other = byDay.get(look.date);
    if (other == null || look.pixels > other.pixels) byDay.set(look.date, look);
  }
  return [...byDay.values()].sort((a, b) => a.date.localeCompare(b.date));
}

/** Of the span until `asOf`: what lies ahead is no gap. */
export function observe(looks: readonly EvidenceLook[], from: string, to: string, asOf: string): Observation {
  const end = to < asOf ? to : asOf;
  const clear = clearLooks(looks, from, end);
  const days = [epochDayOf(from), ...clear.map(({ date }) => epochDayOf(date)), epochDayOf(end)];
  return {
    from,
    to: end,
    clearDates: clear.length,
    maximumGapDays: Math.max(0, ...days.slice(1).map((day, i) => day - (days[i] as number))),
    pixels: Math.max(0, ...looks.filter(({ sensor }) => sensor !== 's1').map(({ pixels }) => pixels)),
    lastClearDate: clear.at(-1)?.date ?? null,
  };
}

/** Which needs are not met: pixels first. */
export function shortcomings(needs: Needs, seen: Observation): ('SMALL' | 'FEW_OBS')[] {
  const tooFew = seen.clearDates < needs.clearDates || (needs.maximumGapDays != null && seen.maximumGapDays > needs.maximumGapDays);
  return [...(seen.pixels < needs.pixels ? ['SMALL' as const] : []), ...(tooFew ? ['FEW_OBS' as const] : [])];
}
