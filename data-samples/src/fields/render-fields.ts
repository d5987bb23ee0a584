import { bandCount, cloud, forestBands, haze, shadowLight, snow } from '../forest/forest-spectra.js';
import { type Sky, skyOf } from '../forest/sky.js';
import { gradientNoise, hash, normal } from '../land/noise.js';
import { PointSpread, psfRadius } from '../optical/point-spread.js';
import { makeSpeckle, type Speckle } from '../radar/speckle.js';
import type { L2aImage } from '../write/write-l2a.js';
import { type FieldMap, makeFieldMap } from './field-map.js';
import { type SeasonYear, seasonYear } from './field-plan.js';
import { lightOf, powerOf } from './field-surface.js';
import type { FieldPass, FieldRadarPass } from './field-weather.js';
import { type FieldSquare, makeFields } from './make-fields.js';

/** σ0 as linear power, 10 m. */
export interface FieldRadarImage {
  readonly vv: Float32Array;
  readonly vh: Float32Array;
}

/** Of every pass (processing baseline 05.09). */
const offsetDn = 1000;
const fineCount = forestBands.filter(([, , metres]) => metres === 10).length;
/** Of a band of one pixel: DN and share. */
const noiseDn = 40;
const noiseShare = 0.02;
/** Rows rendered at a time, even. */
const stripRows = 64;
/** Fields of speckle, reused at another place for each picture: each repeats after so many pixels. */
const speckleFields = 4;
const specklePx = 512;

/** Fields of a season and everything seen of them. */
export class FieldRenderer {
  readonly square: FieldSquare;
  readonly season: SeasonYear;
  private readonly seed: number;
  private readonly map: FieldMap;
  private readonly normals = Float32Array.from({ length: 65_536 }, (_, k) => normal(604, k));
  private readonly strip: Float32Array;
  private speckle: readonly Speckle[] = [];

  constructor(seed: number, parcels: number, year: number) {
    this.seed = seed;
    this.season = seasonYear(seed, year);
    this.square = makeFields(seed, parcels, this.season);
    this.map = makeFieldMap(seed, this.square, year);
    this.strip = new Float32Array((stripRows + 2 * psfRadius) * this.map.widthPx * bandCount);
  }

  render(pass: FieldPass): L2aImage {
    const { sizePx } = this.square;
    const half = sizePx / 2;
    const sky = skyOf(pass, half, pass.shadowPx);
    const [bands, texture] = this.tables(pass);
    const spread = new PointSpread(pass.shiftPx[0], pass.shiftPx[1], 0.5);
    const image = {
      fine: Array.from({ length: fineCount }, () => new Uint16Array(sizePx * sizePx)),
      coarse: Array.from({ length: bandCount - fineCount }, () => new Uint16Array(half * half)),
      scl: new Uint8Array(half * half),
    };
    for (let row = 0; row < sizePx; row += stripRows) {
      const count = Math.min(stripRows, sizePx - row);
      this.laySurface(row, count + 2 * psfRadius, bands, texture);
      const seen = spread.apply(this.strip, sizePx, count, bandCount);
      if (pass.snowShare > 0) laySnow(seen, pass, row, count, sizePx);
      this.store(seen, row, count, pass, sky, image);
    }
    return image;
  }

  radar(pass: FieldRadarPass): FieldRadarImage {
    const { map, square } = this;
    const { sizePx } = square;
    if (this.speckle.length === 0) {
      this.speckle = Array.from({ length: speckleFields }, (_, k) => makeSpeckle(hash(this.seed, 605, k), 0, 0, specklePx, specklePx));
    }
    const power = map.patches.map((patch) => powerOf(patch, this.parcelOf(patch.parcel), pass));
    const [vv, vh] = [new Float32Array(sizePx * sizePx), new Float32Array(sizePx * sizePx)];
    for (const [k, out] of [vv, vh].entries()) {
      const level = Float32Array.from(power, (both) => both[k as 0 | 1]);
      const bits = hash(pass.seed, 606, k);
      const { gain } = this.speckle[bits % speckleFields] as Speckle;
      const [right, down] = [(bits >>> 8) % specklePx, (bits >>> 20) % specklePx];
      for (let row = 0; row < sizePx; row++) {
        const gainRow = ((row + down) % specklePx) * specklePx;
        for (let col = 0; col < sizePx; col++) {
          const px = (row + psfRadius) * map.widthPx + col + psfRadius;
          const share = map.secondShare[px] as number;
          const mean = (level[map.first[px] as number] as number) * (1 - share) + (level[map.second[px] as number] as number) * share;
          out[row * sizePx + col] =
            mean * (gain[gainRow + ((col + right) % specklePx)] as number) * (1 + 0.06 * (map.texture[px] as number));
        }
      }
    }
    return { vv, vh };
  }

  private parcelOf(index: number | null) {
    return index == null ? null : (this.square.parcels[index] ?? null);
  }

  /** Bands of every patch, and of its texture, one patch after the other. */
  private tables(pass: FieldPass): readonly [bands: Float32Array, texture: Float32Array] {
    const { patches } = this.map;
    const [bands, texture] = [new Float32Array(patches.length * bandCount), new Float32Array(patches.length * bandCount)];
    patches.forEach((patch, k) => {
      const light = lightOf(patch, this.parcelOf(patch.parcel), this.season, pass);
      bands.set(light.bands, k * bandCount);
      texture.set(light.texture, k * bandCount);
    });
    return [bands, texture];
  }

  /** Rows with the rim, from the rim's first. */
  private laySurface(row0: number, rows: number, bands: Float32Array, texture: Float32Array): void {
    const { first, second, secondShare, texture: within, widthPx } = this.map;
    const { strip } = this;
    const from = row0 * widthPx;
    for (let k = 0; k < rows * widthPx; k++) {
      const px = from + k;
      const a = (first[px] as number) * bandCount;
      const g = within[px] as number;
      const share = secondShare[px] as number;
      const out = k * bandCount;
      for (let b = 0; b < bandCount; b++) strip[out + b] = (bands[a + b] as number) + g * (texture[a + b] as number);
      if (share === 0) continue;
      const c = (second[px] as number) * bandCount;
      for (let b = 0; b < bandCount; b++) {
        const other = (bands[c + b] as number) + g * (texture[c + b] as number);
        strip[out + b] = (strip[out + b] as number) * (1 - share) + other * share;
      }
    }
  }

  private store(seen: Float32Array, row0: number, count: number, pass: FieldPass, sky: Sky, image: L2aImage): void {
    const { sizePx } = this.square;
    const { normals } = this;
    const half = sizePx / 2;
    let state = hash(pass.seed, 607, row0) | 1;
    const noise = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      return normals[state >>> 16] as number;
    };
    const through = new Float64Array(bandCount);
    const added = new Float64Array(bandCount);
    for (let r = 0; r < count / 2; r++) {
      for (let c = 0; c < half; c++) {
        const at = (row0 / 2 + r) * half + c;
        if (sky.outside[at] === 1) continue;
        const top = (2 * r * sizePx + 2 * c) * bandCount;
        const left = top + sizePx * bandCount;
        const known = sky.scl[at] as number;
        image.scl[at] = known !== 0 ? known : groundClass(seen, top, left);
        weatherOf(sky, at, through, added);
        for (let b = 0; b < fineCount; b++) {
          const band = image.fine[b] as Uint16Array;
          const [t, a] = [through[b] as number, added[b] as number];
          const px = 2 * ((row0 / 2 + r) * 2 * half + c);
          band[px] = dnOf((seen[top + b] as number) * t + a, noise);
          band[px + 1] = dnOf((seen[top + bandCount + b] as number) * t + a, noise);
          band[px + sizePx] = dnOf((seen[left + b] as number) * t + a, noise);
          band[px + sizePx + 1] = dnOf((seen[left + bandCount + b] as number) * t + a, noise);
        }
        for (let b = fineCount; b < bandCount; b++) {
          const mean =
            ((seen[top + b] as number) +
              (seen[top + bandCount + b] as number) +
              (seen[left + b] as number) +
              (seen[left + bandCount + b] as number)) /
            4;
          (image.coarse[b - fineCount] as Uint16Array)[at] = dnOf(mean * (through[b] as number) + (added[b] as number), noise);
        }
      }
    }
  }
}

/** Shadow dims, haze and cloud mix in: seen = surface × through + added. */
function weatherOf(sky: Sky, at: number, through: Float64Array, added: Float64Array): void {
  const shadow = sky.shadow[at] as number;
  const hazy = sky.haze[at] as number;
  const cloudy = sky.cloud[at] as number;
  for (let b = 0; b < bandCount; b++) {
    const lit = 1 - shadow + shadow * (shadowLight[b] as number);
    through[b] = lit * (1 - hazy) * (1 - cloudy);
    added[b] = hazy * (haze[b] as number) * (1 - cloudy) + cloudy * (cloud[b] as number);
  }
}

function dnOf(value: number, noise: () => number): number {
  const dn = value * (1 + noiseShare * noise()) + noiseDn * noise() + offsetDn;
  return dn < 1 ? 1 : dn > 65_000 ? 65_000 : Math.round(dn);
}

/** Scene class of clear ground: 11 snow, 6 water, 4 vegetation, 5 bare. */
function groundClass(seen: Float32Array, top: number, left: number): number {
  const sum = (b: number): number =>
    (seen[top + b] as number) + (seen[top + bandCount + b] as number) + (seen[left + b] as number) + (seen[left + bandCount + b] as number);
  const [blue, red, nir] = [sum(0), sum(2), sum(3)];
  if (blue > 4 * 1800) return 11;
  if (nir < 4 * 350) return 6;
  return (nir - red) / (nir + red) > 0.35 ? 4 : 5;
}

/** Snow lies in patches. */
function laySnow(seen: Float32Array, { seed, snowShare }: FieldPass, row0: number, count: number, width: number): void {
  for (let r = 0; r < count; r++) {
    for (let c = 0; c < width; c++) {
      const share = Math.min(1, Math.max(0, snowShare * (1 + 0.9 * gradientNoise(seed, c / 24, (row0 + r) / 24))));
      const at = (r * width + c) * bandCount;
      for (let b = 0; b < bandCount; b++) seen[at + b] = (seen[at + b] as number) * (1 - share) + share * (snow[b] as number);
    }
  }
}
