import type { OpticalRow } from './signal-series.js';

/** One clear look at a parcel. */
export interface ClearLook {
  /** Days since 1970-01-01. */
  readonly epochDay: number;
  readonly date: string;
  /** Mean NDVI of the inner pixels. */
  readonly ndvi: number;
  readonly pixels: number;
}

/** No data, defective, dark, cloud shadow, cloud medium and high, cirrus, snow: not one inner pixel may be of these (parcels.md 3.3; JRC cbm calendar). */
const badSceneClasses = [0, 1, 2, 3, 8, 9, 10, 11];

/** NDVI this far below both neighbours, which agree, between looks this near: haze (parcels.md 3.3). */
const hazeDrop = 0.08;
const hazeAgreement = 0.06;
const hazeDaysBefore = 12;
const hazeDaysAfter = 6;

/** Clear looks in time order, one per day, without haze. */
export function clearSeries(rows: readonly OpticalRow[]): ClearLook[] {
  const looks = rows
    .flatMap((row): ClearLook[] => {
      const isBad = row.n === 0 || row.mean == null || badSceneClasses.some((kind) => (row.scl[kind] ?? 0) > 0);
      return isBad ? [] : [{ epochDay: epochDayOf(row.date), date: row.date, ndvi: row.mean as number, pixels: row.n }];
    })
    .sort((a, b) => a.epochDay - b.epochDay)
    // two granules of one pass: the one with more pixels
    .filter(
      (look, i, all) =>
        !all.some(
          (other, j) => other.epochDay === look.epochDay && (other.pixels > look.pixels || (other.pixels === look.pixels && j < i)),
        ),
    );
  return looks.filter((look, i) => !isHazy(look, looks[i - 1], looks[i + 1]));
}

function isHazy(look: ClearLook, before: ClearLook | undefined, after: ClearLook | undefined): boolean {
  return (
    before != null &&
    after != null &&
    before.ndvi - look.ndvi >= hazeDrop &&
    after.ndvi - look.ndvi >= hazeDrop &&
    Math.abs(before.ndvi - after.ndvi) <= hazeAgreement &&
    look.epochDay - before.epochDay <= hazeDaysBefore &&
    after.epochDay - look.epochDay <= hazeDaysAfter
  );
}

export function epochDayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}
