import { LandsichtError } from '@landsicht/core';

/** When what happens in a series; days since 1970-01-01. */
export interface ForestCalendar {
  readonly fromDay: number;
  readonly toDay: number;
  /** Two years after the start: nothing is attacked, felled or thrown before. */
  readonly eventsFrom: number;
  /** First and last year with events. */
  readonly years: readonly number[];
  /** Days of the growing season (April to October) and 0.35 of the others since `fromDay`: how far needles turn. Index = day − fromDay. */
  readonly effective: Float64Array;
}

export function forestCalendar(fromUtc: string, toUtc: string): ForestCalendar {
  const [fromDay, toDay] = [fromUtc, toUtc].map((utc) => Math.floor(Date.parse(utc) / 86_400_000)) as [number, number];
  if (!(toDay - fromDay >= 1000)) {
    throw new LandsichtError(
      'bad-argument',
      `fromUtc ${fromUtc} to toUtc ${toUtc}: expected RFC 3339 days at least 1000 apart (two years of training and a season of attack)`,
    );
  }
  const eventsFrom = fromDay + 730;
  const firstYear = yearOf(eventsFrom);
  const effective = new Float64Array(toDay - fromDay + 2);
  for (let k = 1; k < effective.length; k++) {
    const month = new Date((fromDay + k) * 86_400_000).getUTCMonth();
    effective[k] = (effective[k - 1] as number) + (month >= 3 && month <= 9 ? 1 : 0.35);
  }
  return { fromDay, toDay, eventsFrom, years: Array.from({ length: yearOf(toDay) - firstYear + 1 }, (_, k) => firstYear + k), effective };
}

export function yearOf(day: number): number {
  return new Date(day * 86_400_000).getUTCFullYear();
}

export function dayOf(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / 86_400_000;
}

/** Effective days between two days. */
export function effectiveAge({ effective, fromDay }: ForestCalendar, attackedOn: number, day: number): number {
  const at = (d: number): number => effective[Math.min(effective.length - 1, Math.max(0, d - fromDay))] as number;
  return at(day) - at(attackedOn);
}

/** First day on which the age is reached; 0 = not before the series ends. */
export function dayOfAge(calendar: ForestCalendar, attackedOn: number, age: number): number {
  for (let day = attackedOn; day <= calendar.toDay; day++) if (effectiveAge(calendar, attackedOn, day) >= age) return day;
  return 0;
}
