import { join } from 'node:path';
import { type Grid, rowBands, windowGrid } from '@landsicht/core';
import type { UnitContext, UnitOutput, UnitTask } from '../../../runs/unit.js';
import { finishFlood, StateTracer } from '../finish-flood.js';
import { type FloodLayerId, FloodLayers } from '../flood-layers.js';
import { FloodSummary } from '../flood-summary.js';
import { radarImage } from '../radar-image.js';
import { type Backscatter, readBackscatter } from './backscatter.js';
import { detectFromEarlier, type EarlierAnswers } from './earlier-scenes.js';
import { incidenceOf } from './incidence.js';
import { openRadar, type RadarInput } from './radar-input.js';
import { type TerrainFactor, terrainFactor } from './terrain-factor.js';
import { detectByThreshold, type ThresholdAnswer } from './threshold-detector.js';
import { type VotedRows, type VotedScene, type Votes, voteScene } from './vote-pass.js';
import { WindCount } from './wind-count.js';

const bandRows = 512;
/** Of the work, by stage: reading and filtering; the detectors; voting and writing. */
const readShare = 0.5;
const detectShare = 0.3;
const voteShare = 0.1;

/** Sees the run from inside; used by `explainFlood`. */
export interface EnsembleObserver {
  read?(backscatter: readonly Backscatter[], inputs: readonly RadarInput[], flags: readonly string[]): Promise<void>;
  voted?(votes: Votes): void;
  written?(row: number, rows: VotedRows): void;
}

/**
 * The SAR ensemble (GFM; flood.md 3): σ0 of every scene filtered into scratch files; D1 on every scene; D2 and D3 on the subject against
 * the earlier ones; votes, reference water, outlines. Works by bands of rows: memory does not grow with the scene.
 */
export async function runEnsemble(task: UnitTask, context: UnitContext, observer: EnsembleObserver = {}): Promise<UnitOutput> {
  const inputs: RadarInput[] = [];
  const backscatter: Backscatter[] = [];
  const thresholds: ThresholdAnswer[] = [];
  let earlier: EarlierAnswers | null = null;
  let voted: VotedScene | null = null;
  let terrain: TerrainFactor | null = null;
  let layers: FloodLayers | null = null;
  try {
    for (const item of task.items) inputs.push(await openRadar(item, { signal: context.signal, access: context.access }));
    const subject = (inputs[0] as RadarInput).scene;
    const grid = task.window == null ? subject.grid : windowGrid(subject.grid, task.window);
    const layerIds: FloodLayerId[] = [
      'flood',
      'water',
      'likelihood',
      ...(inputs.length > 1 ? ['reference' as const] : []),
      'image',
      'exclusion',
    ];
    layers = await FloodLayers.open(context.dir, grid, layerIds);
    const summary = new FloodSummary();
    for (const i of inputs.keys()) backscatter.push(await readOne(task, context, { inputs, i, grid, layers, summary }));
    const demPath = String(task.parameters['dem'] ?? '');
    if (demPath !== '') terrain = await terrainFactor(demPath, grid, join(context.dir, 'terrain-factor.tif'), context.signal);
    for (const [i, one] of backscatter.entries()) thresholds.push(await thresholdOne(task, context, { one, i, grid, of: inputs.length }));
    earlier = await detectFromEarlier(task, { context, grid, bandRows, backscatter });
    const flags = flagsOf(task, inputs, backscatter, earlier);
    await observer.read?.(backscatter, inputs, flags);

    const wind = new WindCount(incidenceOf(task.items[0]).deg);
    voted = await voteScene(context, {
      grid,
      bandRows,
      minimumPx: Number(task.parameters['minimumPx']),
      thresholds,
      earlier,
      terrain,
      subject: backscatter[0] as Backscatter,
      wind,
      progress: (fraction) => context.progress(readShare + detectShare + voteShare * fraction, 'votes'),
      voted: (votes) => observer.voted?.(votes),
    });
    const tracer = new StateTracer(grid.width, Number(task.parameters['minimumPx']));
    for (const { row, height } of rowBands(grid, bandRows)) {
      context.signal.throwIfAborted();
      const rows = await voted.next(row, height);
      summary.addState(rows.state);
      summary.addLikelihood(rows.state, rows.likelihoodPercent);
      tracer.addRows(rows.state);
      observer.written?.(row, rows);
      await layers.write('water', rows.water, height);
      await layers.write('flood', rows.state, height);
      await layers.write('likelihood', rows.likelihoodPercent, height);
      await layers.write('reference', rows.reference, height);
      const done = readShare + detectShare + voteShare;
      context.progress(done + ((1 - done) * (row + height)) / grid.height, 'outlines');
    }
    await layers.close();
    const all = [...flags, ...(wind.isWindy ? ['wind'] : [])];
    return await finishFlood(task, context, { grid, subject, polygons: tracer.finish(), summary, layers, flags: all });
  } catch (error) {
    await layers?.abort();
    throw error;
  } finally {
    await Promise.all(
      [...thresholds, ...backscatter, ...[earlier, voted, terrain].filter((one) => one != null)].map((one) => one.remove()),
    );
    await Promise.all(inputs.map(({ scene }) => scene.close()));
  }
}

interface ReadPart {
  readonly inputs: readonly RadarInput[];
  readonly i: number;
  readonly grid: Grid;
  readonly layers: FloodLayers;
  readonly summary: FloodSummary;
}

function readOne(task: UnitTask, context: UnitContext, { inputs, i, grid, layers, summary }: ReadPart): Promise<Backscatter> {
  const { scene, bands } = inputs[i] as RadarInput;
  return readBackscatter(scene, {
    grid,
    bands,
    leeWindowPx: Number(task.parameters['leeWindowPx']),
    leeEnl: Number(task.parameters['leeEnl']),
    scratchPath: join(context.dir, `sigma0-${i}`),
    bandRows,
    signal: context.signal,
    progress: (fraction) => context.progress((readShare * (i + fraction)) / inputs.length, `reading ${scene.id}`),
    // only the subject scene is shown and counted
    ...(i > 0
      ? {}
      : {
          onRows: async (rows, haloRows) => {
            const start = haloRows * rows.width;
            const count = rows.innerRows * rows.width;
            const reasons = rows.reason.subarray(start, start + count);
            summary.addReasons(reasons);
            await layers.write('image', radarImage(rows.values, rows.valid, start, count), rows.innerRows);
            await layers.write('exclusion', reasons, rows.innerRows);
          },
        }),
  });
}

interface ThresholdPart {
  readonly one: Backscatter;
  readonly i: number;
  readonly grid: Grid;
  readonly of: number;
}

function thresholdOne(task: UnitTask, context: UnitContext, { one, i, grid, of }: ThresholdPart): Promise<ThresholdAnswer> {
  const db = (name: string) => Number(task.parameters[name]);
  return detectByThreshold(one, {
    grid,
    levels: {
      nearVhDb: db('halfWaterVhDb'),
      farVhDb: db('fallbackVhDb'),
      nearVvDb: db('halfWaterVvDb'),
      farVvDb: db('fallbackVvDb'),
    },
    minimumPx: db('minimumPx'),
    scratchPath: join(context.dir, `threshold-${i}`),
    bandRows,
    signal: context.signal,
    progress: (fraction) => context.progress(readShare + (detectShare * (i + fraction)) / of, 'thresholds'),
  });
}

/** Codes the monitor documents in `limits` and its README: what the reader of a result must know. */
function flagsOf(
  task: UnitTask,
  inputs: readonly RadarInput[],
  backscatter: readonly Backscatter[],
  earlier: EarlierAnswers | null,
): string[] {
  const incidence = incidenceOf(task.items[0]);
  const isOutOfRange = incidence.deg < 27 || incidence.deg > 48;
  return [
    ...(inputs[0]?.flags ?? []),
    ...(backscatter[0]?.surface.tileCount === 0 ? ['threshold_fallback'] : []),
    ...(earlier == null ? ['no_change_detector'] : []),
    ...(earlier?.hasBaseline === true ? [] : ['no_baseline_detector']),
    ...(inputs.length > 1 && inputs.length < 4 ? ['few_earlier_scenes'] : []),
    ...(incidence.isAssumed ? ['incidence_assumed'] : []),
    ...(isOutOfRange ? ['incidence_out_of_range'] : []),
    ...(task.parameters['dem'] === '' ? ['terrain_not_used'] : []),
  ];
}
