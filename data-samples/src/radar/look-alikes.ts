import { coverCode, isForest, isPermanentWater } from '../land/cover.js';
import { epochDayOf } from '../land/epoch-day.js';
import { floodDepthM, floodStageM } from '../land/flood.js';
import type { Land } from '../land/land.js';
import { indexAt, type LandRaster } from '../land/land-raster.js';
import { gradientNoise, uniform } from '../land/noise.js';
import type { Parcel } from '../land/parcel.js';
import { pixelM, regionM } from '../land/region.js';
import { type Sigma, sigmaOfParcel, smoothSoil } from './backscatter.js';
import { incidenceDeg, lookAzimuthDeg, type RadarPass } from './radar-scene.js';

/** Dry ground (and usual water) that radar mistakes for flood: codes of the truth raster `look_alike`; 0 = none. Nothing that is flooded. */
export const lookAlikeKind = { windyWater: 1, wetSnow: 2, harvestedField: 3, smoothSoil: 4, radarShadow: 5, town: 6 } as const;

/** Five passes of one relative orbit in autumn; the last one sees the flood. */
export const lookAlikeRadarUtc = [
  '2025-09-16T16:51:12Z',
  '2025-09-28T16:51:12Z',
  '2025-10-10T16:51:12Z',
  '2025-10-22T16:51:12Z',
  '2025-11-03T16:51:12Z',
] as const;
const floodPeakDay = Date.UTC(2025, 10, 2, 12) / 86_400_000;

/** Tall crop, and what is left of it: bare smooth soil (flood specification §8, ±1.5 dB from field to field). */
const tallCrop: Sigma = { vvDb: -9, vhDb: -15 };
const bareSoil: Sigma = { vvDb: -12, vhDb: -20 };
/** Middle of −14…−18 / −22…−26 dB. */
export const wetSnow: Sigma = { vvDb: -16, vhDb: -24 };
/** Shares of arable fields: harvested since the last pass, rolled smooth since, smooth on all passes (as in the default land: 8 % of maize and beet). */
const shares = { harvested: 0.25, rolled: 0.08, alwaysSmooth: 0.02 };
/** The first snow of the year lies above this, m above the main valley's floor, ± noise. */
const snowLineM = 38;

/** Table hills of sandstone: walls that cast radar shadow. */
const hill = { heightM: 70, halfLengthM: 220, halfWidthM: 60, wallM: 10, marginM: 300, apartM: 500 };
const shadowReachM = 150;

type FieldUse = 'harvested' | 'rolled' | 'alwaysSmooth' | 'as-usual';

/** Pixels of the region. */
export interface HillPlace {
  readonly col: number;
  readonly row: number;
}

/** Adds hills to a land's heights, so that its elevation model shows them too. */
export function withTableHills(raster: LandRaster, places: readonly HillPlace[]): LandRaster {
  const [heightM, aboveRiverM] = [raster.heightM.slice(), raster.aboveRiverM.slice()];
  for (const { col, row } of places) {
    for (let i = 0; i < heightM.length; i++) {
      const { along, across } = fromHill(i, raster, col - raster.firstCol, row - raster.firstRow);
      const inside = Math.min(hill.halfLengthM - Math.abs(along), hill.halfWidthM - Math.abs(across));
      if (inside <= 0) continue;
      const raisedM = hill.heightM * Math.min(1, inside / hill.wallM);
      heightM[i] = (heightM[i] as number) + raisedM;
      aboveRiverM[i] = (aboveRiverM[i] as number) + raisedM;
    }
  }
  return { ...raster, heightM, aboveRiverM };
}

/** Metres along the satellite's track and along its look direction. */
function fromHill(i: number, { width }: LandRaster, col: number, row: number): { along: number; across: number } {
  const azimuth = (lookAzimuthDeg * Math.PI) / 180;
  const [east, north] = [((i % width) - col) * pixelM, (row - Math.floor(i / width)) * pixelM];
  return {
    across: east * Math.sin(azimuth) + north * Math.cos(azimuth),
    along: east * Math.cos(azimuth) - north * Math.sin(azimuth),
  };
}

/** At most two places on high open ground, well inside the extent. */
export function tableHills(land: Land, raster: LandRaster): readonly HillPlace[] {
  const places: HillPlace[] = [];
  const margin = Math.round(hill.marginM / pixelM);
  const [columns, rows] = [raster.width - 2 * margin, raster.height - 2 * margin];
  for (let k = 0; k < 400 && places.length < 2 && columns > 0 && rows > 0; k++) {
    const col = margin + Math.floor(uniform(land.seed + 401, k) * columns);
    const row = margin + Math.floor(uniform(land.seed + 402, k) * rows);
    const place = { col: raster.firstCol + col, row: raster.firstRow + row };
    const isApart = places.every((other) => Math.hypot(place.col - other.col, place.row - other.row) * pixelM > hill.apartM);
    if (isApart && isHighAndOpen(raster, col, row)) places.push(place);
  }
  return places;
}

function isHighAndOpen(raster: LandRaster, col: number, row: number): boolean {
  for (let dr = -22; dr <= 22; dr += 4) {
    for (let dc = -12; dc <= 12; dc += 4) {
      const i = (row + dr) * raster.width + col + dc;
      const code = raster.cover[i] as number;
      const isBuilt = code === coverCode.building || code === coverCode.garden || code === coverCode.asphalt;
      if ((raster.aboveRiverM[i] as number) < 8 || isBuilt || isPermanentWater(code)) return false;
    }
  }
  return true;
}

/** What the scenario makes of a land, the same for all its passes. Arrays are of the raster. */
export class LookAlikes {
  private readonly land: Land;
  private readonly raster: LandRaster;
  /** 1 = no wave reaches the ground. */
  readonly shadow: Uint8Array;
  private readonly snow: Uint8Array;

  constructor(land: Land, raster: LandRaster) {
    this.land = land;
    this.raster = raster;
    this.shadow = radarShadow(raster);
    this.snow = snowCover(land, raster);
  }

  /** River level above the valley floor on a day, m. */
  stageM(utc: Date): number {
    return floodStageM(epochDayOf(utc), floodPeakDay);
  }

  sigmaOf(index: number, parcel: Parcel, pass: RadarPass, doy: number): Sigma {
    const isLast = this.isLast(pass);
    const use = this.useOf(index, parcel);
    const moved = ({ vvDb, vhDb }: Sigma): Sigma => ({ vvDb: vvDb + parcel.radarDb, vhDb: vhDb + parcel.radarDb });
    if (use === 'harvested') return moved(isLast ? bareSoil : tallCrop);
    if (use === 'alwaysSmooth' || (use === 'rolled' && isLast)) return moved(smoothSoil);
    return sigmaOfParcel({ ...parcel, smoothSoil: false }, doy);
  }

  isSnow(i: number, pass: RadarPass): boolean {
    return this.snow[i] === 1 && this.isLast(pass);
  }

  /** Wind patches of 700 m: a third of the open water on the second and fourth pass and on the last. */
  isWindy(i: number, pass: RadarPass): boolean {
    const n = lookAlikeRadarUtc.findIndex((utc) => Date.parse(utc) === pass.utc.getTime());
    if (n % 2 === 0 && !this.isLast(pass)) return false;
    const { raster, land } = this;
    const x = (raster.firstCol + (i % raster.width)) * pixelM;
    const y = regionM - (raster.firstRow + Math.floor(i / raster.width)) * pixelM;
    return gradientNoise(land.seed + 410 + n, x / 700, y / 700) > 0.1;
  }

  /** Codes of `lookAlikeKind` of an extent row. */
  kindRow(row: number, stageM: number, out: Uint8Array): void {
    const { raster } = this;
    for (let col = 0; col < out.length; col++) {
      const i = indexAt(raster, col, row);
      const code = raster.cover[i] as number;
      const isFlooded = !isPermanentWater(code) && floodDepthM(raster.aboveRiverM[i] as number, stageM) > 0;
      out[col] = isFlooded ? 0 : this.kindAt(i, code);
    }
  }

  private kindAt(i: number, code: number): number {
    if (this.shadow[i] === 1) return lookAlikeKind.radarShadow;
    if (isPermanentWater(code)) return lookAlikeKind.windyWater;
    if (this.snow[i] === 1) return lookAlikeKind.wetSnow;
    if (code === coverCode.building || code === coverCode.garden || code === coverCode.asphalt) return lookAlikeKind.town;
    const index = this.raster.parcel[i] as number;
    const parcel = this.land.parcels[index];
    if (parcel == null) return 0;
    const use = this.useOf(index, parcel);
    return use === 'harvested' ? lookAlikeKind.harvestedField : use === 'as-usual' ? 0 : lookAlikeKind.smoothSoil;
  }

  private isLast(pass: RadarPass): boolean {
    return pass.utc.getTime() === Date.parse(lookAlikeRadarUtc[4]);
  }

  private useOf(index: number, parcel: Parcel): FieldUse {
    if (parcel.cover !== coverCode.arable) return 'as-usual';
    const chance = uniform(this.land.seed + 403, index);
    if (chance < shares.harvested) return 'harvested';
    if (chance < shares.harvested + shares.rolled) return 'rolled';
    return chance < shares.harvested + shares.rolled + shares.alwaysSmooth ? 'alwaysSmooth' : 'as-usual';
  }
}

/** Ground that a higher place nearer to the satellite hides: its top stands above the ray, which climbs by 1 / tan θ. */
function radarShadow(raster: LandRaster): Uint8Array {
  const { width, height, heightM } = raster;
  const shadow = new Uint8Array(width * height);
  const azimuth = (lookAzimuthDeg * Math.PI) / 180;
  for (let i = 0; i < shadow.length; i++) {
    const [col, row] = [i % width, Math.floor(i / width)];
    const climb = 1 / Math.tan((incidenceDeg((raster.firstCol + col + 0.5) * pixelM) * Math.PI) / 180);
    for (let m = pixelM / 2; m < shadowReachM; m += pixelM / 2) {
      const c = Math.round(col - (m * Math.sin(azimuth)) / pixelM);
      const r = Math.round(row + (m * Math.cos(azimuth)) / pixelM);
      if (c < 0 || r < 0 || c >= width || r >= height) break;
      if ((heightM[r * width + c] as number) - (heightM[i] as number) > m * climb) {
        shadow[i] = 1;
        break;
      }
    }
  }
  return shadow;
}

/** Wet snow on open ground: forest hides it. */
function snowCover(land: Land, raster: LandRaster): Uint8Array {
  return raster.cover.map((code, i) => {
    const x = (raster.firstCol + (i % raster.width)) * pixelM;
    const y = regionM - (raster.firstRow + Math.floor(i / raster.width)) * pixelM;
    const lineM = snowLineM + 25 * gradientNoise(land.seed + 404, x / 400, y / 400);
    const isOpen = !isForest(code) && !isPermanentWater(code) && code !== coverCode.building && code !== coverCode.garden;
    return isOpen && (raster.aboveRiverM[i] as number) > lineM ? 1 : 0;
  });
}
