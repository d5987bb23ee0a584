import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, crsTransform, fullWindow, type Grid, LandsichtError, type Window, windowGrid } from '@landsicht/core';
import type { ExplainContext, Explanation, Place, UnitTask } from '../../../runs/unit.js';
import { openScene } from '../../../scene/open-scene.js';
import { sensorOf } from '../../../scene/sensor-of.js';
import { floodInfo } from '../info.js';
import { windowAround } from '../place-pixel.js';
import { noAnswer } from './change-detector.js';
import { dbOfCode } from './db-codes.js';
import type { Answers } from './ensemble-vote.js';
import { incidenceOf } from './incidence.js';
import { runEnsemble } from './run-ensemble.js';
import { sceneFactsOf } from './scene-facts.js';
import { terrainAt } from './terrain-factor.js';
import type { VotedRows, Votes } from './vote-pass.js';

/** Computed again around the place: tiles and neighbourhoods are the same as in the unit; objects are of the window. */
const reachPx = 300;
/** Tiles lie on multiples of this. */
const tilePx = 50;

/** What each test measured and voted at a place; null where the unit does not cover it. Writes nothing into the lake. */
export async function explainFlood(
  task: UnitTask,
  place: Place,
  { signal, access, cacheDir, modelsDir }: ExplainContext,
): Promise<Explanation | null> {
  if (task.parameters['detector'] === 'simple') {
    throw new LandsichtError('bad-argument', '--explain shows the votes of the ensemble; leave out --set detector=simple');
  }
  const [item] = task.items;
  if (item != null && sensorOf(item) !== 'sentinel-1') {
    throw new LandsichtError('not-found', `${item.id} is an optical scene: only radar scenes are decided by a vote that can be shown`);
  }
  const pixel = await pixelOf(task, place, { signal, access });
  if (pixel == null) return null;
  const { col, row, window } = pixel;
  const at = { col: col - window.col, row: row - window.row };
  const dir = await mkdtemp(join(tmpdir(), 'landsicht-explain-'));
  const told: Record<string, unknown> = {};
  try {
    const context = { dir, progress: () => {}, signal, access, ...(modelsDir == null ? {} : { modelsDir }) };
    const facts = await sceneFactsOf(cacheDir, task.key);
    const output = await runEnsemble({ ...task, window }, context, {
      ...(facts == null ? {} : { handRange: facts.handRange }),
      async read(backscatter) {
        const db = async (scratch: { read(row: number, rows: number): Promise<Uint8Array> } | null) =>
          scratch == null ? null : rounded(dbOfCode[(await scratch.read(at.row, 1))[at.col] ?? 0] as number);
        const scenes = await Promise.all(backscatter.map(async ({ vh, vv }) => ({ vhDb: await db(vh), vvDb: await db(vv) })));
        told['sigma0Filtered'] = scenes.map((values, i) => ({ item: task.items[i]?.id, ...values }));
        const surface = backscatter[0]?.surface;
        const weights = new Float32Array(window.width);
        surface?.rowInto(at.row, weights);
        const weight = weights[at.col] ?? 0;
        const level = (near: string, far: string) =>
          rounded(Number(task.parameters[far]) + weight * (Number(task.parameters[near]) - Number(task.parameters[far])));
        told['thresholdTest'] = {
          bimodalTiles: surface?.tileCount ?? 0,
          kittlerIllingworthDb: rounded(surface?.thresholdDb ?? Number.NaN),
          nearBimodalTile: rounded(weight),
          levelVhDb: level('halfWaterVhDb', 'fallbackVhDb'),
          levelVvDb: level('halfWaterVvDb', 'fallbackVvDb'),
        };
      },
      voted(votes) {
        const i = (at.row - votes.row) * window.width + at.col;
        if (i >= 0 && i < votes.threshold.codes.length) told['votes'] = votesAt(votes, i);
      },
      written(firstRow, rows) {
        const i = (at.row - firstRow) * window.width + at.col;
        if (i >= 0 && i < rows.state.length) Object.assign(told, resultAt(rows, i));
      },
    });
    const demPath = String(task.parameters['dem'] ?? '');
    const terrain = demPath === '' ? null : await terrainAt(demPath, pixel.grid, pixel.place, signal);
    return {
      item: task.items[0]?.id ?? '',
      pixel: { col, row },
      incidenceDeg: incidenceOf(task.items[0]).deg,
      handM: terrain?.handM == null ? null : rounded(terrain.handM),
      slopeDeg: terrain?.slopeDeg == null ? null : rounded(terrain.slopeDeg),
      ...told,
      flags: facts?.flags ?? output.flags,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function votesAt({ threshold, change, baseline }: Votes, i: number): Record<string, unknown> {
  return { threshold: voteAt(threshold, i), change: voteAt(change, i), baseline: voteAt(baseline, i) };
}

function resultAt({ state, likelihoodPercent }: VotedRows, i: number): Record<string, unknown> {
  return {
    result: floodInfo.classes.find(({ code }) => code === state[i])?.id ?? null,
    likelihoodPercent: likelihoodPercent[i] === 255 ? null : likelihoodPercent[i],
  };
}

/** `none`: the detector ran and cannot tell here; null: it did not run. */
function voteAt(answers: Answers | null, i: number): { vote: 'yes' | 'no' | 'none'; likelihood: number | null } | null {
  if (answers == null) return null;
  const code = answers.codes[i] as number;
  if (code >= noAnswer) return { vote: 'none', likelihood: null };
  return { vote: code === 1 ? 'yes' : 'no', likelihood: rounded((answers.likelihood[i] as number) / 255) };
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 100) / 100 : null;
}

async function pixelOf(
  task: UnitTask,
  place: Place,
  context: ExplainContext,
): Promise<{ col: number; row: number; window: Window; grid: Grid; place: readonly [number, number] } | null> {
  const item = task.items[0];
  if (item == null) return null;
  const scene = await openScene(item, context);
  const { grid } = scene;
  await scene.close();
  const [x, y] = inGridCrs(grid, place);
  const [col, row] = affine.apply(affine.invert(grid.transform), x, y).map(Math.floor) as [number, number];
  if (col < 0 || row < 0 || col >= grid.width || row >= grid.height) return null;
  const window = windowAround({ col, row }, { unit: task.window ?? fullWindow(grid), reachPx, alignPx: tilePx });
  return window == null ? null : { col, row, window, grid: windowGrid(grid, window), place: [x, y] };
}

/** Numbers that can be degrees are degrees, all others the scene's own coordinates. */
function inGridCrs(grid: Grid, { x, y }: Place): readonly [number, number] {
  const isLonLat = Math.abs(x) <= 180 && Math.abs(y) <= 90;
  return isLonLat ? crsTransform(4326, grid.epsg).forward(x, y) : [x, y];
}
