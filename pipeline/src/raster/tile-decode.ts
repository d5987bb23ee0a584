import type { PixelArray, PixelType } from '@landsicht/core';

/** The decompressed bytes of one tile or strip. */
export interface BlockBytes {
  readonly bytes: Uint8Array;
  readonly width: number;
  /** Samples side by side. */
  readonly samples: number;
  readonly bits: number;
  readonly pixelType: PixelType;
  readonly littleEndian: boolean;
  readonly predictor: number;
}

/** Rows [first, end) of a block. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

type Words = Uint8Array | Uint16Array | Uint32Array;

/**
 * Samples of a block, row-major and pixel-interleaved, starting with row 0; only the rows of the range are decoded.
 * Predictors are undone in place: `bytes` is used up. Assumes a little-endian machine, as every one that Node 20 supports in practice.
 */
export function decodeSamples(block: BlockBytes, rows: RowRange): PixelArray {
  const rowSamples = block.width * block.samples;
  if (block.bits % 8 !== 0) return unpackBits(block, rows);
  const sampleBytes = block.bits / 8;
  const bytes = aligned(block.bytes, sampleBytes);
  if (block.predictor === 3) {
    undoFloatingPoint(bytes, rowSamples, block.samples, sampleBytes, rows);
  } else {
    if (!block.littleEndian) swapBytes(bytes, sampleBytes, rowSamples, rows);
    if (block.predictor === 2 && sampleBytes === 8) undoWideDifferences(bytes, rowSamples, block.samples, rows);
    else if (block.predictor === 2) undoDifferences(bytes, sampleBytes, rowSamples, block.samples, rows);
  }
  if (sampleBytes === 2 && block.pixelType === 'f32') return fromHalfFloats(bytes, rowSamples, rows);
  return samplesOf(bytes, block.pixelType);
}

/** A copy where the words would lie across their boundaries. */
export function aligned(bytes: Uint8Array, sampleBytes: number): Uint8Array {
  return bytes.byteOffset % sampleBytes === 0 ? bytes : new Uint8Array(bytes);
}

/** The same bytes as samples; they must be aligned and little-endian. */
export function samplesOf(bytes: Uint8Array, type: PixelType): PixelArray {
  const { buffer, byteOffset, byteLength } = bytes;
  switch (type) {
    case 'u8':
      return bytes;
    case 'i8':
      return new Int8Array(buffer, byteOffset, byteLength);
    case 'u16':
      return new Uint16Array(buffer, byteOffset, byteLength >> 1);
    case 'i16':
      return new Int16Array(buffer, byteOffset, byteLength >> 1);
    case 'u32':
      return new Uint32Array(buffer, byteOffset, byteLength >> 2);
    case 'i32':
      return new Int32Array(buffer, byteOffset, byteLength >> 2);
    case 'f32':
      return new Float32Array(buffer, byteOffset, byteLength >> 2);
    case 'f64':
      return new Float64Array(buffer, byteOffset, byteLength >> 3);
  }
}

/** The same bytes as unsigned words; they must be aligned. */
export function wordsOf(bytes: Uint8Array, wordBytes: number): Words {
  if (wordBytes === 1) return bytes;
  if (wordBytes === 2) return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}

function swapBytes(bytes: Uint8Array, sampleBytes: number, rowSamples: number, rows: RowRange): void {
  const part = Buffer.from(
    bytes.buffer,
    bytes.byteOffset + rows.first * rowSamples * sampleBytes,
    (rows.end - rows.first) * rowSamples * sampleBytes,
  );
  if (sampleBytes === 2) part.swap16();
  else if (sampleBytes === 4) part.swap32();
  else if (sampleBytes === 8) part.swap64();
}

/** Predictor 2: every sample is the difference to the same sample of the pixel to its left, modulo the word size. */
function undoDifferences(bytes: Uint8Array, sampleBytes: number, rowSamples: number, samples: number, rows: RowRange): void {
  const words = wordsOf(bytes, sampleBytes);
  for (let row = rows.first; row < rows.end; row++) {
    const start = row * rowSamples;
    const end = start + rowSamples;
    if (samples === 1) {
      let sum = 0;
      for (let i = start; i < end; i++) {
        sum = (sum + (words[i] as number)) | 0;
        words[i] = sum;
      }
    } else {
      for (let i = start + samples; i < end; i++) words[i] = (words[i] as number) + (words[i - samples] as number);
    }
  }
}

/** 64-bit words as pairs of 32 bits, low half first. */
function undoWideDifferences(bytes: Uint8Array, rowSamples: number, samples: number, rows: RowRange): void {
  const halves = wordsOf(bytes, 4);
  for (let row = rows.first; row < rows.end; row++) {
    const end = (row + 1) * rowSamples * 2;
    for (let i = (row * rowSamples + samples) * 2; i < end; i += 2) {
      const low = (halves[i] as number) + (halves[i - samples * 2] as number);
      halves[i + 1] = (halves[i + 1] as number) + (halves[i + 1 - samples * 2] as number) + (low > 0xffffffff ? 1 : 0);
      halves[i] = low;
    }
  }
}

/** Predictor 3 (Adobe TIFF Technical Note 3): byte planes from the most significant, then byte differences. */
function undoFloatingPoint(bytes: Uint8Array, rowSamples: number, samples: number, sampleBytes: number, rows: RowRange): void {
  const rowBytes = rowSamples * sampleBytes;
  if (samples === 1 && sampleBytes === 4 && bytes.byteOffset % 4 === 0 && rowSamples % 4 === 0) {
    undoSingles(bytes, new Int32Array(rowSamples), rowSamples, rows);
    return;
  }
  const planes = new Uint8Array(rowBytes);
  for (let row = rows.first; row < rows.end; row++) {
    const start = row * rowBytes;
    planes.set(bytes.subarray(start, start + rowBytes));
    for (let i = samples; i < rowBytes; i++) planes[i] = (planes[i] as number) + (planes[i - samples] as number);
    for (let k = 0; k < sampleBytes; k++) {
      const plane = (sampleBytes - 1 - k) * rowSamples;
      for (let x = 0, o = start + k; x < rowSamples; x++, o += sampleBytes) bytes[o] = planes[plane + x] as number;
    }
  }
}

/** All bytes of a word but their highest bits, and those. */
const lowBits = 0x7f7f7f7f;
const highBits = 0x80808080 | 0;

/**
 * `undoFloatingPoint` for one float32 a pixel and rows of whole words, as tiles have: sums of four bytes at a time, each modulo 256
 * (Warren, Hacker's Delight 2-18), then four pixels of the four planes turned.
 */
function undoSingles(bytes: Uint8Array, planes: Int32Array, rowSamples: number, rows: RowRange): void {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  const second = rowSamples >> 2;
  const [third, fourth] = [2 * second, 3 * second];
  for (let row = rows.first; row < rows.end; row++) {
    const start = row * rowSamples;
    let carry = 0;
    for (let i = 0; i < rowSamples; i++) {
      let sum = words[start + i] as number;
      let add = sum << 8;
      sum = ((sum & lowBits) + (add & lowBits)) ^ ((sum ^ add) & highBits);
      add = sum << 16;
      sum = ((sum & lowBits) + (add & lowBits)) ^ ((sum ^ add) & highBits);
      sum = ((sum & lowBits) + (carry & lowBits)) ^ ((sum ^ carry) & highBits);
      planes[i] = sum;
      carry = Math.imul(sum >>> 24, 0x01010101);
    }
    for (let i = 0, o = start; i < second; i++, o += 4) {
      const a = planes[i] as number;
      const b = planes[second + i] as number;
      const c = planes[third + i] as number;
      const d = planes[fourth + i] as number;
      words[o] = (a << 24) | ((b & 0xff) << 16) | ((c & 0xff) << 8) | (d & 0xff);
      words[o + 1] = ((a & 0xff00) << 16) | ((b & 0xff00) << 8) | (c & 0xff00) | ((d >>> 8) & 0xff);
      words[o + 2] = ((a & 0xff0000) << 8) | (b & 0xff0000) | ((c >>> 8) & 0xff00) | ((d >>> 16) & 0xff);
      words[o + 3] = (a & 0xff000000) | ((b >>> 8) & 0xff0000) | ((c >>> 16) & 0xff00) | (d >>> 24);
    }
  }
}

/** Samples of any bit count up to 16, most significant bit first; rows start on whole bytes. */
function unpackBits({ bytes, width, samples, bits }: BlockBytes, rows: RowRange): Uint8Array | Uint16Array {
  const rowSamples = width * samples;
  const rowBytes = Math.ceil((rowSamples * bits) / 8);
  const out = bits <= 8 ? new Uint8Array(rows.end * rowSamples) : new Uint16Array(rows.end * rowSamples);
  const mask = (1 << bits) - 1;
  for (let row = rows.first; row < rows.end; row++) {
    let at = row * rowBytes;
    let held = 0;
    let buffer = 0;
    for (let o = row * rowSamples, end = o + rowSamples; o < end; o++) {
      while (held < bits) {
        buffer = ((buffer << 8) | (bytes[at++] ?? 0)) & 0xffffff;
        held += 8;
      }
      held -= bits;
      out[o] = (buffer >>> held) & mask;
    }
  }
  return out;
}

/** IEEE 754 binary16 → f32. */
function fromHalfFloats(bytes: Uint8Array, rowSamples: number, rows: RowRange): Float32Array {
  const halves = wordsOf(bytes, 2);
  const out = new Float32Array(rows.end * rowSamples);
  for (let i = rows.first * rowSamples; i < out.length; i++) {
    const half = halves[i] as number;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const size =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction === 0
            ? Infinity
            : NaN
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    out[i] = half & 0x8000 ? -size : size;
  }
  return out;
}
