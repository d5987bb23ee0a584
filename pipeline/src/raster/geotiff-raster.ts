import { fullWindow, type Grid, LandsichtError } from '@landsicht/core';
import { type BlockTable, readBlockTable, splitLayout, splitTable } from './block-table.js';
import type { ByteSource } from './byte-source.js';
import { parseGdalTags, storedNodata } from './gdal-tags.js';
import { parseTags } from './geotiff.js';
import type { RasterFile, ReadPixels, StoredPixels } from './raster-file.js';
import { readLevel, type TiffLevel } from './read-level.js';
import { checkBands, checkWindow } from './read-options.js';
import { parseGeoreference } from './tiff-georeference.js';
import { numbersOf, parseLayout, type TiffLayout, type TiffTags } from './tiff-layout.js';
import { blockTags, scanTiff, type TiffDirectory, type TiffScan } from './tiff-scan.js';

interface Page {
  readonly directory: TiffDirectory;
  readonly tags: TiffTags;
  readonly reduced: boolean;
  readonly mask: boolean;
}

interface MaskedLevel extends TiffLevel {
  readonly mask: TiffLevel | null;
}

/** Opens a GeoTIFF of which `source` holds the bytes. Closing the raster closes the source. */
export async function openGeotiff(source: ByteSource): Promise<RasterFile> {
  const scan = await scanTiff(source);
  const tags = await parseTags(source, scan);
  const pages = scan.directories.map((directory, i) => pageOf(directory, tags[i] ?? {}));
  const [first] = pages;
  if (first == null) throw new LandsichtError('raster-invalid', `${source.href}: the file has no image`);
  const levels = levelsOf(source, scan, pages, first);
  const { layout } = levels[0] as MaskedLevel;
  const { bands, metadata, colors } = parseGdalTags(first.tags, layout);
  const { transform, gcps, epsg } = parseGeoreference(first.tags);
  const { width, height, pixelType } = layout;
  const grid: Grid | null = transform != null && epsg != null ? { width, height, transform, epsg } : null;
  const nodata = storedNodata(bands[0]?.nodata ?? null, pixelType);
  return {
    href: source.href,
    format: 'geotiff',
    width,
    height,
    storedBytes: storedBytesOf(source, first.directory),
    pixelType,
    bands,
    grid,
    transform,
    georeference: transform != null ? (epsg != null ? 'affine' : 'no-crs') : gcps.length > 0 ? 'gcps' : 'none',
    gcps,
    gcpEpsg: gcps.length > 0 ? epsg : null,
    levels: levels.map((level) => ({ width: level.layout.width, height: level.layout.height })),
    colors,
    metadata,
    read: (options = {}) => readPixels(source, levels, nodata, options),
    close: () => source.close(),
  };
}

async function readPixels(
  source: ByteSource,
  levels: readonly MaskedLevel[],
  nodata: number | null,
  options: ReadPixels,
): Promise<StoredPixels> {
  const number = options.level ?? 0;
  const level = levels[number];
  if (level == null) throw new LandsichtError('bad-argument', `${source.href}: has levels 0 to ${levels.length - 1}, not ${number}`);
  const { layout, mask } = level;
  const window = checkWindow(source.href, options.window ?? fullWindow(layout));
  const bands = checkBands(source.href, layout.samples, options.bands);
  const { signal, through } = options;
  const pixels = await readLevel(source, level, { window, bands, nodata, through, signal });
  if (mask == null) return pixels;
  const { data } = await readLevel(source, mask, { window, bands: [0], nodata: null, signal });
  const shown = data[0];
  for (let i = 0; i < pixels.valid.length; i++) if (shown?.[i] === 0) pixels.valid[i] = 0;
  return pixels;
}

/** Block tables grow with what a file claims, pixels do not. */
function storedBytesOf({ sizeBytes }: ByteSource, { entries }: TiffDirectory): number {
  const tableBytes = [...entries.values()].reduce((sum, { tag, bytes }) => (blockTags.has(tag) ? sum + bytes : sum), 0);
  return Math.max(0, sizeBytes - tableBytes);
}

/** NewSubfileType: bit 0 = reduced resolution, bit 2 = transparency mask. */
function pageOf(directory: TiffDirectory, tags: TiffTags): Page {
  const subfile = numbersOf(tags, 'NewSubfileType')[0] ?? 0;
  return { directory, tags, reduced: (subfile & 1) !== 0, mask: (subfile & 4) !== 0 };
}

/** The first image and its overviews, largest first, each with its mask. Other pages are left out, as GDAL does. */
function levelsOf(source: ByteSource, scan: TiffScan, pages: readonly Page[], first: Page): MaskedLevel[] {
  const full = makeLevel(source, scan, first);
  const masks = pages.filter((page) => page.mask && page !== first).map((page) => makeLevel(source, scan, page));
  const maskOf = ({ layout }: TiffLevel): TiffLevel | null =>
    masks.find((mask) => mask.layout.width === layout.width && mask.layout.height === layout.height) ?? null;
  const overviews = pages
    .filter((page) => page.reduced && !page.mask && page !== first)
    .map((page) => makeLevel(source, scan, page))
    .filter(({ layout }) => layout.samples === full.layout.samples && layout.pixelType === full.layout.pixelType)
    .filter(({ layout }) => layout.width < full.layout.width || layout.height < full.layout.height)
    .sort((a, b) => b.layout.width - a.layout.width || b.layout.height - a.layout.height);
  const levels = [full, ...overviews].map((level) => ({ ...level, mask: maskOf(level) }));
  // an overview that lacks its mask would show masked pixels
  return levels[0]?.mask == null ? levels : levels.filter(({ mask }) => mask != null);
}

function makeLevel(source: ByteSource, scan: TiffScan, { directory, tags }: Page): TiffLevel {
  const where = `${source.href}: IFD at byte ${directory.offset}`;
  const whole: TiffLayout = parseLayout(tags, scan.littleEndian, where);
  const layout = splitLayout(whole, where);
  let table: Promise<BlockTable> | null = null;
  return {
    layout,
    table: () => {
      table ??= readBlockTable(source, scan, directory, whole).then((read) => splitTable(read, whole, layout));
      table.catch(() => {
        table = null; // a network failure may pass
      });
      return table;
    },
  };
}
