import { between, normal, smoothstep } from '../land/noise.js';
import { baseOf, bloomOf, mown, ndviOf, sigmaOfGround, tenBands, thickened } from './field-ground.js';
import type { Patch } from './field-map.js';
import type { FieldParcel } from './field-parcel.js';
import { dayZero, phaseAt, type SeasonYear } from './field-plan.js';
import type { FieldPass, FieldRadarPass } from './field-weather.js';

/**
 * NDVI that a cut leaves, share: 0.55 to 0.73 on the six cuts of SALMS 2020 with a clear look within 11 days (salms_mowing_dev.json); the weekly means of
 * parcels.md 4.1, blurred by doubtful dates, fall to 0.76.
 */
const cutRest = 0.66;
const cutRestSd = 0.07;
/** Hay dries and grass grows back as in the weekly means of parcels.md 4.1: a quarter of the fall after 2 weeks, 0.65 after 3, 0.87 after 4. */
const regrowthDays = 20.8;
const regrowthShape = 2.8;
/** Differences within a closed crop, at emergence, and on bare ground, NDVI. */
const closedSd = 0.035;
const emergenceSd = 0.1;
const bareSd = 0.012;
/** Of one field on one date: what is left of atmosphere and view after correction, NDVI; with haze the observed 0.03 (parcels.md 3.3). */
const dateSd = 0.018;

/** Spectrum of a patch on a date, and what one standard deviation of the texture within it adds. */
interface PatchLight {
  readonly bands: readonly number[];
  readonly texture: readonly number[];
}

export function lightOf(patch: Patch, parcel: FieldParcel | null, season: SeasonYear, pass: FieldPass): PatchLight {
  const { epochDay } = pass;
  const { kind, zeroDay } = phaseAt(patch.plan, epochDay);
  const doy = epochDay - zeroDay;
  let base = baseOf(kind, doy, pass.moisture);
  const ndvi = ndviOf(base);
  const isGreen = kind !== 'bare' && kind !== 'roof' && kind !== 'stubble';
  if (isGreen && parcel != null) base = thickened(base, ndvi * (parcel.vigour - 1) * smoothstep(0.2, 0.5, ndvi));
  if (kind === 'grass') base = thickened(base, -droughtAt(season, epochDay));
  const lastCut = patch.plan.cuts.reduce((last, day) => (day <= epochDay ? Math.max(last, day) : last), Number.NEGATIVE_INFINITY);
  if ((kind === 'grass' || kind === 'fallow') && lastCut > 0)
    base = mown(base, cutRestOf(parcel, lastCut), Math.exp(-(((epochDay - lastCut) / regrowthDays) ** regrowthShape)));
  if (parcel != null) base = thickened(base, (isGreen ? dateSd : dateSd / 3) * normal(parcel.seed + 7, epochDay));
  const bloom = bloomOf(kind, doy);
  const bands = tenBands(base, bloom);
  const sd = isGreen ? withinSd(kind, ndvi) * (parcel == null ? 1 : between(0.85, 1.4, parcel.seed, 8)) : bareSd;
  // the mean of both sides: the clamps of the spectrum act on one only
  const dense = tenBands(thickened(base, sd), bloom);
  const thin = tenBands(thickened(base, -sd), bloom);
  return { bands, texture: bands.map((_, b) => ((dense[b] as number) - (thin[b] as number)) / 2) };
}

function cutRestOf(parcel: FieldParcel | null, cutDay: number): number {
  return cutRest + cutRestSd * Math.max(-2, Math.min(2, normal(parcel?.seed ?? 0, 12, cutDay)));
}

function withinSd(kind: string, ndvi: number): number {
  const isCrop = kind !== 'grass' && kind !== 'wood' && kind !== 'fallow';
  return closedSd + (isCrop ? (emergenceSd - closedSd) * Math.max(0, 1 - Math.abs(ndvi - 0.42) / 0.22) : 0);
}

/** NDVI that meadows have lost: falls by 0.008 a day from mid-June (2018), comes back in September. */
function droughtAt({ year, droughtDrop }: SeasonYear, epochDay: number): number {
  const doy = epochDay - dayZero(year);
  return Math.min(droughtDrop, 0.008 * Math.max(0, doy - 172)) * (1 - smoothstep(238, 285, doy));
}

/** σ0 as linear power, VV and VH. */
export function powerOf(patch: Patch, parcel: FieldParcel | null, pass: FieldRadarPass): readonly [vv: number, vh: number] {
  const { epochDay } = pass;
  const { kind, zeroDay } = phaseAt(patch.plan, epochDay);
  const { vvDb, vhDb } = sigmaOfGround(kind, epochDay - zeroDay);
  const open = kind === 'bare' || kind === 'stubble' ? 1 : 0.3;
  const own = parcel == null ? 0 : parcel.radarDb + 0.35 * normal(parcel.seed + 9, epochDay, pass.relativeOrbit);
  const db = pass.orbitDb + pass.wetDb * open + own;
  return [10 ** ((vvDb + db) / 10), 10 ** ((vhDb + db) / 10)];
}
