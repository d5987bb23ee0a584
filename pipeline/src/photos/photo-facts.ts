import { createHash } from 'node:crypto';
import { LandsichtError } from '@landsicht/core';
import { type Exif, readExif } from './exif.js';
import { isJpeg, type JpegStructure, readJpegStructure } from './jpeg-structure.js';

/** What a photo says about itself, without a decoded pixel. Personal: for the checks and the store, not for ordinary answers. */
export interface PhotoFacts extends Omit<Exif, 'thumbnail'> {
  /** Of the file, hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** As stored, before `orientation` turns it. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** XMP CreatorTool. */
  readonly creatorTool: string | null;
  readonly hasThumbnail: boolean;
}

/** A file that is a JPEG of a sane size with readable structure; its pixels may still be damaged. */
export interface OpenedPhoto {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly facts: PhotoFacts;
  readonly structure: JpegStructure;
  readonly thumbnail: Uint8Array | null;
}

export const photoLimits = {
  /** Bytes of one file: a 64-megapixel JPEG at quality 90 has about 20 MB. */
  bytes: 32 * 2 ** 20,
  /** Width × height; the largest ordinary phone mode has 50 million. */
  pixels: 64_000_000,
  /** The same for a progressive JPEG, which has to be in memory as a whole. */
  progressivePixels: 24_000_000,
} as const;

/** ISO base media brands (ISO 14496-12) of pictures, bytes 8 to 12 after `ftyp`. */
const heifBrands: ReadonlySet<string> = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'avis']);

/** Reads and refuses: `photo-unsupported`, `photo-too-large` or `photo-invalid`, with what the sender can do. */
export function openPhoto(bytes: Uint8Array, name: string): OpenedPhoto {
  if (bytes.length > photoLimits.bytes) {
    throw new LandsichtError(
      'photo-too-large',
      `${name}: ${(bytes.length / 2 ** 20).toFixed(1)} MiB; at most ${photoLimits.bytes / 2 ** 20} MiB. Choose a lower resolution in the camera`,
    );
  }
  if (!isJpeg(bytes)) throw notJpeg(bytes, name);
  const structure = readJpegStructure(bytes, name);
  const { widthPx, heightPx } = structure;
  if (widthPx === 0 || heightPx === 0) {
    throw new LandsichtError('photo-invalid', `${name}: ${widthPx} × ${heightPx} px; expected a picture. Take the photo again`);
  }
  const mostPixels = structure.progressive ? photoLimits.progressivePixels : photoLimits.pixels;
  if (widthPx * heightPx > mostPixels) {
    const megapixels = Math.round((widthPx * heightPx) / 1e6);
    throw new LandsichtError(
      'photo-too-large',
      `${name}: ${widthPx} × ${heightPx} px are ${megapixels} megapixels${structure.progressive ? ' of a progressive JPEG' : ''}; at most ${mostPixels / 1e6}. Choose a lower resolution in the camera`,
    );
  }
  const { thumbnail, ...exif } = readExif(structure.head);
  const facts: PhotoFacts = {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    widthPx,
    heightPx,
    creatorTool: creatorToolOf(structure.xmp),
    hasThumbnail: thumbnail != null,
    ...exif,
  };
  return { name, bytes, facts, structure, thumbnail };
}

export function readPhotoFacts(bytes: Uint8Array, name: string): PhotoFacts {
  return openPhoto(bytes, name).facts;
}

function notJpeg(bytes: Uint8Array, name: string): LandsichtError {
  const latin1 = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  const remedy = 'Set the camera to JPEG ("most compatible") or take the photo in the app; a converted copy loses its evidence';
  if (latin1(4, 8) === 'ftyp' && heifBrands.has(latin1(8, 12))) {
    return new LandsichtError('photo-unsupported', `${name}: an HEIC/HEIF picture (${latin1(8, 12)}); expected JPEG. ${remedy}`);
  }
  const known: readonly (readonly [string, string])[] = [
    ['\x89PNG', 'a PNG picture'],
    ['RIFF', 'a WebP or RIFF file'],
    ['II*\0', 'a TIFF or raw picture'],
    ['MM\0*', 'a TIFF or raw picture'],
    ['GIF8', 'a GIF picture'],
    ['%PDF', 'a PDF document'],
  ];
  const kind = known.find(([magic]) => latin1(0, 4) === magic)?.[1];
  if (kind != null) return new LandsichtError('photo-unsupported', `${name}: ${kind}; expected JPEG. ${remedy}`);
  const what = bytes.length === 0 ? 'an empty file' : 'not a picture';
  return new LandsichtError('photo-invalid', `${name}: ${what}; expected a JPEG that begins with FF D8. Send the photo again`);
}

function creatorToolOf(xmp: string | null): string | null {
  const [, attribute, element] = /xmp:CreatorTool(?:\s*=\s*"([^"]{1,200})"|>([^<]{1,200})<)/.exec(xmp ?? '') ?? [];
  return attribute ?? element ?? null;
}
