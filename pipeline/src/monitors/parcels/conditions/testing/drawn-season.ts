import type { Parcel } from '../../import/parcel.js';
import type { Marker, ParcelMarkers } from '../../markers/marker.js';
import type { BandStatistics, ParcelLook, ParcelSeason, SignalFlag } from '../../signals/parcel-season.js';

/** A square field near Leipzig, 4 ha. */
export function drawnParcel(changes: Partial<Parcel> = {}): Parcel {
  return {
    ...{ id: 'p1', kind: 'declaration', year: 2026, cropCode: '451', cropName: 'Wiesen', flik: 'DESNLI0360000102' },
    ...{ declaredHa: 4, areaHa: 4, areaEpsg: 25833, lane: 'full', causes: [], rows: [1] },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [12.4, 51.3],
          [12.4029, 51.3],
          [12.4029, 51.3018],
          [12.4, 51.3018],
          [12.4, 51.3],
        ],
      ],
    },
    ...changes,
  };
}

export interface DrawnSeason {
  readonly year?: number;
  readonly from?: string;
  readonly to?: string;
  /** Default 10. */
  readonly everyDays?: number;
  readonly pixels?: number;
  readonly ndvi?: (date: string) => number;
  /** Default: all clear. */
  readonly isClear?: (date: string) => boolean;
  readonly flags?: (date: string) => readonly SignalFlag[];
}

/** Looks at equal steps, of one NDVI a date. */
export function drawnSeason({
  year = 2026,
  from = `${year}-01-03`,
  to = `${year}-12-28`,
  everyDays = 10,
  pixels = 300,
  ndvi = () => 0.7,
  isClear = () => true,
  flags = () => [],
}: DrawnSeason = {}): ParcelSeason {
  const optical: ParcelLook[] = [];
  for (let ms = Date.parse(from); ms <= Date.parse(to); ms += everyDays * 86_400_000) {
    const date = new Date(ms).toISOString().slice(0, 10);
    optical.push({
      ...{ date, epochDay: ms / 86_400_000, sceneId: `S2-${date}`, sensor: 's2', relativeOrbit: 22, processingBaseline: '05.10', pixels },
      sceneClasses: Array.from({ length: 12 }, (_, code) => (code === (isClear(date) ? 4 : 9) ? pixels : 0)),
      clear: isClear(date),
      flags: flags(date),
      bands: {
        NDVI: statistics(ndvi(date), pixels),
        B02: statistics(0.05, pixels),
        B03: statistics(0.07, pixels),
        B04: statistics(0.06, pixels),
        B08: statistics(0.35, pixels),
      },
    });
  }
  return { parcelId: 'p1', year, optical, radar: [] };
}

function statistics(mean: number, count: number): BandStatistics {
  const [sd, spread] = [0.02, 0.03];
  return {
    count,
    mean,
    sd,
    min: mean - spread,
    p05: mean - spread,
    p25: mean,
    p50: mean,
    p75: mean,
    p95: mean + spread,
    max: mean + spread,
  };
}

export function drawnMarker(type: Marker['type'], observedOn: string, changes: Partial<Marker> = {}): Marker {
  return { type, start: observedOn, end: observedOn, observedOn, confidence: 0.8, values: {}, sceneIds: [`S2-${observedOn}`], ...changes };
}

export function drawnMarkers(markers: readonly Marker[] = [], changes: Partial<ParcelMarkers> = {}): ParcelMarkers {
  return { id: 'p1', monitorable: true, flags: [], markers, ...changes };
}
