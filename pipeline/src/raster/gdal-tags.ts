import type { PixelType } from '@landsicht/core';
import type { RasterBandInfo } from './raster-file.js';
import { numbersOf, type TiffLayout, type TiffTags, textOf } from './tiff-layout.js';

export interface GdalTags {
  readonly bands: readonly RasterBandInfo[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly colors: Readonly<Record<number, string>> | null;
}

interface Item {
  readonly name: string;
  readonly sample: number | null;
  readonly role: string | null;
  readonly domain: string | null;
  readonly text: string;
}

/** What GDAL adds to a TIFF: GDAL_METADATA (XML), GDAL_NODATA (text); and the palette. */
export function parseGdalTags(tags: TiffTags, layout: TiffLayout): GdalTags {
  const items = parseItems(textOf(tags, 'GDAL_METADATA') ?? '');
  const nodata = parseNodata(textOf(tags, 'GDAL_NODATA'));
  const bands = Array.from({ length: layout.samples }, (_, band) => bandInfo(items, band, nodata));
  const ofDataset = items.filter(({ sample, role, domain }) => sample == null && role == null && (domain ?? '') === '');
  return { bands, metadata: Object.fromEntries(ofDataset.map(({ name, text }) => [name, text])), colors: paletteOf(tags, layout) };
}

function bandInfo(items: readonly Item[], band: number, nodata: number | null): RasterBandInfo {
  const byRole = (role: string): string | null => items.find((item) => item.sample === band && item.role === role)?.text ?? null;
  return {
    name: byRole('description'),
    unit: byRole('unittype'),
    scale: finite(byRole('scale'), 1),
    offset: finite(byRole('offset'), 0),
    nodata,
  };
}

function finite(text: string | null, fallback: number): number {
  const value = text == null ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : fallback;
}

function parseItems(xml: string): Item[] {
  return [...xml.matchAll(/<Item\s([^>]*?)(?:\/>|>([^<]*)<\/Item>)/g)].map(([, attributes = '', text = '']) => {
    const attribute = (name: string): string | null => {
      const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
      return value == null ? null : unescapeXml(value);
    };
    const sample = attribute('sample');
    return {
      name: attribute('name') ?? '',
      sample: sample == null ? null : Number(sample),
      role: attribute('role'),
      domain: attribute('domain'),
      text: unescapeXml(unescapeXml(text)), // GDAL escapes item texts twice
    };
  });
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:(lt|gt|quot|apos|amp)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, name?: string, decimal?: string, hex?: string) => {
      if (name != null) return entities[name.toLowerCase()] ?? whole;
      const code = decimal != null ? Number(decimal) : Number.parseInt(hex ?? '', 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** GDAL writes "nan", "-inf", or a decimal number. */
function parseNodata(text: string | null): number | null {
  const trimmed = text?.trim().toLowerCase() ?? '';
  if (trimmed === '') return null;
  if (/^[+-]?nan/.test(trimmed)) return Number.NaN;
  if (/^[+-]?inf/.test(trimmed)) return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(trimmed);
  return Number.isNaN(value) ? null : value;
}

/** The stored value that means nodata: GDAL writes f32 nodata with more digits than an f32 holds. */
export function storedNodata(nodata: number | null, type: PixelType): number | null {
  return nodata != null && type === 'f32' ? Math.fround(nodata) : nodata;
}

/** ColorMap: all reds, greens, blues of 2^bits codes, 16 bit each. */
function paletteOf(tags: TiffTags, { bits, photometric }: TiffLayout): Record<number, string> | null {
  const map = numbersOf(tags, 'ColorMap');
  const codes = 2 ** bits;
  if (photometric !== 3 || map.length !== 3 * codes) return null;
  const hex = (value: number): string => (value >> 8).toString(16).padStart(2, '0');
  return Object.fromEntries(
    Array.from({ length: codes }, (_, i) => [i, `#${[0, 1, 2].map((c) => hex(map[c * codes + i] ?? 0)).join('')}`]),
  );
}
