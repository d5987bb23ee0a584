import { join } from 'node:path';
import { type Grid, LandsichtError, type OnFault, rowBands, sameGrid, type Window, windowGrid } from '@landsicht/core';
import { openRaster } from '../raster/open-raster.js';
import type { RasterFile } from '../raster/raster-file.js';
import { warp } from '../raster/warp.js';
import { sourceWindowFor } from '../raster/warp-grid.js';
import { isDone } from '../runs/lake.js';
import { unitDir } from '../runs/lake-paths.js';
import type { MonitorModule, UnitTask } from '../runs/unit.js';
import { reportFault } from '../sources/report-fault.js';
import { type Confusion, confusionOf, pool, type Scores, scoresOf } from './confusion.js';

export interface Evaluation {
  readonly pooled: Scores;
  readonly items: Readonly<Record<string, Scores>>;
}

/**
 * Compares each unit's answer layer with the label raster of its subject item. Items without that label asset are left out; a label that
 * cannot be used goes to `onFault`.
 */
export async function evaluateUnits(
  monitor: MonitorModule,
  tasks: readonly UnitTask[],
  lakeDir: string,
  labelAsset: string,
  onFault?: OnFault,
): Promise<Evaluation> {
  const items: Record<string, Confusion> = {};
  let labels = 0;
  for (const task of tasks) {
    const [item] = task.items;
    const label = item?.assets[labelAsset];
    if (item == null || label == null) continue;
    labels++;
    if (!(await isDone(lakeDir, task))) continue;
    const layer = join(unitDir(lakeDir, task), `${monitor.evaluation.layer}.tif`);
    try {
      items[item.id] = await confusionOfFiles(layer, label.href, monitor.evaluation.yes);
    } catch (error) {
      reportFault(error, onFault);
    }
  }
  if (labels === 0) {
    const assets = [...new Set(tasks.flatMap((task) => Object.keys(task.items[0]?.assets ?? {})))];
    throw new LandsichtError(
      'not-found',
      `No item has the label asset "${labelAsset}"; the items' assets are ${assets.join(', ') || 'none'}. Name it with --label-asset`,
    );
  }
  if (Object.keys(items).length === 0)
    throw new LandsichtError('not-found', `None of the ${labels} items with a label could be scored; what is wrong with them stands above`);
  const scores = Object.fromEntries(Object.entries(items).map(([id, counts]) => [id, scoresOf(counts)]));
  return { pooled: scoresOf(pool(Object.values(items))), items: scores };
}

const unknown = 255;
/** Rows compared at a time: memory does not grow with the scene. */
const bandRows = 256;

async function confusionOfFiles(resultPath: string, labelHref: string, yes: readonly number[]): Promise<Confusion> {
  const result = await openRaster(resultPath);
  try {
    const label = await openRaster(labelHref);
    try {
      const grid = gridOf(result);
      const labelGrid = gridOf(label);
      const counts: Confusion[] = [];
      for (const window of rowBands(grid, bandRows)) {
        const answer = await answersIn(result, window, (value) => (yes.includes(value) ? 1 : 0));
        const truth = sameGrid(labelGrid, grid)
          ? await answersIn(label, window, truthOf)
          : await truthOnto(label, labelGrid, windowGrid(grid, window));
        counts.push(confusionOf(answer, truth));
      }
      return pool(counts);
    } finally {
      await label.close();
    }
  } finally {
    await result.close();
  }
}

function gridOf({ grid, href }: RasterFile): Grid {
  if (grid != null) return grid;
  throw new LandsichtError('crs-missing', `${href} has no georeference; a label must lie on the ground. Add one, e.g. gdal_edit.py -a_srs`);
}

/** Labels: 1 yes, 0 no, anything else (Sen1Floods11: −1) unknown. */
function truthOf(value: number): number {
  return value === 0 || value === 1 ? value : unknown;
}

/** 1 yes, 0 no, 255 unknown. */
async function answersIn(file: RasterFile, window: Window, toAnswer: (value: number) => number): Promise<Uint8Array> {
  const { data, valid } = await file.read({ window, bands: [0] });
  const values = data[0] ?? [];
  return Uint8Array.from(valid, (ok, i) => (ok === 1 ? toAnswer(values[i] ?? unknown) : unknown));
}

async function truthOnto(label: RasterFile, labelGrid: Grid, target: Grid): Promise<Uint8Array> {
  const method = 'nearest';
  const window = sourceWindowFor(labelGrid, target, { method });
  if (window == null) return new Uint8Array(target.width * target.height).fill(unknown);
  const truth = await answersIn(label, window, truthOf);
  const known = truth.map((value) => (value === unknown ? 0 : 1));
  const { data, valid } = warp({ grid: windowGrid(labelGrid, window), data: [truth], valid: known }, target, { method });
  const onto = data[0] ?? [];
  return Uint8Array.from(valid, (ok, i) => (ok === 1 ? (onto[i] ?? unknown) : unknown));
}
