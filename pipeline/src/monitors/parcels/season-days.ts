import type { StacItem } from '@landsicht/core';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';

/** A season looks from 1 October before the year to 31 January after it. */
export function seasonOf(year: number): { readonly first: string; readonly last: string } {
  return { first: `${year - 1}-10-01`, last: `${year + 1}-01-31` };
}

export function dayOfItem(item: StacItem): string {
  return acquiredUtcOf(item).toISOString().slice(0, 10);
}

export function isInSeason(item: StacItem, year: number): boolean {
  const { first, last } = seasonOf(year);
  const day = dayOfItem(item);
  return day >= first && day <= last;
}

/** Whether a day belongs to the season of this year alone. */
export function isOfYear(item: StacItem, year: number): boolean {
  const day = dayOfItem(item);
  return day >= `${year}-02-01` && day <= `${year}-09-30`;
}
