import { LandsichtError } from '@landsicht/core';
import { assertImage, framedChunks } from './framed-power.js';
import { RowMoments } from './row-moments.js';

export interface GammaMapOptions {
  /** Side of the square window, odd. Usual: 7. */
  readonly windowPx: number;
  /** Equivalent number of looks. HYDRAFloods takes 4.9; Sentinel-1 IW GRDH has 4.4. */
  readonly enl: number;
}

/**
 * Gamma-MAP speckle filter (Lopes et al. 1990, doi:10.1109/IGARSS.1990.689004) on linear power, over the valid pixels of the window.
 * With Cu = 1/√ENL, Cmax = √2·Cu and Ci = std/mean of the window: Ci ≤ Cu → mean; Ci ≥ Cmax → the pixel; between, the most likely power
 * (b·m + √(m²b² + 4α·ENL·m·x)) / (2α) with α = (1 + Cu²) / (Ci² − Cu²), b = α − ENL − 1.
 * NaN where the centre is invalid. Bands with a halo of (windowPx − 1) / 2 give bit-identical results to the whole image.
 */
export function gammaMap(power: Float32Array, valid: Uint8Array, width: number, height: number, options: GammaMapOptions): Float32Array {
  const { windowPx, enl } = options;
  assertImage('gammaMap', power, valid, width, height);
  if (!Number.isInteger(windowPx) || windowPx < 1 || windowPx % 2 === 0) {
    throw new LandsichtError('bad-argument', `gammaMap: windowPx is ${windowPx}; expected an odd whole number such as 7`);
  }
  if (!(enl > 0)) throw new LandsichtError('bad-argument', `gammaMap: enl is ${enl}; expected a positive number such as 4.4`);
  const halo = (windowPx - 1) / 2;
  const moments = new RowMoments(width + 2 * halo, windowPx);
  const out = new Float32Array(power.length).fill(Number.NaN);
  for (const chunk of framedChunks(power, valid, width, height, halo)) {
    for (let row = 0; row < chunk.rows; row++) {
      moments.read(chunk, row);
      const start = (chunk.firstRow + row) * width;
      for (let col = 0; col < width; col++) {
        if (valid[start + col] === 0) continue;
        out[start + col] = mostLikely(power[start + col] as number, moments.mean[col] as number, moments.variance[col] as number, enl);
      }
    }
  }
  return out;
}

/** x: the pixel; m, variance: of its window. */
function mostLikely(x: number, m: number, variance: number, enl: number): number {
  const cu2 = 1 / enl;
  const ci2 = variance / (m * m);
  if (ci2 >= 2 * cu2) return x;
  if (!(ci2 > cu2)) return m; // also a window without power, where Ci is not defined
  const alpha = (1 + cu2) / (ci2 - cu2);
  const b = alpha - enl - 1;
  return (b * m + Math.sqrt(m * m * b * b + 4 * alpha * enl * m * x)) / (2 * alpha);
}
