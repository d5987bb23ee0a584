import { LandsichtError } from '@landsicht/core';

/** Days of the year as month × 100 + day, both ends included; may run over New Year. */
export interface IgnoredPeriod {
  readonly from: number;
  readonly to: number;
}

/** `11-01..02-28`, empty = none. */
export function parseIgnoredPeriod(text: string): IgnoredPeriod | null {
  if (text === '') return null;
  const numbers = /^(\d\d)-(\d\d)\.\.(\d\d)-(\d\d)$/.exec(text)?.slice(1).map(Number);
  const [fromMonth = 0, fromDay = 0, toMonth = 0, toDay = 0] = numbers ?? [];
  const isDate = (month: number, day: number) => month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (isDate(fromMonth, fromDay) && isDate(toMonth, toDay)) return { from: fromMonth * 100 + fromDay, to: toMonth * 100 + toDay };
  throw new LandsichtError('bad-argument', `ignoredPeriod "${text}": expected two days of the year such as 11-01..02-28, or nothing`);
}

export function isIgnored(utc: Date, period: IgnoredPeriod | null): boolean {
  if (period == null) return false;
  const day = (utc.getUTCMonth() + 1) * 100 + utc.getUTCDate();
  const { from, to } = period;
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}
