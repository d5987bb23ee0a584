import { boxSum } from '../sar/box-sum.js';
import { darkLevels, growFallDb } from '../sar/change-detector.js';
import { codeOfDb, dbOfCode, notObservedCode } from '../sar/db-codes.js';
import type { GroundRows } from './usual-ground.js';

/** Water is darker in VH than the growth level on most passes, and in VV than the threshold of HYDRAFloods (−15 dB) when it is calm. */
const darkVh = codeOfDb(darkLevels.vh.growDb);
const calmVv = codeOfDb(-15);
/** The speckle filter mixes water with its banks over its window: a fifth of it is the middle of a river of two pixels. */
const windowPx = 7;
const leastShare = 0.2;
/** Rows needed above and below. */
export const usualWaterHaloRows = (windowPx - 1) / 2;

/**
 * Where the earlier scenes can show usual water, 1 or 0: near pixels that are dark in VH on the median and were calm in VV at least once. Dry
 * meadows and bare soil come near water in VH but not in both. Null where a polarisation is missing.
 */
export function likelyUsualWater({ usualVh, lowestVv, width }: GroundRows): Uint8Array | null {
  if (usualVh == null || lowestVv == null) return null;
  const isWater = new Uint8Array(usualVh.length);
  for (let i = 0; i < isWater.length; i++) {
    const code = usualVh[i] as number;
    const vv = lowestVv[i] as number;
    isWater[i] = code !== notObservedCode && code < darkVh && vv !== notObservedCode && vv < calmVv ? 1 : 0;
  }
  const sums = new Int32Array(isWater.length);
  boxSum(isWater, width, isWater.length / width, windowPx, sums);
  const least = leastShare * windowPx * windowPx;
  for (let i = 0; i < isWater.length; i++) isWater[i] = (sums[i] as number) >= least ? 1 : 0;
  return isWater;
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
