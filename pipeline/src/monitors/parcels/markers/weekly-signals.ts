import type { ParcelLook } from '../signals/parcel-season.js';
import type { GroundLook } from './ground-looks.js';

/** One week of a parcel, as Sen4CAP L4C wants it; NaN where nothing is known. */
export interface WeekSignals {
  /** First day, days since 1970-01-01. */
  readonly epochDay: number;
  /** × 1000; weeks without a clear look lie on the line between their neighbours. */
  readonly ndvi: number;
  /** VV − VH, dB. */
  readonly ratioDb: number;
  /** Largest of the week and polarisation, 0..1. */
  readonly coherence: number;
  readonly scenes: readonly { readonly sceneId: string }[];
}

/** VV above this is a wall or water's glint, no crop (Sen4CAP L4C), dB. */
const maximumVvDb = -3;
/** Longest gap that the line of NDVI crosses (proposal): growth and harvest are shorter than two of them. */
const maximumFillDays = 30;

/** Weeks from the first look to the last; radar of one orbit. */
export function weeklySignals(optical: readonly GroundLook[], orbit: readonly ParcelLook[]): WeekSignals[] {
  const days = [...optical, ...orbit].map(({ epochDay }) => epochDay);
  if (days.length === 0) return [];
  const [first, last] = [Math.min(...days), Math.max(...days)];
  return Array.from({ length: Math.floor((last - first) / 7) + 1 }, (_, week): WeekSignals => {
    const start = first + 7 * week;
    const isThen = ({ epochDay }: { epochDay: number }) => epochDay >= start && epochDay < start + 7;
    const radar = orbit.filter(isThen);
    const ratios = radar.flatMap(({ bands }) => {
      const [vv, vh] = [bands['VV']?.mean, bands['VH']?.mean];
      return vv == null || vh == null || vv > maximumVvDb ? [] : [vv - vh];
    });
    const coherences = radar.flatMap(({ bands }) => ['cohVV', 'cohVH'].flatMap((band) => bands[band]?.mean ?? []));
    const seen = optical.filter(isThen);
    return {
      epochDay: start,
      ndvi: 1000 * (seen.length > 0 ? meanOf(seen.map(({ ndviMedian }) => ndviMedian)) : betweenLooks(optical, start + 3)),
      ratioDb: meanOf(ratios),
      coherence: coherences.length === 0 ? Number.NaN : Math.max(...coherences),
      scenes: [...seen, ...radar],
    };
  });
}

function betweenLooks(looks: readonly GroundLook[], day: number): number {
  const before = looks.findLast(({ epochDay }) => epochDay <= day);
  const after = looks.find(({ epochDay }) => epochDay > day);
  if (before == null || after == null || after.epochDay - before.epochDay > maximumFillDays) return Number.NaN;
  const share = (day - before.epochDay) / (after.epochDay - before.epochDay);
  return before.ndviMedian * (1 - share) + after.ndviMedian * share;
}

/** NaN of none. */
export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}
