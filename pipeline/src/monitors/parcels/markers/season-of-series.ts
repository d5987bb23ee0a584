import type { BandStatistics, ParcelLook, ParcelSeason } from '../signals/parcel-season.js';
import { epochDayOf } from './clear-series.js';
import type { CoherenceRow, OpticalRow, ParcelSeries } from './signal-series.js';

/** No data, defective, dark, cloud shadow, cloud medium and high, cirrus, snow: not one inner pixel may be of these (parcels.md 3.3; JRC cbm calendar). */
const badSceneClasses = [0, 1, 2, 3, 8, 9, 10, 11];

/** NDVI this far below both neighbours, which agree, between looks this near: haze (parcels.md 3.3). */
const hazeDrop = 0.08;
const hazeAgreement = 0.06;
const hazeDaysBefore = 12;
const hazeDaysAfter = 6;

/** An imported series of NDVI and coherence as a season; its scenes are not known. */
export function seasonOfSeries({ id, s2, coh6 = [] }: ParcelSeries, year: number): ParcelSeason {
  return { parcelId: String(id), year, optical: withHaze(s2.map(opticalLook)), radar: coh6.map(radarLook) };
}

function opticalLook({ date, n, mean, scl }: OpticalRow): ParcelLook {
  return {
    ...lookAt(date),
    sensor: 's2',
    pixels: n,
    sceneClasses: scl,
    clear: n > 0 && mean != null && badSceneClasses.every((kind) => (scl[kind] ?? 0) === 0),
    bands: mean == null ? {} : { NDVI: constant(mean, n) },
  };
}

function radarLook({ date, VH, VV }: CoherenceRow): ParcelLook {
  return {
    ...lookAt(date),
    sensor: 's1',
    pixels: 0,
    sceneClasses: [],
    clear: true,
    bands: { ...(VH == null ? {} : { cohVH: constant(VH, 0) }), ...(VV == null ? {} : { cohVV: constant(VV, 0) }) },
  };
}

function lookAt(date: string): Pick<ParcelLook, 'date' | 'epochDay' | 'sceneId' | 'relativeOrbit' | 'processingBaseline' | 'flags'> {
  return { date, epochDay: epochDayOf(date), sceneId: '', relativeOrbit: null, processingBaseline: null, flags: [] };
}

/** Where only the mean is told. */
function constant(mean: number, count: number): BandStatistics {
  return { count, mean, sd: 0, min: mean, p05: mean, p25: mean, p50: mean, p75: mean, p95: mean, max: mean };
}

/** Marks hazy looks, in time order; only the fuller one of a day is a neighbour. */
function withHaze(looks: readonly ParcelLook[]): ParcelLook[] {
  const sorted = [...looks].sort((a, b) => a.epochDay - b.epochDay || b.pixels - a.pixels);
  const clear = sorted.filter(({ clear: isClear }) => isClear).filter((look, i, all) => look.epochDay !== all[i - 1]?.epochDay);
  const hazy = new Set(clear.filter((look, i) => isHazy(look, clear[i - 1], clear[i + 1])));
  return sorted.map((look) => (hazy.has(look) ? { ...look, flags: ['haze'] } : look));
}

function isHazy(look: ParcelLook, before: ParcelLook | undefined, after: ParcelLook | undefined): boolean {
  if (before == null || after == null) return false;
  const [ndvi, ndviBefore, ndviAfter] = [look, before, after].map(({ bands }) => bands['NDVI']?.mean ?? Number.NaN) as [
    number,
    number,
    number,
  ];
  return (
    ndviBefore - ndvi >= hazeDrop &&
    ndviAfter - ndvi >= hazeDrop &&
    Math.abs(ndviBefore - ndviAfter) <= hazeAgreement &&
    look.epochDay - before.epochDay <= hazeDaysBefore &&
    after.epochDay - look.epochDay <= hazeDaysAfter
  );
}
