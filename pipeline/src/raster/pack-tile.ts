import { bytesPerPixel, type PixelArray, type PixelType } from '@landsicht/core';

/** TIFF predictor tag: 1 none, 2 horizontal differences, 3 floating point (Adobe TIFF Technical Note 3). */
export type Predictor = 1 | 2 | 3;

export function predictorFor(type: PixelType): Predictor {
  return type === 'f32' || type === 'f64' ? 3 : 2;
}

/** A part of planar rows that becomes one tile. Rows have `stride` samples; tile pixels beyond `width` × `height` are padding. */
export interface TileSource {
  readonly bands: readonly PixelArray[];
  readonly stride: number;
  readonly col: number;
  readonly width: number;
  readonly height: number;
}

/** The bytes of one pixel-interleaved tile of tileSize² pixels, predictor applied, little-endian. */
export function packTile(source: TileSource, type: PixelType, tileSize: number, predictor: Predictor): Uint8Array {
  const bytes = new Uint8Array(tileSize * tileSize * source.bands.length * bytesPerPixel[type]);
  if (predictor === 3) packFloatingPoint(source, bytes, tileSize, bytesPerPixel[type]);
  else packWords(source, bytes, tileSize, { wordBytes: bytesPerPixel[type], difference: predictor === 2 });
  return bytes;
}

type Words = Uint8Array | Uint16Array | Uint32Array;

function wordsOf(data: ArrayBufferView, wordBytes: number): Words {
  const length = data.byteLength / wordBytes;
  if (wordBytes === 1) return new Uint8Array(data.buffer, data.byteOffset, length);
  if (wordBytes === 2) return new Uint16Array(data.buffer, data.byteOffset, length);
  return new Uint32Array(data.buffer, data.byteOffset, length);
}

/** With `difference`, padding right of the image stays 0 and so decodes as the last pixel repeated. */
function packWords(source: TileSource, bytes: Uint8Array, tileSize: number, options: { wordBytes: number; difference: boolean }): void {
  const halves = options.wordBytes === 8 ? 2 : 1; // f64 without predictor moves as two u32
  const out = wordsOf(bytes, options.wordBytes / halves);
  const samples = source.bands.length;
  source.bands.forEach((band, b) => {
    const words = wordsOf(band, options.wordBytes / halves);
    for (let row = 0; row < source.height; row++) {
      for (let half = 0; half < halves; half++) {
        const from = (row * source.stride + source.col) * halves + half;
        const to = (row * tileSize * samples + b) * halves + half;
        if (options.difference) differenceRow(words, from, out, to, source.width, samples);
        else for (let x = 0; x < source.width; x++) out[to + x * samples * halves] = words[from + x * halves] as number;
      }
    }
  });
}

function differenceRow(words: Words, from: number, out: Words, to: number, width: number, samples: number): void {
  let previous = 0;
  for (let x = 0, o = to; x < width; x++, o += samples) {
    const value = words[from + x] as number;
    out[o] = value - previous; // wraps to the word size on storing
    previous = value;
  }
}

/** Per row: byte planes from most to least significant, then byte differences at a distance of `samples`. */
function packFloatingPoint(source: TileSource, bytes: Uint8Array, tileSize: number, sampleBytes: number): void {
  const samples = source.bands.length;
  const plane = tileSize * samples;
  const rowBytes = plane * sampleBytes;
  source.bands.forEach((band, b) => {
    const from = new Uint8Array(band.buffer, band.byteOffset, band.byteLength);
    for (let row = 0; row < source.height; row++) {
      for (let k = 0; k < sampleBytes; k++) {
        let i = (row * source.stride + source.col) * sampleBytes + sampleBytes - 1 - k;
        let o = row * rowBytes + k * plane + b;
        for (let x = 0; x < source.width; x++, i += sampleBytes, o += samples) bytes[o] = from[i] as number;
      }
    }
  });
  for (let row = 0; row < source.height; row++) {
    const start = row * rowBytes;
    for (let i = start + rowBytes - 1; i >= start + samples; i--) bytes[i] = (bytes[i] as number) - (bytes[i - samples] as number);
  }
}
