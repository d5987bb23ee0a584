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
  /** Stored values that are not observations, besides those the file itself names. */
  readonly unobserved: readonly number[];
}

/** σ0 below this is stored as this: calm water under the noise floor stays observed and dark (flood.md 8). Linear, −45 dB. */
export const lowestSigma0 = 10 ** -4.5;

/**
 * Values in the band's unit; Float32Array, except `stored`, which is handed on as it is. Clears `valid` (in place) where a pixel is no
 * observation: stored nodata, non-finite results, radar power that is not positive. `sigma0` is done by `GrdCalibration`.
 */
export function calibrate(stored: PixelArray, valid: Uint8Array, { calibration, unobserved, unit }: Radiometry): PixelArray {
  for (const value of unobserved) clearEqual(stored, valid, value);
  if (calibration.kind === 'stored' || calibration.kind === 'sigma0') return stored;
  const values = new Float32Array(stored.length);
  convert(stored, values, calibration);
  clearBad(values, valid, unit === 'linear-power');
  return values;
}

function clearEqual(stored: PixelArray, valid: Uint8Array, value: number): void {
  for (let i = 0; i < stored.length; i++) if (stored[i] === value) valid[i] = 0;
}

function clearBad(values: Float32Array, valid: Uint8Array, mustBePositive: boolean): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value) || (mustBePositive && value <= 0)) valid[i] = 0;
  }
}

function convert(stored: PixelArray, out: Float32Array, calibration: Exclude<Calibration, { kind: 'stored' | 'sigma0' }>): void {
  switch (calibration.kind) {
    case 'linear': {
      const { scale, offset } = calibration;
      for (let i = 0; i < out.length; i++) out[i] = (stored[i] as number) * scale + offset;
      return;
    }
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
