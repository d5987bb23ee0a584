import { LandsichtError } from '@landsicht/core';
import { datesInAktCsv } from './akt-csv.js';
import { utcDate } from './utc-date.js';

export interface DateHints {
  /** For messages; its file name may hold the date. */
  readonly path: string;
  /** `--date`. */
  readonly given: Date | null;
  /** `datetime` of a JSON file beside the image. */
  readonly sidecar: string | null;
  readonly aktCsv: { readonly path: string; readonly text: string } | null;
  /** TIFF tag 306, `2023:06:12 10:11:12`; local time without a zone, read as UTC. */
  readonly tiffDatetime: string | null;
}

export interface Acquisition {
  readonly startUtc: Date;
  /** Equal to the start unless a tile was flown on several days. */
  readonly endUtc: Date;
  readonly basis: 'argument' | 'sidecar' | 'akt-csv' | 'tiff-tag' | 'file-name';
}

/** When an image was taken, by the best hint there is. What people state comes before what programs write: many set the TIFF tag to the time of processing. */
export function acquisitionOf(hints: DateHints): Acquisition {
  const { path, given, sidecar, aktCsv, tiffDatetime } = hints;
  if (given != null) return { startUtc: given, endUtc: given, basis: 'argument' };
  if (sidecar != null) return at(parseSidecar(sidecar, path), 'sidecar');
  if (aktCsv != null) {
    const [first, ...more] = datesInAktCsv(aktCsv.text, tileOf(path));
    if (first != null) return { startUtc: first, endUtc: more.at(-1) ?? first, basis: 'akt-csv' };
  }
  const named = dateInFileName(fileNameOf(path));
  if (named != null) return at(named, 'file-name');
  const tagged = tiffDatetime == null ? null : parseTiffDatetime(tiffDatetime);
  if (tagged != null) return at(tagged, 'tiff-tag');
  throw new LandsichtError(
    'item-invalid',
    `${path}: when was it taken? Found no date in a JSON file beside it, a GeoSN _akt.csv${aktCsv == null ? '' : ` (${aktCsv.path} names no day for this tile)`}, its name or TIFFTAG_DATETIME. Give --date 2024-06-12`,
  );
}

function at(date: Date, basis: Acquisition['basis']): Acquisition {
  return { startUtc: date, endUtc: date, basis };
}

function parseSidecar(text: string, path: string): Date {
  const date = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(date.getTime())) {
    throw new LandsichtError(
      'item-invalid',
      `${path}: the JSON file beside it has datetime "${text}"; expected e.g. 2024-06-12 or 2024-06-12T10:11:00Z`,
    );
  }
  return date;
}

/** `20240612`, `2024-06-12`, `2024_06_12`, with a time behind it (`T101500`, `_101500`) if there is one. Two different days count as none. */
export function dateInFileName(name: string): Date | null {
  const found = [
    ...name.matchAll(/(?<!\d)((?:19|20)\d{2})([-_.]?)(\d{2})\2(\d{2})(?:[T_-]?(\d{2})[-_.:]?(\d{2})[-_.:]?(\d{2})Z?)?(?!\d)/g),
  ].flatMap(([, year, , month, day, hour = '0', minute = '0', second = '0']) => {
    const date = utcDate(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
    return date == null ? [] : [date];
  });
  const [first] = found;
  if (first == null || found.some((date) => date.toISOString().slice(0, 10) !== first.toISOString().slice(0, 10))) return null;
  return first;
}

function parseTiffDatetime(text: string): Date | null {
  const parts = /^(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/.exec(text.trim());
  if (parts == null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return utcDate(year, month, day, hour, minute, second);
}

function fileNameOf(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}

/** `33412_5656` of `dop20rgbi_33412_5656_2_sn.tif` (GeoSN: zone, easting and northing of the south-west corner in km). */
export function tileOf(path: string): string | null {
  return /(?<!\d)(\d{5}_\d{4})(?!\d)/.exec(fileNameOf(path))?.[1] ?? null;
}
