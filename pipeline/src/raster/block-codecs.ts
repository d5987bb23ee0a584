import { promisify } from 'node:util';
import { inflateSync, inflate as inflateWithCallback } from 'node:zlib';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { decodeWithGeotiff } from './geotiff.js';
import { decodeJpeg } from './jpeg-block.js';
import { assertLercSize, lercPixels } from './lerc-block.js';
import { assertRatio } from './limits.js';
import { decodeLzw } from './lzw.js';
import { decodePackBits } from './packbits.js';
import { blockRowBytes, compressions, samplesPerBlock, type TiffLayout } from './tiff-layout.js';
import { decodeWebp } from './webp-block.js';
import { sizedZstdFrame } from './zstd-frame.js';

const inflateInPool = promisify(inflateWithCallback);
/** Below this a trip to the thread pool costs more than it saves. */
const POOL_FROM_BYTES = 16 * 1024;

/** One tile or strip as stored. `where` names file and place for messages. */
export interface StoredBlock {
  readonly bytes: Uint8Array;
  /** Rows that it must hold; the last strip may hold fewer than the others. */
  readonly rows: number;
  readonly where: string;
}

/** Decompresses a block to at least rows × row bytes; predictor and byte order are still to undo. */
export async function decompress(block: StoredBlock, layout: TiffLayout): Promise<Uint8Array> {
  const expected = block.rows * blockRowBytes(layout);
  assertRatio(block.where, layout.compression, block.bytes.length, expected);
  let decoded: Uint8Array;
  try {
    decoded = await decoderFor(layout)(block, expected, layout);
  } catch (cause) {
    if (cause instanceof LandsichtError) throw cause;
    throw damaged(block.where, errorMessage(cause), cause);
  }
  if (decoded.length < expected) throw damaged(block.where, `decodes to ${decoded.length} bytes, expected ${expected}`);
  return decoded;
}

type Decoder = (block: StoredBlock, expected: number, layout: TiffLayout) => Uint8Array | Promise<Uint8Array>;

function decoderFor({ compression }: TiffLayout): Decoder {
  switch (compression) {
    case compressions.none:
      return ({ bytes }) => bytes;
    case compressions.deflate:
    case compressions.oldDeflate:
      return ({ bytes }, expected) => inflate(bytes, expected);
    case compressions.lzw:
      return ({ bytes }, expected) => decodeLzw(bytes, expected);
    case compressions.packBits:
      return ({ bytes }, expected) => decodePackBits(bytes, expected);
    case compressions.zstd:
      return unzstd;
    case compressions.lerc:
      return lerc;
    case compressions.jpeg:
      return jpeg;
    case compressions.webp:
      return ({ bytes, rows }, _, layout) =>
        decodeWebp(bytes, { width: layout.blockWidth, height: rows, samples: samplesPerBlock(layout) });
    default:
      throw new LandsichtError('raster-unsupported', `unsupported: TIFF compression ${compression}`);
  }
}

/** A little room beyond the expected size: without it zlib goes round once more only to find the end. */
async function inflate(bytes: Uint8Array, expected: number): Promise<Uint8Array> {
  const options = { chunkSize: Math.max(64, expected + 64), maxOutputLength: expected + 65_536 };
  return expected < POOL_FROM_BYTES ? inflateSync(bytes, options) : inflateInPool(bytes, options);
}

/** Tries the padded size too: some writers fill the last strip up. */
async function unzstd({ bytes }: StoredBlock, expected: number, layout: TiffLayout): Promise<Uint8Array> {
  const padded = blockRowBytes(layout) * layout.blockHeight;
  const decoded = await decodeWithGeotiff(compressions.zstd, sizedZstdFrame(bytes, expected, padded), {});
  if (decoded.length >= expected || padded === expected) return decoded;
  return decodeWithGeotiff(compressions.zstd, sizedZstdFrame(bytes, padded, padded), {});
}

async function lerc({ bytes, rows }: StoredBlock, expected: number, layout: TiffLayout): Promise<Uint8Array> {
  const room = expected + 65_536; // an incompressible blob is larger than its pixels by its header
  const blob = await unwrapLerc(bytes, layout.lercWrapping, room);
  assertLercSize(blob, layout.blockWidth, rows, samplesPerBlock(layout));
  const decoded = await decodeWithGeotiff(compressions.lerc, blob, {
    LercParameters: [4, 0],
    planarConfiguration: layout.planar ? 2 : 1,
  });
  return lercPixels(blob, decoded, layout.pixelType);
}

/** LercParameters: 0 bare, 1 deflate, 2 zstd around the blob. */
async function unwrapLerc(bytes: Uint8Array, wrapping: number, most: number): Promise<Uint8Array> {
  if (wrapping === 1) return inflate(bytes, most);
  if (wrapping === 2) return decodeWithGeotiff(compressions.zstd, sizedZstdFrame(bytes, null, most), {});
  return bytes;
}

function jpeg({ bytes, rows }: StoredBlock, _: number, layout: TiffLayout): Promise<Uint8Array> {
  const { jpegTables, photometric, blockWidth } = layout;
  return decodeJpeg(bytes, { tables: jpegTables, photometric, width: blockWidth, height: rows, samples: samplesPerBlock(layout) });
}

function damaged(where: string, what: string, cause?: unknown): LandsichtError {
  return new LandsichtError('raster-invalid', `${where}: cannot be decoded (${what}). The file is damaged; fetch it again.`, { cause });
}
