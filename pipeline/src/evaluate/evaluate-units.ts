import { join } from 'node:path';
import { LandsichtError, sameGrid } from '@landsicht/core';
import { openRaster } from '../raster/open-raster.js';
import type { RasterFile } from '../raster/raster-file.js';
import { warp } from '../raster/warp.js';
import { isDone } from '../runs/lake.js';
import { unitDir } from '../runs/lake-paths.js';
import type { MonitorModule, UnitTask } from '../runs/unit.js';
import { type Confusion, confusionOf, pool, type Scores, scoresOf } from './confusion.js';

export interface Evaluation {
  readonly pooled: Scores;
  readonly items: Readonly<Record<string, Scores>>;
}

/** Compares each unit's answer layer with the label raster of its subject item. Items without that label asset are left out. */
export async function evaluateUnits(
  monitor: MonitorModule,
  tasks: readonly UnitTask[],
  lakeDir: string,
  labelAsset: string,
): Promise<Evaluation> {
  const items: Record<string, Confusion> = {};
  for (const task of tasks) {
    const [item] = task.items;
    const label = item?.assets[labelAsset];
    if (item == null || label == null || !(await isDone(lakeDir, task))) continue;
    items[item.id] = await confusionOfFiles(
      join(unitDir(lakeDir, task), `${monitor.evaluation.layer}.tif`),
      label.href,
      monitor.evaluation.yes,
    );
  }
  if (Object.keys(items).length === 0) {
    const assets = [...new Set(tasks.flatMap((task) => Object.keys(task.items[0]?.assets ?? {})))];
    throw new LandsichtError(
      'not-found',
      `No item with a result has the label asset "${labelAsset}"; the items' assets are ${assets.join(', ') || 'none'}. Name it with --label-asset`,
    );
  }
  const scores = Object.fromEntries(Object.entries(items).map(([id, counts]) => [id, scoresOf(counts)]));
  return { pooled: scoresOf(pool(Object.values(items))), items: scores };
}

const unknown = 255;

async function confusionOfFiles(resultPath: string, labelHref: string, yes: readonly number[]): Promise<Confusion> {
  const result = await openRaster(resultPath);
  const label = await openRaster(labelHref);
  try {
    const answer = await read(result, (value) => (yes.includes(value) ? 1 : 0));
    return confusionOf(answer, await labelOnto(label, result));
  } finally {
    await Promise.all([result.close(), label.close()]);
  }
}

/** 1 yes, 0 no, 255 unknown. */
async function read(file: RasterFile, toAnswer: (value: number) => number): Promise<Uint8Array> {
  const { data, valid } = await file.read();
  const values = data[0] ?? [];
  return Uint8Array.from(valid, (ok, i) => (ok === 1 ? toAnswer(values[i] ?? unknown) : unknown));
}

async function labelOnto(label: RasterFile, result: RasterFile): Promise<Uint8Array> {
  // labels: 1 yes, 0 no, anything else (Sen1Floods11: −1) unknown
  const truth = await read(label, (value) => (value === 0 || value === 1 ? value : unknown));
  if (label.grid == null || result.grid == null)
    throw new LandsichtError(
      'crs-missing',
      `${label.grid == null ? label.href : result.href} has no georeference; a label must lie on the ground`,
    );
  if (sameGrid(label.grid, result.grid)) return truth;
  const known = truth.map((value) => (value === unknown ? 0 : 1));
  const warped = warp({ grid: label.grid, data: [truth], valid: known }, result.grid, { method: 'nearest' });
  const onto = warped.data[0] ?? [];
  return Uint8Array.from(warped.valid, (ok, i) => (ok === 1 ? (onto[i] ?? unknown) : unknown));
}
