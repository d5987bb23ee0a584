import { affine, bytesPerPixel, type CogLayout, type Grid, isGeographic, type PixelType } from '@landsicht/core';
import { type Predictor, predictorFor } from './pack-tile.js';
import type { TiffTag } from './tiff-ifd.js';

/** Where the tiles of one level lie in the file; bytes, row-major. */
export interface LevelTiles {
  readonly width: number;
  readonly height: number;
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

export interface TileCoding {
  readonly tileSize: number;
  readonly compression: 'deflate' | 'none';
  readonly predictor: Predictor;
}

export function tileCodingOf(layout: CogLayout): TileCoding {
  const compression = layout.compression ?? 'deflate';
  return { tileSize: layout.tileSize ?? 512, compression, predictor: compression === 'none' ? 1 : predictorFor(layout.pixelType) };
}

/** Tags of level 0 (`isOverview` false) or of an overview. */
export function levelTags(layout: CogLayout, tiles: LevelTiles, isOverview: boolean): TiffTag[] {
  const samples = layout.bands.length;
  const coding = tileCodingOf(layout);
  const color = colorOf(layout);
  const tags: TiffTag[] = [
    { tag: 254, type: 'long', values: [isOverview ? 1 : 0] },
    { tag: 256, type: 'long', values: [tiles.width] },
    { tag: 257, type: 'long', values: [tiles.height] },
    { tag: 258, type: 'short', values: repeat(bytesPerPixel[layout.pixelType] * 8, samples) },
    { tag: 259, type: 'short', values: [coding.compression === 'deflate' ? 8 : 1] },
    { tag: 262, type: 'short', values: [photometricCodes[color.photometric]] },
    { tag: 277, type: 'short', values: [samples] },
    { tag: 284, type: 'short', values: [1] }, // pixel-interleaved
    { tag: 322, type: 'short', values: [coding.tileSize] },
    { tag: 323, type: 'short', values: [coding.tileSize] },
    { tag: 324, type: 'offset', values: tiles.offsets },
    { tag: 325, type: 'long', values: tiles.byteCounts },
    { tag: 339, type: 'short', values: repeat(sampleFormatOf(layout.pixelType), samples) },
  ];
  if (coding.predictor !== 1) tags.push({ tag: 317, type: 'short', values: [coding.predictor] });
  if (color.photometric === 'palette') tags.push({ tag: 320, type: 'short', values: colorMap(layout.colors ?? {}) });
  if (color.extraSamples.length > 0) tags.push({ tag: 338, type: 'short', values: color.extraSamples });
  if (layout.nodata != null) tags.push({ tag: 42113, type: 'ascii', text: nodataText(layout.nodata) });
  return isOverview ? tags : [...tags, ...geoTags(layout.grid), ...metadataTags(layout)];
}

const photometricCodes = { gray: 1, rgb: 2, palette: 3 } as const;

/** RGB where the first three bands of an integer image say so; further samples are alpha (2, unassociated) or plain data (0). */
function colorOf({ bands, pixelType, colors }: CogLayout): { photometric: keyof typeof photometricCodes; extraSamples: number[] } {
  if (colors != null) return { photometric: 'palette', extraSamples: [] };
  const names = bands.map(({ name }) => name.toLowerCase());
  const isRgb = (pixelType === 'u8' || pixelType === 'u16') && names[0] === 'red' && names[1] === 'green' && names[2] === 'blue';
  const extraSamples = names.slice(isRgb ? 3 : 1).map((name) => (name === 'alpha' ? 2 : 0));
  return { photometric: isRgb ? 'rgb' : 'gray', extraSamples };
}

function sampleFormatOf(type: PixelType): number {
  return type.startsWith('u') ? 1 : type.startsWith('i') ? 2 : 3;
}

/** 3 × 256 values of 16 bit: all reds, all greens, all blues. TIFF palettes have no alpha: it is dropped. */
function colorMap(colors: Readonly<Record<number, string>>): Uint16Array {
  const map = new Uint16Array(768);
  for (const [code, css] of Object.entries(colors)) {
    for (let channel = 0; channel < 3; channel++) {
      map[channel * 256 + Number(code)] = Number.parseInt(css.slice(1 + 2 * channel, 3 + 2 * channel), 16) * 257;
    }
  }
  return map;
}

function nodataText(nodata: number): string {
  return Number.isNaN(nodata) ? 'nan' : Number.isFinite(nodata) ? String(nodata) : nodata > 0 ? 'inf' : '-inf';
}

/** OGC GeoTIFF 1.1: the CRS by its EPSG code, pixels as areas. */
function geoTags({ transform, epsg }: Grid): TiffTag[] {
  const [a, b, c, d, e, f] = transform;
  const crsKeys = isGeographic(epsg)
    ? [
        [2048, epsg],
        [2054, 9102],
      ]
    : [
        [3072, epsg],
        [3076, 9001],
      ]; // EPSG units: degree, metre
  const keys = [[1024, isGeographic(epsg) ? 2 : 1], [1025, 1], ...crsKeys];
  const directory = [1, 1, 0, keys.length, ...keys.flatMap(([key = 0, value = 0]) => [key, 0, 1, value])];
  const place: TiffTag[] = affine.isNorthUp(transform)
    ? [
        { tag: 33550, type: 'double', values: [a, -e, 0] },
        { tag: 33922, type: 'double', values: [0, 0, 0, c, f, 0] },
      ]
    : [{ tag: 34264, type: 'double', values: [a, b, 0, c, d, e, 0, f, 0, 0, 0, 0, 0, 0, 0, 1] }];
  return [...place, { tag: 34735, type: 'short', values: directory }];
}

/** Metadata keys that GDAL keeps in a TIFF tag of their own. */
const tagOfKey: Readonly<Record<string, number>> = {
  TIFFTAG_IMAGEDESCRIPTION: 270,
  TIFFTAG_SOFTWARE: 305,
  TIFFTAG_DATETIME: 306,
  TIFFTAG_ARTIST: 315,
  TIFFTAG_COPYRIGHT: 33432,
};

function metadataTags({ bands, metadata = {} }: CogLayout): TiffTag[] {
  const tags: TiffTag[] = [];
  const items: string[] = [];
  for (const [key, value] of Object.entries(metadata)) {
    const tag = tagOfKey[key];
    if (tag != null) tags.push({ tag, type: 'ascii', text: value });
    else items.push(`<Item name="${xml(key)}">${itemText(value)}</Item>`);
  }
  bands.forEach((band, sample) => {
    const item = (name: string, role: string, value: string | number): void => {
      items.push(`<Item name="${name}" sample="${sample}" role="${role}">${itemText(String(value))}</Item>`);
    };
    if (band.name !== '') item('DESCRIPTION', 'description', band.name);
    if (band.unit != null) item('UNITTYPE', 'unittype', band.unit);
    if (band.offset != null) item('OFFSET', 'offset', band.offset);
    if (band.scale != null) item('SCALE', 'scale', band.scale);
  });
  if (items.length > 0) tags.push({ tag: 42112, type: 'ascii', text: `<GDALMetadata>\n  ${items.join('\n  ')}\n</GDALMetadata>\n` });
  return tags;
}

/** GDAL escapes the text of items twice, and unescapes it twice on reading. */
function itemText(value: string): string {
  return xml(xml(value));
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function repeat(value: number, times: number): number[] {
  return new Array<number>(times).fill(value);
}
