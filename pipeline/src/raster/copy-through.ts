import { fullWindow, intersectWindows, type PixelArray, type Window } from '@landsicht/core';
import { isPlainDifferences, type ReadTarget, type SharedRect, sharedRect } from './block-copy.js';
import type { PlannedBlock } from './block-plan.js';
import type { ReadThrough } from './raster-file.js';
import type { TiffLayout } from './tiff-layout.js';
import { aligned, type BlockBytes, decodeSamples, wordsOf } from './tile-decode.js';

/** `ReadThrough` of one read. */
export interface ThroughTarget {
  readonly table: Float32Array;
  /** By place in the table 1 = an observation. */
  readonly observed: Uint8Array;
  readonly out: Float32Array;
}

/** Null where the image's pixels are no places in the table. */
export function throughTarget(
  { table, observed, into }: ReadThrough,
  layout: TiffLayout,
  { window, nodata }: Pick<ReadTarget, 'window' | 'nodata'>,
): ThroughTarget | null {
  const { bits, pixelType, samples, alphaBand } = layout;
  const isCode = pixelType === 'u8' || pixelType === 'u16' || pixelType === 'i16';
  if (!isCode || samples !== 1 || alphaBand != null || table.length !== 2 ** bits) return null;
  const judged = observed.slice();
  const code = (nodata ?? 0) & (table.length - 1);
  if (nodata != null && (pixelType === 'i16' ? (code << 16) >> 16 : code) === nodata) judged[code] = 0;
  const out = into ?? new Float32Array(window.width * window.height);
  fillOutside(out, window, intersectWindows(window, fullWindow(layout)), table[0] as number);
  return { table, observed: judged, out };
}

/** Decodes a block and puts its values in their places, in one pass where it holds plain differences. */
export function copyThrough(
  block: BlockBytes,
  layout: TiffLayout,
  planned: PlannedBlock,
  target: ReadTarget,
  through: ThroughTarget,
): void {
  const rect = sharedRect(layout, planned, target.window);
  const place = { rect, blockWidth: layout.blockWidth, windowWidth: target.window.width, valid: target.valid, ...through };
  if (isPlainDifferences(block) && layout.bits === 16) differencesThrough(wordsOf(aligned(block.bytes, 2), 2) as Uint16Array, place);
  else samplesThrough(decodeSamples(block, { first: rect.row, end: rect.row + rect.height }), place);
}

/** Of a block that is not stored: nodata, or 0 where the file names none. */
export function fillThrough(layout: TiffLayout, planned: PlannedBlock, target: ReadTarget, { table, observed, out }: ThroughTarget): void {
  const { at, width, height } = sharedRect(layout, planned, target.window);
  const code = (target.nodata ?? 0) & (table.length - 1);
  for (let row = 0; row < height; row++) {
    const start = at + row * target.window.width;
    out.fill(table[code] as number, start, start + width);
    if (observed[code] === 0) target.valid.fill(0, start, start + width);
  }
}

interface Place extends ThroughTarget {
  readonly rect: SharedRect;
  readonly blockWidth: number;
  readonly windowWidth: number;
  readonly valid: Uint8Array;
}

/** Two samples of a row at a time where its memory is aligned. */
function differencesThrough(words: Uint16Array, { rect, blockWidth, windowWidth, valid, table, observed, out }: Place): void {
  const isPaired = rect.col === 0 && blockWidth % 2 === 0 && words.byteOffset % 4 === 0;
  const pairs = new Uint32Array(words.buffer, isPaired ? words.byteOffset : 0, isPaired ? words.length >> 1 : 0);
  for (let row = 0; row < rect.height; row++) {
    const start = (rect.row + row) * blockWidth;
    const first = start + rect.col;
    const end = first + rect.width;
    let sum = 0;
    let i = start;
    for (; i < first; i++) sum = (sum + (words[i] as number)) & 0xffff;
    let o = rect.at + row * windowWidth;
    if (isPaired) {
      for (let p = i >> 1; i + 1 < end; i += 2, p++, o += 2) {
        const pair = pairs[p] as number;
        const low = (sum + pair) & 0xffff;
        sum = (low + (pair >>> 16)) & 0xffff;
        out[o] = table[low] as number;
        out[o + 1] = table[sum] as number;
        if (((observed[low] as number) & (observed[sum] as number)) !== 0) continue;
        if (observed[low] === 0) valid[o] = 0;
        if (observed[sum] === 0) valid[o + 1] = 0;
      }
    }
    for (; i < end; i++, o++) {
      sum = (sum + (words[i] as number)) & 0xffff;
      out[o] = table[sum] as number;
      if (observed[sum] === 0) valid[o] = 0;
    }
  }
}

function samplesThrough(samples: PixelArray, { rect, blockWidth, windowWidth, valid, table, observed, out }: Place): void {
  const wrap = table.length - 1;
  for (let row = 0; row < rect.height; row++) {
    let i = (rect.row + row) * blockWidth + rect.col;
    const start = rect.at + row * windowWidth;
    for (let o = start; o < start + rect.width; o++, i++) {
      const code = (samples[i] as number) & wrap;
      out[o] = table[code] as number;
      if (observed[code] === 0) valid[o] = 0;
    }
  }
}

/** What lies beyond the image. */
function fillOutside(out: Float32Array, window: Window, inside: Window | null, value: number): void {
  if (inside == null) {
    out.fill(value);
    return;
  }
  const [left, top] = [inside.col - window.col, inside.row - window.row];
  out.fill(value, 0, top * window.width);
  out.fill(value, (top + inside.height) * window.width);
  if (inside.width === window.width) return;
  for (let row = top; row < top + inside.height; row++) {
    const start = row * window.width;
    out.fill(value, start, start + left);
    out.fill(value, start + left + inside.width, start + window.width);
  }
}
