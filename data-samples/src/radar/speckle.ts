import { hash } from '../land/noise.js';

/**
 * Speckle repeats after this many pixels (20.5 km, more than the region), so that a scene of any size needs at most 16 MB for it. The same pixel of the
 * same scene has the same speckle whatever the extent.
 */
const period = 2048;
/** L of IW GRDH is 4.4 (ESA product definition); 5 looks give an ENL that the chips also show. */
export const looks = 5;
/** Gaussian blur of the complex field, px: intensity autocorrelation 0.68 at lag 1, 0.21 at lag 2 (measured on Sen1Floods11 chips). */
const blurPx = 1.14;
const kernelRadius = 4;

const kernel = (() => {
  const taps = Float32Array.from({ length: 2 * kernelRadius + 1 }, (_, k) => Math.exp(-((k - kernelRadius) ** 2) / (2 * blurPx * blurPx)));
  const power = taps.reduce((sum, t) => sum + t * t, 0);
  return taps.map((t) => t / Math.sqrt(power)); // white noise of variance 1 keeps variance 1
})();

/** Multiplicative speckle of an extent: mean 1, `looks` looks, spatially correlated. */
export interface Speckle {
  readonly width: number;
  readonly height: number;
  readonly gain: Float32Array;
}

/** col0, row0: first pixel, counted like an `Extent`. */
export function makeSpeckle(seed: number, col0: number, row0: number, sizePx: number, periodPx = period): Speckle {
  const width = Math.min(sizePx, periodPx);
  const height = Math.min(sizePx, periodPx);
  const gain = new Float32Array(width * height);
  for (let part = 0; part < 2 * looks; part++) addSquares({ seed: hash(seed, part, 71), col0, row0, periodPx }, width, height, gain);
  return { width, height, gain };
}

/** Adds one Gaussian field's square to `gain`: filtered by rows, then down the columns through a ring of filtered rows. */
function addSquares(field: Field, width: number, height: number, gain: Float32Array): void {
  const taps = 2 * kernelRadius + 1;
  const noise = new Float32Array(width + 2 * kernelRadius);
  const ring = Array.from({ length: taps }, () => new Float32Array(width));
  const [k0, k1, k2, k3, k4] = [4, 3, 2, 1, 0].map((i) => kernel[i] as number) as [number, number, number, number, number];
  for (let row = 0; row < height + 2 * kernelRadius; row++) {
    whiteRow(field, row - kernelRadius, noise);
    const filtered = ring[row % taps] as Float32Array;
    for (let c = 0; c < width; c++) {
      filtered[c] =
        k0 * (noise[c + 4] as number) +
        k1 * ((noise[c + 3] as number) + (noise[c + 5] as number)) +
        k2 * ((noise[c + 2] as number) + (noise[c + 6] as number)) +
        k3 * ((noise[c + 1] as number) + (noise[c + 7] as number)) +
        k4 * ((noise[c] as number) + (noise[c + 8] as number));
    }
    const out = row - 2 * kernelRadius;
    if (out < 0) continue;
    const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = Array.from({ length: taps }, (_, k) => ring[(out + k) % taps]) as Float32Array[] as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const at = out * width;
    for (let c = 0; c < width; c++) {
      const field =
        k0 * (r4[c] as number) +
        k1 * ((r3[c] as number) + (r5[c] as number)) +
        k2 * ((r2[c] as number) + (r6[c] as number)) +
        k3 * ((r1[c] as number) + (r7[c] as number)) +
        k4 * ((r0[c] as number) + (r8[c] as number));
      gain[at + c] = (gain[at + c] as number) + field * field;
    }
  }
}

/** Variance of the difference of two 16-bit uniforms, times 2 × looks: makes the sum of squares have mean 1. */
const unit = 1 / Math.sqrt(((65_536 * 65_536) / 6) * 2 * looks);

/** Triangular white noise; the blur makes it Gaussian. */
function whiteRow({ seed, col0, row0, periodPx }: Field, row: number, noise: Float32Array): void {
  const wrap = periodPx - 1;
  const rowKey = seed ^ Math.imul((row0 + row) & wrap, 0x9e3779b1);
  for (let c = 0; c < noise.length; c++) {
    let h = rowKey ^ Math.imul((col0 + c - kernelRadius) & wrap, 0x85ebca77);
    h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
    h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
    h ^= h >>> 16;
    noise[c] = ((h & 0xffff) - (h >>> 16)) * unit;
  }
}

/** White noise of a plane that repeats after `periodPx` (a power of two), seen from a first pixel. */
interface Field {
  readonly seed: number;
  readonly col0: number;
  readonly row0: number;
  readonly periodPx: number;
}
