import { LandsichtError, type PixelType, type Window } from '@landsicht/core';
import type { ByteSource } from './byte-source.js';

/** Markers of ISO/IEC 15444-1, annex A. */
const SOC = 0xff4f;
const SIZ = 0xff51;
const COD = 0xff52;
const TLM = 0xff55;
const PLM = 0xff57;
const PPM = 0xff60;
const SOT = 0xff90;
const EOC = 0xffd9;

/** Everything is on the reference grid, whose origin may lie outside the image. */
export interface J2kHeader {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly tileX0: number;
  readonly tileY0: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly across: number;
  readonly down: number;
  readonly components: number;
  readonly pixelType: PixelType;
  /** How often the image can be halved. */
  readonly reductions: number;
  /** Marker segments of the main header after SIZ, without those that index the whole file. */
  readonly rest: Uint8Array;
  /** The SIZ segment with its marker. */
  readonly siz: Uint8Array;
  readonly tilesAt: number;
}

/** A tile-part in the file: SOT marker to its end. */
export interface TilePart {
  readonly at: number;
  readonly bytes: number;
}

export interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

const LONGEST_HEADER = 2 ** 20;
const MOST_TILE_PARTS = 2 ** 20;

export async function readJ2kHeader(source: ByteSource, start: number, end: number): Promise<J2kHeader> {
  const bytes = await source.read(start, Math.min(end - start, LONGEST_HEADER));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 50 || view.getUint16(0) !== SOC || view.getUint16(2) !== SIZ) throw damaged(source.href, 'no codestream header');
  const kept: Uint8Array[] = [];
  let siz: Uint8Array | null = null;
  let reductions = 0;
  for (let at = 2; at + 4 <= view.byteLength; ) {
    const marker = view.getUint16(at);
    if (marker === SOT && siz != null) {
      return { ...parseSiz(siz, source.href), reductions, rest: Buffer.concat(kept), siz, tilesAt: start + at };
    }
    const next = at + 2 + view.getUint16(at + 2);
    if (marker < 0xff00 || next > view.byteLength) break;
    const segment = bytes.slice(at, next);
    if (marker === SIZ) siz = segment;
    else if (marker === PPM)
      throw new LandsichtError(
        'raster-unsupported',
        `${source.href}: unsupported: JPEG 2000 with packed packet headers (PPM). Rewrite it: gdal_translate -of COG`,
      );
    else if (marker !== TLM && marker !== PLM) kept.push(segment);
    if (marker === COD) reductions = Math.min(32, segment[9] ?? 0);
    at = next;
  }
  throw damaged(source.href, 'its codestream header has no end');
}

type SizFields = Omit<J2kHeader, 'reductions' | 'rest' | 'siz' | 'tilesAt'>;

function parseSiz(siz: Uint8Array, href: string): SizFields {
  const view = new DataView(siz.buffer, siz.byteOffset, siz.byteLength);
  if (siz.length < 43) throw damaged(href, 'its SIZ segment ends early');
  const [x1, y1, x0, y0, tileWidth, tileHeight, tileX0, tileY0] = Array.from({ length: 8 }, (_, i) => view.getUint32(6 + 4 * i)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const components = view.getUint16(38);
  if (siz.length < 40 + 3 * components || components === 0) throw damaged(href, `expected ${components} components in its SIZ segment`);
  const fits = x1 > x0 && y1 > y0 && tileX0 <= x0 && tileY0 <= y0 && tileX0 + tileWidth > x0 && tileY0 + tileHeight > y0;
  if (!fits) throw damaged(href, `an image of ${x1 - x0}×${y1 - y0} px in tiles of ${tileWidth}×${tileHeight} cannot be`);
  const across = Math.ceil((x1 - tileX0) / tileWidth);
  const down = Math.ceil((y1 - tileY0) / tileHeight);
  if (across * down > 65_535) throw damaged(href, `claims ${across * down} tiles, JPEG 2000 has at most 65535`);
  const precision = view.getUint8(40);
  for (let c = 0; c < components; c++) {
    const [depth, xStep, yStep] = siz.subarray(40 + 3 * c, 43 + 3 * c);
    if (depth !== precision) throw unsupported(href, 'components of different depth');
    if (xStep !== 1 || yStep !== 1) throw unsupported(href, 'subsampled components');
  }
  return { x0, y0, x1, y1, tileX0, tileY0, tileWidth, tileHeight, across, down, components, pixelType: pixelTypeOf(precision, href) };
}

/** Ssiz: highest bit = signed, the rest = bits − 1. */
function pixelTypeOf(ssiz: number, href: string): PixelType {
  const bits = (ssiz & 0x7f) + 1;
  if (bits > 16) throw unsupported(href, `${bits}-bit samples`);
  const signed = (ssiz & 0x80) !== 0;
  return bits <= 8 ? (signed ? 'i8' : 'u8') : signed ? 'i16' : 'u16';
}

/** Walks the tile-parts: tile number → its parts in file order. */
export async function indexTileParts(
  source: ByteSource,
  header: J2kHeader,
  end: number,
): Promise<ReadonlyMap<number, readonly TilePart[]>> {
  const parts = new Map<number, TilePart[]>();
  let at = header.tilesAt;
  for (let seen = 0; at + 12 <= end; seen++) {
    const head = await source.read(at, 12);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    if (head.length < 12 || view.getUint16(0) === EOC) break;
    if (view.getUint16(0) !== SOT || seen === MOST_TILE_PARTS) throw damaged(source.href, `expected a tile-part at byte ${at}`);
    const tile = view.getUint16(4);
    const claimed = view.getUint32(6);
    const bytes = claimed === 0 ? end - at - 2 : claimed; // 0: up to the end marker
    if (bytes < 14 || tile >= header.across * header.down) throw damaged(source.href, `the tile-part at byte ${at} cannot be`);
    const list = parts.get(tile) ?? [];
    parts.set(tile, list);
    list.push({ at, bytes });
    at += bytes;
  }
  return parts;
}

/** The part of the reference grid that a tile covers. */
export function tileRect(header: J2kHeader, tile: number): Rect {
  const left = header.tileX0 + (tile % header.across) * header.tileWidth;
  const top = header.tileY0 + Math.floor(tile / header.across) * header.tileHeight;
  return {
    x0: Math.max(left, header.x0),
    y0: Math.max(top, header.y0),
    x1: Math.min(left + header.tileWidth, header.x1),
    y1: Math.min(top + header.tileHeight, header.y1),
  };
}

/** A rectangle of the reference grid after halving it some times (B.5: ceilings), in pixels of the reduced image. */
export function reducedWindow(rect: Rect, header: J2kHeader, reductions: number): Window {
  const half = (value: number): number => Math.ceil(value / 2 ** reductions);
  const col = half(rect.x0) - half(header.x0);
  const row = half(rect.y0) - half(header.y0);
  return { col, row, width: half(rect.x1) - half(rect.x0), height: half(rect.y1) - half(rect.y0) };
}

/**
 * A codestream of one tile alone, so that a window decodes without the rest of the image.
 * The reference grid stays, so wavelets keep their phase; only image area and tile origin shrink to the tile.
 */
export function tileCodestream(header: J2kHeader, tile: number, parts: readonly Uint8Array[]): Uint8Array {
  const siz = header.siz.slice();
  const view = new DataView(siz.buffer);
  const { x0, y0, x1, y1 } = tileRect(header, tile);
  const origin = [
    header.tileX0 + (tile % header.across) * header.tileWidth,
    header.tileY0 + Math.floor(tile / header.across) * header.tileHeight,
  ];
  for (const [i, value] of [x1, y1, x0, y0, header.tileWidth, header.tileHeight, ...origin].entries()) view.setUint32(6 + 4 * i, value);
  const own = parts.map((part) => {
    const copy = part.slice();
    const partView = new DataView(copy.buffer);
    partView.setUint16(4, 0); // tile number
    partView.setUint32(6, copy.length);
    return copy;
  });
  return Buffer.concat([marker(SOC), siz, header.rest, ...own, marker(EOC)]);
}

function marker(code: number): Uint8Array {
  return Uint8Array.of(code >> 8, code & 255);
}

function damaged(href: string, what: string): LandsichtError {
  return new LandsichtError('raster-invalid', `${href}: ${what}. The JPEG 2000 file is damaged or cut off; fetch it again.`);
}

function unsupported(href: string, what: string): LandsichtError {
  return new LandsichtError('raster-unsupported', `${href}: unsupported: JPEG 2000 with ${what}. Rewrite it: gdal_translate -of COG`);
}
