import { flagWeakLooks, isClear } from '../signals/clean-looks.js';
import type { BandStatistics, ParcelLook, ParcelSeason } from '../signals/parcel-season.js';
import { epochDayOf } from './clear-series.js';
import type { CoherenceRow, OpticalRow, ParcelSeries } from './signal-series.js';

/** An imported series of NDVI and coherence as a season; its scenes are not known. */
export function seasonOfSeries({ id, s2, coh6 = [] }: ParcelSeries, year: number): ParcelSeason {
  return { parcelId: String(id), year, optical: flagWeakLooks(s2.map(opticalLook)), radar: coh6.map(radarLook) };
}

function opticalLook({ date, n, mean, scl }: OpticalRow): ParcelLook {
  return {
    ...lookAt(date),
    sensor: 's2',
    pixels: n,
    sceneClasses: scl,
    clear: n > 0 && mean != null && isClear(scl),
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
