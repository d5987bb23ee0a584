import { type Grid, type MaskReason, maskReasons } from '@landsicht/core';
import { RowScratch } from '../../../raster/row-scratch.js';
import { type Backscatter, type BackscatterFiles, openBackscatter, scratchBands } from '../sar/backscatter.js';
import { notObservedCode } from '../sar/db-codes.js';
import { groundHaloRows, groundReasons, leastEarlierScenes } from './ground-reasons.js';
import { mayBeGround } from './unsure-water.js';
import { type GroundRows, readGround } from './usual-ground.js';
import { isUsuallyDark, likelyUsualWater } from './usual-water.js';

/** Plain data, so that it crosses threads. */
export interface GroundPart {
  readonly grid: Grid;
  readonly subject: BackscatterFiles;
  /** Of the same orbit, from the oldest to the newest. */
  readonly earlier: readonly BackscatterFiles[];
  /** Scratch file to be written: a byte a pixel, see `unpackGround`. */
  readonly path: string;
}

/** What the pictures of all dates say of the ground, by pixel. */
export interface GroundSigns {
  /** Codes of `maskReasons` that the pictures themselves give: built-up, dense vegetation, too few scenes; 0 = none. */
  readonly reasons: Uint8Array;
  /** `usualWaterCodes`; null = the earlier scenes cannot tell. */
  readonly usualWater: Uint8Array | null;
  /** 1 where what is dark now may be ground (`mayBeGround`). */
  readonly unsure: Uint8Array;
  /** 1 where it was usually as dark as now (`isUsuallyDark`). */
  readonly usuallyDark: Uint8Array;
}

const pictureReasons: readonly MaskReason[] = ['low-coverage', 'urban', 'dense-vegetation'];
/** By bits 0–1: 0 = none, else one more than its place in `pictureReasons`. */
const reasonOfBits = Uint8Array.of(0, ...pictureReasons.map((reason) => maskReasons[reason].code));
const bitsOfReason = new Uint8Array(256);
for (const [bits, code] of reasonOfBits.entries()) bitsOfReason[code] = bits;
const usualShift = 2;
const cannotTell = 3;
const unsureBit = 16;
const darkBit = 32;

/** Writes what the pictures say of the ground. Needs no detector, so it can run beside them. */
export async function judgeGround(part: GroundPart, { signal }: { readonly signal: AbortSignal }): Promise<void> {
  const { grid } = part;
  const subject = await openBackscatter(part.subject, grid);
  const earlier: Backscatter[] = [];
  const packed = await RowScratch.create(part.path, grid.width);
  try {
    for (const files of part.earlier) earlier.push(await openBackscatter(files, grid));
    for (const { row, height } of scratchBands(grid)) {
      signal.throwIfAborted();
      const framed = await readGround(subject, earlier, { grid, row, rows: height, haloRows: groundHaloRows });
      await packed.append(packGround(framed, height, earlier.length >= leastEarlierScenes));
    }
  } finally {
    await Promise.all([packed.close(), subject.close(), ...earlier.map((scene) => scene.close())]);
  }
}

function packGround(framed: GroundRows, rows: number, isPersistent: boolean): Uint8Array {
  const { width } = framed;
  const start = groundHaloRows * width;
  const reasons = isPersistent ? groundReasons(framed) : null;
  const usual = framed.nowVh == null ? framed.usualVv : framed.usualVh;
  const usualWater = likelyUsualWater(framed);
  const unsure = mayBeGround(framed);
  const packed = new Uint8Array(rows * width);
  const fewScenes = bitsOfReason[maskReasons['low-coverage'].code] as number;
  for (let i = 0, at = start; i < packed.length; i++, at++) {
    const isFew = isPersistent && usual != null && usual[at] === notObservedCode;
    const reason = isFew ? fewScenes : (bitsOfReason[reasons?.[at] ?? 0] as number);
    const dark = isUsuallyDark(framed, at) ? darkBit : 0;
    packed[i] = reason | ((usualWater?.[at] ?? cannotTell) << usualShift) | (unsure[at] === 1 ? unsureBit : 0) | dark;
  }
  return packed;
}

export function unpackGround(packed: Uint8Array): GroundSigns {
  const [reasons, usual] = [new Uint8Array(packed.length), new Uint8Array(packed.length)];
  const [unsure, usuallyDark] = [new Uint8Array(packed.length), new Uint8Array(packed.length)];
  for (let i = 0; i < packed.length; i++) {
    const bits = packed[i] as number;
    reasons[i] = reasonOfBits[bits & 3] as number;
    usual[i] = (bits >> usualShift) & 3;
    unsure[i] = (bits >> 4) & 1;
    usuallyDark[i] = (bits >> 5) & 1;
  }
  // a polarisation is missing in all of a scene or in none of it
  return { reasons, usualWater: usual[0] === cannotTell ? null : usual, unsure, usuallyDark };
}
