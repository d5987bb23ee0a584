import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  affine,
  bboxLonLatOf,
  type CogLayout,
  fullWindow,
  type Grid,
  LandsichtError,
  pixelAreaM2,
  type StacItem,
  windowGrid,
} from '@landsicht/core';
import { openCogWriter } from '../../raster/cog-writer.js';
import type { UnitContext, UnitFile, UnitOutput, UnitTask } from '../../runs/unit.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { openScene } from '../../scene/open-scene.js';
import { gridItemOf } from '../../scene/series-groups.js';
import { resultItem } from '../../stac/result-item.js';
import { writeDetections } from '../../store/geoparquet.js';
import { simplify } from '../../vector/simplify.js';
import { toDetections } from '../../vector/to-detections.js';
import { PolygonTracer, type TracedPolygon } from '../../vector/trace.js';
import { type Delineation, delineate } from './delineate.js';
import { delineationInfo, fieldAttributes, fieldCodes } from './info.js';
import { clearItems, readNdvi } from './ndvi-dates.js';

/** Held in memory at about 60 bytes a pixel. */
const maximumPx = 30_000_000;
/** Of the work. */
const chooseShare = 0.4;
const readShare = 0.5;

export async function runDelineation(task: UnitTask, context: UnitContext): Promise<UnitOutput> {
  const items = [...task.items].sort((a, b) => acquiredUtcOf(a).getTime() - acquiredUtcOf(b).getTime());
  const area = await areaOf(task, items, context);
  const grid = windowGrid(area.tileGrid, area.window);
  if (grid.width * grid.height > maximumPx) {
    throw new LandsichtError(
      'raster-too-large',
      `${task.title}: ${grid.width} × ${grid.height} pixels; at most ${maximumPx} are delineated at once. Name an area with --aoi`,
    );
  }
  const number = (name: string) => Number(task.parameters[name]);
  const clear = await clearItems(items, area, context, {
    cloudPercent: number('cloudPercent'),
    progress: (fraction) => context.progress(chooseShare * fraction, 'clear dates'),
  });
  const pixelM2 = pixelAreaM2(grid);
  let reads = 0;
  const delineation = await delineate(
    grid.width,
    grid.height,
    clear.length,
    (k) => {
      context.signal.throwIfAborted();
      context.progress(chooseShare + (readShare * reads++) / (2 * clear.length), 'borders');
      return readNdvi(clear[k] as StacItem, area, context);
    },
    { minimumDepth: number('minimumDepth'), maximumDistance: number('maximumDistance'), minimumPx: number('minimumM2') / pixelM2 },
  );
  return writeUnit(task, context, { grid, delineation, clear, scenes: items.length });
}

async function areaOf(task: UnitTask, items: readonly StacItem[], context: UnitContext) {
  const scene = await openScene(gridItemOf(items) as StacItem, { signal: context.signal, access: context.access });
  const tileGrid = scene.grid;
  await scene.close();
  return { tileGrid, window: task.window ?? fullWindow(tileGrid) };
}

interface UnitParts {
  readonly grid: Grid;
  readonly delineation: Delineation;
  readonly clear: readonly StacItem[];
  readonly scenes: number;
}

async function writeUnit(task: UnitTask, context: UnitContext, { grid, delineation, clear, scenes }: UnitParts): Promise<UnitOutput> {
  const { fields, courses, edge } = delineation;
  const polygons = tracedFields(fields, grid.width);
  const newest = clear.at(-1) as StacItem;
  const observedUtc = acquiredUtcOf(newest);
  const toleranceCrs = (Number(task.parameters['simplifyM']) * Math.sqrt(affine.pixelArea(grid.transform))) / Math.sqrt(pixelAreaM2(grid));
  const detections = toDetections(
    polygons,
    {
      grid,
      monitor: delineationInfo.id,
      classOf: () => 'field',
      minimumAreaM2: Number(task.parameters['minimumM2']),
      observedUtc,
      sceneIds: clear.map(({ id }) => id),
      unitKey: task.key,
      attributesOf: (polygon) => {
        const course = (courses[(fields[polygon.firstRow * grid.width + polygon.firstCol] as number) - 1] ?? []).filter(
          (value) => !Number.isNaN(value),
        );
        const round = (value: number) => Math.round(value * 1000) / 1000;
        return { dates: course.length, ndviMaximum: round(Math.max(...course)), ndviMinimum: round(Math.min(...course)) };
      },
    },
    simplify(polygons, { toleranceCrs, transform: grid.transform }),
  );
  await writeDetections(join(context.dir, 'detections.parquet'), detections, fieldAttributes);
  await writeLayer(context, grid, 'field', fieldCodesOf(fields, grid.width));
  await writeLayer(
    context,
    grid,
    'edge',
    edge.map((value) => (Number.isNaN(value) ? fieldCodes.notObserved : Math.min(100, Math.round(value * 100)))),
  );
  const mediaType = 'image/tiff; application=geotiff; profile=cloud-optimized';
  const files: UnitFile[] = [
    ...delineationInfo.layers.map(({ id }): UnitFile => ({ path: `${id}.tif`, role: 'layer', layer: id, mediaType })),
    { path: 'detections.parquet', role: 'detections', mediaType: 'application/vnd.apache.parquet' },
  ];
  const item = resultItem({ task, info: delineationInfo, grid, observedUtc: observedUtc.toISOString(), files });
  await writeFile(join(context.dir, 'item.json'), `${JSON.stringify(item, null, 1)}\n`);
  const observedPx = fields.reduce((count, field) => count + (field > 0 ? 1 : 0), 0);
  return {
    files: [...files, { path: 'item.json', role: 'item', mediaType: 'application/geo+json' }],
    grid,
    bboxLonLat: bboxLonLatOf(grid),
    observedUtc: observedUtc.toISOString(),
    summary: {
      observedPx,
      notObservedPx: fields.length - observedPx,
      datesUsed: clear.length,
      datesGiven: scenes,
      detections: detections.length,
    },
    flags: [],
  };
}

/** Outlines of labels: neighbours never merge, because each has its own value. */
function tracedFields(fields: Int32Array, width: number): TracedPolygon[] {
  const tracer = new PolygonTracer(width, { connectivity: 4 });
  const polygons: TracedPolygon[] = [];
  for (let start = 0; start < fields.length; start += width) polygons.push(...tracer.addRow(fields.subarray(start, start + width)));
  return [...polygons, ...tracer.finish()];
}

/** A pixel whose right or lower neighbour is of another field is border. */
function fieldCodesOf(fields: Int32Array, width: number): Uint8Array {
  return Uint8Array.from(fields, (field, i) => {
    if (field === 0) return fieldCodes.notObserved;
    const right = (i + 1) % width === 0 ? field : fields[i + 1];
    const below = fields[i + width] ?? field;
    return right !== field || below !== field ? fieldCodes.border : fieldCodes.field;
  });
}

async function writeLayer(context: UnitContext, grid: Grid, id: 'field' | 'edge', pixels: Uint8Array | Float32Array): Promise<void> {
  const base = { grid, pixelType: 'u8', bands: [{ name: id }], nodata: fieldCodes.notObserved } as const;
  const colors = Object.fromEntries(delineationInfo.classes.map(({ code, color }) => [code, color]));
  const layout: CogLayout = id === 'field' ? { ...base, overviews: 'mode', colors } : { ...base, overviews: 'average' };
  const sink = await openCogWriter(join(context.dir, `${id}.tif`), layout);
  try {
    await sink.writeRows([Uint8Array.from(pixels)], grid.height);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
