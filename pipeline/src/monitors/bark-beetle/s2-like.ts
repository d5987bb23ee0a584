import type { SensorId } from '@landsicht/core';
import type { SeriesBand } from './series/series-types.js';

interface BandPass {
  readonly slope: number;
  /** Reflectance. */
  readonly intercept: number;
}

/**
 * OLI = slope × MSI + intercept, Sentinel-2A (HLS v2 user guide, table "bandpass adjustment", after Claverie et al. 2018). HLS brings
 * its S30 onto OLI with it, Landsat is OLI; turned round it brings both onto the Sentinel-2 bands the rules were made for.
 */
const oliOfMsi: Partial<Record<SeriesBand, BandPass>> = {
  blue: { slope: 0.9778, intercept: -0.004 },
  green: { slope: 1.0053, intercept: -0.0009 },
  red: { slope: 0.9765, intercept: 0.0009 },
  nir08: { slope: 0.9983, intercept: -0.0001 },
  swir16: { slope: 0.9987, intercept: -0.0011 },
  swir22: { slope: 1.003, intercept: -0.0012 },
};

/** Reflectance × 10 000 as Sentinel-2 would have it: dn = reflectance × scale + offset. */
export function dnScaling(sensor: SensorId, band: SeriesBand): { readonly scale: number; readonly offset: number } {
  const pass = sensor === 'sentinel-2-l2a' ? null : oliOfMsi[band];
  return pass == null ? { scale: 10_000, offset: 0 } : { scale: 10_000 / pass.slope, offset: (-10_000 * pass.intercept) / pass.slope };
}

/** How far from a whole number a DN may be and still be one: float32 reflectance of a stored integer is off by less. */
const wholeWithin = 0.01;

/** In place. Sentinel-2 counts come back as the integers that were stored, so that thresholds fall as in FORDEAD. */
export function toDn(reflectance: Float32Array, sensor: SensorId, band: SeriesBand): Float32Array {
  const { scale, offset } = dnScaling(sensor, band);
  for (let i = 0; i < reflectance.length; i++) {
    const dn = (reflectance[i] as number) * scale + offset;
    const whole = (dn + 0.5) | 0; // of negative counts one too many: they stay as they are
    const rest = dn - whole;
    reflectance[i] = rest < wholeWithin && rest > -wholeWithin ? whole : dn;
  }
  return reflectance;
}
