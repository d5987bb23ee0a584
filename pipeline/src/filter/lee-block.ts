import type { Window } from '@landsicht/core';

/** Pixels worked on together: with their halo they stay in the L2 cache. */
export const blockColumns = 512;
export const blockRows = 48;
export const maxWindowPx = 31;

/**
 * Scratch of this module, overwritten with each block. Constants and not a parameter, because V8 then keeps their addresses out of
 * the inner loops: 2.5 times the speed. Nothing in here waits, so no two calls can meet.
 */
const paddedColumns = blockColumns + maxWindowPx - 1;
/** Row-major with the halo, stride columns + windowPx − 1; 0 where invalid or beyond the image. */
const values = new Float64Array(paddedColumns * (blockRows + maxWindowPx - 1));
const valid = new Uint8Array(values.length);
/** Σx, Σx² and the number of valid pixels down the columns of the window; then over the whole window. */
const columnSum = new Float64Array(paddedColumns);
const columnSquare = new Float64Array(paddedColumns);
const columnCount = new Int32Array(paddedColumns);
const windowSum = new Float64Array(paddedColumns);
const windowSquare = new Float64Array(paddedColumns);
/** 1 / number of valid pixels of the window. */
const windowShare = new Float64Array(paddedColumns);
const reciprocal = Float64Array.from({ length: maxWindowPx ** 2 + 1 }, (_, n) => (n === 0 ? 0 : 1 / n));
/** What `leeRow` made. */
export const blockOut = new Float32Array(blockColumns);

export interface PowerImage {
  readonly power: Float32Array;
  readonly valid: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Copies a block with its halo into the scratch. True where all of it is valid and inside the image. */
export function loadBlock(image: PowerImage, block: Window, windowPx: number): boolean {
  const halo = (windowPx - 1) / 2;
  const stride = block.width + 2 * halo;
  const rows = block.height + 2 * halo;
  const from = Math.max(0, block.col - halo);
  const to = Math.min(image.width, block.col + block.width + halo);
  const top = Math.max(0, block.row - halo);
  const bottom = Math.min(image.height, block.row + block.height + halo);
  const isInside = to - from === stride && bottom - top === rows;
  if (!isInside) {
    values.fill(0, 0, stride * rows);
    valid.fill(0, 0, stride * rows);
  }
  for (let y = top; y < bottom; y++) {
    const into = (y - block.row + halo) * stride + (from - block.col + halo);
    const start = y * image.width;
    values.set(image.power.subarray(start + from, start + to), into);
    valid.set(image.valid.subarray(start + from, start + to), into);
  }
  const isAllValid = valid.subarray(0, stride * rows).indexOf(0) < 0;
  if (isAllValid) windowShare.fill(reciprocal[windowPx ** 2] as number);
  else for (let i = 0; i < stride * rows; i++) if (valid[i] === 0) values[i] = 0;
  return isAllValid;
}

/** Filters one row of the loaded block into `blockOut`. */
export function leeRow(row: number, columns: number, windowPx: number, enl: number, isAllValid: boolean): void {
  const stride = columns + windowPx - 1;
  const first = row * stride;
  if (windowPx === 7) sumSeven(first, columns, stride);
  else sumAny(first, columns, stride, windowPx);
  if (!isAllValid) countValid(first, columns, stride, windowPx);
  const halo = (windowPx - 1) / 2;
  filterRow(first + halo * stride + halo, columns, enl);
  if (!isAllValid) blankInvalid(first + halo * stride + halo, columns);
}

function filterRow(centre: number, columns: number, enl: number): void {
  const cu2 = 1 / enl;
  const halfScale = 0.5 / (1 + cu2);
  for (let i = 0; i < columns; i++) {
    const share = windowShare[i] as number;
    const mean = (windowSum[i] as number) * share;
    const mean2 = mean * mean;
    const variance = (windowSquare[i] as number) * share - mean2;
    const signal = variance - mean2 * cu2;
    // max(0, signal) without a branch: on speckle it would be mispredicted every other pixel. No cancellation: where signal > 0,
    // variance exceeds mean²·Cu², which is far above the rounding of the two terms it is the difference of.
    const gain = ((signal + Math.abs(signal)) * halfScale) / (variance + 1e-300);
    blockOut[i] = mean + gain * ((values[centre + i] as number) - mean);
  }
}

function blankInvalid(centre: number, columns: number): void {
  for (let i = 0; i < columns; i++) if (valid[centre + i] === 0) blockOut[i] = Number.NaN;
}

/** Window sums for the usual window, unrolled. */
function sumSeven(first: number, columns: number, stride: number): void {
  for (let i = 0; i < stride; i++) {
    let at = first + i;
    const a = values[at] as number;
    at += stride;
    const b = values[at] as number;
    at += stride;
    const c = values[at] as number;
    at += stride;
    const d = values[at] as number;
    at += stride;
    const e = values[at] as number;
    at += stride;
    const f = values[at] as number;
    at += stride;
    const g = values[at] as number;
    columnSum[i] = a + b + (c + d) + (e + f + g);
    columnSquare[i] = a * a + b * b + (c * c + d * d) + (e * e + f * f + g * g);
  }
  alongSeven(columnSum, windowSum, columns);
  alongSeven(columnSquare, windowSquare, columns);
}

/** Sums of 7 neighbours as 2 + 2 + 2 + 1; the pairs are kept in registers until they are two, four and six columns old. */
function alongSeven(from: Float64Array, into: Float64Array, columns: number): void {
  let pair0 = (from[0] as number) + (from[1] as number);
  let pair1 = (from[1] as number) + (from[2] as number);
  let pair2 = (from[2] as number) + (from[3] as number);
  let pair3 = (from[3] as number) + (from[4] as number);
  let pair4 = (from[4] as number) + (from[5] as number);
  let last = from[5] as number;
  for (let i = 0; i < columns; i++) {
    const next = from[i + 6] as number;
    into[i] = pair0 + pair2 + (pair4 + next);
    pair0 = pair1;
    pair1 = pair2;
    pair2 = pair3;
    pair3 = pair4;
    pair4 = last + next;
    last = next;
  }
}

/** Window sums for any window: rows one by one, then along the row from sums of 1, 2, 4, … neighbours. */
function sumAny(first: number, columns: number, stride: number, windowPx: number): void {
  columnSum.fill(0);
  columnSquare.fill(0);
  for (let k = 0, start = first; k < windowPx; k++, start += stride) {
    for (let i = 0; i < stride; i++) {
      const x = values[start + i] as number;
      columnSum[i] = (columnSum[i] as number) + x;
      columnSquare[i] = (columnSquare[i] as number) + x * x;
    }
  }
  windowSum.fill(0);
  windowSquare.fill(0);
  let offset = 0;
  for (let span = 1; span <= windowPx; span *= 2) {
    if ((windowPx & span) !== 0) {
      for (let i = 0; i < columns; i++) {
        windowSum[i] = (windowSum[i] as number) + (columnSum[i + offset] as number);
        windowSquare[i] = (windowSquare[i] as number) + (columnSquare[i + offset] as number);
      }
      offset += span;
    }
    // in place: from here on columnSum[i] covers 2·span neighbours
    for (let i = 0; i + span < stride; i++) {
      columnSum[i] = (columnSum[i] as number) + (columnSum[i + span] as number);
      columnSquare[i] = (columnSquare[i] as number) + (columnSquare[i + span] as number);
    }
  }
}

function countValid(first: number, columns: number, stride: number, windowPx: number): void {
  if (valid.subarray(first, first + stride * windowPx).indexOf(0) < 0) {
    windowShare.fill(reciprocal[windowPx ** 2] as number, 0, columns);
    return;
  }
  for (let i = 0; i < stride; i++) {
    let n = 0;
    for (let k = 0, at = first + i; k < windowPx; k++, at += stride) n += valid[at] === 0 ? 0 : 1;
    columnCount[i] = n;
  }
  let n = 0;
  for (let i = 0; i < windowPx - 1; i++) n += columnCount[i] as number;
  for (let i = 0; i < columns; i++) {
    n += columnCount[i + windowPx - 1] as number;
    windowShare[i] = reciprocal[n] as number;
    n -= columnCount[i] as number;
  }
}
