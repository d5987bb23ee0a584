import { LandsichtError } from '@landsicht/core';
import { decodeWithGeotiff } from './geotiff.js';

export interface JpegBlock {
  /** Tag 347: quantisation and Huffman tables that all blocks share; may be empty. */
  readonly tables: Uint8Array;
  /** 6 = YCbCr, which is decoded to RGB as GDAL does. */
  readonly photometric: number;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/** A JPEG in TIFF (TIFF Technical Note 2), 8 bit, to interleaved bytes. libjpeg (sharp) for one and three samples, geotiff.js for the rest. */
export async function decodeJpeg(bytes: Uint8Array, block: JpegBlock): Promise<Uint8Array> {
  const { width, height, samples, tables } = block;
  const frame = frameOf(bytes);
  if (frame.precision !== 8) throw new LandsichtError('raster-unsupported', `unsupported: ${frame.precision}-bit JPEG`);
  if (frame.width !== width || frame.height < height || frame.height > height + 8192 || frame.samples !== samples) {
    throw new RangeError(`its JPEG is ${frame.width}×${frame.height}×${frame.samples}, expected ${width}×${height}×${samples}`);
  }
  if (samples !== 1 && samples !== 3) return decodeWithGeotiff(7, bytes, { JPEGTables: tables });
  const { default: sharp } = await import('sharp');
  const whole = Buffer.concat([
    Uint8Array.of(0xff, SOI),
    samples === 3 ? adobeMarker(block.photometric === 6 ? 1 : 0) : Buffer.alloc(0),
    tables.length > 4 ? tables.subarray(2, -2) : tables.subarray(0, 0),
    bytes.subarray(2),
  ]);
  const { data, info } = await sharp(whole, { failOn: 'error' }).raw().toBuffer({ resolveWithObject: true });
  if (info.channels === samples) return data;
  // libvips widens grey to RGB
  const out = new Uint8Array(width * frame.height * samples);
  for (let i = 0; i < width * frame.height; i++) for (let s = 0; s < samples; s++) out[i * samples + s] = data[i * info.channels + s] ?? 0;
  return out;
}

/** APP14 "Adobe": transform 0 = as stored, 1 = YCbCr. Without it libjpeg guesses from the component ids. */
function adobeMarker(transform: 0 | 1): Buffer {
  return Buffer.from([0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform]);
}

/** Size from the SOFn segment (ITU T.81, B.2.2), found before any decoder allocates. */
function frameOf(bytes: Uint8Array): { precision: number; width: number; height: number; samples: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xff00 + SOI) throw new RangeError('no JPEG');
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1] as number;
    if (marker === SOS || marker === EOI) break;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame)
      return {
        precision: view.getUint8(at + 4),
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        samples: view.getUint8(at + 9),
      };
    at += 2 + view.getUint16(at + 2);
  }
  throw new RangeError('a JPEG without a frame header');
}
