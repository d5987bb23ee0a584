import { damageAt } from '../land/beetle.js';
import { coverCode, isForest, isPermanentWater } from '../land/cover.js';
import { dayOfYear, epochDayOf } from '../land/epoch-day.js';
import { floodDepthM, floodStageM } from '../land/flood.js';
import type { Land } from '../land/land.js';
import { indexAt, type LandRaster } from '../land/land-raster.js';
import { gradientNoise, normal } from '../land/noise.js';
import type { Parcel } from '../land/parcel.js';
import { pixelM, regionM } from '../land/region.js';
import { Clouds } from './clouds.js';
import type { OpticalPass } from './optical-pass.js';
import { PointSpread, psfRadius } from './point-spread.js';
import { attackedSpectrum, bandCount, cloudSpectrum, coverSpectrum, floodWater, parcelSpectrum } from './spectra.js';

/** Scene classification codes of L2A. */
export const scl = { noData: 0, cloudShadow: 3, vegetation: 4, bare: 5, water: 6, cloudMedium: 8, cloudHigh: 9, cirrus: 10 } as const;

/** DN = reflectance × 10⁴ + 1000 since processing baseline 04.00. */
export const dnOffset = 1000;
/** Bands at 20 m: rededge1, nir08, swir16, swir22. */
export const coarseBands = [3, 5, 6, 7] as const;
export const fineBands = [0, 1, 2, 4] as const;

export interface OpticalRows {
  /** DN in the order of `fineBands`, 10 m. */
  readonly fine: readonly Uint16Array[];
  /** DN in the order of `coarseBands`, 20 m: half the width, half the rows. */
  readonly coarse: readonly Uint16Array[];
  readonly scl: Uint8Array;
  /** `damage` codes, 10 m. */
  readonly damage: Uint8Array;
}

/** Renders a pass in bands of rows (even start and count); any division gives the same pixels. */
export class OpticalRenderer {
  private readonly land: LandRaster;
  private readonly pass: OpticalPass;
  private readonly epochDay: number;
  private readonly stageM: number;
  private readonly clouds: Clouds;
  private readonly parcelSpectra: Float32Array;
  private readonly coverSpectra: Float32Array;
  private readonly attacked = new Map<number, Float32Array>();
  private readonly spread: PointSpread;
  /** Scratch of `rows`, kept because garbage of this size is slow to collect. */
  private ground = new Float32Array(0);
  /** Atmosphere left over by the correction: a factor and a haze offset per band for the whole date. */
  private readonly gains: Float32Array;
  private readonly hazes: Float32Array;
  private readonly sun: { east: number; north: number; up: number };

  constructor(land: Land, raster: LandRaster, pass: OpticalPass) {
    this.land = raster;
    this.pass = pass;
    this.epochDay = epochDayOf(pass.utc);
    this.stageM = floodStageM(this.epochDay);
    this.clouds = new Clouds(pass);
    const doy = dayOfYear(this.epochDay);
    this.parcelSpectra = new Float32Array(bandCount * land.parcels.length);
    for (const i of raster.parcels) this.parcelSpectra.set(parcelSpectrum(land.parcels[i] as Parcel, this.epochDay), bandCount * i);
    this.coverSpectra = Float32Array.from(Array.from({ length: 16 }, (_, code) => coverSpectrum(code, doy)).flat());
    // Geolocation jitter σ 0.3 px per date, optics σ 0.5 px.
    this.spread = new PointSpread(0.3 * normal(pass.seed, 3), 0.3 * normal(pass.seed, 4), 0.5);
    this.gains = Float32Array.from({ length: bandCount }, (_, k) => 1 + 0.012 * normal(pass.seed, 5) + 0.006 * normal(pass.seed, 6 + k));
    const haze = Math.max(0, 25 + 40 * normal(pass.seed, 20));
    this.hazes = Float32Array.from([1, 0.7, 0.45, 0.35, 0.2, 0.18, 0.05, 0.03], (share) => share * haze);
    const elevation = (pass.sun.elevationDeg * Math.PI) / 180;
    const azimuth = (pass.sun.azimuthDeg * Math.PI) / 180;
    this.sun = { east: Math.cos(elevation) * Math.sin(azimuth), north: Math.cos(elevation) * Math.cos(azimuth), up: Math.sin(elevation) };
  }

  rows(row0: number, count: number): OpticalRows {
    const width = this.land.extent.sizePx;
    const padded = width + 2 * psfRadius;
    const paddedRows = count + 2 * psfRadius;
    if (this.ground.length < bandCount * padded * paddedRows) this.ground = new Float32Array(bandCount * padded * paddedRows);
    const { ground } = this;
    for (let r = 0; r < paddedRows; r++) this.groundRow(row0 + r - psfRadius, r * padded, ground);
    const seen = this.spread.apply(ground, width, count, bandCount);
    const sky = this.sky(row0, count);
    const half = (width / 2) * (count / 2);
    const fine = fineBands.map((band) => this.digitise(seen, band, sky, row0, count));
    const coarse = coarseBands.map((band) => this.halve(seen, band, sky, row0, count));
    const out: OpticalRows = { fine, coarse, scl: new Uint8Array(half), damage: new Uint8Array(width * count) };
    this.classify(out, sky, row0, width, count);
    for (let r = 0; r < count; r++) {
      for (let c = 0; c < width; c++) {
        const i = indexAt(this.land, c, row0 + r);
        out.damage[r * width + c] =
          this.land.cover[i] === coverCode.spruce
            ? damageAt(this.land.infestedOn[i] as number, this.land.clearedOn[i] as number, this.epochDay)
            : 255;
      }
    }
    return out;
  }

  /** Reflectance × 10⁴ of the ground under the sun, `bandCount` values a pixel, from pixel `at` on. */
  private groundRow(row: number, at: number, ground: Float32Array): void {
    const { land } = this;
    for (let k = 0; k < land.extent.sizePx + 2 * psfRadius; k++) {
      const col = k - psfRadius;
      const i = indexAt(land, col, row);
      const code = land.cover[i] as number;
      const parcel = land.parcel[i] as number;
      const infested = land.infestedOn[i] as number;
      const ill = infested > 0 && infested <= this.epochDay;
      const table = ill ? this.attackedTable(infested, land.clearedOn[i] as number) : parcel >= 0 ? this.parcelSpectra : this.coverSpectra;
      const from = ill ? 0 : bandCount * (parcel >= 0 ? parcel : code);
      const share = (land.overlayShare[i] as number) / 255;
      const over = bandCount * (land.overlay[i] as number);
      const depthM = isPermanentWater(code) || isForest(code) ? 0 : floodDepthM(land.aboveRiverM[i] as number, this.stageM);
      const water = isPermanentWater(code);
      const wet = this.floodShare(code, depthM, land.aboveRiverM[i] as number);
      const light = water ? 1 : this.light(col, row);
      // Growth varies within fields: more leaves mean less red and SWIR, more NIR.
      const growth = water ? 0 : 0.0011 * (land.texture[i] as number);
      const to = bandCount * (at + k);
      for (let b = 0; b < bandCount; b++) {
        const base = (table[from + b] as number) * (1 - share) + share * (this.coverSpectra[over + b] as number);
        const grown = base * (b === 4 || b === 5 ? 1 + growth : 1 - growth) * light;
        ground[to + b] = grown * (1 - wet) + wet * (muddy[b] as number);
      }
    }
  }

  /** Share of muddy water in the pixel: reeds and crops stand out of shallow water, roofs out of any; the flooded river and its oxbows are muddy too. */
  private floodShare(code: number, depthM: number, aboveRiverM: number): number {
    if (code === coverCode.building) return 0;
    if (isPermanentWater(code)) return this.stageM > 0 && aboveRiverM < this.stageM ? 1 : 0;
    if (depthM === 0) return 0;
    return Math.min(1, 0.35 + depthM / 0.5) * (code === coverCode.garden ? 0.6 : 1);
  }

  private attackedTable(infested: number, cleared: number): Float32Array {
    const key = infested * 65_536 + cleared;
    const known = this.attacked.get(key);
    if (known != null) return known;
    const clearedDays = cleared > 0 && cleared <= this.epochDay ? this.epochDay - cleared : -1;
    const made = Float32Array.from(attackedSpectrum(this.epochDay - infested, clearedDays, this.epochDay));
    this.attacked.set(key, made);
    return made;
  }

  /** Half of the cosine effect of slopes is left after the terrain correction of L2A. */
  private light(col: number, row: number): number {
    const { land, sun } = this;
    const east =
      ((land.heightM[indexAt(land, col + 1, row)] as number) - (land.heightM[indexAt(land, col - 1, row)] as number)) / (2 * pixelM);
    const north =
      ((land.heightM[indexAt(land, col, row - 1)] as number) - (land.heightM[indexAt(land, col, row + 1)] as number)) / (2 * pixelM);
    const cosine = (sun.up - east * sun.east - north * sun.north) / Math.sqrt(1 + east * east + north * north);
    return 0.5 + 0.5 * Math.min(1.6, Math.max(0.15, cosine / sun.up));
  }

  /** Cloud opacity and shadow at 20 m: opacity at 2i, shadow at 2i + 1. */
  private sky(row0: number, count: number): Float32Array {
    const { col, row, sizePx } = this.land.extent;
    const width = sizePx / 2;
    const sky = new Float32Array(2 * width * (count / 2));
    if (this.pass.cloudShare === 0) return sky;
    for (let r = 0; r < count / 2; r++) {
      const y = regionM - (row + row0 + 2 * r + 1) * pixelM;
      for (let c = 0; c < width; c++) {
        const x = (col + 2 * c + 1) * pixelM;
        const i = 2 * (r * width + c);
        sky[i] = this.clouds.opacityAt(x, y);
        sky[i + 1] = this.clouds.shadowAt(x, y);
      }
    }
    return sky;
  }

  /** L2A's scene classification; it misses one in forty patches of shadow. */
  private classify(out: OpticalRows, sky: Float32Array, row0: number, width: number, count: number): void {
    const half = width / 2;
    const { col, row } = this.land.extent;
    const red = out.fine[2] as Uint16Array;
    const nir = out.fine[3] as Uint16Array;
    for (let r = 0; r < count / 2; r++) {
      for (let c = 0; c < half; c++) {
        const at = r * half + c;
        const opacity = sky[2 * at] as number;
        const x = col + 2 * c;
        const y = row + row0 + 2 * r;
        const missed = gradientNoise(this.pass.seed + 41, x / 23, y / 23) > 0.5;
        if (opacity > 0.08) out.scl[at] = opacity > 0.6 ? scl.cloudHigh : opacity > 0.25 ? scl.cloudMedium : scl.cirrus;
        else if ((sky[2 * at + 1] as number) > 0.25 && !missed) out.scl[at] = scl.cloudShadow;
        else {
          const i = indexAt(this.land, 2 * c, row0 + 2 * r);
          const fine = 2 * r * width + 2 * c;
          const n = (nir[fine] as number) - dnOffset;
          const v = (red[fine] as number) - dnOffset;
          const code = this.land.cover[i] as number;
          const water = isPermanentWater(code) || (!isForest(code) && floodDepthM(this.land.aboveRiverM[i] as number, this.stageM) > 0.15);
          out.scl[at] = water ? scl.water : (n - v) / Math.max(1, n + v) > 0.35 ? scl.vegetation : scl.bare;
        }
      }
    }
  }

  private digitise(seen: Float32Array, band: number, sky: Float32Array, row0: number, count: number): Uint16Array {
    const { col, row, sizePx: width } = this.land.extent;
    const measure = this.sensor(band);
    const out = new Uint16Array(width * count);
    for (let r = 0; r < count; r++) {
      for (let c = 0; c < width; c++) {
        const s = 2 * ((r >> 1) * (width / 2) + (c >> 1));
        const i = r * width + c;
        out[i] = measure(seen[bandCount * i + band] as number, sky[s] as number, sky[s + 1] as number, pixelKey(col + c, row + row0 + r));
      }
    }
    return out;
  }

  /** A 20 m band: the mean of four ground pixels, then the same measurement. */
  private halve(seen: Float32Array, band: number, sky: Float32Array, row0: number, count: number): Uint16Array {
    const { col, row, sizePx: width } = this.land.extent;
    const measure = this.sensor(band);
    const half = width / 2;
    const out = new Uint16Array(half * (count / 2));
    const line = bandCount * width;
    for (let r = 0; r < count / 2; r++) {
      for (let c = 0; c < half; c++) {
        const i = bandCount * (2 * r * width + 2 * c) + band;
        const sum =
          (seen[i] as number) + (seen[i + bandCount] as number) + (seen[i + line] as number) + (seen[i + line + bandCount] as number);
        const s = 2 * (r * half + c);
        out[r * half + c] = measure(sum / 4, sky[s] as number, sky[s + 1] as number, pixelKey(col + 2 * c, row + row0 + 2 * r));
      }
    }
    return out;
  }

  /**
   * Shadow, cloud, atmosphere and noise (σ 0.0008 + 1.5 % visible, 0.0025 + 1.5 % infrared: CRSWIR of spruce ± 0.05) on one ground value; DN.
   * Diffuse light of the sky still reaches shadows, most of it visible.
   */
  private sensor(band: number): (ground: number, opacity: number, shadow: number, key: number) => number {
    const seed = this.pass.seed + band;
    const cloud = cloudSpectrum[band] as number;
    const gain = this.gains[band] as number;
    const haze = this.hazes[band] as number;
    const lost = band < 3 ? 0.55 : 0.68;
    const noiseFloor = band < 3 ? 8 : 25;
    return (ground, opacity, shadow, key) => {
      const clean = (ground * (1 - shadow * lost) * (1 - opacity) + opacity * cloud) * gain + haze;
      let h = Math.imul(key ^ seed, 0x7feb352d);
      h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
      h ^= h >>> 16;
      const noise = ((h & 0xffff) - (h >>> 16)) / 26_755; // triangular, sd 1
      const value = clean + noise * (opacity > 0.5 ? 60 : noiseFloor + 0.015 * clean);
      return Math.max(1, Math.min(65_535, Math.round(value) + dnOffset));
    };
  }
}

const muddy = Float32Array.from(floodWater);

/** Numbers the noise of a pixel, the same for every extent. */
function pixelKey(col: number, row: number): number {
  let h = Math.imul(row, 0x9e3779b1) ^ Math.imul(col, 0x85ebca77);
  h ^= h >>> 16;
  return Math.imul(h, 0xc2b2ae35);
}
