import {
  type Affine,
  allocate,
  bytesPerPixel,
  errorMessage,
  fullWindow,
  type Grid,
  intersectWindows,
  LandsichtError,
  type PixelArray,
  type Window,
} from '@landsicht/core';
import type { ByteSource } from './byte-source.js';
import { parseTags } from './geotiff.js';
import { parseGmlJp2 } from './gml-jp2.js';
import { indexTileParts, type J2kHeader, readJ2kHeader, reducedWindow, type TilePart, tileCodestream, tileRect } from './j2k-codestream.js';
import { type Jp2Boxes, readJp2Boxes } from './jp2-boxes.js';
import { decodeJpeg2000 } from './jpeg2000.js';
import { assertBacked, assertReadable, readBytes } from './limits.js';
import { memorySource } from './memory-source.js';
import type { RasterFile, ReadPixels, StoredPixels } from './raster-file.js';
import { checkBands, checkWindow } from './read-options.js';
import { parseGeoreference } from './tiff-georeference.js';
import { scanTiff } from './tiff-scan.js';
import { TileCache } from './tile-cache.js';
import { samplesOf } from './tile-decode.js';

/** Bytes of decoded tiles kept, so that row bands of a scene decode every tile once: a row of 11 Sentinel-2 tiles takes 23 MiB. */
const CACHE_BYTES = 64 * 2 ** 20;

/** Opens a JPEG 2000 file of which `source` holds the bytes. Closing the raster closes the source. */
export async function openJpeg2000(source: ByteSource): Promise<RasterFile> {
  const boxes = await readJp2Boxes(source);
  const header = await readJ2kHeader(source, boxes.codestreamAt, boxes.codestreamEnd);
  const { transform, epsg } = await georeferenceOf(source.href, boxes);
  const reader = new Jpeg2000Reader(source, header, boxes);
  const [{ width, height } = { width: 0, height: 0 }] = reader.levels;
  const grid: Grid | null = transform != null && epsg != null ? { width, height, transform, epsg } : null;
  return {
    href: source.href,
    format: 'jpeg2000',
    width,
    height,
    storedBytes: boxes.codestreamEnd - boxes.codestreamAt,
    pixelType: header.pixelType,
    bands: Array.from({ length: header.components }, () => ({ name: null, unit: null, scale: 1, offset: 0, nodata: null })),
    grid,
    transform,
    georeference: transform == null ? 'none' : epsg == null ? 'no-crs' : 'affine',
    gcps: [],
    gcpEpsg: null,
    levels: reader.levels,
    colors: null,
    metadata: {},
    read: (options = {}) => reader.read(options),
    close: () => source.close(),
  };
}

async function georeferenceOf(href: string, { geoTiff, gml }: Jp2Boxes): Promise<{ transform: Affine | null; epsg: number | null }> {
  if (geoTiff != null) {
    const inner = memorySource(`${href}: GeoJP2 box`, geoTiff);
    const [tags] = await parseTags(inner, await scanTiff(inner));
    const { transform, epsg } = parseGeoreference(tags ?? {});
    if (transform != null) return { transform, epsg };
  }
  return gml == null ? { transform: null, epsg: null } : parseGmlJp2(gml);
}

class Jpeg2000Reader {
  readonly levels: readonly { readonly width: number; readonly height: number }[];
  private readonly source: ByteSource;
  private readonly header: J2kHeader;
  private readonly boxes: Jp2Boxes;
  private readonly cache = new TileCache(CACHE_BYTES);
  private tileParts: Promise<ReadonlyMap<number, readonly TilePart[]>> | null = null;

  constructor(source: ByteSource, header: J2kHeader, boxes: Jp2Boxes) {
    this.source = source;
    this.header = header;
    this.boxes = boxes;
    const sizes = Array.from({ length: header.reductions + 1 }, (_, reductions) => reducedWindow(header, header, reductions));
    this.levels = sizes.map(({ width, height }) => ({ width, height })).filter(({ width, height }) => width > 0 && height > 0);
  }

  async read(options: ReadPixels): Promise<StoredPixels> {
    const { source, header } = this;
    const reductions = options.level ?? 0;
    const level = this.levels[reductions];
    if (level == null)
      throw new LandsichtError('bad-argument', `${source.href}: has levels 0 to ${this.levels.length - 1}, not ${reductions}`);
    const window = checkWindow(source.href, options.window ?? fullWindow(level));
    const bands = checkBands(source.href, header.components, options.bands);
    const what = `reading ${window.width}×${window.height} px of ${bands.length} band(s)`;
    const bytes = readBytes(window.width, window.height, bands.length, header.pixelType);
    assertReadable(source.href, what, bytes);
    assertBacked(source.href, what, bytes, this.boxes.codestreamEnd - this.boxes.codestreamAt);

    const data = bands.map(() => allocate(header.pixelType, window.width * window.height));
    const valid = new Uint8Array(window.width * window.height);
    for (let tile = 0; tile < header.across * header.down; tile++) {
      const rect = reducedWindow(tileRect(header, tile), header, reductions);
      const shared = intersectWindows(rect, window);
      if (shared == null) continue;
      if (options.signal?.aborted) {
        throw new LandsichtError('aborted', `${source.href}: reading was cancelled`, { cause: options.signal.reason });
      }
      const samples = await this.tile(tile, reductions, rect);
      if (samples == null) continue; // not in the file: not observed
      const copy = { samples, rect, shared, window, step: header.components };
      for (const [i, band] of bands.entries()) copyTile(copy, band, data[i] as PixelArray);
      markTile(copy, this.boxes.alphaBand, valid);
    }
    return { width: window.width, height: window.height, data, valid };
  }

  private async tile(tile: number, reductions: number, rect: Window): Promise<PixelArray | null> {
    const key = `${reductions}/${tile}`;
    const cached = this.cache.get(key);
    if (cached != null) return cached;
    const { header, source } = this;
    const parts = (await this.parts()).get(tile);
    if (parts == null) return null;
    const where = `${source.href}: tile ${tile}`;
    const full = tileRect(header, tile);
    const stored = parts.reduce((sum, part) => sum + part.bytes, 0);
    // OpenJPEG holds 4 bytes a sample besides the result
    const workBytes =
      ((full.x1 - full.x0) * (full.y1 - full.y0) * header.components * (4 + bytesPerPixel[header.pixelType])) / 4 ** reductions;
    assertReadable(where, 'decoding it', workBytes);
    assertBacked(where, 'decoding it', workBytes, stored);
    const chunks = await Promise.all(parts.map((part) => this.partBytes(part, where)));
    const expected = rect.width * rect.height * header.components * bytesPerPixel[header.pixelType];
    const bytes = await decodeJpeg2000(tileCodestream(header, tile, chunks), reductions).catch((cause: unknown) => {
      throw damaged(where, errorMessage(cause), cause);
    });
    if (bytes.length !== expected) throw damaged(where, `decodes to ${bytes.length} bytes, expected ${expected}`);
    const samples = samplesOf(bytes, header.pixelType);
    this.cache.put(key, samples);
    return samples;
  }

  private async partBytes({ at, bytes }: TilePart, where: string): Promise<Uint8Array> {
    const read = await this.source.read(at, bytes);
    if (read.length === bytes) return read;
    throw damaged(where, `its ${bytes} bytes at ${at} reach beyond the end of the file`);
  }

  private parts(): Promise<ReadonlyMap<number, readonly TilePart[]>> {
    this.tileParts ??= indexTileParts(this.source, this.header, this.boxes.codestreamEnd);
    this.tileParts.catch(() => {
      this.tileParts = null; // a network failure may pass
    });
    return this.tileParts;
  }
}

interface TileCopy {
  /** Interleaved, covering `rect`. */
  readonly samples: PixelArray;
  readonly rect: Window;
  readonly shared: Window;
  readonly window: Window;
  /** Samples a pixel. */
  readonly step: number;
}

function copyTile({ samples, rect, shared, window, step }: TileCopy, band: number, out: PixelArray): void {
  for (let row = 0; row < shared.height; row++) {
    let i = ((shared.row - rect.row + row) * rect.width + shared.col - rect.col) * step + band;
    const o = (shared.row - window.row + row) * window.width + shared.col - window.col;
    if (step === 1) out.set(samples.subarray(i, i + shared.width), o);
    else for (let x = 0; x < shared.width; x++, i += step) out[o + x] = samples[i] as number;
  }
}

function markTile({ samples, rect, shared, window, step }: TileCopy, alphaBand: number | null, valid: Uint8Array): void {
  for (let row = 0; row < shared.height; row++) {
    const o = (shared.row - window.row + row) * window.width + shared.col - window.col;
    valid.fill(1, o, o + shared.width);
    if (alphaBand == null) continue;
    let i = ((shared.row - rect.row + row) * rect.width + shared.col - rect.col) * step + alphaBand;
    for (let x = 0; x < shared.width; x++, i += step) if (samples[i] === 0) valid[o + x] = 0;
  }
}

function damaged(where: string, what: string, cause?: unknown): LandsichtError {
  return new LandsichtError('raster-invalid', `${where}: cannot be decoded (${what}). The file is damaged; fetch it again.`, { cause });
}
