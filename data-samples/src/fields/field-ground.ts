import { cover } from '../land/cover.js';
import { type Crop, type FieldCover, fieldCovers, type Knot, phenology } from '../optical/phenology-table.js';
import { interpolate, visibleOf } from '../optical/spectra.js';
import { type Sigma, sigmaOfCover, sigmaOfCrop } from '../radar/backscatter.js';

/** Crops of the simulated fields. */
export type FieldCrop = Crop | 'grainMaize';

/** What can cover the ground of a field. `bare` is dry or moist by the weather; `volunteers`: stubble that turns green by itself. */
export type GroundKind = FieldCrop | 'catchCrop' | 'bare' | 'stubble' | 'volunteers' | 'roof' | 'wood';

/** Reflectance × 10⁴ of B04, B08, B11, B12. */
export type Base = readonly [red: number, nir: number, swir16: number, swir22: number];

/** Share of the green of a catch crop that volunteers reach. */
const volunteerShare = 0.45;
/** Covers without a year that begins and ends: their table is repeated. */
const perennial: readonly GroundKind[] = ['grass', 'fallow', 'wood'];

/** Undisturbed ground on a day of its table's year; `moisture` 0 dry … 1 moist of bare soil. */
export function baseOf(kind: GroundKind, doy: number, moisture: number): Base {
  switch (kind) {
    case 'bare':
      return blend(tableOf(fieldCovers.bareMoist, doy), tableOf(fieldCovers.bareDry, doy), moisture);
    case 'volunteers':
      return blend(tableOf(fieldCovers.catchCrop, doy), tableOf(fieldCovers.stubble, doy), volunteerShare);
    case 'wood':
      return tableOf(phenology.deciduous, wrapped(doy));
    default:
      return tableOf(
        kind in fieldCovers ? fieldCovers[kind as FieldCover] : phenology[kind as Crop],
        perennial.includes(kind) ? wrapped(doy) : doy,
      );
  }
}

function tableOf(knots: readonly Knot[], doy: number): Base {
  const [, red, nir, swir16, swir22] = interpolate(knots, doy);
  return [red, nir, swir16, swir22];
}

/** Into the table's year; its first and last knots lie within 25 days of the turn of the year. */
function wrapped(doy: number): number {
  return ((((doy - 1) % 365) + 365) % 365) + 1;
}

/** Share of a, the rest b. */
function blend(a: Base, b: Base, share: number): Base {
  const at = (k: 0 | 1 | 2 | 3): number => a[k] * share + b[k] * (1 - share);
  return [at(0), at(1), at(2), at(3)];
}

export function ndviOf([red, nir]: Base): number {
  return (nir - red) / (nir + red);
}

/**
 * Denser or thinner by so much NDVI. SWIR goes with red as it does in a meadow that is cut (NDVI −0.2: B11 +0.06, parcels.md 12); near infrared keeps
 * three tenths of the change.
 */
export function thickened([red, nir, swir16, swir22]: Base, ndviBy: number): Base {
  const wanted = Math.max(-0.3, Math.min(0.95, (nir - red) / (nir + red) + ndviBy));
  const infrared = nir * (1 + 0.3 * Math.max(-0.5, Math.min(0.5, ndviBy)));
  return [
    Math.max(60, (infrared * (1 - wanted)) / (1 + wanted)),
    infrared,
    Math.max(300, swir16 - 3000 * ndviBy),
    Math.max(150, swir22 - 2500 * ndviBy),
  ];
}

/**
 * A cut of grass that leaves a share `rest` of NDVI, `left` 1 on its day … 0 grown back. Red and SWIR rise with it: red +0.04, B11 +0.06 where 0.76 is
 * left (parcels.md 12).
 */
export function mown([red, nir, swir16, swir22]: Base, rest: number, left: number): Base {
  const ndvi = ((nir - red) / (nir + red)) * (1 - (1 - rest) * left);
  const strength = ((1 - rest) / 0.24) * left;
  const mownRed = red + 400 * strength;
  return [mownRed, (mownRed * (1 + ndvi)) / (1 - ndvi), swir16 + 600 * strength, swir22 + 500 * strength];
}

/**
 * The ten bands in the order of `forestBands`. B06 and B07 by the same least squares as B02, B03, B05; `bloom` 0 … 1: rape petals add 0.02 to green and
 * take 0.028 from blue, which red suggests (0.047 at 0.099 red: French parcels, May 2023, WorldCereal).
 */
export function tenBands([red, nir, swir16, swir22]: Base, bloom: number): number[] {
  const [blue, green, rededge1] = visibleOf(red, nir, swir16);
  return [
    Math.max(120, blue - 280 * bloom),
    green + 200 * bloom,
    red,
    nir,
    rededge1,
    40 - 0.011 * red + 0.7 * nir + 0.131 * swir16,
    40 - 0.074 * red + 0.907 * nir + 0.053 * swir16,
    1.05 * nir,
    swir16,
    swir22,
  ];
}

/** Full about day 124, over within 16 days. */
export function bloomOf(kind: GroundKind, doy: number): number {
  return kind === 'winterRape' ? Math.max(0, 1 - Math.abs(doy - 124) / 16) : 0;
}

/** σ0 in dB; tilled soil and stubble as in spring and after harvest of the Anjou parcels (parcels.md 12). */
const fixedSigma: Partial<Record<GroundKind, Sigma>> = {
  bare: { vvDb: -11.5, vhDb: -20 },
  stubble: { vvDb: -11.5, vhDb: -19.5 },
  volunteers: { vvDb: -11.5, vhDb: -18.5 },
  catchCrop: { vvDb: -11, vhDb: -17 },
  roof: sigmaOfCover(cover.building.code),
  wood: sigmaOfCover(cover.deciduous.code),
};

export function sigmaOfGround(kind: GroundKind, doy: number): Sigma {
  return fixedSigma[kind] ?? sigmaOfCrop(kind === 'grainMaize' ? 'silageMaize' : (kind as Crop), doy);
}
