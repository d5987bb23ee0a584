import { bytesPerPixel, LandsichtError, type PixelType } from '@landsicht/core';

/** What a file may claim before anything is allocated for it. Generous for real imagery, small against a hostile header. */
export const limits = {
  /** IFDs of one file: image, overviews, masks, pages. */
  directories: 512,
  /** Entries of one IFD. */
  entries: 1_024,
  /** Bytes of one tag's values, block offsets aside. */
  tagBytes: 64 * 2 ** 20,
  /** Tiles or strips of one level (two arrays of 8 bytes each are kept). */
  blocks: 2 ** 22,
  /** Decoded bytes of one tile or strip. */
  blockBytes: 256 * 2 ** 20,
  /** Pixels and mask of one `read`. */
  readBytes: 2 ** 30,
  /** A read above this must be backed by stored bytes: see `assertBacked`. */
  unbackedBytes: 128 * 2 ** 20,
  /** Width and height. */
  sidePx: 2 ** 31 - 1,
} as const;

/** Highest ratio of decoded to stored bytes of each TIFF compression; absent where a block's own header tells its size. */
const highestRatio: Readonly<Record<number, number>> = {
  1: 1,
  5: 4_096, // LZW: a 9 to 12 bit code stands for at most 3,839 bytes
  8: 1_040, // deflate: 1032 plus headers
  32946: 1_040,
  32773: 64, // PackBits: 2 bytes → 128
};

/** Bytes that `read` allocates: every band plus one mask byte a pixel. */
export function readBytes(width: number, height: number, bands: number, type: PixelType): number {
  return width * height * (bands * bytesPerPixel[type] + 1);
}

export function assertReadable(href: string, what: string, bytes: number): void {
  if (bytes <= limits.readBytes) return;
  throw new LandsichtError(
    'raster-too-large',
    `${href}: ${what} takes ${megabytes(bytes)} in memory; at most ${megabytes(limits.readBytes)} are read at once. Read it in windows.`,
  );
}

/** Refuses a big read that the stored bytes cannot fill: a few bytes that claim gigabytes. Windows of such a file still read. */
export function assertBacked(href: string, what: string, bytes: number, storedBytes: number): void {
  if (bytes <= limits.unbackedBytes || storedBytes * 4_096 >= bytes) return;
  throw new LandsichtError(
    'raster-too-large',
    `${href}: ${what} claims ${megabytes(bytes)} but the file stores only ${storedBytes} bytes of it. If it is meant to be empty, read it in windows of up to ${megabytes(limits.unbackedBytes)}.`,
  );
}

/** Refuses a tile or strip whose stored bytes cannot decode to the size its header claims. */
export function assertRatio(where: string, compression: number, storedBytes: number, decodedBytes: number): void {
  const ratio = highestRatio[compression];
  if (ratio == null || storedBytes * ratio >= decodedBytes) return;
  throw new LandsichtError(
    'raster-invalid',
    `${where}: ${storedBytes} stored bytes cannot decode to the ${decodedBytes} bytes that the header claims. The file is damaged; fetch it again.`,
  );
}

export function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)} MiB`;
}
