import { boxSum } from '../sar/box-sum.js';
import { darkLevels, growFallDb } from '../sar/change-detector.js';
import { codeOfDb, dbOfCode, notObservedCode } from '../sar/db-codes.js';
import type { GroundRows } from './usual-ground.js';

/** Dark as water: in VH below the growth level, in VV below the threshold of HYDRAFloods (−15 dB) when it was calm. */
const darkVh = codeOfDb(darkLevels.vh.growDb);
const calmVv = codeOfDb(-15);
/** Water that fills its pixels is certain in VH: wind adds 1 dB to it. Brighter is only what is mixed with banks, or dark soil. */
const certainVh = codeOfDb(darkLevels.vh.seedDb);
/** The speckle filter mixes water with its banks over its window: a seventh of it is a line of pixels, the middle of a river. */
const windowPx = 7;
const leastShare = 1 / 7;
/** Rows needed above and below. */
export const usualWaterHaloRows = (windowPx - 1) / 2;

/** What the earlier scenes say of usual water: none; it may reach here (mixed pixels beside certain water); it is here. */
export const usualWaterCodes = { none: 0, near: 1, here: 2 } as const;

/**
 * Codes of `usualWaterCodes` from the median in VH and the calmest pass in VV. Dry meadows and bare soil come near water in one of both.
 * Null where a polarisation is missing.
 */
export function likelyUsualWater({ usualVh, lowestVv, width }: GroundRows): Uint8Array | null {
  if (usualVh == null || lowestVv == null) return null;
  const codes = new Uint8Array(usualVh.length);
  for (let i = 0; i < codes.length; i++) {
    const [vh, vv] = [usualVh[i] as number, lowestVv[i] as number];
    const isDark = vh !== notObservedCode && vh < darkVh && vv !== notObservedCode && vv < calmVv;
    codes[i] = isDark ? usualWaterCodes.here : usualWaterCodes.none;
  }
  const certain = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) certain[i] = codes[i] === usualWaterCodes.here && (usualVh[i] as number) < certainVh ? 1 : 0;
  const sums = new Int32Array(codes.length);
  boxSum(certain, width, codes.length / width, windowPx, sums);
  const least = leastShare * windowPx * windowPx;
  for (let i = 0; i < codes.length; i++) {
    if ((sums[i] as number) < least) codes[i] = usualWaterCodes.none;
    else if (codes[i] === usualWaterCodes.none) codes[i] = usualWaterCodes.near;
  }
  return codes;
}

/**
 * Ground that was usually as dark as it is now: the fall to now is less than the growth step of the change detector, and both lie below its
 * growth level. What is dark there has not come with the flood.
 */
export function isUsuallyDark({ nowVh, nowVv, usualVh, usualVv }: GroundRows, i: number): boolean {
  const [now, usual, level] = nowVh == null ? [nowVv, usualVv, darkLevels.vv] : [nowVh, usualVh, darkLevels.vh];
  const [code, usualCode] = [now?.[i] ?? notObservedCode, usual?.[i] ?? notObservedCode];
  if (code === notObservedCode || usualCode === notObservedCode) return false;
  const usualDb = dbOfCode[usualCode] as number;
  return usualDb < level.growDb && usualDb - (dbOfCode[code] as number) < growFallDb;
}
