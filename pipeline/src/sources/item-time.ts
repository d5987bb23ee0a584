import type { StacItem } from '@landsicht/core';

/** When the item was acquired: an instant, or start_datetime to end_datetime where the item gives them. */
export function itemTime({ properties }: StacItem): { startUtc: Date; endUtc: Date } {
  const { datetime, start_datetime: start, end_datetime: end } = properties as Record<string, unknown>;
  const instant = datetime ?? start;
  return { startUtc: new Date(String(start ?? instant)), endUtc: new Date(String(end ?? instant)) };
}

/** The one time an item is sorted and filed by: `datetime`, else the start. */
export function itemInstant({ properties }: StacItem): Date {
  const { datetime, start_datetime: start } = properties as Record<string, unknown>;
  return new Date(String(datetime ?? start));
}

/** Newest first; equal times by id, so that the order is always the same. */
export function byNewest(a: StacItem, b: StacItem): number {
  return itemInstant(b).getTime() - itemInstant(a).getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
