import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Grid, LandsichtError, type StacItem, type WriteCog } from '@landsicht/core';
import { northUpGrid } from '../land/north-up-grid.js';
import { regionEast, regionNorth } from '../land/region.js';
import { itemDir, writeCatalogue, writeItem } from '../write/stac-files.js';
import { type L2aGrids, writeL2a } from '../write/write-l2a.js';
import { layoutOf, writeWhole } from '../write/write-whole.js';
import { type ForestCalendar, forestCalendar } from './forest-calendar.js';
import { type ForestTruth, forestTruth } from './forest-truth.js';
import { forestPasses } from './forest-weather.js';
import { makeForestWorld } from './forest-world.js';
import { ForestRenderer } from './render-forest.js';

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
  const grids: L2aGrids = { 10: gridAt(10, sizePx), 20: gridAt(20, sizePx / 2) };
  const world = makeForestWorld(seed, sizePx, calendar);
  const passes = forestPasses(seed, calendar, everyDays);
  const renderer = new ForestRenderer(world);
  await mkdir(dir, { recursive: true });
  const items: StacItem[] = [];
  for (const [k, pass] of passes.entries()) {
    if (signal?.aborted) throw new LandsichtError('aborted', 'The simulation was stopped');
    progress?.(k / (passes.length + 1), `Sentinel-2 ${pass.utc.toISOString().slice(0, 10)}`);
    items.push(await writeL2a(dir, grids, pass, renderer.render(pass), writeCog));
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

function gridAt(metres: number, size: number): Grid {
  return northUpGrid(regionEast + 6000, regionNorth + 14_000, metres, size, size, 32633);
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
