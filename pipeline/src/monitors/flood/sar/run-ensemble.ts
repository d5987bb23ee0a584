import { join } from 'node:path';
import { type Grid, rowBands, type StacItem, windowGrid } from '@landsicht/core';
import { RowScratch } from '../../../raster/row-scratch.js';
import type { UnitContext, UnitOutput, UnitTask } from '../../../runs/unit.js';
import { type GivenGround, openGivenGround } from '../exclusion/open-exclusion.js';
import { finishFlood, StateTracer } from '../finish-flood.js';
import { type FloodLayerId, FloodLayers } from '../flood-layers.js';
import { FloodSummary } from '../flood-summary.js';
import { radarImage } from '../radar-image.js';
import { type Backscatter, scratchBandRows } from './backscatter.js';
import { detectFromEarlier, type EarlierAnswers } from './earlier-scenes.js';
import { floodHandRange } from './hand-range.js';
import { incidenceOf } from './incidence.js';
import { openPrepared, type PreparedFiles, type PreparedScene, prepareOpened, type ScenePart } from './prepare-scene.js';
import { prepareScenes } from './prepare-scenes.js';
import { openRadar, type RadarInput } from './radar-input.js';
import { keepSceneFacts } from './scene-facts.js';
import { type HandRange, type TerrainFactor, terrainFactor } from './terrain-factor.js';
import { type VotedRows, type VotedScene, type Votes, voteScene } from './vote-pass.js';
import { WindCount } from './wind-count.js';

/** Of the work, by stage: reading, filtering and D1; D2 and D3; voting. The rest is writing. */
const prepareShare = 0.7;
const detectShare = 0.1;
const voteShare = 0.1;

/** Sees the run from inside; used by `explainFlood`. */
export interface EnsembleObserver {
  /** Of the whole scene, where only a window of it is run; undefined = to be found out. */
  readonly handRange?: HandRange | null;
  read?(backscatter: readonly Backscatter[], flags: readonly string[]): Promise<void>;
  voted?(votes: Votes): void;
  written?(row: number, rows: VotedRows): void;
}

/**
 * The SAR ensemble (GFM; flood.md 3): σ0 of every scene filtered into scratch files, and D1 on it; D2 and D3 on the subject against the
 * earlier ones; votes, reference water, outlines. Works by bands of rows: memory does not grow with the scene.
 */
export async function runEnsemble(task: UnitTask, context: UnitContext, observer: EnsembleObserver = {}): Promise<UnitOutput> {
  let input: RadarInput | null = null;
  const scenes: PreparedScene[] = [];
  let earlier: EarlierAnswers | null = null;
  let voted: VotedScene | null = null;
  let terrain: TerrainFactor | null = null;
  let layers: FloodLayers | null = null;
  let given: GivenGround | null = null;
  let reasons: RowScratch | null = null;
  try {
    input = await openRadar(task.items[0] as StacItem, { signal: context.signal, access: context.access });
    const subject = input.scene;
    const grid = task.window == null ? subject.grid : windowGrid(subject.grid, task.window);
    const layerIds: FloodLayerId[] = [
      'flood',
      'water',
      'likelihood',
      ...(task.items.length > 1 || task.parameters['reference'] !== '' ? ['reference' as const] : []),
      'image',
      'exclusion',
    ];
    layers = await FloodLayers.open(context.dir, grid, layerIds);
    const summary = new FloodSummary();
    reasons = await RowScratch.create(join(context.dir, 'reasons.raw'), grid.width);
    const prepared = await prepareAll(task, context, { input, grid, layers, reasons });
    for (const one of prepared) scenes.push(await openPrepared(one, grid));
    const backscatter = scenes.map((scene) => scene.backscatter);
    const demPath = String(task.parameters['dem'] ?? '');
    if (demPath !== '') terrain = await terrainFactor(demPath, grid, join(context.dir, 'terrain-factor.tif'), context.signal);
    given = await openGivenGround(task, context, grid);
    // with a network the water of every scene is its own: change is its difference
    earlier =
      task.model == null
        ? await detectFromEarlier(task, {
            context,
            grid,
            backscatter,
            progress: (fraction, stage) => context.progress(prepareShare + detectShare * fraction, stage),
          })
        : null;
    const flags = [...flagsOf(task, input, backscatter, earlier), ...given.flags];
    await observer.read?.(backscatter, flags);

    const wind = new WindCount(incidenceOf(task.items[0]).deg);
    const bandRows = scratchBandRows(grid);
    const [subjectRows, ...earlierRows] = backscatter as [Backscatter, ...Backscatter[]];
    let { handRange } = observer;
    if (handRange === undefined && terrain != null) {
      handRange = await floodHandRange(terrain, { subject: subjectRows, earlier: earlierRows }, { grid, bandRows, signal: context.signal });
    }
    voted = await voteScene(context, {
      grid,
      bandRows,
      minimumPx: Number(task.parameters['minimumPx']),
      thresholds: scenes.map((scene) => scene.threshold),
      earlier,
      terrain,
      handRange: handRange ?? null,
      exclusion: {
        grid,
        subject: subjectRows,
        earlier: earlierRows,
        terrain: given.terrain,
        landcover: given.landcover,
        roughVvDb: wind.roughDb,
      },
      reference: given.reference,
      wind,
      progress: (fraction) => context.progress(prepareShare + detectShare + voteShare * fraction, 'votes'),
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
      const missing = await reasons.read(row, height);
      for (let i = 0; i < missing.length; i++) if (missing[i] === 0) missing[i] = rows.exclusion[i] as number;
      summary.addReasons(missing);
      await layers.write('exclusion', missing, height);
      const done = prepareShare + detectShare + voteShare;
      context.progress(done + ((1 - done) * (row + height)) / grid.height, 'outlines');
    }
    await layers.close();
    const all = [...flags, ...(wind.isWindy ? ['wind'] : [])];
    if (context.cacheDir != null) await keepSceneFacts(context.cacheDir, task.key, { handRange: handRange ?? null, flags: all });
    return await finishFlood(task, context, { grid, subject, polygons: tracer.finish(), summary, layers, flags: all });
  } catch (error) {
    await layers?.abort();
    throw error;
  } finally {
    await Promise.all(
      [
        ...scenes.flatMap((scene) => [scene.backscatter, scene.threshold]),
        ...[earlier, voted, terrain, given, reasons].filter((one) => one != null),
      ].map((one) => one.remove()),
    );
    await input?.scene.close();
  }
}

interface PrepareParts {
  readonly input: RadarInput;
  readonly grid: Grid;
  readonly layers: FloodLayers;
  /** Why the scene itself has no data. */
  readonly reasons: RowScratch;
}

/** All scenes read, filtered and put to D1; on the way the subject's picture is written. */
async function prepareAll(task: UnitTask, context: UnitContext, { input, grid, layers, reasons }: PrepareParts): Promise<PreparedFiles[]> {
  const parts = task.items.map(
    (item, index): ScenePart => ({
      item,
      index,
      grid,
      parameters: task.parameters,
      dir: context.dir,
      model: task.model,
      modelsDir: context.modelsDir,
      device: context.device ?? 'auto',
    }),
  );
  return prepareScenes(parts, {
    // a network keeps all cores busy by itself
    context: task.model == null ? context : { ...context, threads: 1 },
    first: (part, signal, progress) =>
      prepareOpened(part, input, {
        signal,
        access: context.access,
        progress,
        onRows: async (rows, haloRows) => {
          const start = haloRows * rows.width;
          const count = rows.innerRows * rows.width;
          await reasons.append(rows.reason.subarray(start, start + count));
          await layers.write('image', radarImage(rows.values, rows.valid, start, count), rows.innerRows);
        },
      }),
    progress: (fraction, { item }, stage) => context.progress(prepareShare * fraction, `${stage} ${item.id}`),
  });
}

/** Codes the monitor documents in `limits` and its README: what the reader of a result must know. */
function flagsOf(task: UnitTask, { flags }: RadarInput, backscatter: readonly Backscatter[], earlier: EarlierAnswers | null): string[] {
  const incidence = incidenceOf(task.items[0]);
  const isOutOfRange = incidence.deg < 27 || incidence.deg > 48;
  return [
    ...flags,
    ...(backscatter[0]?.surface.tileCount === 0 ? ['threshold_fallback'] : []),
    ...(task.model == null ? [] : ['network']),
    ...(earlier == null && task.model == null ? ['no_change_detector'] : []),
    ...(earlier?.hasBaseline === true || task.model != null ? [] : ['no_baseline_detector']),
    ...(task.items.length > 1 && task.items.length < 4 ? ['few_earlier_scenes'] : []),
    ...(incidence.isAssumed ? ['incidence_assumed'] : []),
    ...(isOutOfRange ? ['incidence_out_of_range'] : []),
    ...(task.parameters['dem'] === '' ? ['terrain_not_used'] : []),
  ];
}
