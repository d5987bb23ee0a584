import { boxSum } from '../sar/box-sum.js';
import { darkLevels, growFallDb } from '../sar/change-detector.js';
import { codeOfDb, dbStep, notObservedCode } from '../sar/db-codes.js';
import type { GroundRows } from './usual-ground.js';

/** Certain water: calm in VV, or dark in VH, which wind does not change. */
const certainVh = codeOfDb(darkLevels.vh.seedDb);
const certainVv = codeOfDb(darkLevels.vv.seedDb);
/** Pixels mixed with certain water lie within the window of the speckle filter; a line of it is a seventh of the window. */
const windowPx = 7;
const leastShare = 1 / 7;

/**
 * Ground newly dark: it fell by the growth step of the change detector to bare soil (−20 dB in VH, ±1.5 dB from field to field). A fifth of
 * the window of it is more than the mixed pixels along a shore.
 */
const bareVh = codeOfDb(-18);
const fallCodes = Math.round(growFallDb / dbStep);
const fieldShare = 1 / 5;

/**
 * 1 where nothing around is certain water: bare and harvested fields (−12/−20 dB) fall as far as shallow water between plants does (−12/−20
 * dB), and no scene can tell the two. 1 also where certain water meets such ground, but for the certain pixels themselves: where the shore
 * runs across a field that was just harvested is not seen. Rows within six of the ends are not final.
 */
export function mayBeGround({ nowVh, nowVv, usualVh, width }: GroundRows): Uint8Array {
  const length = (nowVh ?? nowVv)?.length ?? 0;
  const certain = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const [vh, vv] = [nowVh?.[i] ?? notObservedCode, nowVv?.[i] ?? notObservedCode];
    if ((vh !== notObservedCode && vh < certainVh) || (vv !== notObservedCode && vv < certainVv)) certain[i] = 1;
  }
  const sums = new Int32Array(length);
  boxSum(certain, width, length / width, windowPx, sums);
  const unsure = new Uint8Array(length);
  const least = leastShare * windowPx * windowPx;
  for (let i = 0; i < length; i++) unsure[i] = (sums[i] as number) < least ? 1 : 0;
  if (nowVh == null || usualVh == null) return unsure;
  const field = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const [now, usual] = [nowVh[i] as number, usualVh[i] as number];
    if (unsure[i] === 1 && certain[i] === 0 && now !== notObservedCode && now < bareVh && usual - now > fallCodes) field[i] = 1;
  }
  boxSum(field, width, length / width, windowPx, sums);
  const leastField = fieldShare * windowPx * windowPx;
  for (let i = 0; i < length; i++) if (certain[i] === 0 && (sums[i] as number) >= leastField) unsure[i] = 1;
  return unsure;
}
