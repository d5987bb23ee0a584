import { join } from 'node:path';
import { type Grid, pixelAreaM2, rowBands, type Scene, windowGrid } from '@landsicht/core';
import { RowScratch } from '../../raster/row-scratch.js';
import type { UnitContext, UnitOutput, UnitTask } from '../../runs/unit.js';
import { maskOf } from '../../scene/mask-map.js';
import { openScene } from '../../scene/open-scene.js';
import { type GivenRaster, referenceRaster } from './exclusion/given-raster.js';
import { finishFlood, StateTracer } from './finish-flood.js';
import { type FloodLayerId, FloodLayers } from './flood-layers.js';
import { FloodSummary } from './flood-summary.js';
import { floodCodes } from './info.js';
import { ObjectScan, type ObjectSweep } from './object-sweep.js';
import { opticalImage } from './optical/optical-image.js';
import type { OpticalRows } from './optical/optical-rows.js';
import type { OpticalWater } from './optical/optical-water.js';
import { scanOptical } from './optical/scan-optical.js';
import type { SceneContext } from './optical/scene-context.js';
import { sunOfItem } from './optical/sun-of-item.js';
import { fullFactor, type TerrainFactor, terrainFactor } from './sar/terrain-factor.js';
import type { WaterScan } from './scan-water.js';
import { addReference, waterState } from './water-state.js';

const bandRows = 512;
const opticalLayers: readonly FloodLayerId[] = ['flood', 'water', 'likelihood', 'reference', 'image', 'exclusion', 'dswx'];
/** Of the work, reading all scenes takes about this share. */
const scanShare = 0.8;
/** `minimumPx` is said of Sentinel-1's pixels. */
const pixelOfUnitM2 = 100;

/** Sees the run from inside; used by `explainOptical`. */
export interface OpticalObserver {
  scanned?(scene: number, rows: OpticalRows, answers: OpticalWater, context: SceneContext | null): void;
  judged?(
    row: number,
    rows: { readonly water: readonly Uint8Array[]; readonly state: Uint8Array; readonly terrain: Uint8Array | null },
  ): void;
  written?(row: number, rows: { readonly state: Uint8Array; readonly likelihoodPercent: Uint8Array }): void;
}

/**
 * Water on optical scenes by the DSWx tests, kept from clouds and their shadows; flood = water that earlier clear scenes did not show.
 * Codes of every scene go to scratch files; then states, objects, layers. Works by bands of rows: memory does not grow with the scene.
 */
export async function runOptical(task: UnitTask, context: UnitContext, observer: OpticalObserver = {}): Promise<UnitOutput> {
  const scenes: Scene[] = [];
  const scans: WaterScan[] = [];
  const scratches: RowScratch[] = [];
  let terrain: TerrainFactor | null = null;
  let layers: FloodLayers | null = null;
  let given: GivenRaster | null = null;
  try {
    for (const item of task.items) scenes.push(await openScene(item, { signal: context.signal, access: context.access }));
    const subject = scenes[0] as Scene;
    const grid = task.window == null ? subject.grid : windowGrid(subject.grid, task.window);
    const referencePath = String(task.parameters['reference'] ?? '');
    if (referencePath !== '') given = await referenceRaster(referencePath, grid, subject.acquiredUtc);
    const hasReference = scenes.length > 1 || given != null;
    layers = await FloodLayers.open(context.dir, grid, hasReference ? opticalLayers : opticalLayers.filter((id) => id !== 'reference'));
    const create = async (name: string) => {
      const scratch = await RowScratch.create(join(context.dir, `${name}.raw`), grid.width);
      scratches.push(scratch);
      return scratch;
    };
    const stored = { state: await create('state'), likelihood: await create('likelihood'), reference: await create('reference') };
    const summary = new FloodSummary();
    for (const i of scenes.keys())
      scans.push(await scanOne(task, context, { scenes, i, grid, layers, summary, likelihood: stored.likelihood, observer }));
    const demPath = String(task.parameters['dem'] ?? '');
    if (demPath !== '') terrain = await terrainFactor(demPath, grid, join(context.dir, 'terrain-factor.tif'), context.signal);

    const { sweep, isPartlyUnknown } = await judge(context, {
      grid,
      scans,
      terrain,
      given,
      stored,
      minimumPx: minimumPxOf(task, grid),
      observer,
    });
    const tracer = new StateTracer(grid.width, minimumPxOf(task, grid));
    for (const { row, height } of rowBands(grid, bandRows)) {
      context.signal.throwIfAborted();
      const [state, likelihoodPercent, reference] = await Promise.all(
        [stored.state, stored.likelihood, stored.reference].map((scratch) => scratch.read(row, height)) as [
          Promise<Uint8Array>,
          Promise<Uint8Array>,
          Promise<Uint8Array>,
        ],
      );
      const water = sweep.sweep(state);
      for (let i = 0; i < state.length; i++) {
        // likelihood is of flood: none on reference water, and no more than even where water was dropped
        if (state[i] === floodCodes.reference) [likelihoodPercent[i], reference[i]] = [0, 1];
        else if (state[i] === floodCodes.dry) likelihoodPercent[i] = Math.min(likelihoodPercent[i] as number, tippingPercent);
      }
      summary.addState(state);
      summary.addLikelihood(state, likelihoodPercent);
      tracer.addRows(state);
      observer.written?.(row, { state, likelihoodPercent });
      await layers.write('flood', state, height);
      await layers.write('water', water, height);
      await layers.write('likelihood', likelihoodPercent, height);
      await layers.write('reference', reference, height);
      context.progress(scanShare + ((1 - scanShare) * (row + height)) / grid.height, 'outlines');
    }
    await layers.close();
    const flags = [...flagsOf(task), ...(isPartlyUnknown ? ['reference_not_observed'] : [])];
    return await finishFlood(task, context, { grid, subject, polygons: tracer.finish(), summary, layers, flags });
  } catch (error) {
    await layers?.abort();
    throw error;
  } finally {
    await Promise.all([...scans, ...scratches, ...(terrain == null ? [] : [terrain])].map((one) => one.remove()));
    await Promise.all([...scenes.map((scene) => scene.close()), given?.close()]);
  }
}

const tippingPercent = 49;

/** The same ground as `minimumPx` of 10 m where pixels are larger. */
function minimumPxOf(task: UnitTask, grid: Grid): number {
  return Math.max(1, Math.round(Number(task.parameters['minimumPx']) * Math.min(1, pixelOfUnitM2 / pixelAreaM2(grid))));
}

interface ScanPart {
  readonly scenes: readonly Scene[];
  readonly i: number;
  readonly grid: Grid;
  readonly layers: FloodLayers;
  readonly summary: FloodSummary;
  readonly likelihood: RowScratch;
  readonly observer: OpticalObserver;
}

function scanOne(task: UnitTask, context: UnitContext, { scenes, i, grid, layers, summary, likelihood, observer }: ScanPart) {
  const scene = scenes[i] as Scene;
  return scanOptical(scene, task.items[i] as UnitTask['items'][number], {
    grid,
    bandRows,
    signal: context.signal,
    scratchPath: join(context.dir, `scan-${i}.raw`),
    minimumPx: minimumPxOf(task, grid),
    progress: (fraction) => context.progress((scanShare * (i + fraction)) / scenes.length, `reading ${scene.id}`),
    onRows: async (rows, answers, sceneContext) => {
      observer.scanned?.(i, rows, answers, sceneContext);
      // only the subject scene is shown and counted
      if (i > 0) return;
      const start = rows.haloRows * rows.width;
      const count = rows.innerRows * rows.width;
      summary.addReasons(answers.reason);
      await likelihood.append(percentOf(answers));
      await layers.write('image', opticalImage(rows.bands.swir16, rows.valid, start, count), rows.innerRows);
      await layers.write('exclusion', answers.reason, rows.innerRows);
      await layers.write('dswx', dswxOf(answers), rows.innerRows);
    },
  });
}

function percentOf({ answer, likelihood }: OpticalWater): Uint8Array {
  const percent = new Uint8Array(likelihood.length);
  for (let i = 0; i < percent.length; i++) {
    percent[i] = answer[i] === floodCodes.notObserved ? floodCodes.notObserved : Math.round(100 * (likelihood[i] as number));
  }
  return percent;
}

function dswxOf({ answer, dswxClass }: OpticalWater): Uint8Array {
  const codes = dswxClass.slice();
  for (let i = 0; i < codes.length; i++) if (answer[i] === floodCodes.notObserved) codes[i] = floodCodes.notObserved;
  return codes;
}

interface JudgeParts {
  readonly grid: Grid;
  /** The subject's first. */
  readonly scans: readonly WaterScan[];
  readonly terrain: TerrainFactor | null;
  /** Given reference water; null = none. */
  readonly given: GivenRaster | null;
  readonly stored: Readonly<Record<'state' | 'likelihood' | 'reference', RowScratch>>;
  readonly minimumPx: number;
  readonly observer: OpticalObserver;
}

/** States of all pixels, before objects are swept; whether water lies where no earlier scene saw the ground. */
async function judge(context: UnitContext, parts: JudgeParts): Promise<{ sweep: ObjectSweep; isPartlyUnknown: boolean }> {
  const { grid, scans, terrain, given, stored, minimumPx, observer } = parts;
  const objects = new ObjectScan(grid.width);
  let unknownPx = 0;
  for (const { row, height } of rowBands(grid, bandRows)) {
    context.signal.throwIfAborted();
    const [water = new Uint8Array(), ...earlier] = await Promise.all(scans.map((one) => one.waterRows(row, height)));
    const { state, reference } = waterState(water, earlier);
    const usual = await given?.rows(row, height);
    if (usual != null) addReference(state, reference, usual);
    const factors = (await terrain?.rows(row, height))?.factors ?? null;
    if (factors != null) denyOnHighGround(state, await stored.likelihood.read(row, height), factors);
    for (const code of state) if (code === floodCodes.water) unknownPx++;
    observer.judged?.(row, { water: [water, ...earlier], state, terrain: factors });
    objects.addRows(state);
    await stored.state.append(state);
    await stored.reference.append(reference);
  }
  return { sweep: objects.finish(minimumPx), isPartlyUnknown: (scans.length > 1 || given != null) && unknownPx >= minimumPx };
}

/** No flood stands high above its drainage or on a slope: shadow of mountains does. Usual water stays. Where the DEM has a hole, the scene decides alone. */
function denyOnHighGround(state: Uint8Array, likelihoodPercent: Uint8Array, factors: Uint8Array): void {
  for (let i = 0; i < state.length; i++) {
    const factor = factors[i] as number;
    if (factor >= fullFactor || (state[i] !== floodCodes.flood && state[i] !== floodCodes.water)) continue;
    if ((likelihoodPercent[i] as number) * factor <= tippingPercent * fullFactor) state[i] = floodCodes.dry;
  }
}

/** Codes of `floodFlags`. */
function flagsOf(task: UnitTask): string[] {
  const [item] = task.items;
  const isTopOfAtmosphere = task.inputs[0]?.sensor === 'sentinel-2-l1c' || task.inputs[0]?.sensor === 'landsat-l1';
  const hasOwnMask = item != null && maskOf(item) == null;
  return [
    ...(isTopOfAtmosphere ? ['top_of_atmosphere'] : []),
    ...(hasOwnMask ? ['own_cloud_mask'] : []),
    ...(hasOwnMask && sunOfItem(item) == null ? ['sun_angles_unknown'] : []),
    ...(task.items.length > 1 && task.items.length < 4 ? ['few_earlier_scenes'] : []),
    ...(task.parameters['dem'] === '' ? ['terrain_not_used'] : []),
  ];
}
