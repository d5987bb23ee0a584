import { tabledLog } from './tabled-log-exp.js';

/**
 * NDRS (Huo et al. 2021, RSE 112240) measures how far a pixel lies from the origin in red and SWIR2: lost chlorophyll and lost needle water
 * together. Here it is taken over NIR, so that light and slope cancel, and as a logarithm; what is normal is the pixel's own year instead of
 * the extremes of the scene. Reflectances × 10 000.
 */
export function redSwirDistance(red: number, swir22: number, nir08: number): number {
  const r = Math.max(1, red);
  const s = Math.max(1, swir22);
  const n = Math.max(1, nir08);
  return tabledLog((r * r + s * s) / (n * n)) / 2;
}

/** a1 b1 b2 b3 b4 of `harmonicTerms`; measured: 790 healthy conifer pixels, Lorraine 2016–2017. */
export const pooledDistance: readonly number[] = [-1.718, 0.296, -0.254, 0.014, -0.131];
/** Noise of a healthy pixel in summer, prior; 0.075 simulated, 0.11 in Lorraine. */
export const priorDistanceSigma = 0.09;
/**
 * What haze adds per DN of blue − red / 2 above the pixel's normal and the noise of that: 6 % of haze (forest.md 9) adds 0.18 to the distance
 * and 52 to the haze value.
 */
export const distancePerHaze = 0.0035;
export const hazeNoiseDn = 15;
