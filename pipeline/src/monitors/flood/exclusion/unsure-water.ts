import { boxSum } from '../sar/box-sum.js';
import { darkLevels } from '../sar/change-detector.js';
import { codeOfDb, notObservedCode } from '../sar/db-codes.js';
import type { GroundRows } from './usual-ground.js';

/** Certain water: calm in VV, or dark in VH, which wind does not change. */
const certainVh = codeOfDb(darkLevels.vh.seedDb);
const certainVv = codeOfDb(darkLevels.vv.seedDb);
/** Pixels mixed with certain water lie within the window of the speckle filter; a line of it is a seventh of the window. */
const windowPx = 7;
const leastShare = 1 / 7;

/**
 * 1 where nothing around is certain water: bare and harvested fields (−12/−20 dB) fall as far as shallow water between plants does (−12/−20
 * dB), and no scene can tell the two. Rows within three of the ends are not final.
 */
export function mayBeGround({ nowVh, nowVv, width }: GroundRows): Uint8Array {
  const length = (nowVh ?? nowVv)?.length ?? 0;
  const certain = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const [vh, vv] = [nowVh?.[i] ?? notObservedCode, nowVv?.[i] ?? notObservedCode];
    if ((vh !== notObservedCode && vh < certainVh) || (vv !== notObservedCode && vv < certainVv)) certain[i] = 1;
  }
  const sums = new Int32Array(length);
  boxSum(certain, width, length / width, windowPx, sums);
  const least = leastShare * windowPx * windowPx;
  for (let i = 0; i < length; i++) certain[i] = (sums[i] as number) < least ? 1 : 0;
  return certain;
}
