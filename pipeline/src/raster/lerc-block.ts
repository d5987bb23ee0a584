import { bytesPerPixel, LandsichtError, type PixelType } from '@landsicht/core';

/** The Lerc2 header (github.com/Esri/lerc, doc of Lerc2 versions 1 to 5), little-endian. */
interface LercHeader {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly validPixels: number;
  readonly blobBytes: number;
  /** Where the mask begins: its byte count, then run lengths. */
  readonly maskAt: number;
}

function headerOf(blob: Uint8Array): LercHeader {
  const view = viewOf(blob);
  if (blob.length < 62 || Buffer.from(blob.subarray(0, 6)).toString('latin1') !== 'Lerc2 ') throw new RangeError('no Lerc2 blob');
  const version = view.getInt32(6, true);
  if (version < 1 || version > 5) throw new LandsichtError('raster-unsupported', `unsupported: Lerc2 version ${version}`);
  const at = version >= 3 ? 14 : 10; // a checksum since version 3
  const dims = version >= 4 ? 4 : 0;
  return {
    height: view.getUint32(at, true),
    width: view.getUint32(at + 4, true),
    samples: dims === 0 ? 1 : view.getUint32(at + 8, true),
    validPixels: view.getUint32(at + 8 + dims, true),
    blobBytes: view.getInt32(at + 16 + dims, true),
    maskAt: at + 48 + dims,
  };
}

/** Throws where a blob is not of the block's size: checked before the decoder allocates. */
export function assertLercSize(blob: Uint8Array, width: number, height: number, samples: number): void {
  const header = headerOf(blob);
  if (header.width === width && header.height === height && header.samples === samples && header.blobBytes <= blob.length) return;
  throw new RangeError(
    `its LERC blob is ${header.width}×${header.height}×${header.samples} in ${header.blobBytes} bytes, expected ${width}×${height}×${samples} in ${blob.length}`,
  );
}

/** The pixels of a blob from what geotiff.js made of it: masked floats become NaN, as libtiff writes and reads them. */
export function lercPixels(blob: Uint8Array, decoded: Uint8Array, type: PixelType): Uint8Array {
  const header = headerOf(blob);
  const pixels = header.width * header.height;
  const expected = pixels * header.samples * bytesPerPixel[type];
  // geotiff.js 3.0.5 hands back the whole blob where 8-bit pixels lie in it uncompressed, at its end
  const own =
    decoded.length !== expected && type === 'u8' && decoded.length === blob.length
      ? new Uint8Array(blob.subarray(header.blobBytes - expected, header.blobBytes))
      : decoded;
  if (header.validPixels === pixels || (type !== 'f32' && type !== 'f64')) return own;
  const mask = header.validPixels === 0 ? new Uint8Array(Math.ceil(pixels / 8)) : readMask(blob, header.maskAt, pixels);
  const values =
    type === 'f32'
      ? new Float32Array(own.buffer, own.byteOffset, pixels * header.samples)
      : new Float64Array(own.buffer, own.byteOffset, pixels * header.samples);
  for (let i = 0; i < pixels; i++) {
    if (((mask[i >> 3] as number) & (128 >> (i & 7))) === 0) values.fill(Number.NaN, i * header.samples, (i + 1) * header.samples);
  }
  return own;
}

/** One bit a pixel, most significant first. Runs: a count and bytes, or a negative count and the byte that repeats; −32768 ends. */
function readMask(blob: Uint8Array, maskAt: number, pixels: number): Uint8Array {
  const view = viewOf(blob);
  const bits = new Uint8Array(Math.ceil(pixels / 8));
  let at = maskAt + 4;
  for (let o = 0; o < bits.length; ) {
    const count = view.getInt16(at, true);
    at += 2;
    if (count === -32768) break;
    if (count > 0) bits.set(blob.subarray(at, at + count), o);
    else bits.fill(view.getUint8(at), o, o - count);
    at += count > 0 ? count : 1;
    o += Math.abs(count);
  }
  return bits;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
