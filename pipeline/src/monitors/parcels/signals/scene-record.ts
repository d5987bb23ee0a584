import { statisticCount, writeDecibelStatistics, writeStatistics } from './band-statistics.js';
import {
  coarseBandNames,
  coarseIndexNames,
  coarseIndices,
  fineBandNames,
  fineIndexNames,
  fineIndices,
  opticalBandNames,
  radarBandNames,
} from './signal-bands.js';

/** Classes of the Sentinel-2 scene classification. */
export const classCount = 12;

export type SceneKind = 'optical' | 'radar';

/** What one scene says of one parcel, as float32: pixels by scene class, then the statistics of each band in the order of its kind. */
export function recordLength(kind: SceneKind): number {
  return classCount + bandNamesOf(kind).length * statisticCount;
}

export function bandNamesOf(kind: SceneKind): readonly string[] {
  return kind === 'optical' ? opticalBandNames : radarBandNames;
}

/** Values of one parcel's pixels in one scene, band after band; NaN = no value. */
export interface OpticalPixels {
  /** fineBandNames × fine pixels. */
  readonly fine: Float32Array;
  /** coarseBandNames, then fineBandNames averaged × coarse pixels. */
  readonly coarse: Float32Array;
  /** Scene class of each fine pixel. */
  readonly classes: Uint8Array;
}

export function writeOpticalRecord({ fine, coarse, classes }: OpticalPixels, into: Float32Array, at: number): void {
  into.fill(0, at, at + classCount);
  for (const kind of classes) if (kind < classCount) into[at + kind] = (into[at + kind] as number) + 1;
  let out = at + classCount;
  const write = (values: Float32Array) => {
    writeStatistics(values, into, out);
    out += statisticCount;
  };
  const fineBand = bandReader(fine, fineBandNames);
  const coarseBand = bandReader(coarse, [...coarseBandNames, ...fineBandNames]);
  for (const name of fineBandNames) write(fineBand(name));
  for (const name of fineIndexNames) write(indexOf(fineIndices[name], fineBand));
  for (const name of coarseBandNames) write(coarseBand(name));
  for (const name of coarseIndexNames) write(indexOf(coarseIndices[name], coarseBand));
}

/** `power`: radarBandNames × pixels; VV and VH linear, coherence as it is. */
export function writeRadarRecord(power: Float32Array, into: Float32Array, at: number): void {
  into.fill(0, at, at + classCount);
  const band = bandReader(power, radarBandNames);
  radarBandNames.forEach((name, k) => {
    const write = name.startsWith('coh') ? writeStatistics : writeDecibelStatistics;
    write(band(name), into, at + classCount + k * statisticCount);
  });
}

type BandReader = (name: string) => Float32Array;

function bandReader(values: Float32Array, names: readonly string[]): BandReader {
  const count = values.length / names.length;
  return (name) => {
    const k = names.indexOf(name);
    return values.subarray(k * count, (k + 1) * count);
  };
}

/** NaN in a band makes the index NaN. */
function indexOf(
  { needs, of }: { readonly needs: readonly string[]; of(a: number, b: number, c: number, d: number): number },
  band: BandReader,
): Float32Array {
  const [a, b, c, d] = [0, 1, 2, 3].map((k) => band(needs[k] ?? (needs[0] as string))) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const values = new Float32Array(a.length);
  for (let i = 0; i < values.length; i++) values[i] = of(a[i] as number, b[i] as number, c[i] as number, d[i] as number);
  return values;
}
