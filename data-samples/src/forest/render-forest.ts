import { gradientNoise, hash, normal, uniform } from '../land/noise.js';
import { PointSpread } from '../optical/point-spread.js';
import type { L2aImage } from '../write/write-l2a.js';
import { bandCount, cloud, forestBands, haze, shadowLight } from './forest-spectra.js';
import { ForestSurface } from './forest-surface.js';
import type { ForestPass } from './forest-weather.js';
import { type ForestWorld, haloPx } from './forest-world.js';
import { type Sky, skyOf } from './sky.js';

const fineCount = forestBands.filter(([, , metres]) => metres === 10).length;

/**
 * Relative noise per band. With B8A, B11 and B12 as they are, CRSWIR scatters by 0.04 in summer; pixels differ in how much (factor 1 to 1.5).
 */
const relativeNoise = [0.045, 0.04, 0.045, 0.03, 0.035, 0.03, 0.03, 0.028, 0.039, 0.05];
/** DN. */
const additiveNoise = 7;

export class ForestRenderer {
  private readonly surface: ForestSurface;
  private readonly world: ForestWorld;
  /** Pixels of the extent along a side. */
  private readonly size: number;
  private readonly normals = Float32Array.from({ length: 65_536 }, (_, k) => normal(601, k));

  constructor(world: ForestWorld) {
    this.world = world;
    this.surface = new ForestSurface(world);
    this.size = world.sizePx - 2 * haloPx;
  }

  render(pass: ForestPass): L2aImage {
    const { size } = this;
    const half = size / 2;
    const seen = new PointSpread(pass.shiftPx[0], pass.shiftPx[1], 0.5).apply(this.surface.render(pass), size, size, bandCount);
    const sky = skyOf(pass, half);
    const scl = new Uint8Array(half * half);
    const noise = noiseOf(pass.seed, this.normals);
    const image = {
      fine: Array.from({ length: fineCount }, () => new Uint16Array(size * size)),
      coarse: Array.from({ length: bandCount - fineCount }, () => new Uint16Array(half * half)),
      scl,
    };
    for (let row = 0; row < half; row++) {
      for (let col = 0; col < half; col++) {
        const at = row * half + col;
        if (sky.outside[at] === 1) continue;
        const first = 2 * row * size + 2 * col;
        const cells = [first, first + 1, first + size, first + size + 1];
        scl[at] = sky.scl[at] !== 0 ? (sky.scl[at] as number) : groundClass(seen, cells);
        const roughness = pass.noise * (1 + 0.5 * uniform(this.world.seed + 602, at));
        const swir = 1 + pass.swirBias + 0.04 * gradientNoise(pass.seed + 1, col / 20, row / 20);
        for (let b = 0; b < bandCount; b++) {
          const band = {
            b,
            sky,
            at,
            roughness,
            gain: pass.gain * (b === 8 ? swir : b === 9 ? 0.5 + 0.5 * swir : 1),
            offsetDn: pass.offsetDn,
          };
          if (b < fineCount) {
            for (const px of cells) (image.fine[b] as Uint16Array)[px] = dnOf(seen[px * bandCount + b] as number, band, noise);
          } else {
            let sum = 0;
            for (const px of cells) sum += seen[px * bandCount + b] as number;
            (image.coarse[b - fineCount] as Uint16Array)[at] = dnOf(sum / 4, band, noise);
          }
        }
      }
    }
    return image;
  }
}

interface BandLight {
  readonly b: number;
  readonly sky: Sky;
  readonly at: number;
  readonly roughness: number;
  readonly gain: number;
  readonly offsetDn: number;
}

function dnOf(surface: number, { b, sky, at, roughness, gain, offsetDn }: BandLight, noise: () => number): number {
  const dark = 1 - (sky.shadow[at] as number);
  const lit = surface * (dark + (1 - dark) * (shadowLight[b] as number));
  const hazy = lit + (sky.haze[at] as number) * ((haze[b] as number) - lit);
  const clouded = hazy + (sky.cloud[at] as number) * ((cloud[b] as number) - hazy);
  const value = clouded * gain * (1 + roughness * (relativeNoise[b] as number) * noise()) + additiveNoise * noise();
  return Math.max(1, Math.min(65_000, Math.round(value + offsetDn)));
}

/** Scene class of clear ground: 11 snow, 6 water, 4 vegetation, 5 bare. */
function groundClass(seen: Float32Array, cells: readonly number[]): number {
  let [blue, red, nir] = [0, 0, 0];
  for (const px of cells) {
    blue += seen[px * bandCount] as number;
    red += seen[px * bandCount + 2] as number;
    nir += seen[px * bandCount + 3] as number;
  }
  if (blue > 4 * 1500) return 11;
  if (nir < 4 * 350) return 6;
  return (nir - red) / (nir + red) > 0.35 ? 4 : 5;
}

/** Standard normals from a table, by a linear congruential generator. */
function noiseOf(seed: number, normals: Float32Array): () => number {
  let state = hash(seed, 603) | 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return normals[state >>> 16] as number;
  };
}
