import type { PixelArray, Unit } from '@landsicht/core';

/** How stored numbers become a band's unit. */
export type Calibration =
  | { readonly kind: 'stored' }
  /** stored × scale + offset */
  | { readonly kind: 'linear'; readonly scale: number; readonly offset: number }
  /** 10^((stored × scale + offset) / 10): dB to linear power */
  | { readonly kind: 'decibel'; readonly scale: number; readonly offset: number }
  /** (stored × scale + offset)²: amplitude to linear power */
  | { readonly kind: 'amplitude'; readonly scale: number; readonly offset: number }
  /** K2 / ln(K1 / (stored × mult + add) + 1): Landsat Level-1 thermal counts to kelvin */
  | { readonly kind: 'brightness-temperature'; readonly mult: number; readonly add: number; readonly k1: number; readonly k2: number }
  /** Sentinel-1 GRD digital numbers to σ0, by look-up tables in image coordinates */
  | { readonly kind: 'sigma0' };

export interface Radiometry {
  readonly unit: Unit;
  readonly calibration: Calibration;
  /** Stored values that are not observations, besides those the file itself names; at most two. */
  readonly unobserved: readonly number[];
}

/** σ0 below this is stored as this: calm water under the noise floor stays observed and dark (flood.md 8). Linear, −45 dB. */
export const lowestSigma0 = 10 ** -4.5;

/**
 * Values in the band's unit; Float32Array, except `stored`, which is handed on as it is. Clears `valid` (in place) where a pixel is no
 * observation: stored nodata, non-finite results, radar power that is not positive. `sigma0` is done by `GrdCalibration`.
 */
export function calibrate(stored: PixelArray, valid: Uint8Array, { calibration, unobserved, unit }: Radiometry): PixelArray {
  if (calibration.kind === 'stored' || calibration.kind === 'sigma0') {
    for (const value of unobserved) clearEqual(stored, valid, value);
    return stored;
  }
  const values = new Float32Array(stored.length);
  const [first = Number.NaN, second = Number.NaN] = unobserved;
  if (calibration.kind === 'linear') scaleLinear(stored, values, valid, { ...calibration, first, second });
  else {
    convert(stored, values, calibration);
    for (const value of unobserved) clearEqual(stored, valid, value);
  }
  clearBad(values, valid, unit === 'linear-power');
  return values;
}

/** In one pass, for it is what most bands of most scenes need. NaN equals nothing. */
function scaleLinear(
  stored: PixelArray,
  out: Float32Array,
  valid: Uint8Array,
  { scale, offset, first, second }: { scale: number; offset: number; first: number; second: number },
): void {
  for (let i = 0; i < out.length; i++) {
    const value = stored[i] as number;
    out[i] = value * scale + offset;
    if (value === first || value === second) valid[i] = 0;
  }
}

function clearEqual(stored: PixelArray, valid: Uint8Array, value: number): void {
  for (let i = 0; i < stored.length; i++) if (stored[i] === value) valid[i] = 0;
}

function clearBad(values: Float32Array, valid: Uint8Array, mustBePositive: boolean): void {
  const least = mustBePositive ? Number.MIN_VALUE : Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value >= least && value - value === 0)) valid[i] = 0; // value − value is 0 for finite values only
  }
}

function convert(stored: PixelArray, out: Float32Array, calibration: Exclude<Calibration, { kind: 'stored' | 'sigma0' | 'linear' }>): void {
  switch (calibration.kind) {
    case 'decibel': {
      const scale = (calibration.scale * Math.LN10) / 10;
      const offset = (calibration.offset * Math.LN10) / 10;
      for (let i = 0; i < out.length; i++) out[i] = Math.exp((stored[i] as number) * scale + offset);
      return;
    }
    case 'amplitude': {
      const { scale, offset } = calibration;
      for (let i = 0; i < out.length; i++) out[i] = ((stored[i] as number) * scale + offset) ** 2;
      return;
    }
    case 'brightness-temperature': {
      const { mult, add, k1, k2 } = calibration;
      for (let i = 0; i < out.length; i++) {
        const radiance = (stored[i] as number) * mult + add;
        out[i] = radiance > 0 ? k2 / Math.log(k1 / radiance + 1) : Number.NaN;
      }
      return;
    }
  }
}
