import type { TimeInterval } from '@landsicht/pipeline/store';

const DATE = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const INSTANT = new RegExp(
  String.raw`^(${DATE})(?:[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$`,
);
const DAY_MS = 86_400_000;

/**
 * `datetime` of OGC API Features: an RFC 3339 instant, or `a/b` with both ends included, where `..` or nothing leaves an end open.
 * A date alone is its whole day in UTC. null where it is none of these, or ends before it begins.
 */
export function parseInterval(text: string): TimeInterval | null {
  const parts = text.split('/');
  if (parts.length > 2) return null;
  if (parts.length === 1) return parseInstant(text);
  const [from = '', to = ''] = parts;
  const open = (part: string): boolean => part === '' || part === '..';
  if (open(from) && open(to)) return null;
  const start = open(from) ? null : parseInstant(from);
  const end = open(to) ? null : parseInstant(to);
  if ((start == null && !open(from)) || (end == null && !open(to))) return null;
  const interval = { fromUtc: start?.fromUtc ?? null, toUtc: end?.toUtc ?? null };
  const reversed = interval.fromUtc != null && interval.toUtc != null && interval.fromUtc > interval.toUtc;
  return reversed ? null : interval;
}

/** From the first to the last millisecond of it. */
function parseInstant(text: string): { fromUtc: Date; toUtc: Date } | null {
  const match = INSTANT.exec(text);
  if (match == null) return null;
  const [, date = '', hours] = match;
  const midnight = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== date) return null; // 30 February
  if (hours == null) return { fromUtc: midnight, toUtc: new Date(midnight.getTime() + DAY_MS - 1) };
  const leap = match[4] === '60'; // a leap second counts as the one before it
  const at = new Date((leap ? text.replace(/:60/, ':59') : text).toUpperCase());
  return Number.isNaN(at.getTime()) ? null : { fromUtc: at, toUtc: at };
}
