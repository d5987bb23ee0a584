import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CogLayout, type Grid, LandsichtError, type PixelArray, type StacItem, sunAngles, type WriteCog } from '@landsicht/core';
import { northUpGrid } from '../land/north-up-grid.js';
import { regionEast, regionNorth } from '../land/region.js';
import { type AssetFile, itemDir, writeCatalogue, writeItem } from '../write/stac-files.js';
import { type ForestCalendar, forestCalendar } from './forest-calendar.js';
import { forestBands } from './forest-spectra.js';
import { type ForestTruth, forestTruth } from './forest-truth.js';
import { type ForestPass, forestPasses } from './forest-weather.js';
import { makeForestWorld } from './forest-world.js';
import { type ForestImage, ForestRenderer } from './render-forest.js';

export interface SimulateForestOptions {
  /** Folder to write into; made if missing. */
  readonly dir: string;
  /** Default 1. The same seed gives the same bytes. */
  readonly seed?: number;
  /** Side length, a multiple of 20 from 600 to 5000; default 1600. */
  readonly extentM?: number;
  /** Days of the series (RFC 3339); beetles and fellings begin two years after its start. Default 2020-03-01 to 2023-09-30. */
  readonly fromUtc?: string;
  readonly toUtc?: string;
  /** Revisit; default 5. Dates that are all cloud are not written. */
  readonly everyDays?: number;
  readonly writeCog: WriteCog;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number, message: string) => void;
}

export interface SimulatedForest {
  /** Path of catalog.json. */
  readonly catalog: string;
  /** Acquisitions. */
  readonly items: number;
  readonly acquiredUtc: readonly string[];
  /** First day with attack and felling. */
  readonly eventsFromUtc: string;
  /** Path of each truth raster (10 m); `spruce` is the forest mask. */
  readonly truth: Readonly<Record<keyof ForestTruth, string>>;
}

/** A Sentinel-2 L2A series of a spruce landscape under beetles, with every trap of forest.md section 9 and its truth, as static STAC. */
export async function simulateForest(options: SimulateForestOptions): Promise<SimulatedForest> {
  const {
    dir,
    seed = 1,
    extentM = 1600,
    fromUtc = '2020-03-01',
    toUtc = '2023-09-30',
    everyDays = 5,
    writeCog,
    signal,
    progress,
  } = options;
  if (!(Number.isInteger(extentM / 20) && extentM >= 600 && extentM <= 5000)) {
    throw new LandsichtError('bad-argument', `extentM is ${extentM}; expected a multiple of 20 m from 600 to 5000`);
  }
  if (!(Number.isInteger(everyDays) && everyDays >= 1 && everyDays <= 60)) {
    throw new LandsichtError('bad-argument', `everyDays is ${everyDays}; expected whole days from 1 to 60`);
  }
  const calendar = forestCalendar(fromUtc, toUtc);
  const sizePx = extentM / 10;
  const grids: Grids = { 10: gridAt(10, sizePx), 20: gridAt(20, sizePx / 2) };
  const world = makeForestWorld(seed, sizePx, calendar);
  const passes = forestPasses(seed, calendar, everyDays);
  const renderer = new ForestRenderer(world);
  await mkdir(dir, { recursive: true });
  const items: StacItem[] = [];
  for (const [k, pass] of passes.entries()) {
    if (signal?.aborted) throw new LandsichtError('aborted', 'The simulation was stopped');
    progress?.(k / (passes.length + 1), `Sentinel-2 ${pass.utc.toISOString().slice(0, 10)}`);
    items.push(await writePass(dir, grids, pass, renderer.render(pass), writeCog));
  }
  const truth = await writeTruth(dir, grids[10], calendar, forestTruth(world, passes), writeCog);
  const catalog = await writeCatalogue(dir, seed, [...items, truth.item]);
  progress?.(1, 'Done');
  return {
    catalog,
    items: items.length,
    acquiredUtc: passes.map(({ utc }) => utc.toISOString()),
    eventsFromUtc: new Date(calendar.eventsFrom * 86_400_000).toISOString(),
    truth: truth.paths,
  };
}

type Grids = Readonly<Record<10 | 20, Grid>>;

function gridAt(metres: number, size: number): Grid {
  return northUpGrid(regionEast + 6000, regionNorth + 14_000, metres, size, size, 32633);
}

async function writePass(root: string, grids: Grids, pass: ForestPass, image: ForestImage, writeCog: WriteCog): Promise<StacItem> {
  const id = `SIM_S2B_T33UVS_${pass.utc.toISOString().slice(0, 10).replace(/-/g, '')}_L2A`;
  const dir = itemDir(root, 'sentinel-2', id);
  await mkdir(dir, { recursive: true });
  const assets: AssetFile[] = [];
  for (const [metres, pixels] of [
    [10, image.fine],
    [20, image.coarse],
  ] as const) {
    const bands = forestBands.filter(([, , m]) => m === metres);
    const path = join(dir, `R${metres}m.tif`);
    const grid = grids[metres];
    await writeWhole(writeCog, path, { ...layoutOf(grid, 'u16', 0, 'average'), bands: bands.map(([, name]) => ({ name })) }, pixels);
    assets.push({
      key: `R${metres}m`,
      path,
      title: bands.map(([id]) => id).join(', '),
      type: 'cog',
      roles: ['data', 'reflectance'],
      grid,
      members: {
        'eo:bands': bands.map(([name, common]) => ({ name, common_name: common.startsWith('rededge') ? 'rededge' : common })),
        'raster:bands': bands.map(() => ({ data_type: 'uint16', nodata: 0, spatial_resolution: metres })),
      },
    });
  }
  const scl = join(dir, 'scl.tif');
  await writeWhole(writeCog, scl, { ...layoutOf(grids[20], 'u8', 0, 'mode'), bands: [{ name: 'scl' }] }, [image.scl]);
  assets.push({
    key: 'scl',
    path: scl,
    title: 'Scene classification',
    type: 'cog',
    roles: ['data'],
    grid: grids[20],
    members: { 'raster:bands': [{ data_type: 'uint8', nodata: 0, spatial_resolution: 20 }] },
  });
  const percent = (...codes: number[]): number =>
    Math.round((1e6 * image.scl.filter((code) => codes.includes(code)).length) / image.scl.length) / 1e4;
  const sun = sunAngles(pass.utc, 13.9, 50.9);
  return writeItem(root, {
    id,
    collection: 'sentinel-2',
    grid: grids[10],
    utc: pass.utc,
    extensions: ['https://stac-extensions.github.io/eo/v1.1.0/schema.json', 'https://stac-extensions.github.io/view/v1.0.0/schema.json'],
    properties: {
      platform: 'sentinel-2b',
      constellation: 'sentinel-2',
      instruments: ['msi'],
      'eo:cloud_cover': percent(8, 9, 10),
      'view:sun_azimuth': sun.azimuthDeg,
      'view:sun_elevation': sun.elevationDeg,
      's2:processing_baseline': pass.offsetDn === 0 ? '03.01' : '04.00',
      's2:product_type': 'S2MSI2A',
      's2:snow_ice_percentage': percent(11),
      'grid:code': 'MGRS-33UVS',
    },
    assets,
  });
}

const truthTitles: Readonly<Record<keyof ForestTruth, string>> = {
  spruce: 'forest mask (1 = spruce stand)',
  attacked: 'share of spruces ever attacked, %',
  onset: 'day half of the spruces were attacked (days since 1970-01-01, 0 = never)',
  red: 'day the attack was red',
  grey: 'day the attack was grey',
  cut: 'day half of the spruces were felled',
  sanitary: '1 = felled because of beetles',
  state: 'state at the end (0 healthy, 1 dieback, 2 cut, 3 sanitary cut, 4 temporary stress, 5 mixed, 255 no spruce)',
  trap: 'what else may look like an attack (trapKinds)',
};

async function writeTruth(root: string, grid: Grid, calendar: ForestCalendar, truth: ForestTruth, writeCog: WriteCog) {
  const id = 'SIM_FOREST_TRUTH';
  const dir = itemDir(root, 'layers', id);
  await mkdir(dir, { recursive: true });
  const keys = Object.keys(truthTitles) as (keyof ForestTruth)[];
  const paths = Object.fromEntries(keys.map((key) => [key, join(dir, `${key}.tif`)])) as Record<keyof ForestTruth, string>;
  for (const key of keys) {
    const type = truth[key] instanceof Uint16Array ? 'u16' : 'u8';
    await writeWhole(writeCog, paths[key], { ...layoutOf(grid, type, null, 'mode'), bands: [{ name: key }] }, [truth[key]]);
  }
  const item = await writeItem(root, {
    id,
    collection: 'layers',
    grid,
    utc: new Date(calendar.toDay * 86_400_000),
    extensions: [],
    properties: {},
    assets: keys.map((key) => ({ key, path: paths[key], title: `Truth: ${truthTitles[key]}`, type: 'cog', roles: ['labels'], grid })),
  });
  return { item, paths };
}

/** One tile where it fits. */
function layoutOf(grid: Grid, pixelType: 'u8' | 'u16', nodata: number | null, overviews: 'average' | 'mode'): Omit<CogLayout, 'bands'> {
  const tileSize = Math.min(512, 16 * Math.ceil(grid.width / 16));
  return { grid, pixelType, overviews, tileSize, ...(nodata == null ? {} : { nodata }) };
}

async function writeWhole(writeCog: WriteCog, path: string, layout: CogLayout, bands: readonly PixelArray[]): Promise<void> {
  const sink = await writeCog(path, layout);
  try {
    await sink.writeRows(bands, layout.grid.height);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
