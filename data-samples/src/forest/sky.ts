import { between, fractal, gradientNoise } from '../land/noise.js';

/** What of an acquisition the sky is made from. */
export interface SkyPass {
  readonly seed: number;
  /** Share of the picture under cloud that the mask knows. */
  readonly cloudShare: number;
  /** Share of the rest under thin cloud, haze or shadow that it does not know. */
  readonly hiddenShare: number;
  readonly hiddenKind: 'haze' | 'shadow';
  /** Share of haze over everything. */
  readonly hazeShare: number;
  /** A plume of smoke or dense haze that no mask knows. */
  readonly plume: boolean;
  /** Share of the picture outside the swath. */
  readonly swathGap: number;
}

/** What lies between ground and sensor, per 20 m pixel; shares 0 … 1. */
export interface Sky {
  readonly haze: Float32Array;
  readonly cloud: Float32Array;
  readonly shadow: Float32Array;
  /** Scene class where cloud (8, 9) or shadow (3) is known, 0 elsewhere. */
  readonly scl: Uint8Array;
  /** 1 = outside the swath. */
  readonly outside: Uint8Array;
}

/** From a shadow to the cloud that casts it, in 20 m pixels towards the east and down the rows. */
export type ShadowPx = readonly [east: number, down: number];

export function skyOf(pass: SkyPass, size: number, shadowPx: ShadowPx = [6, 5]): Sky {
  const length = size * size;
  const sky = {
    haze: new Float32Array(length),
    cloud: new Float32Array(length),
    shadow: new Float32Array(length),
    scl: new Uint8Array(length),
    outside: new Uint8Array(length),
  };
  layHaze(sky, pass, size);
  if (pass.cloudShare > 0) layClouds(sky, pass, size, shadowPx);
  layHidden(sky, pass, size);
  if (pass.swathGap > 0) {
    for (let row = 0; row < size; row++) {
      for (let col = 0; col < size; col++) if (col + 0.2 * row < pass.swathGap * size) sky.outside[row * size + col] = 1;
    }
  }
  return sky;
}

function layHaze({ haze }: Sky, pass: SkyPass, size: number): void {
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) {
      haze[row * size + col] =
        pass.hazeShare * (1 + 0.8 * gradientNoise(pass.seed + 2, col / 40, row / 40)) + (pass.plume ? plumeShare(pass, size, col, row) : 0);
    }
  }
}

/** A band of smoke across the picture, 400 m wide. Places in 20 m pixels. */
export function plumeShare({ seed }: SkyPass, size: number, col: number, row: number): number {
  const angle = between(0, Math.PI, seed, 21);
  const across = (col - size / 2) * Math.cos(angle) + (row - size / 2) * Math.sin(angle) - between(-0.25, 0.25, seed, 22) * size;
  return Math.abs(across) < 10 ? between(0.08, 0.16, seed, 23) * (1 - (across / 10) ** 2) : 0;
}

function layClouds(sky: Sky, pass: SkyPass, size: number, [east, north]: ShadowPx): void {
  const width = size + east;
  const field = new Float32Array(width * (size + north));
  for (let row = 0; row < size + north; row++) {
    for (let col = 0; col < width; col++) field[row * width + col] = fractal(pass.seed + 3, col / 35, row / 35, 3);
  }
  const limit = quantile(field, 1 - pass.cloudShare);
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) {
      const at = row * size + col;
      const depth = (field[row * width + col] as number) - limit;
      // The cloud that shades a pixel lies towards the sun; thin rims are in the mask.
      const shade = (field[(row + north) * width + col + east] as number) - limit;
      if (shade > 0) sky.shadow[at] = Math.min(1, 0.4 + 4 * shade);
      if (depth > 0) sky.cloud[at] = Math.min(1, 0.3 + 4 * depth);
      sky.scl[at] = depth > 0.12 ? 9 : depth > -0.03 ? 8 : shade > -0.02 ? 3 : 0;
    }
  }
}

/** Patches of thin cloud or shadow that no mask knows. */
function layHidden(sky: Sky, pass: SkyPass, size: number): void {
  const field = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) field[row * size + col] = fractal(pass.seed + 4, col / 14, row / 14, 2);
  }
  const limit = quantile(field, 1 - pass.hiddenShare);
  for (let at = 0; at < field.length; at++) {
    const depth = (field[at] as number) - limit;
    if (depth <= 0) continue;
    const strength = Math.min(1, 8 * depth);
    if (pass.hiddenKind === 'haze') sky.haze[at] = (sky.haze[at] as number) + 0.05 + 0.25 * strength;
    else sky.shadow[at] = Math.max(sky.shadow[at] as number, 0.3 + 0.6 * strength);
  }
}

function quantile(values: Float32Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}
