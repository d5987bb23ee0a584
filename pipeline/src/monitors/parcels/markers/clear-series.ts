import type { ParcelLook, ParcelSeason } from '../signals/parcel-season.js';

/** One clear look at a parcel that may serve as evidence. */
export interface ClearLook {
  /** Days since 1970-01-01. */
  readonly epochDay: number;
  readonly date: string;
  /** Empty where it is not known (imported series). */
  readonly sceneId: string;
  /** Mean NDVI of the inner pixels. */
  readonly ndvi: number;
  readonly pixels: number;
  readonly look: ParcelLook;
}

/** Such looks are no evidence (parcels.md 3.3): residual shadow, haze, and those that see only part of the parcel. */
const weakFlags = new Set(['shadow', 'haze', 'edge']);

/** Clear looks in time order, one per day, without shadow and haze. */
export function clearLooks({ optical }: ParcelSeason): ClearLook[] {
  return (
    optical
      .flatMap((look): ClearLook[] => {
        const ndvi = look.bands['NDVI']?.mean;
        if (!look.clear || look.flags.some((flag) => weakFlags.has(flag)) || ndvi == null || !Number.isFinite(ndvi)) return [];
        return [{ epochDay: look.epochDay, date: look.date, sceneId: look.sceneId, ndvi, pixels: look.pixels, look }];
      })
      .sort((a, b) => a.epochDay - b.epochDay)
      // two granules of one pass: the one with more pixels
      .filter(
        (look, i, all) =>
          !all.some(
            (other, j) => other.epochDay === look.epochDay && (other.pixels > look.pixels || (other.pixels === look.pixels && j < i)),
          ),
      )
  );
}

/** Median of a band or index over the inner pixels; null where the look lacks it. */
export function medianOf({ bands }: ParcelLook, band: string): number | null {
  const median = bands[band]?.p50;
  return median == null || !Number.isFinite(median) ? null : median;
}

/** Longest time without a clear look within a span of days, its ends counted as looks. */
export function longestGapDays(looks: readonly ClearLook[], fromDay: number, toDay: number): number {
  const days = [fromDay, ...looks.map(({ epochDay }) => epochDay).filter((day) => day > fromDay && day < toDay), toDay];
  return Math.max(0, ...days.slice(1).map((day, i) => day - (days[i] as number)));
}

/** Scenes of some looks, known ones, each once. */
export function scenesOf(looks: readonly { readonly sceneId: string }[]): { sceneIds?: string[] } {
  const sceneIds = [...new Set(looks.map(({ sceneId }) => sceneId).filter((id) => id !== ''))];
  return sceneIds.length === 0 ? {} : { sceneIds };
}

export function epochDayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** ISO 8601 day of days since 1970-01-01. */
export function isoDayOf(epochDay: number): string {
  return new Date(epochDay * 86_400_000).toISOString().slice(0, 10);
}
