import { LandsichtError, type PixelType } from '@landsicht/core';
import { limits, megabytes } from './limits.js';

/** Tag values by name, numbers always as a list. */
export type TiffTags = Readonly<Record<string, readonly number[] | string>>;

export function numbersOf(tags: TiffTags, name: string): readonly number[] {
  const value = tags[name];
  return value == null || typeof value === 'string' ? [] : value;
}

export function textOf(tags: TiffTags, name: string): string | null {
  const value = tags[name];
  return typeof value === 'string' ? value.replace(/\0+$/, '') : null;
}

/** TIFF compression tag values that are read. */
export const compressions = {
  none: 1,
  lzw: 5,
  jpeg: 7,
  deflate: 8,
  oldDeflate: 32946,
  packBits: 32773,
  lerc: 34887,
  zstd: 50000,
  webp: 50001,
} as const;

const readable: ReadonlySet<number> = new Set(Object.values(compressions));

const unreadable: Readonly<Record<number, string>> = {
  2: 'CCITT RLE',
  3: 'CCITT T.4',
  4: 'CCITT T.6',
  6: 'old-style JPEG',
  34712: 'JPEG 2000 in TIFF',
  34925: 'LZMA',
  50002: 'JPEG XL',
};

/** How one IFD stores its pixels. */
export interface TiffLayout {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  /** Every sample in blocks of its own (PlanarConfiguration 2). */
  readonly planar: boolean;
  readonly bits: number;
  readonly pixelType: PixelType;
  readonly littleEndian: boolean;
  readonly compression: number;
  readonly predictor: number;
  readonly photometric: number;
  /** A strip is a block as wide as the image. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly tiled: boolean;
  readonly across: number;
  readonly down: number;
  /** Band that holds opacity, from ExtraSamples. */
  readonly alphaBand: number | null;
  readonly jpegTables: Uint8Array;
  /** 0 none, 1 deflate, 2 zstd around the LERC blob. */
  readonly lercWrapping: number;
}

/** Samples side by side in one block: all of them, or one where planes are separate. */
export function samplesPerBlock({ planar, samples }: TiffLayout): number {
  return planar ? 1 : samples;
}

/** Decoded bytes of a block row; rows start on whole bytes. */
export function blockRowBytes(layout: TiffLayout): number {
  return Math.ceil((layout.blockWidth * samplesPerBlock(layout) * layout.bits) / 8);
}

/** Rows that a block of this block row holds: tiles are always full, the last strip is not. */
export function blockRows(layout: TiffLayout, blockRow: number): number {
  return layout.tiled ? layout.blockHeight : Math.min(layout.blockHeight, layout.height - blockRow * layout.blockHeight);
}

/** Checks the tags of one IFD and says how its pixels lie. `where` names file and IFD. */
export function parseLayout(tags: TiffTags, littleEndian: boolean, where: string): TiffLayout {
  const one = (name: string, fallback: number): number => numbersOf(tags, name)[0] ?? fallback;
  const width = side(where, 'ImageWidth', one('ImageWidth', 0));
  const height = side(where, 'ImageLength', one('ImageLength', 0));
  const samples = one('SamplesPerPixel', 1);
  const { bits, pixelType } = sampleType(tags, samples, where);
  const compression = one('Compression', 1);
  if (!readable.has(compression)) {
    throw unsupported(where, `${unreadable[compression] ?? `TIFF compression ${compression}`}`, 'gdal_translate -co COMPRESS=DEFLATE');
  }
  const predictor = one('Predictor', 1);
  if (![1, 2, 3].includes(predictor)) throw invalid(where, `expected predictor 1, 2 or 3, got ${predictor}`);
  const isFloat = pixelType === 'f32' || pixelType === 'f64';
  if (predictor === 3 && !isFloat) throw invalid(where, `predictor 3 is for floating point, the samples are ${pixelType}`);
  if (predictor === 2 && bits % 8 !== 0)
    throw unsupported(where, `predictor 2 with ${bits} bits a sample`, 'gdal_translate -co PREDICTOR=1');
  if (one('FillOrder', 1) !== 1) throw unsupported(where, 'reversed bit order (FillOrder 2)', 'gdal_translate');
  const photometric = one('PhotometricInterpretation', 1);
  if (photometric === 6 && compression !== compressions.jpeg && compression !== compressions.webp) {
    throw unsupported(where, 'YCbCr without JPEG compression', 'gdal_translate -expand rgb');
  }
  const planarConfiguration = one('PlanarConfiguration', 1);
  if (planarConfiguration !== 1 && planarConfiguration !== 2)
    throw invalid(where, `expected PlanarConfiguration 1 or 2, got ${planarConfiguration}`);
  const tiled = numbersOf(tags, 'TileWidth').length > 0;
  const blockWidth = tiled ? side(where, 'TileWidth', one('TileWidth', 0)) : width;
  const blockHeight = tiled
    ? side(where, 'TileLength', one('TileLength', 0))
    : Math.min(height, side(where, 'RowsPerStrip', one('RowsPerStrip', height)));
  const layout: TiffLayout = {
    width,
    height,
    samples,
    planar: planarConfiguration === 2 && samples > 1,
    bits,
    pixelType,
    littleEndian,
    compression,
    predictor,
    photometric,
    blockWidth,
    blockHeight,
    tiled,
    across: Math.ceil(width / blockWidth),
    down: Math.ceil(height / blockHeight),
    alphaBand: alphaBandOf(tags, samples),
    jpegTables: Uint8Array.from(numbersOf(tags, 'JPEGTables')),
    lercWrapping: numbersOf(tags, 'LercParameters')[1] ?? 0,
  };
  assertBlocks(layout, where);
  return layout;
}

function sampleType(tags: TiffTags, samples: number, where: string): { bits: number; pixelType: PixelType } {
  const allBits = numbersOf(tags, 'BitsPerSample');
  const formats = numbersOf(tags, 'SampleFormat');
  if (samples < 1 || samples > limits.sidePx) throw invalid(where, `expected at least 1 sample a pixel, got ${samples}`);
  if (allBits.length > 1 && allBits.length !== samples)
    throw invalid(where, `${samples} samples a pixel, but BitsPerSample lists ${allBits.length}`);
  const bits = allBits[0] ?? 1;
  const format = formats[0] ?? 1;
  if (allBits.some((b) => b !== bits) || formats.some((f) => f !== format)) {
    throw unsupported(where, `bands of different types (bits ${allBits.join(', ')}, formats ${formats.join(', ')})`, 'gdal_translate -ot');
  }
  const pixelType = pixelTypeFor(bits, format);
  if (pixelType != null) return { bits, pixelType };
  if (format === 5 || format === 6) throw unsupported(where, 'complex samples', 'gdal_translate -ot Float32 of the amplitude');
  if (bits < 1 || bits > 64 || format > 6) throw invalid(where, `no sample has ${bits} bits and format ${format}`);
  throw unsupported(where, `${bits}-bit samples of format ${format}`, 'gdal_translate -ot Float64');
}

/** Null where there is no such type in Landsicht. 16-bit floats become f32, odd bit counts the next unsigned type. */
function pixelTypeFor(bits: number, format: number): PixelType | null {
  if (format === 3) return bits === 16 || bits === 32 ? 'f32' : bits === 64 ? 'f64' : null;
  if (format === 2) return bits === 8 ? 'i8' : bits === 16 ? 'i16' : bits === 32 ? 'i32' : null;
  if (format !== 1 && format !== 4) return null;
  if (bits < 1 || bits > 32 || (bits > 16 && bits < 32)) return null;
  return bits <= 8 ? 'u8' : bits <= 16 ? 'u16' : 'u32';
}

/** ExtraSamples 1 and 2 are associated and unassociated alpha; extra samples are the last bands. */
function alphaBandOf(tags: TiffTags, samples: number): number | null {
  const extra = numbersOf(tags, 'ExtraSamples');
  const index = extra.findIndex((kind) => kind === 1 || kind === 2);
  return index < 0 || extra.length > samples ? null : samples - extra.length + index;
}

function assertBlocks(layout: TiffLayout, where: string): void {
  const blocks = layout.across * layout.down * (layout.planar ? layout.samples : 1);
  if (blocks > limits.blocks) {
    throw new LandsichtError(
      'raster-too-large',
      `${where}: claims ${blocks} tiles or strips; at most ${limits.blocks} are read. Rewrite it with larger tiles.`,
    );
  }
  const bytes = blockRowBytes(layout) * layout.blockHeight;
  const splits = layout.compression === compressions.none && !layout.tiled;
  if (bytes > limits.blockBytes && !splits) {
    throw new LandsichtError(
      'raster-too-large',
      `${where}: one ${layout.tiled ? 'tile' : 'strip'} of ${layout.blockWidth}×${layout.blockHeight} px claims ${megabytes(bytes)}; at most ${megabytes(limits.blockBytes)} are decoded at once. Rewrite it tiled: gdal_translate -of COG`,
    );
  }
}

function side(where: string, name: string, value: number): number {
  if (name === 'RowsPerStrip' && value > limits.sidePx) return limits.sidePx; // 2³² − 1 means "all rows"
  if (Number.isInteger(value) && value >= 1 && value <= limits.sidePx) return value;
  throw invalid(where, `expected ${name} of 1 to ${limits.sidePx}, got ${value}`);
}

function invalid(where: string, what: string): LandsichtError {
  return new LandsichtError('raster-invalid', `${where}: ${what}. The file is damaged; fetch or make it again.`);
}

function unsupported(where: string, what: string, remedy: string): LandsichtError {
  return new LandsichtError('raster-unsupported', `${where}: unsupported: ${what}. Rewrite it first, e.g. ${remedy}`);
}
