import { type CoverName, cover } from '../land/cover.js';
import type { Parcel } from '../land/parcel.js';
import type { Crop } from '../optical/phenology-table.js';

/** σ0 in dB at 37° incidence. */
export interface Sigma {
  readonly vvDb: number;
  readonly vhDb: number;
}

/** Medians at 35–40° by cover (flood specification §8: Sen1Floods11 chips for water and land, ±2 dB from experience for the rest). */
const coverSigma: Readonly<Record<CoverName, Sigma>> = {
  river: { vvDb: -19.6, vhDb: -28 },
  pond: { vvDb: -20.4, vhDb: -28.4 },
  arable: { vvDb: -11, vhDb: -18 },
  grassland: { vvDb: -12, vhDb: -19 },
  spruce: { vvDb: -8.5, vhDb: -14.5 },
  mixed: { vvDb: -8.6, vhDb: -14.4 },
  deciduous: { vvDb: -9, vhDb: -14.5 },
  garden: { vvDb: -8, vhDb: -13.6 },
  building: { vvDb: -1, vhDb: -8.8 }, // a quarter buildings, three quarters garden: −5 / −12 dB, suburban
  asphalt: { vvDb: -17, vhDb: -25 },
  track: { vvDb: -13, vhDb: -20 },
};

export function sigmaOfCover(code: number): Sigma {
  return byCode[code] ?? coverSigma.grassland;
}

const byCode: Record<number, Sigma> = Object.fromEntries(
  Object.entries(cover).map(([name, { code }]) => [code, coverSigma[name as CoverName]]),
);

/** Open flood water; water through which plants stand (Sen1Floods11 Pakistan); wind-roughened water (Sri-Lanka). */
export const openFlood: Sigma = { vvDb: -19.2, vhDb: -27.2 };
export const vegetatedFlood: Sigma = { vvDb: -12, vhDb: -20 };
export const windyWater: Sigma = { vvDb: -11.1, vhDb: -26 };
/** Fine, rolled, dry seedbed: as dark as water. */
export const smoothSoil: Sigma = { vvDb: -16, vhDb: -25 };

/** dB added where trees or houses stand in water: double bounce. */
export const floodedForestVvDb = 3;
export const floodedForestVhDb = 0.5;
export const floodedTownVvDb = 2;

/** Incidence: land −0.12, water −0.39 dB per degree (TU Wien). */
export const landDbPerDegree = -0.12;
export const waterDbPerDegree = -0.39;

type SigmaKnot = readonly [doy: number, vvDb: number, vhDb: number];

/** Medians of the Anjou parcels 2023 moved 15 days later for Saxony; beet and potato from memory. */
const cropSigma: Readonly<Record<Crop, readonly SigmaKnot[]>> = {
  winterWheat: [
    [30, -8, -16],
    [120, -13, -19.5],
    [150, -15.4, -20.8],
    [180, -14, -19.6],
    [205, -10.6, -17.5],
    [235, -11.5, -19.5],
  ],
  winterBarley: [
    [60, -10, -17],
    [110, -12.5, -18.5],
    [165, -9.7, -15.2],
    [195, -10.5, -17],
    [230, -11.5, -19.5],
  ],
  winterRape: [
    [60, -9.7, -16.7],
    [120, -10.5, -16],
    [155, -7.6, -11.6],
    [180, -7.8, -11.8],
    [215, -11.6, -17.2],
  ],
  silageMaize: [
    [75, -11, -19],
    [145, -12, -20.5],
    [175, -12, -20],
    [205, -10, -16.5],
    [250, -10, -16.5],
    [275, -12, -19],
  ],
  sugarBeet: [
    [100, -12, -20],
    [150, -11.5, -19],
    [190, -9, -14.5],
    [270, -9.5, -15],
  ],
  potato: [
    [100, -11.5, -19],
    [150, -10.5, -17.5],
    [190, -9, -15],
    [260, -11, -18],
  ],
  grass: [
    [1, -12, -19],
    [120, -12.2, -18.6],
    [180, -11.6, -18.2],
    [365, -12, -19],
  ],
  fallow: [
    [1, -11.5, -18.5],
    [180, -10.8, -17],
    [365, -11.5, -18.5],
  ],
};

/** Backscatter of one field on a day. */
export function sigmaOfParcel(parcel: Parcel, doy: number): Sigma {
  const { crop, radarDb } = parcel;
  if (crop == null) {
    const { vvDb, vhDb } = sigmaOfCover(parcel.cover);
    return { vvDb: vvDb + radarDb, vhDb: vhDb + radarDb };
  }
  const day = doy - parcel.lateDays;
  if (parcel.smoothSoil && day > 95 && day < 168) return smoothSoil;
  const { vvDb, vhDb } = sigmaOfCrop(crop, day);
  return { vvDb: vvDb + radarDb, vhDb: vhDb + radarDb };
}

/** A crop of the table on a day of its year. */
export function sigmaOfCrop(crop: Crop, day: number): Sigma {
  const knots = cropSigma[crop];
  const next = knots.findIndex(([d]) => d >= day);
  const [d1, vv1, vh1] = knots[next < 0 ? knots.length - 1 : next] as SigmaKnot;
  const [d0, vv0, vh0] = next <= 0 ? [d1, vv1, vh1] : (knots[next - 1] as SigmaKnot);
  const t = d1 > d0 ? (day - d0) / (d1 - d0) : 0;
  return { vvDb: vv0 + t * (vv1 - vv0), vhDb: vh0 + t * (vh1 - vh0) };
}

export function linear(db: number): number {
  return 10 ** (db / 10);
}
