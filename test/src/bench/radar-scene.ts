import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bboxLonLatOf, footprintLonLat, type Grid, rowBands, type StacItem } from '@landsicht/core';
import { simulate } from '@landsicht/data-samples';
import { openCogWriter, openRaster } from '@landsicht/pipeline';
import { exists } from './inputs.js';

/** Rows written at a time. */
const blockRows = 512;
const ofOneFile = ['proj:shape', 'proj:transform', 'file:size', 'file:checksum'];

/**
 * A catalogue with one Sentinel-1 scene of sizePx × sizePx: 10 × 10 km of the simulator's land during the flood, continued mirrored, as the
 * simulator continues its own region, but in seconds instead of minutes. Returns the path of catalog.json.
 */
export async function radarScene(dir: string, sizePx: number): Promise<string> {
  const itemPath = await simulatedItem(join(dir, 'region'));
  const item = JSON.parse(await readFile(itemPath, 'utf8')) as StacItem;
  const vh = item.assets['vh'];
  if (vh == null) throw new Error(`${itemPath}: has no asset "vh"`);
  const sceneDir = join(dir, `scene-${sizePx}`);
  await mkdir(sceneDir, { recursive: true });
  const grid = await mirrored(join(dirname(itemPath), vh.href), join(sceneDir, 'vh.tif'), sizePx);
  await writeJson(join(sceneDir, 'item.json'), {
    ...item,
    geometry: { type: 'Polygon', coordinates: [footprintLonLat(grid)] },
    bbox: bboxLonLatOf(grid),
    // what no longer holds of the larger raster is left out
    properties: without(item.properties, ofOneFile),
    links: [],
    assets: { vh: { ...without(vh, ofOneFile), href: './vh.tif' } },
  });
  const catalog = join(sceneDir, 'catalog.json');
  const links = [{ rel: 'item', href: './item.json', type: 'application/geo+json' }];
  await writeJson(catalog, { type: 'Catalog', stac_version: '1.0.0', id: 'bench', description: 'One simulated scene', links });
  return catalog;
}

/** Path of the item of one pass over the simulated land; made once a run. */
async function simulatedItem(dir: string): Promise<string> {
  const catalog = join(dir, 'catalog.json');
  if (!(await exists(catalog))) {
    await simulate({
      dir,
      preset: 'small',
      extentM: 10_000,
      only: ['sentinel-1'],
      sentinel1Utc: ['2025-06-17T16:51:12Z'],
      writeCog: openCogWriter,
    });
  }
  return linkOf(await linkOf(catalog, 'child'), 'item');
}

async function linkOf(path: string, rel: string): Promise<string> {
  const { links } = JSON.parse(await readFile(path, 'utf8')) as { links: { rel: string; href: string }[] };
  const href = links.find((link) => link.rel === rel)?.href;
  if (href == null) throw new Error(`${path}: has no link "${rel}"`);
  return join(dirname(path), href);
}

/** Continues a raster mirrored at its edges. */
async function mirrored(source: string, target: string, sizePx: number): Promise<Grid> {
  const file = await openRaster(source);
  const [pixels] = (await file.read({ bands: [0] })).data;
  await file.close();
  const { grid: part, width, height } = file;
  if (part == null || !(pixels instanceof Float32Array)) throw new Error(`${source}: expected a float32 raster with a grid`);
  const grid: Grid = { ...part, width: sizePx, height: sizePx };
  const sink = await openCogWriter(target, {
    grid,
    pixelType: 'f32',
    bands: [{ name: 'vh', unit: 'linear' }],
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

function without(members: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}

function mirror(px: number, size: number): number {
  const k = px % (2 * size);
  return k < size ? k : 2 * size - 1 - k;
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 1)}\n`);
}
