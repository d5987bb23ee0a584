import { boxSum } from '../sar/box-sum.js';
import { darkLevels, growFallDb } from '../sar/change-detector.js';
import { codeOfDb, dbOfCode, notObservedCode } from '../sar/db-codes.js';
import type { GroundRows } from './usual-ground.js';

/** Water that fills its pixels is certain in VH, for wind adds 1 dB to it, and in VV below the threshold of HYDRAFloods when it was calm. */
const certainVh = codeOfDb(darkLevels.vh.seedDb);
const calmVv = codeOfDb(-15);
/** A pixel half under dark water sends back half the power of land: 3 dB below its VH median of −16.4 dB (flood.md 8). */
const halfWaterVh = codeOfDb(-19.4);
/** The speckle filter mixes water with its banks over its window: a seventh of it is a line of pixels, the middle of a river. */
const windowPx = 7;
const leastShare = 1 / 7;
/** The radar's resolution of 20 m mixes a pixel with the next: ground without certain water beside it is land. */
const besidePx = 3;
/** Land and water around a pixel, 110 m: the field or wood that its bank belongs to. Fewer pixels of land do not show what it sends back. */
const unmixReachPx = 5;
const leastLandPx = 10;
/** Rows needed above and below. */
export const usualWaterHaloRows = unmixReachPx + (besidePx - 1) / 2;

const powerOfCode = dbOfCode.map((db) => 10 ** (db / 10));

/** What the earlier scenes say of usual water: none; it may reach here (mixed pixels beside certain water); it is here. */
export const usualWaterCodes = { none: 0, near: 1, here: 2 } as const;

/**
 * Codes of `usualWaterCodes` from the median in VH and the calmest pass in VV: dry meadows and bare soil come near water in one of both.
 * Usual water is certain water, and of the mixed pixels around it those at least half water. Null where a polarisation is missing.
 */
export function likelyUsualWater({ usualVh, lowestVv, width }: GroundRows): Uint8Array | null {
  if (usualVh == null || lowestVv == null) return null;
  const { length } = usualVh;
  const certain = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const [vh, vv] = [usualVh[i] as number, lowestVv[i] as number];
    certain[i] = vh !== notObservedCode && vh < certainVh && vv !== notObservedCode && vv < calmVv ? 1 : 0;
  }
  const [beside, around] = [new Int32Array(length), new Int32Array(length)];
  boxSum(certain, width, length / width, besidePx, beside);
  boxSum(certain, width, length / width, windowPx, around);
  const codes = new Uint8Array(length);
  const least = leastShare * windowPx * windowPx;
  for (let i = 0; i < length; i++) {
    if ((around[i] as number) < least) continue;
    const isWater = certain[i] === 1 || (usualVh[i] !== notObservedCode && isHalfWater({ usualVh, certain, beside, width }, i));
    codes[i] = isWater ? usualWaterCodes.here : usualWaterCodes.near;
  }
  return codes;
}

interface MixedRows {
  readonly usualVh: Uint8Array;
  readonly certain: Uint8Array;
  /** Certain pixels of the 3×3 around. */
  readonly beside: Int32Array;
  readonly width: number;
}

/** Whether a pixel sends back at most the mean of the land and of the water around it: power mixes by area. */
function isHalfWater({ usualVh, certain, beside, width }: MixedRows, i: number): boolean {
  const col = i % width;
  const [left, right] = [Math.max(0, col - unmixReachPx) - col, Math.min(width - 1, col + unmixReachPx) - col];
  let [land, landPx, water, waterPx] = [0, 0, 0, 0];
  for (let row = -unmixReachPx; row <= unmixReachPx; row++) {
    for (let j = i + row * width + left; j <= i + row * width + right; j++) {
      const code = usualVh[j] ?? notObservedCode;
      if (code === notObservedCode) continue;
      if (certain[j] === 1) {
        water += powerOfCode[code] as number;
        waterPx++;
      } else if (beside[j] === 0) {
        land += powerOfCode[code] as number;
        landPx++;
      }
    }
  }
  if (landPx < leastLandPx) return (usualVh[i] as number) < halfWaterVh;
  return 2 * (powerOfCode[usualVh[i] as number] as number) <= land / landPx + water / waterPx;
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
