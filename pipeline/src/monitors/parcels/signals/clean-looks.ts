import type { ParcelLook, SignalFlag } from './parcel-season.js';

/** No data, defective, dark, cloud shadow, cloud medium and high, cirrus, snow: not one inner pixel may be of these (parcels.md 3.3; JRC cbm calendar). */
export const badSceneClasses: readonly number[] = [0, 1, 2, 3, 8, 9, 10, 11];

export function isClear(sceneClasses: readonly number[]): boolean {
  return badSceneClasses.every((kind) => (sceneClasses[kind] ?? 0) === 0);
}

/** Near infrared and short-wave infrared below this share of the median of four clear neighbours: a shadow the mask missed (parcels.md 3.3). */
const shadowShare = 0.65;
const shadowNeighbours = 4;

/** NDVI this far below both neighbours, which agree, between looks this near: haze (parcels.md 3.3). */
const hazeDrop = 0.08;
const hazeAgreement = 0.06;
const hazeDaysBefore = 12;
const hazeDaysAfter = 6;

/**
 * Optical looks in time order, residual shadow and haze flagged: shadow among clear looks first, haze among those that are left. Of several looks
 * of a day only the fullest is a neighbour.
 */
export function flagWeakLooks(looks: readonly ParcelLook[]): ParcelLook[] {
  const sorted = [...looks].sort((a, b) => a.epochDay - b.epochDay || b.pixels - a.pixels);
  const clear = sorted.filter((look) => look.clear).filter((look, i, all) => look.epochDay !== all[i - 1]?.epochDay);
  const shaded = new Set(clear.filter((_, i) => isShaded(clear, i)));
  const lit = clear.filter((look) => !shaded.has(look));
  const hazy = new Set(lit.filter((look, i) => isHazy(look, lit[i - 1], lit[i + 1])));
  return sorted.map((look) => {
    const flag: SignalFlag | null = shaded.has(look) ? 'shadow' : hazy.has(look) ? 'haze' : null;
    return flag == null ? look : { ...look, flags: [...look.flags, flag] };
  });
}

function isShaded(clear: readonly ParcelLook[], i: number): boolean {
  const around = nearest(clear, i);
  return around.length === shadowNeighbours && ['B08', 'B11'].every((band) => isDarker(clear[i] as ParcelLook, around, band));
}

/** Two before and two after; at an end of the season more of the other side. */
function nearest(clear: readonly ParcelLook[], i: number): ParcelLook[] {
  const first = Math.max(0, Math.min(i - shadowNeighbours / 2, clear.length - 1 - shadowNeighbours));
  return clear.slice(first, first + shadowNeighbours + 1).filter((look) => look !== clear[i]);
}

function isDarker({ bands }: ParcelLook, around: readonly ParcelLook[], band: string): boolean {
  const own = bands[band]?.mean;
  const others = around.flatMap((look) => look.bands[band]?.mean ?? []).sort((a, b) => a - b);
  if (own == null || others.length < shadowNeighbours) return false;
  const middle = others.length / 2;
  return own < shadowShare * (((others[middle - 1] as number) + (others[middle] as number)) / 2);
}

function isHazy(look: ParcelLook, before: ParcelLook | undefined, after: ParcelLook | undefined): boolean {
  if (before == null || after == null) return false;
  const [ndvi = Number.NaN, ndviBefore = Number.NaN, ndviAfter = Number.NaN] = [look, before, after].map(
    ({ bands }) => bands['NDVI']?.mean,
  );
  return (
    ndviBefore - ndvi >= hazeDrop &&
    ndviAfter - ndvi >= hazeDrop &&
    Math.abs(ndviBefore - ndviAfter) <= hazeAgreement &&
    look.epochDay - before.epochDay <= hazeDaysBefore &&
    after.epochDay - look.epochDay <= hazeDaysAfter
  );
}
