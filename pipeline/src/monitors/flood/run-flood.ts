import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { affine, bboxLonLatOf, type Grid, rowBands, type Scene, windowGrid } from '@landsicht/core';
import type { UnitContext, UnitFile, UnitOutput, UnitTask } from '../../runs/unit.js';
import { openScene } from '../../scene/open-scene.js';
import { resultItem } from '../../stac/result-item.js';
import { writeDetections } from '../../store/geoparquet.js';
import { simplify } from '../../vector/simplify.js';
import { toDetections } from '../../vector/to-detections.js';
import { PolygonTracer, type TracedPolygon } from '../../vector/trace.js';
import { FloodLayers } from './flood-layers.js';
import { FloodSummary } from './flood-summary.js';
import { floodInfo } from './info.js';
import { radarImage } from './radar-image.js';
import { scanWater, type WaterScan } from './scan-water.js';
import { waterState } from './water-state.js';

const bandRows = 512;
/** Of the work, the first pass over all scenes takes about this share. */
const scanShare = 0.8;

/** Two streaming passes: codes and components of every scene; then states, rasters and outlines. Memory does not grow with the scene. */
export async function runFlood(task: UnitTask, context: UnitContext): Promise<UnitOutput> {
  const scenes: Scene[] = [];
  const scans: WaterScan[] = [];
  let layers: FloodLayers | null = null;
  try {
    for (const item of task.items) scenes.push(await openScene(item, { signal: context.signal, access: context.access }));
    const subject = scenes[0] as Scene;
    const grid = task.window == null ? subject.grid : windowGrid(subject.grid, task.window);
    layers = await FloodLayers.open(context.dir, grid, scenes.length > 1);
    const summary = new FloodSummary();
    for (const [i, scene] of scenes.entries()) scans.push(await scan(task, context, { scene, i, grid, layers, summary }));
    const tracer = new PolygonTracer(grid.width, { connectivity: 8 });
    const polygons: TracedPolygon[] = [];
    const minimumPx = Number(task.parameters['minimumPx']);
    const keepLarge = (traced: readonly TracedPolygon[]) => polygons.push(...traced.filter(({ pixelCount }) => pixelCount >= minimumPx));
    for (const { row, height } of rowBands(grid, bandRows)) {
      context.signal.throwIfAborted();
      const [water = new Uint8Array(), ...earlier] = await Promise.all(scans.map((one) => one.waterRows(row, height)));
      const { state, reference } = waterState(water, earlier);
      summary.addState(state);
      const traced = detectedOnly(state);
      for (let r = 0; r < height; r++) keepLarge(tracer.addRow(traced.subarray(r * grid.width, (r + 1) * grid.width)));
      await layers.write('water', water, height);
      await layers.write('flood', state, height);
      await layers.write('reference', reference, height);
      context.progress(scanShare + ((1 - scanShare) * (row + height)) / grid.height, 'outlines');
    }
    keepLarge(tracer.finish());
    await layers.close();
    return await finish(task, context, { grid, subject, polygons, summary, layers });
  } catch (error) {
    await layers?.abort();
    throw error;
  } finally {
    await Promise.all(scans.map((one) => one.remove()));
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

const detectedCodes = new Set<number>(floodInfo.classes.filter(({ detect }) => detect).map(({ code }) => code));

/** Codes of classes that become detections; all others 0. */
function detectedOnly(state: Uint8Array): Uint8Array {
  return state.map((code) => (detectedCodes.has(code) ? code : 0));
}

interface Finished {
  readonly grid: Grid;
  readonly subject: Scene;
  readonly polygons: readonly TracedPolygon[];
  readonly summary: FloodSummary;
  readonly layers: FloodLayers;
}

async function finish(task: UnitTask, context: UnitContext, { grid, subject, polygons, summary, layers }: Finished): Promise<UnitOutput> {
  const observedUtc = subject.acquiredUtc.toISOString();
  const toleranceCrs = Number(task.parameters['simplifyPx']) * Math.sqrt(affine.pixelArea(grid.transform));
  const shapes = simplify(polygons, { toleranceCrs, transform: grid.transform });
  const detections = toDetections(
    polygons,
    {
      grid,
      monitor: floodInfo.id,
      classOf: (value) => floodInfo.classes.find(({ code }) => code === value)?.id ?? String(value),
      minimumAreaM2: 0, // by pixel count above: areas of pixels vary on grids in degrees
      observedUtc: subject.acquiredUtc,
      sceneIds: [subject.id],
      unitKey: task.key,
    },
    shapes,
  );
  await writeDetections(join(context.dir, 'detections.parquet'), detections);
  const files: UnitFile[] = [
    ...layers.files,
    { path: 'detections.parquet', role: 'detections', mediaType: 'application/vnd.apache.parquet' },
  ];
  const item = resultItem({ task, info: floodInfo, grid, observedUtc, files });
  await writeFile(join(context.dir, 'item.json'), `${JSON.stringify(item, null, 1)}\n`);
  const values = summary.values(grid);
  const flags = [...(task.items.length === 1 ? ['no-reference'] : []), ...(values['observedPx'] === 0 ? ['nothing-observed'] : [])];
  return {
    files: [...files, { path: 'item.json', role: 'item', mediaType: 'application/geo+json' }],
    grid,
    bboxLonLat: bboxLonLatOf(grid),
    observedUtc,
    summary: { ...values, detections: detections.length },
    flags,
  };
}
