import { LandsichtError, type PixelArray, type Window } from '@landsicht/core';
import { lowestSigma0 } from './radiometry.js';
import { xmlElements, xmlNumber, xmlNumbers } from './xml-scanner.js';

/** A table over an image: rows of values at some lines, each with its own sample positions. Linear in between, constant beyond. */
interface LookUpTable {
  readonly lines: Float64Array;
  readonly samples: readonly Float64Array[];
  readonly values: readonly Float64Array[];
}

/** Noise along azimuth of one sub-swath, multiplied onto the range noise. */
interface AzimuthNoise {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly firstSample: number;
  readonly lastSample: number;
  readonly lines: Float64Array;
  readonly values: Float64Array;
}

export interface GrdNoise {
  readonly range: LookUpTable;
  /** Empty before IPF 2.90. */
  readonly azimuth: readonly AzimuthNoise[];
}

export interface GrdCalibration {
  /** A of σ0 = DN² / A². */
  readonly sigmaNought: LookUpTable;
  readonly noise: GrdNoise | null;
  /** Samples per line of the product: the tables are in its pixels, also where a file is a reduced copy. */
  readonly productWidth: number;
}

/** Reads `calibration-….xml` and, where given, `noise-….xml` of a Sentinel-1 GRD product. `where` names them in messages. */
export function parseGrdCalibration(calibrationXml: string, noiseXml: string | null, where: string): GrdCalibration {
  const sigmaNought = tableOf(calibrationXml, 'calibrationVector', 'sigmaNought', where);
  const lastSample = Math.max(...sigmaNought.samples.map((positions) => positions.at(-1) ?? 0));
  return { sigmaNought, noise: noiseXml == null ? null : parseNoise(noiseXml, where), productWidth: lastSample + 1 };
}

function parseNoise(xml: string, where: string): GrdNoise {
  const isOld = xmlElements(xml, 'noiseRangeVector').next().done === true;
  const range = isOld ? tableOf(xml, 'noiseVector', 'noiseLut', where) : tableOf(xml, 'noiseRangeVector', 'noiseRangeLut', where);
  const azimuth = [...xmlElements(xml, 'noiseAzimuthVector')].map((vector) => ({
    firstLine: xmlNumber(vector, 'firstAzimuthLine') ?? 0,
    lastLine: xmlNumber(vector, 'lastAzimuthLine') ?? Number.POSITIVE_INFINITY,
    firstSample: xmlNumber(vector, 'firstRangeSample') ?? 0,
    lastSample: xmlNumber(vector, 'lastRangeSample') ?? Number.POSITIVE_INFINITY,
    lines: xmlNumbers(vector, 'line'),
    values: xmlNumbers(vector, 'noiseAzimuthLut'),
  }));
  return { range, azimuth };
}

function tableOf(xml: string, vectorName: string, valueName: string, where: string): LookUpTable {
  const vectors = [...xmlElements(xml, vectorName)].map((vector) => ({
    line: xmlNumber(vector, 'line'),
    samples: xmlNumbers(vector, 'pixel'),
    values: xmlNumbers(vector, valueName),
  }));
  const broken = vectors.findIndex(({ line, samples, values }) => line == null || samples.length === 0 || samples.length !== values.length);
  if (vectors.length === 0 || broken >= 0) {
    const place = vectors.length === 0 ? `no ${vectorName}` : `${vectorName} ${broken + 1}: its line, pixel and ${valueName} do not match`;
    throw new LandsichtError(
      'item-invalid',
      `${where}: ${place}; expected Sentinel-1 calibration or noise annotation. Fetch the product's XML again`,
    );
  }
  return {
    lines: Float64Array.from(vectors, ({ line }) => line as number),
    samples: vectors.map(({ samples }) => samples),
    values: vectors.map(({ values }) => values),
  };
}

/**
 * σ0 (linear) of stored digital numbers: (DN² − noise) / A² (S1-RS-MDA-52-7441, 9.2). `window` places them in a file of `fileWidth` samples.
 * DN 0 is no observation (cleared in `valid`); what noise removal takes below −45 dB is −45 dB.
 */
export function calibrateGrd(
  stored: PixelArray,
  valid: Uint8Array,
  { window, fileWidth, tables }: { window: Window; fileWidth: number; tables: GrdCalibration },
): Float32Array {
  const sigma0 = new Float32Array(stored.length);
  const ratio = tables.productWidth / fileWidth;
  // pixel centres of a reduced copy in the product's pixels (whole numbers there are centres)
  const inProduct = (pixel: number): number => (pixel + 0.5) * ratio - 0.5;
  const columns = Float64Array.from({ length: window.width }, (_, i) => inProduct(window.col + i));
  const gains = new Float64Array(window.width);
  const noise = new Float64Array(window.width);
  for (let row = 0; row < window.height; row++) {
    const line = inProduct(window.row + row);
    interpolateLine(tables.sigmaNought, line, columns, gains);
    if (tables.noise != null) noiseLine(tables.noise, line, columns, noise);
    for (let col = 0, at = row * window.width; col < window.width; col++, at++) {
      const dn = stored[at] as number;
      if (dn === 0) valid[at] = 0;
      sigma0[at] = Math.max(lowestSigma0, (dn * dn - (noise[col] as number)) / (gains[col] as number) ** 2);
    }
  }
  return sigma0;
}

function noiseLine({ range, azimuth }: GrdNoise, line: number, columns: Float64Array, out: Float64Array): void {
  interpolateLine(range, line, columns, out);
  for (const block of azimuth) {
    if (line < block.firstLine - 0.5 || line > block.lastLine + 0.5) continue;
    const factor = interpolate(block.lines, block.values, line);
    for (let i = 0; i < out.length; i++) {
      const column = columns[i] as number;
      if (column >= block.firstSample - 0.5 && column < block.lastSample + 0.5) out[i] = (out[i] as number) * factor;
    }
  }
}

/** Values of a table along one line, at ascending columns. */
function interpolateLine({ lines, samples, values }: LookUpTable, line: number, columns: Float64Array, out: Float64Array): void {
  const lower = Math.max(0, Math.min(lines.length - 2, upperIndex(lines, line) - 1));
  const next = Math.min(lines.length - 1, lower + 1);
  const [a, b] = [lines[lower] as number, lines[next] as number];
  const weight = b > a ? Math.min(1, Math.max(0, (line - a) / (b - a))) : 0;
  sampleLine(samples[lower] as Float64Array, values[lower] as Float64Array, columns, out, 1 - weight, false);
  if (weight > 0) sampleLine(samples[next] as Float64Array, values[next] as Float64Array, columns, out, weight, true);
}

function sampleLine(xs: Float64Array, ys: Float64Array, columns: Float64Array, out: Float64Array, weight: number, isAdded: boolean): void {
  let segment = 0;
  for (let i = 0; i < columns.length; i++) {
    const x = columns[i] as number;
    while (segment < xs.length - 2 && x >= (xs[segment + 1] as number)) segment++;
    const value = weight * onSegment(xs, ys, segment, x);
    out[i] = isAdded ? (out[i] as number) + value : value;
  }
}

function interpolate(xs: Float64Array, ys: Float64Array, x: number): number {
  return onSegment(xs, ys, Math.max(0, Math.min(xs.length - 2, upperIndex(xs, x) - 1)), x);
}

function onSegment(xs: Float64Array, ys: Float64Array, segment: number, x: number): number {
  const [x0, y0] = [xs[segment] as number, ys[segment] as number];
  const x1 = xs[segment + 1] ?? x0;
  const y1 = ys[segment + 1] ?? y0;
  return x1 > x0 ? y0 + (y1 - y0) * Math.min(1, Math.max(0, (x - x0) / (x1 - x0))) : y0;
}

/** Index of the first entry greater than x. */
function upperIndex(xs: Float64Array, x: number): number {
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] as number) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
