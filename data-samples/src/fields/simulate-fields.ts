import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Grid, LandsichtError, type StacItem, type WriteCog } from '@landsicht/core';
import { northUpGrid } from '../land/north-up-grid.js';
import { grdExtensions, grdProperties, sigmaAsset, sigmaLayout } from '../radar/grd-item.js';
import { type AssetFile, itemDir, writeCatalogue, writeItem, writeJson } from '../write/stac-files.js';
import { type L2aGrids, writeL2a } from '../write/write-l2a.js';
import { writeWhole } from '../write/write-whole.js';
import { cornerOf, declarationsOf, referencesOf, truthOf } from './field-files.js';
import { type FieldRadarPass, fieldPasses, fieldRadarPasses } from './field-weather.js';
import { type FieldRadarImage, FieldRenderer } from './render-fields.js';

export interface SimulateFieldsOptions {
  /** Folder to write into; made if missing. */
  readonly dir: string;
  /** Default 1. The same seed gives the same bytes. */
  readonly seed?: number;
  /** Declared parcels, 1 to 5000; default 60. */
  readonly parcels?: number;
  /** Season: 1 October before it to 31 January after it. Default 2025. */
  readonly year?: number;
  /** Revisit of Sentinel-2; default 5. About half of the dates are all cloud and not written. */
  readonly everyDays?: number;
  /** Default true. */
  readonly radar?: boolean;
  readonly writeCog: WriteCog;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number, message: string) => void;
}

export interface SimulatedFields {
  /** Path of catalog.json. */
  readonly catalog: string;
  /** Declarations and reference parcels (GeoJSON), and what really happened (JSON: `parcels`, each a `FieldTruth`). */
  readonly declarations: string;
  readonly references: string;
  readonly truth: string;
  /** Optical and radar acquisitions. */
  readonly items: number;
}

/** A season of Sentinel-1 and Sentinel-2 over declared fields, some of them not as declared, with its truth, as static STAC. */
export async function simulateFields(options: SimulateFieldsOptions): Promise<SimulatedFields> {
  const { dir, seed = 1, parcels = 60, year = 2025, everyDays = 5, radar = true, writeCog, signal, progress } = options;
  assertWhole('parcels', parcels, 1, 5000);
  assertWhole('everyDays', everyDays, 1, 60);
  assertWhole('year', year, 2016, 2100);
  const renderer = new FieldRenderer(seed, parcels, year);
  const { square } = renderer;
  const [west, north] = cornerOf(square);
  const gridAt = (metres: 10 | 20): Grid =>
    northUpGrid(west, north, metres, (square.sizePx * 10) / metres, (square.sizePx * 10) / metres, 32633);
  const grids: L2aGrids = { 10: gridAt(10), 20: gridAt(20) };
  const passes = fieldPasses(seed, year, everyDays);
  const radarPasses = radar ? fieldRadarPasses(seed, year) : [];
  await mkdir(dir, { recursive: true });
  const items: StacItem[] = [];
  const tell = (message: string): void => {
    if (signal?.aborted) throw new LandsichtError('aborted', 'The simulation was stopped');
    progress?.(items.length / (passes.length + radarPasses.length + 1), message);
  };
  for (const pass of passes) {
    tell(`Fields, Sentinel-2 ${pass.utc.toISOString().slice(0, 10)}`);
    items.push(await writeL2a(dir, grids, { ...pass, series: 'SIMF' }, renderer.render(pass), writeCog));
  }
  for (const pass of radarPasses) {
    tell(`Fields, Sentinel-1 ${pass.utc.toISOString().slice(0, 10)}`);
    items.push(await writeRadar(dir, grids[10], pass, renderer.radar(pass), writeCog));
  }
  const layers = await writeFieldLayers(dir, renderer, year, grids[10]);
  const catalog = await writeCatalogue(dir, seed, [...items, layers.item]);
  progress?.(1, 'Done');
  return { catalog, ...layers.paths, items: items.length };
}

function assertWhole(name: string, value: number, from: number, to: number): void {
  if (!(Number.isInteger(value) && value >= from && value <= to))
    throw new LandsichtError('bad-argument', `${name} is ${value}; expected a whole number from ${from} to ${to}`);
}

async function writeRadar(root: string, grid: Grid, pass: FieldRadarPass, image: FieldRadarImage, writeCog: WriteCog): Promise<StacItem> {
  const id = `SIMF_S1A_IW_GRDH_1SDV_${pass.utc.toISOString().replace(/[-:]/g, '').slice(0, 15)}`;
  const dir = itemDir(root, 'sentinel-1', id);
  await mkdir(dir, { recursive: true });
  const assets: AssetFile[] = [];
  for (const name of ['vv', 'vh'] as const) {
    const path = join(dir, `${name}.tif`);
    await writeWhole(writeCog, path, sigmaLayout(grid, name), [image[name]]);
    assets.push(sigmaAsset(path, name, grid));
  }
  const properties = { ...grdProperties({ ...pass, platform: 'sentinel-1a' }), 'view:incidence_angle': 38 };
  return writeItem(root, { id, collection: 'sentinel-1', grid, utc: pass.utc, extensions: grdExtensions, properties, assets });
}

async function writeFieldLayers(root: string, { square }: FieldRenderer, year: number, grid: Grid) {
  const id = 'SIM_FIELDS';
  const dir = itemDir(root, 'layers', id);
  const paths = {
    declarations: join(dir, 'declarations.geojson'),
    references: join(dir, 'references.geojson'),
    truth: join(dir, 'truth.json'),
  };
  await writeJson(paths.declarations, declarationsOf(square, year));
  await writeJson(paths.references, referencesOf(square, year));
  await writeJson(paths.truth, { year, parcels: square.parcels.map(truthOf) });
  const asset = (key: keyof typeof paths, title: string, type: 'geojson' | 'json', role: string): AssetFile => ({
    key,
    path: paths[key],
    title,
    type,
    roles: [role],
  });
  const item = await writeItem(root, {
    id,
    collection: 'layers',
    grid,
    utc: new Date(Date.UTC(year, 11, 31)),
    extensions: [],
    properties: {},
    assets: [
      asset('declarations', 'Declared parcels', 'geojson', 'data'),
      asset('references', 'Reference parcels (Feldblöcke)', 'geojson', 'data'),
      asset('truth', 'Truth: what grew, what happened, what was planted against the declaration', 'json', 'labels'),
    ],
  });
  return { item, paths };
}
