import { maskReasons } from '@landsicht/core';
import { boxSum } from '../sar/box-sum.js';
import { codeOfDb, dbOfCode, dbStep, notObservedCode } from '../sar/db-codes.js';
import type { GroundRows } from './usual-ground.js';

/** Fewer earlier scenes do not show what is persistent (GFM takes the median of the last 3–5). */
export const leastEarlierScenes = 3;

/** Forest sends back −14.5 dB in VH, ±1.5 dB from stand to stand (flood.md 8): water under such a canopy is not seen in C band. */
const canopyVhDb = -16;
/** On most of a hectare: single bright pixels are speckle, rows of trees hide little. */
const canopyWindowPx = 11;
/** A canopy that lost more than the growth step of the change detector is gone: the ground is seen again. */
const keptDb = 2.5;
/** Suburbs send back −5 dB in VV, ±1.5 dB (flood.md 8): walls and ground return the wave. Forest and crops lie below, but for 1 in 20. */
const wallVvDb = -6.5;
/** Twice what chance gives, over the 150 m that a village has at least. */
const wallShare = 0.1;
const wallWindowPx = 15;
/** Rows needed above and below. */
export const groundHaloRows = (wallWindowPx - 1) / 2;

const canopyCode = codeOfDb(canopyVhDb);
const wallCode = codeOfDb(wallVvDb);
const keptCodes = Math.round(keptDb / dbStep);
/** Water and meadows between the trees. */
const gapCode = canopyCode - keptCodes;

/**
 * Where the ground is hidden, from the pictures themselves: bright in VH on most earlier scenes and still so now. With many wall-bright
 * pixels around it is a settlement, else dense vegetation. Codes of `maskReasons`, 0 elsewhere. Rows within `groundHaloRows` of the ends
 * of the band are not final.
 */
export function groundReasons({ width, nowVh, nowVv, usualVh, usualVv }: GroundRows): Uint8Array {
  const length = (nowVh ?? nowVv)?.length ?? 0;
  const reasons = new Uint8Array(length);
  if (nowVh == null || usualVh == null) return reasons;
  const walls = usualVv == null || nowVv == null ? null : sumsOf(usualVv, wallCode, width, wallWindowPx);
  const canopy = sumsOf(usualVh, canopyCode, width, canopyWindowPx);
  const leastCanopy = canopyWindowPx ** 2 / 2;
  const least = wallShare * wallWindowPx * wallWindowPx;
  for (let i = 0; i < length; i++) {
    const now = nowVh[i] as number;
    const usual = usualVh[i] as number;
    if (now === notObservedCode || usual < gapCode || now < usual - keptCodes || (canopy[i] as number) < leastCanopy) continue;
    const isTown = walls != null && (walls[i] as number) >= least;
    reasons[i] = isTown ? maskReasons.urban.code : maskReasons['dense-vegetation'].code;
  }
  return reasons;
}

/** How many pixels of a window around each are at least as bright as a code. */
function sumsOf(codes: Uint8Array, leastCode: number, width: number, windowPx: number): Int32Array {
  const isBright = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) isBright[i] = (codes[i] as number) >= leastCode ? 1 : 0;
  const sums = new Int32Array(codes.length);
  boxSum(isBright, width, codes.length / width, windowPx, sums);
  return sums;
}

/** Usual water that is neither dark now nor calm: roughened by wind, not gone (flood.md 3.1: water mean + 2 · 2.75 dB in VV). */
export function isRoughened(nowVvCode: number, roughVvDb: number): boolean {
  return nowVvCode !== notObservedCode && (dbOfCode[nowVvCode] as number) > roughVvDb;
}
