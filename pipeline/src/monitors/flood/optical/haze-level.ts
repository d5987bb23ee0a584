import { ndvi } from './indices.js';
import type { OpticalRows } from './optical-rows.js';

/** Haze-optimised transform as in Fmask (Zhu & Woodcock 2012, doi:10.1016/j.rse.2011.10.028): blue rises faster than red under haze. */
export function hazeOptimised(blue: number, red: number): number {
  return blue - 0.5 * red;
}

/** Fmask's HOT threshold: B − 0.5·R − 0.08 > 0. */
const fmaskHot = 0.08;
/**
 * How far above the scene's clear level a cloud lies at least. Dense vegetation has blue 0.02–0.04 and red 0.03–0.06 (surface), so its
 * own HOT spreads by some ±0.01 around the clear line (Zhang, Guindon & Cihlar 2002, doi:10.1016/S0034-4257(02)00034-2): two of these.
 */
const aboveClear = 0.02;
/** Dense vegetation, dark in blue and red: what its HOT holds is air. Clouds have NDVI below it. */
const vegetationNdvi = 0.3;
/** Fewer vegetated pixels (1/1000 of the sample) say nothing about the air. */
const leastShare = 1e-3;

const from = -0.1;
const step = 0.0005;

/**
 * HOT level of clear air over this scene, from its vegetation. A fixed HOT threshold marks everything under tropical haze and misses
 * thin cloud in clear air. Needs a sample of the scene only: an overview, or every tenth band of rows.
 */
export class HazeLevel {
  readonly #counts = new Uint32Array(1000);
  #vegetated = 0;
  #observed = 0;

  add({ bands: { blue, red, nir }, valid, reason, width, haloRows, innerRows }: OpticalRows): void {
    const counts = this.#counts;
    for (let i = haloRows * width, end = i + innerRows * width; i < end; i++) {
      if (valid[i] === 0 || reason[i] !== 0) continue;
      this.#observed++;
      const r = red[i] as number;
      if (!(ndvi(r, nir[i] as number) > vegetationNdvi)) continue;
      const bin = Math.round((hazeOptimised(blue[i] as number, r) - from) / step);
      const inside = Math.min(counts.length - 1, Math.max(0, bin));
      counts[inside] = (counts[inside] as number) + 1;
      this.#vegetated++;
    }
  }

  /** Pixels above are cloud if they are white as well. */
  hotThreshold(): number {
    if (this.#vegetated === 0 || this.#vegetated < leastShare * this.#observed) return fmaskHot;
    let seen = 0;
    let bin = 0;
    while (bin < this.#counts.length && seen + (this.#counts[bin] as number) <= this.#vegetated / 2) seen += this.#counts[bin++] as number;
    return Math.max(fmaskHot, from + bin * step + aboveClear);
  }
}
