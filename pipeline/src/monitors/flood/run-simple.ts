import { join } from 'node:path';
import { type Grid, rowBands, type Scene, windowGrid } from '@landsicht/core';
import { RowScratch } from '../../raster/row-scratch.js';
import type { UnitContext, UnitOutput, UnitTask } from '../../runs/unit.js';
import { openScene } from '../../scene/open-scene.js';
import { finishFlood, StateTracer } from './finish-flood.js';
import { type FloodLayerId, FloodLayers } from './flood-layers.js';
import { FloodSummary } from './flood-summary.js';
import { ObjectScan } from './object-sweep.js';
import { radarImage } from './radar-image.js';
import { scanWater, type WaterScan } from './scan-water.js';
import { waterState } from './water-state.js';

const bandRows = 512;
const simpleLayers: readonly FloodLayerId[] = ['flood', 'water', 'reference', 'image', 'exclusion'];
/** Of the work, the first pass over all scenes takes about this share. */
const scanShare = 0.8;

/** The simple form, VH alone, in three streaming passes: codes and components of every scene; states and their objects; rasters and outlines. Memory does not grow with the scene. */
export async function runSimple(task: UnitTask, context: UnitContext): Promise<UnitOutput> {
  const scenes: Scene[] = [];
  const scans: WaterScan[] = [];
  let layers: FloodLayers | null = null;
  let states: RowScratch | null = null;
  try {
    for (const item of task.items) scenes.push(await openScene(item, { signal: context.signal, access: context.access }));
    const subject = scenes[0] as Scene;
    const grid = task.window == null ? subject.grid : windowGrid(subject.grid, task.window);
    layers = await FloodLayers.open(context.dir, grid, scenes.length > 1 ? simpleLayers : simpleLayers.filter((id) => id !== 'reference'));
    const summary = new FloodSummary();
    for (const [i, scene] of scenes.entries()) scans.push(await scan(task, context, { scene, i, grid, layers, summary }));
    const minimumPx = Number(task.parameters['minimumPx']);
    states = await RowScratch.create(join(context.dir, 'states.raw'), grid.width);
    const objects = new ObjectScan(grid.width);
    for (const { row, height } of rowBands(grid, bandRows)) {
      context.signal.throwIfAborted();
      const [water = new Uint8Array(), ...earlier] = await Promise.all(scans.map((one) => one.waterRows(row, height)));
      const { state, reference } = waterState(water, earlier);
      objects.addRows(state);
      await states.append(state);
      await layers.write('reference', reference, height);
    }
    const sweep = objects.finish(minimumPx);
    const tracer = new StateTracer(grid.width, minimumPx);
    for (const { row, height } of rowBands(grid, bandRows)) {
      context.signal.throwIfAborted();
      const state = await states.read(row, height);
      const water = sweep.sweep(state);
      summary.addState(state);
      tracer.addRows(state);
      await layers.write('water', water, height);
      await layers.write('flood', state, height);
      context.progress(scanShare + ((1 - scanShare) * (row + height)) / grid.height, 'outlines');
    }
    await layers.close();
    return await finishFlood(task, context, { grid, subject, polygons: tracer.finish(), summary, layers, flags: [] });
  } catch (error) {
    await layers?.abort();
    throw error;
  } finally {
    await Promise.all([...scans.map((one) => one.remove()), states?.remove()]);
    await Promise.all(scenes.map((scene) => scene.close()));
  }
}

interface ScanPart {
  readonly scene: Scene;
  readonly i: number;
  readonly grid: Grid;
  readonly layers: FloodLayers;
  readonly summary: FloodSummary;
}

function scan(task: UnitTask, context: UnitContext, { scene, i, grid, layers, summary }: ScanPart): Promise<WaterScan> {
  const number = (name: string) => Number(task.parameters[name]);
  return scanWater(scene, {
    grid,
    bandRows,
    signal: context.signal,
    scratchPath: join(context.dir, `scan-${i}.raw`),
    minimumPx: number('minimumPx'),
    thresholds: {
      seedVhDb: number('seedVhDb'),
      growVhDb: number('growVhDb'),
      leeWindowPx: number('leeWindowPx'),
      leeEnl: number('leeEnl'),
    },
    progress: (fraction) => context.progress((scanShare * (i + fraction)) / task.items.length, `reading ${scene.id}`),
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
