import { coverCode, isForest, isPermanentWater } from '../land/cover.js';
import { dayOfYear, epochDayOf } from '../land/epoch-day.js';
import { floodDepthM, floodStageM } from '../land/flood.js';
import type { Land } from '../land/land.js';
import { indexAt, type LandRaster } from '../land/land-raster.js';
import { hash } from '../land/noise.js';
import type { Parcel } from '../land/parcel.js';
import { pixelM, regionM } from '../land/region.js';
import {
  floodedForestVhDb,
  floodedForestVvDb,
  floodedTownVvDb,
  landDbPerDegree,
  linear,
  openFlood,
  type Sigma,
  sigmaOfCover,
  sigmaOfParcel,
  vegetatedFlood,
  waterDbPerDegree,
  windyWater,
} from './backscatter.js';
import { type LookAlikes, wetSnow } from './look-alikes.js';
import { incidenceDeg, lookAzimuthDeg, type RadarPass } from './radar-scene.js';
import { makeSpeckle, type Speckle } from './speckle.js';

/** Thermal noise, subtracted on average as in GRD products; values are floored at −45 dB. */
const nesz = { vv: linear(-25.5), vh: linear(-27) };
const floor = linear(-45);
/** Thermal noise repeats after this many pixels. */
const noisePeriod = 512;

/** Intensity response of the sensor, Gaussian σ 0.8 px (20 m resolution on 10 m pixels). */
const psf = [0.4987, 0.2283, 0.0219].map((v) => v / (0.4987 + 2 * 0.2283 + 2 * 0.0219)) as [number, number, number];
const psfRadius = 2;

export interface RadarRows {
  /** Linear σ0. */
  readonly vv: Float32Array;
  readonly vh: Float32Array;
  /** All standing water, and what of it is flood: 1 yes, 0 no. */
  readonly water: Uint8Array;
  readonly flood: Uint8Array;
  /** Codes of `lookAlikeKind`; null without that scenario. */
  readonly lookAlike: Uint8Array | null;
}

/** Renders a pass row by row; any division into bands of rows gives the same pixels. */
export class RadarRenderer {
  private readonly land: LandRaster;
  private readonly pass: RadarPass;
  private readonly lookAlikes: LookAlikes | null;
  private readonly stageM: number;
  /** Of each parcel, linear: VV at 2i, VH at 2i + 1. */
  private readonly parcelSigma: Float32Array;
  private readonly coverSigma: Float32Array;
  private readonly speckle: Record<'vv' | 'vh' | 'noise', Speckle>;
  private readonly windyPond: { x: number; y: number; radiusM: number } | undefined;
  /** Linear factors per extent column for the incidence angle. */
  private readonly landGain: Float32Array;
  private readonly waterGain: Float32Array;
  private readonly look: { east: number; north: number; up: number }[];

  constructor(land: Land, raster: LandRaster, pass: RadarPass, lookAlikes: LookAlikes | null = null) {
    this.land = raster;
    this.pass = pass;
    this.lookAlikes = lookAlikes;
    const epochDay = epochDayOf(pass.utc);
    this.stageM = lookAlikes?.stageM(pass.utc) ?? floodStageM(epochDay);
    const doy = dayOfYear(epochDay);
    this.parcelSigma = new Float32Array(2 * land.parcels.length);
    for (const i of raster.parcels) {
      const parcel = land.parcels[i] as Parcel;
      this.parcelSigma.set(pair(lookAlikes?.sigmaOf(i, parcel, pass, doy) ?? sigmaOfParcel(parcel, doy)), 2 * i);
    }
    this.coverSigma = tableOf(Array.from({ length: 16 }, (_, code) => sigmaOfCover(code)));
    const { col, row, sizePx } = raster.extent;
    const seed = hash(land.seed, Math.floor(epochDay * 24), 301);
    const speckle = (k: number): Speckle => makeSpeckle(hash(seed, k), col, row, sizePx);
    this.speckle = { vv: speckle(1), vh: speckle(2), noise: makeSpeckle(hash(seed, 3), 0, 0, noisePeriod, noisePeriod) };
    this.windyPond = land.ponds[0];
    const incidences = Float64Array.from({ length: sizePx + 2 * psfRadius }, (_, k) => incidenceDeg((col + k - psfRadius + 0.5) * pixelM));
    this.landGain = Float32Array.from(incidences, (deg) => linear(landDbPerDegree * (deg - 37)));
    this.waterGain = Float32Array.from(incidences, (deg) => linear(waterDbPerDegree * (deg - 37)));
    const azimuth = (lookAzimuthDeg * Math.PI) / 180;
    this.look = Array.from(incidences, (deg) => {
      const theta = (deg * Math.PI) / 180;
      return { east: Math.sin(theta) * Math.sin(azimuth), north: Math.sin(theta) * Math.cos(azimuth), up: Math.cos(theta) };
    });
  }

  rows(row0: number, count: number): RadarRows {
    const width = this.land.extent.sizePx;
    const padded = width + 2 * psfRadius;
    const mean = { vv: new Float32Array(padded * (count + 2 * psfRadius)), vh: new Float32Array(padded * (count + 2 * psfRadius)) };
    for (let r = 0; r < count + 2 * psfRadius; r++) this.meanRow(row0 + r - psfRadius, r * padded, mean.vv, mean.vh);
    const out: RadarRows = {
      vv: new Float32Array(width * count),
      vh: new Float32Array(width * count),
      water: new Uint8Array(width * count),
      flood: new Uint8Array(width * count),
      lookAlike: this.lookAlikes == null ? null : new Uint8Array(width * count),
    };
    blur(mean.vv, padded, width, count, out.vv);
    blur(mean.vh, padded, width, count, out.vh);
    for (let r = 0; r < count; r++) {
      this.finishRow(row0 + r, r * width, out);
      if (out.lookAlike != null) this.lookAlikes?.kindRow(row0 + r, this.stageM, out.lookAlike.subarray(r * width, (r + 1) * width));
    }
    return out;
  }

  /** Multiplies with speckle, adds noise, fills the truth. */
  private finishRow(row: number, at: number, out: RadarRows): void {
    const { vv, vh, noise } = this.speckle;
    const { col, row: extentRow, sizePx: width } = this.land.extent;
    const speckleRow = (row % vv.height) * vv.width;
    // The two channels see the same field of noise, half a period apart.
    const noiseRow = ((extentRow + row) & (noisePeriod - 1)) * noisePeriod;
    for (let c = 0; c < width; c++) {
      const s = speckleRow + (c % vv.width);
      const n = (col + c) & (noisePeriod - 1);
      out.vv[at + c] = stored((out.vv[at + c] as number) * (vv.gain[s] as number) + nesz.vv * ((noise.gain[noiseRow + n] as number) - 1));
      const across = noiseRow + (n ^ (noisePeriod / 2));
      out.vh[at + c] = stored((out.vh[at + c] as number) * (vh.gain[s] as number) + nesz.vh * ((noise.gain[across] as number) - 1));
      const i = indexAt(this.land, c, row);
      const permanent = isPermanentWater(this.land.cover[i] as number);
      const flooded = !permanent && floodDepthM(this.land.aboveRiverM[i] as number, this.stageM) > 0;
      out.water[at + c] = permanent || flooded ? 1 : 0;
      out.flood[at + c] = flooded ? 1 : 0;
    }
  }

  /** Expected σ0 before the sensor, `psfRadius` pixels wider than the extent. */
  private meanRow(row: number, at: number, vv: Float32Array, vh: Float32Array): void {
    const { land } = this;
    const width = land.extent.sizePx;
    for (let k = 0; k < width + 2 * psfRadius; k++) {
      const col = k - psfRadius;
      const i = indexAt(land, col, row);
      const code = land.cover[i] as number;
      const depthM = floodDepthM(land.aboveRiverM[i] as number, this.stageM);
      if (isPermanentWater(code) || (depthM > 0 && !isForest(code) && code !== coverCode.garden && code !== coverCode.building)) {
        this.water(i, k, code, depthM, at + k, vv, vh);
        continue;
      }
      const parcel = land.parcel[i] as number;
      const table = parcel >= 0 ? this.parcelSigma : this.coverSigma;
      const entry = 2 * (parcel >= 0 ? parcel : code);
      const share = (land.overlayShare[i] as number) / 255;
      const over = 2 * (land.overlay[i] as number);
      // ±1 dB slow variation within fields (texture sd 40 of 127).
      const gain = (this.landGain[k] as number) * this.terrainGain(col, row, k) * (1 + 0.0055 * (land.texture[i] as number));
      let base = table[entry] as number;
      let cross = table[entry + 1] as number;
      if (this.lookAlikes?.isSnow(i, this.pass) === true) [base, cross] = snow;
      if (depthM > 0) {
        base *= linear(isForest(code) ? floodedForestVvDb : floodedTownVvDb);
        if (isForest(code)) cross *= linear(floodedForestVhDb);
      }
      vv[at + k] = gain * (base * (1 - share) + share * (this.coverSigma[over] as number));
      vh[at + k] = gain * (cross * (1 - share) + share * (this.coverSigma[over + 1] as number));
    }
  }

  private water(i: number, k: number, code: number, depthM: number, at: number, vv: Float32Array, vh: Float32Array): void {
    const { land } = this;
    const parcel = land.parcel[i] as number;
    // Plants higher than 30 cm stand out of shallow water.
    const plants = parcel >= 0 && depthM < 0.3 ? 1 - depthM / 0.3 : 0;
    const permanent = isPermanentWater(code);
    const [base, cross] =
      (permanent || this.lookAlikes != null) && this.isWindy(i)
        ? wind
        : permanent
          ? [this.coverSigma[2 * code] as number, this.coverSigma[2 * code + 1] as number]
          : flood;
    const gain = (this.waterGain[k] as number) * (1 + 0.004 * (land.texture[i] as number));
    vv[at] = gain * (base * (1 - plants) + plants * standing[0]);
    vh[at] = gain * (cross * (1 - plants) + plants * standing[1]);
  }

  /** The big pond lies open to the wind on every pass of the flood weeks; with look-alikes, patches of all open water. */
  private isWindy(i: number): boolean {
    const { land, windyPond: pond } = this;
    if (this.lookAlikes != null) return this.lookAlikes.isWindy(i, this.pass);
    if (this.stageM <= 0 || pond == null) return false;
    const dx = (land.firstCol + (i % land.width) + 0.5) * pixelM - pond.x;
    const dy = regionM - (land.firstRow + Math.floor(i / land.width) + 0.5) * pixelM - pond.y;
    return dx * dx + dy * dy < (pond.radiusM * 1.5) ** 2;
  }

  /** Slopes facing the radar are brighter: sin θ / sin θ_local; radar shadow is noise. */
  private terrainGain(col: number, row: number, k: number): number {
    const { land } = this;
    if (this.lookAlikes?.shadow[indexAt(land, col, row)] === 1) return shadowGain;
    const east =
      ((land.heightM[indexAt(land, col + 1, row)] as number) - (land.heightM[indexAt(land, col - 1, row)] as number)) / (2 * pixelM);
    const north =
      ((land.heightM[indexAt(land, col, row - 1)] as number) - (land.heightM[indexAt(land, col, row + 1)] as number)) / (2 * pixelM);
    const look = this.look[k] as { east: number; north: number; up: number };
    // Surface normal (−east, −north, 1); the satellite stands opposite to the look direction.
    const cosine = (east * look.east + north * look.north + look.up) / Math.sqrt(1 + east * east + north * north);
    if (cosine <= 0.05) return 0.02;
    const sine = Math.sqrt(Math.max(0.04, 1 - cosine * cosine));
    return Math.sqrt(1 - look.up * look.up) / sine;
  }
}

const flood = pair(openFlood);
const wind = pair(windyWater);
const standing = pair(vegetatedFlood);
const snow = pair(wetSnow);
/** No wave comes back: only noise is left. */
const shadowGain = 0.001;

function pair({ vvDb, vhDb }: Sigma): readonly [vv: number, vh: number] {
  return [linear(vvDb), linear(vhDb)];
}

function tableOf(sigmas: readonly Sigma[]): Float32Array {
  return Float32Array.from(sigmas.flatMap(pair));
}

/** Separable 5 × 5 from the padded rows into `out`. */
function blur(from: Float32Array, padded: number, width: number, count: number, out: Float32Array): void {
  const [a, b, c] = psf;
  const rows = new Float32Array(width * (count + 2 * psfRadius));
  for (let r = 0; r < count + 2 * psfRadius; r++) {
    for (let x = 0; x < width; x++) {
      const i = r * padded + x;
      rows[r * width + x] =
        a * (from[i + 2] as number) +
        b * ((from[i + 1] as number) + (from[i + 3] as number)) +
        c * ((from[i] as number) + (from[i + 4] as number));
    }
  }
  for (let i = 0; i < width * count; i++) {
    out[i] =
      a * (rows[i + 2 * width] as number) +
      b * ((rows[i + width] as number) + (rows[i + 3 * width] as number)) +
      c * ((rows[i] as number) + (rows[i + 4 * width] as number));
  }
}

const bits = new Uint32Array(1);
const asFloat = new Float32Array(bits.buffer);

/** Floored at −45 dB and rounded to 12 bits of mantissa (0.001 dB): last-bit differences of a machine's maths vanish, and files compress. */
function stored(power: number): number {
  asFloat[0] = Math.max(power, floor);
  bits[0] = ((bits[0] as number) + 0x400) & 0xfffff800;
  return asFloat[0] as number;
}
