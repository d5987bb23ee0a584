import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bboxLonLatOf, footprintLonLat, type Grid, rowBands, type StacAsset, type StacItem } from '@landsicht/core';
import { simulate } from '@landsicht/data-samples';
import { openCogWriter, openRaster } from '@landsicht/pipeline';
import { exists } from './inputs.js';

/** Rows written at a time. */
const blockRows = 512;
const ofOneFile = ['proj:shape', 'proj:transform', 'file:size', 'file:checksum'];

/** Passes 12 days apart: three before the flood, one the day after its peak. */
const passesUtc = ['2025-05-12T16:51:12Z', '2025-05-24T16:51:12Z', '2025-06-05T16:51:12Z', '2025-06-17T16:51:12Z'] as const;

/**
 * A catalogue with Sentinel-1 scenes (VV and VH) of sizePx × sizePx, the last during the flood, `earlier` of the same orbit before it:
 * 10 × 10 km of the simulator's land, continued mirrored, as the simulator continues its own region, but in seconds instead of minutes.
 * Returns the path of catalog.json.
 */
export async function radarScenes(dir: string, sizePx: number, earlier: 0 | 3): Promise<string> {
  const sceneDir = join(dir, `scenes-${sizePx}`);
  const catalog = join(sceneDir, `catalog-${earlier}.json`);
  const links: object[] = [];
  for (const itemPath of (await simulatedItems(join(dir, 'region'))).slice(-1 - earlier)) {
    const href = `./${await enlarged(itemPath, sceneDir, sizePx)}`;
    links.push({ rel: 'item', href, type: 'application/geo+json' });
  }
  const description = `${links.length} simulated scene(s)`;
  await writeJson(catalog, { type: 'Catalog', stac_version: '1.0.0', id: 'bench', description, links });
  return catalog;
}

/** Writes the larger scene where it is not there yet; returns the name of its item. */
async function enlarged(itemPath: string, sceneDir: string, sizePx: number): Promise<string> {
  const item = JSON.parse(await readFile(itemPath, 'utf8')) as StacItem;
  const itemName = `${item.id}.json`;
  if (await exists(join(sceneDir, itemName))) return itemName;
  await mkdir(sceneDir, { recursive: true });
  const assets: Record<string, StacAsset> = {};
  let grid: Grid | null = null;
  for (const band of ['vv', 'vh']) {
    const asset = item.assets[band];
    if (asset == null) throw new Error(`${itemPath}: has no asset "${band}"`);
    const file = `${item.id}-${band}.tif`;
    grid = await mirrored(join(dirname(itemPath), asset.href), join(sceneDir, file), { band, sizePx });
    assets[band] = { ...without(asset, ofOneFile), href: `./${file}` };
  }
  if (grid == null) throw new Error(`${itemPath}: has no band`);
  await writeJson(join(sceneDir, itemName), {
    ...item,
    geometry: { type: 'Polygon', coordinates: [footprintLonLat(grid)] },
    bbox: bboxLonLatOf(grid),
    // what no longer holds of the larger raster is left out
    properties: without(item.properties, ofOneFile),
    links: [],
    assets,
  });
  return itemName;
}

/** Paths of the items of all passes over the simulated land, in the order of time; made once a run. */
async function simulatedItems(dir: string): Promise<string[]> {
  const catalog = join(dir, 'catalog.json');
  if (!(await exists(catalog))) {
    await simulate({ dir, preset: 'small', extentM: 10_000, only: ['sentinel-1'], sentinel1Utc: passesUtc, writeCog: openCogWriter });
  }
  const [collection = ''] = await linksOf(catalog, 'child');
  return (await linksOf(collection, 'item')).sort();
}

async function linksOf(path: string, rel: string): Promise<string[]> {
  const { links } = JSON.parse(await readFile(path, 'utf8')) as { links: { rel: string; href: string }[] };
  const hrefs = links.filter((link) => link.rel === rel).map(({ href }) => join(dirname(path), href));
  if (hrefs.length === 0) throw new Error(`${path}: has no link "${rel}"`);
  return hrefs;
}

/** Continues a raster mirrored at its edges. */
async function mirrored(source: string, target: string, { band, sizePx }: { band: string; sizePx: number }): Promise<Grid> {
  const file = await openRaster(source);
  const [pixels] = (await file.read({ bands: [0] })).data;
  await file.close();
  const { grid: part, width, height } = file;
  if (part == null || !(pixels instanceof Float32Array)) throw new Error(`${source}: expected a float32 raster with a grid`);
  const grid: Grid = { ...part, width: sizePx, height: sizePx };
  const sink = await openCogWriter(target, {
    grid,
    pixelType: 'f32',
    bands: [{ name: band, unit: 'linear' }],
    nodata: 0,
    overviews: 'average',
  });
  const columns = Int32Array.from({ length: sizePx }, (_, col) => mirror(col, width));
  for (const window of rowBands(grid, blockRows)) {
    const block = new Float32Array(sizePx * window.height);
    for (let row = 0; row < window.height; row++) {
      const start = mirror(window.row + row, height) * width;
      for (let col = 0; col < sizePx; col++) block[row * sizePx + col] = pixels[start + (columns[col] ?? 0)] ?? 0;
    }
    await sink.writeRows([block], window.height);
  }
  await sink.close();
  return grid;
}

function without<T extends object>(members: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name))) as T;
}

function mirror(px: number, size: number): number {
  const k = px % (2 * size);
  return k < size ? k : 2 * size - 1 - k;
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 1)}\n`);
}
