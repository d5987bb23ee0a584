import type { CropSample, CropSamples } from './crop-samples.js';
import type { FeatureTable } from './kernel-logistic.js';

/** October before the harvest year to its October. */
export const featureMonths = 13;

export interface CropFeatures extends FeatureTable {
  /** In order; each has `featureMonths` columns. */
  readonly signals: readonly string[];
}

/**
 * Monthly medians of every band and index, gaps filled linearly in time and by the nearest month at the ends (parcels.md 5). A signal that a
 * parcel lacks altogether gets the median of the others.
 */
export function cropFeatures({ bands, s1, scale, samples }: CropSamples, harvestYear: number): CropFeatures {
  const signals = [
    ...bands.map((band) => `${band}`),
    ...opticalIndices(bands).map(([name]) => name),
    ...s1,
    ...radarIndices(s1).map(([name]) => name),
  ];
  const columns = signals.length * featureMonths;
  const values = new Float32Array(samples.length * columns).fill(Number.NaN);
  samples.forEach((sample, row) => {
    const monthly = monthlyMedians(sample, { bands, s1, scale }, harvestYear);
    monthly.forEach((series, k) => {
      values.set(fillGaps(series), row * columns + k * featureMonths);
    });
  });
  for (let column = 0; column < columns; column++) fillColumn(values, samples.length, columns, column);
  return { rows: samples.length, columns, values, signals };
}

/** The year in which most dates of April to August lie. */
export function harvestYearOf(samples: readonly CropSample[]): number {
  const counts = new Map<number, number>();
  for (const { obs } of samples) {
    for (const { d } of obs) {
      const [year, month] = [Number(d.slice(0, 4)), Number(d.slice(5, 7))];
      if (month >= 4 && month <= 8) counts.set(year, (counts.get(year) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? Number.NaN;
}

type Index = readonly [name: string, valueFrom: (values: readonly number[]) => number];

/** Indices of parcels.md 3.2 that the given bands allow. */
function opticalIndices(bands: readonly string[]): readonly Index[] {
  const at = (name: string) => bands.indexOf(name);
  const [blue, green, red, nir, swir16, swir22] = ['B02', 'B03', 'B04', 'B08', 'B11', 'B12'].map(at) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ratio = (a: number, b: number) => (a + b === 0 ? 0 : (a - b) / (a + b));
  const of = (values: readonly number[], k: number) => values[k] as number;
  const all: readonly [readonly number[], Index][] = [
    [
      [nir, red],
      ['NDVI', (v) => ratio(of(v, nir), of(v, red))],
    ],
    [
      [swir16, swir22],
      ['NDTI', (v) => ratio(of(v, swir16), of(v, swir22))],
    ],
    [
      [swir16, red, nir, blue],
      ['BSI', (v) => ratio(of(v, swir16) + of(v, red), of(v, nir) + of(v, blue))],
    ],
    [
      [green, blue],
      ['NDYI', (v) => ratio(of(v, green), of(v, blue))],
    ],
    [
      [nir, swir16],
      ['NDMI', (v) => ratio(of(v, nir), of(v, swir16))],
    ],
  ];
  return all.filter(([needs]) => needs.every((k) => k >= 0)).map(([, index]) => index);
}

function radarIndices(s1: readonly string[]): readonly Index[] {
  const [vv, vh] = [s1.findIndex((name) => name.startsWith('VV')), s1.findIndex((name) => name.startsWith('VH'))];
  return vv < 0 || vh < 0 ? [] : [['VV-VH', (values) => (values[vv] as number) - (values[vh] as number)]];
}

function monthlyMedians(
  { obs }: CropSample,
  { bands, s1, scale }: Pick<CropSamples, 'bands' | 's1' | 'scale'>,
  harvestYear: number,
): Float64Array[] {
  const optical = opticalIndices(bands);
  const radar = radarIndices(s1);
  const lists = Array.from({ length: bands.length + optical.length + s1.length + radar.length }, () =>
    Array.from({ length: featureMonths }, (): number[] => []),
  );
  for (const { d, s2, s1: db } of obs) {
    const month = (Number(d.slice(0, 4)) - harvestYear) * 12 + Number(d.slice(5, 7)) + 2;
    if (month < 0 || month >= featureMonths) continue;
    let k = 0;
    const add = (value: number) => void lists[k++]?.[month]?.push(value);
    if (s2 == null) k += bands.length + optical.length;
    else {
      const reflectance = s2.map((value) => value * scale);
      for (const value of [...reflectance, ...optical.map(([, valueFrom]) => valueFrom(reflectance))]) add(value);
    }
    if (db != null) for (const value of [...db, ...radar.map(([, valueFrom]) => valueFrom(db))]) add(value);
  }
  return lists.map((list) => Float64Array.from(list, median));
}

/** NaN of none. */
function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

function fillGaps(series: Float64Array): Float64Array {
  const known = [...series.keys()].filter((k) => !Number.isNaN(series[k]));
  return series.map((value, k) => {
    if (!Number.isNaN(value) || known.length === 0) return value;
    const after = known.find((at) => at > k);
    const before = known.findLast((at) => at < k);
    if (before == null || after == null) return series[(before ?? after) as number] as number;
    const share = (k - before) / (after - before);
    return (series[before] as number) * (1 - share) + (series[after] as number) * share;
  });
}

function fillColumn(values: Float32Array, rows: number, columns: number, column: number): void {
  const known: number[] = [];
  for (let row = 0; row < rows; row++)
    if (!Number.isNaN(values[row * columns + column])) known.push(values[row * columns + column] as number);
  if (known.length === rows) return;
  const middle = known.length === 0 ? 0 : median(known);
  for (let row = 0; row < rows; row++) if (Number.isNaN(values[row * columns + column])) values[row * columns + column] = middle;
}
