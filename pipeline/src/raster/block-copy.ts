import type { PixelArray, Window } from '@landsicht/core';
import type { PlannedBlock } from './block-plan.js';
import type { ThroughTarget } from './copy-through.js';
import type { TiffLayout } from './tiff-layout.js';
import { aligned, type BlockBytes, wordsOf } from './tile-decode.js';

/** Where decoded blocks go: the arrays of one read. */
export interface ReadTarget {
  /** In pixels of the level; may reach beyond it. */
  readonly window: Window;
  /** Band number → its array of window.width × window.height. */
  readonly bands: ReadonlyMap<number, PixelArray>;
  readonly valid: Uint8Array;
  /** As stored, see `storedNodata`. */
  readonly nodata: number | null;
  /** Where the values go instead of `bands`. */
  readonly through?: ThroughTarget | null;
}

/** The pixels that a block, the image and the window share. */
export interface SharedRect {
  /** First pixel in the block. */
  readonly col: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
  /** Index of that pixel in the window's arrays. */
  readonly at: number;
}

export function sharedRect(layout: TiffLayout, block: PlannedBlock, window: Window): SharedRect {
  const left = block.column * layout.blockWidth;
  const top = block.row * layout.blockHeight;
  const col = Math.max(left, window.col);
  const row = Math.max(top, window.row);
  return {
    col: col - left,
    row: row - top,
    width: Math.min(left + layout.blockWidth, layout.width, window.col + window.width) - col,
    height: Math.min(top + layout.blockHeight, layout.height, window.row + window.height) - row,
    at: (row - window.row) * window.width + (col - window.col),
  };
}

/** Copies a block's samples to the bands that were asked for and marks nodata, NaN and transparent pixels as not observed. */
export function copyBlock(samples: PixelArray, layout: TiffLayout, block: PlannedBlock, target: ReadTarget): void {
  const rect = sharedRect(layout, block, target.window);
  const step = block.band == null ? layout.samples : 1;
  const source = { samples, step, rowSamples: layout.blockWidth * step };
  for (const [band, out] of target.bands) {
    if (block.band != null && block.band !== band) continue;
    copyBand(source, block.band == null ? band : 0, out, rect, target.window.width);
    clearNodata(out, target.valid, target.nodata, rect, target.window.width);
  }
  if (layout.alphaBand != null && (block.band == null || block.band === layout.alphaBand)) {
    clearTransparent(source, block.band == null ? layout.alphaBand : 0, target.valid, rect, target.window.width);
  }
}

/** One integer sample a pixel with predictor 2: the most common imagery, which `copyDifferences` takes in one pass. */
export function isPlainDifferences({ predictor, bits, littleEndian, pixelType, samples }: BlockBytes): boolean {
  const isFloat = pixelType === 'f32' || pixelType === 'f64';
  return predictor === 2 && bits <= 32 && littleEndian && !isFloat && samples === 1;
}

/** `decodeSamples` and `copyBlock` at once, without the intermediate pass over memory. `bytes` is a decompressed block. */
export function copyDifferences(bytes: Uint8Array, layout: TiffLayout, block: PlannedBlock, target: ReadTarget): void {
  const out = target.bands.get(block.band ?? 0);
  if (out == null) return;
  const words = wordsOf(aligned(bytes, layout.bits / 8), layout.bits / 8);
  const rect = sharedRect(layout, block, target.window);
  if (layout.bits === 16 && canPair(rect, layout.blockWidth, words)) {
    copyPairs(words, layout.blockWidth, out, rect, target.window.width);
    clearNodata(out, target.valid, target.nodata, rect, target.window.width);
    return;
  }
  for (let row = 0; row < rect.height; row++) {
    let sum = 0;
    let i = (rect.row + row) * layout.blockWidth;
    for (const first = i + rect.col; i < first; i++) sum = (sum + (words[i] as number)) | 0;
    const end = i + rect.width;
    for (let o = rect.at + row * target.window.width; i < end; i++, o++) {
      sum = (sum + (words[i] as number)) | 0;
      out[o] = sum; // wraps to the type on storing
    }
  }
  clearNodata(out, target.valid, target.nodata, rect, target.window.width);
}

/** Whether every row of the rectangle begins at an even sample of 32-bit aligned memory, and has an even number of them. */
function canPair(rect: SharedRect, blockWidth: number, words: PixelArray): boolean {
  return (blockWidth | rect.width) % 2 === 0 && rect.col === 0 && words.byteOffset % 4 === 0;
}

/** Running sums of 16-bit samples, two to a word: half the loads, and where the target's rows are even, too, half the stores. */
function copyPairs(words: PixelArray, blockWidth: number, out: PixelArray, rect: SharedRect, windowWidth: number): void {
  const from = new Uint32Array(words.buffer, words.byteOffset, words.length >> 1);
  const pairs = rect.width >> 1;
  if ((rect.at | windowWidth) % 2 !== 0 || out.byteOffset % 4 !== 0) {
    for (let row = 0; row < rect.height; row++) {
      let i = ((rect.row + row) * blockWidth) >> 1;
      let o = rect.at + row * windowWidth;
      let sum = 0;
      for (const end = i + pairs; i < end; i++, o += 2) {
        const pair = from[i] as number;
        const low = (sum + pair) & 0xffff;
        sum = (low + (pair >>> 16)) & 0xffff;
        out[o] = low;
        out[o + 1] = sum;
      }
    }
    return;
  }
  const to = new Uint32Array(out.buffer, out.byteOffset, out.length >> 1);
  for (let row = 0; row < rect.height; row++) {
    let i = ((rect.row + row) * blockWidth) >> 1;
    let o = (rect.at + row * windowWidth) >> 1;
    let sum = 0;
    for (const end = i + pairs; i < end; i++, o++) {
      const pair = from[i] as number;
      const low = (sum + pair) & 0xffff;
      sum = (low + (pair >>> 16)) & 0xffff;
      to[o] = low | (sum << 16);
    }
  }
}

/** A block that is not stored holds nodata, or 0 where the file names none (GDAL's SPARSE_OK). */
export function fillSparse(layout: TiffLayout, block: PlannedBlock, target: ReadTarget): void {
  const { at, width, height } = sharedRect(layout, block, target.window);
  const transparent = layout.alphaBand != null && (block.band == null || block.band === layout.alphaBand);
  for (let row = 0; row < height; row++) {
    const start = at + row * target.window.width;
    for (const [band, out] of target.bands) {
      if (block.band != null && block.band !== band) continue;
      if (target.nodata != null) out.fill(target.nodata, start, start + width);
    }
    if (target.nodata != null || transparent) target.valid.fill(0, start, start + width);
  }
}

interface BlockSamples {
  readonly samples: PixelArray;
  readonly step: number;
  readonly rowSamples: number;
}

function copyBand(source: BlockSamples, sample: number, out: PixelArray, rect: SharedRect, windowWidth: number): void {
  const { samples, step, rowSamples } = source;
  for (let row = 0; row < rect.height; row++) {
    const o = rect.at + row * windowWidth;
    let i = (rect.row + row) * rowSamples + rect.col * step + sample;
    if (step === 1) {
      out.set(samples.subarray(i, i + rect.width), o);
    } else {
      for (let x = 0; x < rect.width; x++, i += step) out[o + x] = samples[i] as number;
    }
  }
}

function clearNodata(out: PixelArray, valid: Uint8Array, nodata: number | null, rect: SharedRect, windowWidth: number): void {
  const isFloat = out instanceof Float32Array || out instanceof Float64Array;
  if (!isFloat && (nodata == null || Number.isNaN(nodata))) return;
  for (let row = 0; row < rect.height; row++) {
    const start = rect.at + row * windowWidth;
    for (let o = start; o < start + rect.width; o++) {
      const value = out[o] as number;
      if (value === nodata || Number.isNaN(value)) valid[o] = 0;
    }
  }
}

function clearTransparent(source: BlockSamples, sample: number, valid: Uint8Array, rect: SharedRect, windowWidth: number): void {
  for (let row = 0; row < rect.height; row++) {
    const o = rect.at + row * windowWidth;
    let i = (rect.row + row) * source.rowSamples + rect.col * source.step + sample;
    for (let x = 0; x < rect.width; x++, i += source.step) if (source.samples[i] === 0) valid[o + x] = 0;
  }
}
