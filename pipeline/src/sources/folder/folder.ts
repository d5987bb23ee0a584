import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type Grid, LandsichtError, type Source, type StacItem } from '@landsicht/core';
import { openRaster } from '../../raster/open-raster.js';
import type { RasterFile } from '../../raster/raster-file.js';
import { throwIfAborted } from '../http/clock.js';
import { queryMatcher } from '../query-matcher.js';
import { reportFault } from '../report-fault.js';
import { acquisitionOf, tileOf } from './acquisition-date.js';
import { bandNames, type FolderSensor } from './band-map.js';
import { folderItem } from './folder-item.js';
import { noSidecar, readSidecar, type Sidecar } from './sidecar.js';
import { parseWorldFile, worldFileExtensions } from './world-file.js';

export interface FolderOptions {
  readonly dir: string;
  readonly sensor: FolderSensor;
  /** Common names in file order; `-` leaves a band out. Default: what the files or the sensor say. */
  readonly bands?: readonly string[];
  /** Overrides every other hint. */
  readonly dateUtc?: Date;
  /** Of images placed by a world file only; dop20: 25833. */
  readonly epsg?: number;
}

/** Names below one folder, by lower-cased name, for finding what lies beside an image. */
type Neighbours = ReadonlyMap<string, string>;

/** Every GeoTIFF and JPEG 2000 below a folder as a STAC item, in the order of their paths. */
export function folder({ dir, sensor, bands, dateUtc, epsg }: FolderOptions): Source {
  return {
    id: dir,
    async *search(query, signal, onFault) {
      const matches = await queryMatcher(query);
      const root = resolve(dir);
      const worldFileEpsg = epsg ?? (sensor === 'dop20' ? 25833 : null);
      const images = await imagesBelow(root);
      if (images.length === 0)
        throw new LandsichtError('not-found', `${root}: no .tif, .tiff or .jp2 file in it or below. Check the folder`);
      const settings = { root, sensor, given: bands ?? null, dateUtc: dateUtc ?? null, worldFileEpsg };
      const pathOfId = new Map<string, string>();
      let left = query.limit ?? Number.POSITIVE_INFINITY;
      for (const { path, neighbours } of images) {
        if (left <= 0) return;
        throwIfAborted(signal);
        let item: StacItem;
        try {
          item = await itemOf(path, neighbours, settings, signal);
          const other = pathOfId.get(item.id);
          if (other != null)
            throw new LandsichtError('item-invalid', `${path} and ${other} would both get the id "${item.id}". Rename or move one of them`);
        } catch (error) {
          reportFault(error, onFault);
          continue;
        }
        pathOfId.set(item.id, path);
        if (!matches(item)) continue;
        yield item;
        left--;
      }
    },
  };
}

async function imagesBelow(dir: string): Promise<{ path: string; neighbours: Neighbours }[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new LandsichtError('not-found', `${dir}: not a readable folder (${cause.code ?? cause.message}). Check --folder`, { cause });
  });
  const neighbours = new Map(entries.map(({ name }) => [name.toLowerCase(), name]));
  const images: { path: string; neighbours: Neighbours }[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(dir, entry.name);
    if (entry.isDirectory()) images.push(...(await imagesBelow(path)));
    else if (/\.(tiff?|jp2)$/i.test(entry.name)) images.push({ path, neighbours });
  }
  return images;
}

interface ItemSettings {
  readonly root: string;
  readonly sensor: FolderSensor;
  readonly given: readonly string[] | null;
  readonly dateUtc: Date | null;
  readonly worldFileEpsg: number | null;
}

async function itemOf(
  path: string,
  neighbours: Neighbours,
  { root, sensor, given, dateUtc, worldFileEpsg }: ItemSettings,
  signal?: AbortSignal,
): Promise<StacItem> {
  const sidecar = await sidecarOf(path, neighbours, signal);
  const raster: RasterFile = await openRaster(path, signal == null ? {} : { signal });
  try {
    const names = raster.bands.map(({ name }) => name);
    const bands = bandNames({ path, pixelType: raster.pixelType, names }, sensor, given ?? sidecar.bands);
    const acquisition = acquisitionOf({
      path,
      given: dateUtc,
      sidecar: sidecar.datetime,
      aktCsv: await aktCsvOf(path, neighbours),
      tiffDatetime: raster.metadata['TIFFTAG_DATETIME'] ?? null,
    });
    const id = idOf(relative(root, path));
    const attribution = sidecar.attribution ?? (/_sn\.(tiff?|jp2)$/i.test(path) ? '© GeoSN, dl-de/by-2-0' : null);
    const grid = raster.grid ?? (await worldFileGrid(path, neighbours, raster, worldFileEpsg));
    return folderItem(
      { format: raster.format, pixelType: raster.pixelType, bands: raster.bands, georeference: raster.georeference, grid },
      { id, path, sensor, bands, acquisition, attribution },
    );
  } finally {
    await raster.close();
  }
}

/** `<image>.json`, else `landsicht.json` in the same folder for all its images. */
async function sidecarOf(path: string, neighbours: Neighbours, signal?: AbortSignal): Promise<Sidecar> {
  const own = neighbours.get(`${stemOf(path).toLowerCase()}.json`) ?? neighbours.get('landsicht.json');
  return own == null ? noSidecar : readSidecar(join(dirname(path), own), signal);
}

/** The grid by the world file beside an image that says nothing itself. */
async function worldFileGrid(
  path: string,
  neighbours: Neighbours,
  { georeference, width, height }: RasterFile,
  epsg: number | null,
): Promise<Grid | null> {
  if (georeference !== 'none' || epsg == null) return null;
  const stem = stemOf(path).toLowerCase();
  const name = worldFileExtensions.map((extension) => neighbours.get(`${stem}.${extension}`)).find((found) => found != null);
  if (name == null) return null;
  const worldFile = join(dirname(path), name);
  return { width, height, transform: parseWorldFile(await readFile(worldFile, 'latin1'), worldFile), epsg };
}

/** GeoSN packs `<image>_akt.csv` with each tile; the file of another product of the same tile does as well. */
async function aktCsvOf(path: string, neighbours: Neighbours): Promise<{ path: string; text: string } | null> {
  const tile = tileOf(path);
  const own =
    neighbours.get(`${stemOf(path).toLowerCase()}_akt.csv`) ??
    [...neighbours.values()].sort().find((name) => tile != null && /_akt\.csv$/i.test(name) && tileOf(name) === tile);
  if (own == null) return null;
  const csv = join(dirname(path), own);
  return { path: csv, text: await readFile(csv, 'latin1') };
}

function stemOf(path: string): string {
  return basename(path).replace(/\.[^.]+$/, '');
}

/** The path below the folder, so that ids are unique and stay when the folder moves. */
function idOf(relativePath: string): string {
  return relativePath.replace(/\.[^.]+$/, '').replace(/[^A-Za-z0-9._-]+/g, '-');
}
