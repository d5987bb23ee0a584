import type { Parcel } from '../../import/parcel.js';
import type { BandStatistics, ParcelLook, ParcelSeason, SignalFlag } from '../../signals/parcel-season.js';
import { epochDayOf } from '../clear-series.js';

/** Every pixel the same. */
export function statistics(value: number, count = 80): BandStatistics {
  return { count, mean: value, sd: 0, min: value, p05: value, p25: value, p50: value, p75: value, p95: value, max: value };
}

interface MadeLook {
  readonly pixels?: number;
  readonly clear?: boolean;
  readonly flags?: readonly SignalFlag[];
}

/** An optical look of even pixels; `bands` by name of band or index. */
export function opticalLook(
  date: string,
  bands: Readonly<Record<string, number>>,
  { pixels = 80, clear = true, flags = [] }: MadeLook = {},
): ParcelLook {
  return {
    date,
    epochDay: epochDayOf(date),
    sceneId: `S2_${date}`,
    sensor: 's2',
    relativeOrbit: null,
    processingBaseline: null,
    pixels,
    sceneClasses: Array.from({ length: 12 }, (_, kind) => (kind === (clear ? 4 : 9) ? pixels : 0)),
    clear,
    flags,
    bands: Object.fromEntries(Object.entries(bands).map(([name, value]) => [name, statistics(value, pixels)])),
  };
}

export function radarLook(date: string, bands: Readonly<Record<string, number>>, relativeOrbit = 146): ParcelLook {
  return { ...opticalLook(date, bands), sceneId: `S1_${date}`, sensor: 's1', relativeOrbit, sceneClasses: [] };
}

/** Looks every `days` days from a date, by the band values of each. */
export function every<T extends Readonly<Record<string, number>>>(days: number, from: string, values: readonly T[]): ParcelLook[] {
  return values.map((bands, i) => opticalLook(new Date((epochDayOf(from) + days * i) * 86_400_000).toISOString().slice(0, 10), bands));
}

export function madeSeason(optical: readonly ParcelLook[], radar: readonly ParcelLook[] = [], year = 2024): ParcelSeason {
  return { parcelId: 'P1', year, optical, radar };
}

export const madeParcel = (more: Partial<Parcel> = {}): Parcel => ({
  id: 'P1',
  kind: 'declaration',
  year: 2024,
  cropCode: '115',
  cropName: 'Winterweichweizen',
  flik: null,
  declaredHa: 1,
  areaHa: 1,
  areaEpsg: 32633,
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [13, 51],
        [13.001, 51],
        [13.001, 51.001],
        [13, 51],
      ],
    ],
  },
  lane: 'full',
  causes: [],
  rows: [1],
  ...more,
});
