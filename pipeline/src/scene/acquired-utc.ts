import { LandsichtError, type StacItem } from '@landsicht/core';

/** Photographs from the air are older than satellites; nothing is younger than this. */
const earliestYear = 1900;
const latestYear = 2100;

/** When an item was acquired: `datetime`, else `start_datetime`. An impossible time is `item-invalid`. */
export function acquiredUtcOf({ id, properties }: StacItem): Date {
  const text = properties.datetime ?? properties['start_datetime'];
  const date = typeof text === 'string' ? parseRfc3339(text) : null;
  if (date == null || date.getUTCFullYear() < earliestYear || date.getUTCFullYear() > latestYear) {
    throw new LandsichtError(
      'item-invalid',
      `Item ${id}: properties.datetime is ${JSON.stringify(text) ?? 'missing'}; expected an RFC 3339 time of ${earliestYear}–${latestYear} such as 2024-09-16T05:18:00Z`,
    );
  }
  return date;
}

/** Also `2024-09-16 05:18:00+00:00`; null for days that do not exist (30 February), which Date would move on. */
function parseRfc3339(text: string): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i.exec(text);
  if (parts == null) return null;
  const [, year, month, day, , , zone] = parts;
  const date = new Date(zone == null ? `${text.replace(' ', 'T')}Z` : text.replace(' ', 'T'));
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number.isNaN(date.getTime()) || Number(day) > lastDay ? null : date;
}
