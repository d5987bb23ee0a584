import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { affine, bboxLonLatOf, type Detection, type Grid, type Scene } from '@landsicht/core';
import type { UnitContext, UnitFile, UnitOutput, UnitTask } from '../../runs/unit.js';
import { resultItem } from '../../stac/result-item.js';
import { writeDetections } from '../../store/geoparquet.js';
import { simplify } from '../../vector/simplify.js';
import { toDetections } from '../../vector/to-detections.js';
import { PolygonTracer, type TracedPolygon } from '../../vector/trace.js';
import type { FloodLayers } from './flood-layers.js';
import type { FloodSummary } from './flood-summary.js';
import { floodInfo } from './info.js';
import type { ObjectNumbers } from './products/object-numbers.js';
import { unitProducts } from './products/unit-products.js';

const detectedCodes = new Set<number>(floodInfo.classes.filter(({ detect }) => detect).map(({ code }) => code));

/** Each code that becomes detections; 0 for the others. */
const detectedOf = Uint8Array.from({ length: 256 }, (_, code) => (detectedCodes.has(code) ? code : 0));

/** Traces the classes that become detections while rows of states go by; keeps outlines of at least `minimumPx`. */
export class StateTracer {
  readonly polygons: TracedPolygon[] = [];
  private readonly tracer: PolygonTracer;
  private readonly width: number;
  private readonly minimumPx: number;

  constructor(width: number, minimumPx: number) {
    this.tracer = new PolygonTracer(width, { connectivity: 8 });
    this.width = width;
    this.minimumPx = minimumPx;
  }

  addRows(state: Uint8Array): void {
    const traced = new Uint8Array(state.length);
    for (let i = 0; i < traced.length; i++) traced[i] = detectedOf[state[i] as number] as number;
    for (let at = 0; at < traced.length; at += this.width) this.keepLarge(this.tracer.addRow(traced.subarray(at, at + this.width)));
  }

  finish(): readonly TracedPolygon[] {
    this.keepLarge(this.tracer.finish());
    return this.polygons;
  }

  private keepLarge(traced: readonly TracedPolygon[]): void {
    this.polygons.push(...traced.filter(({ pixelCount }) => pixelCount >= this.minimumPx));
  }
}

export interface FloodParts {
  readonly grid: Grid;
  readonly subject: Scene;
  readonly polygons: readonly TracedPolygon[];
  readonly summary: FloodSummary;
  readonly layers: FloodLayers;
  readonly flags: readonly string[];
}

/** Outlines, STAC item and the unit's output, once the layers are closed. */
export async function finishFlood(task: UnitTask, context: UnitContext, parts: FloodParts): Promise<UnitOutput> {
  const { grid, subject, polygons, summary, layers } = parts;
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
  const paths = Object.fromEntries(layers.files.map(({ layer = '', path }) => [layer, path]));
  const products = await unitProducts(task, context, { grid, polygons, layers: paths });
  const numbered = detections.map((detection, i) => withNumbers(detection, products.objects[i]));
  await writeDetections(join(context.dir, 'detections.parquet'), numbered, floodInfo.attributes);
  const files: UnitFile[] = [
    ...layers.files,
    ...products.files,
    { path: 'detections.parquet', role: 'detections', mediaType: 'application/vnd.apache.parquet' },
  ];
  const item = resultItem({ task, info: floodInfo, grid, observedUtc, files });
  await writeFile(join(context.dir, 'item.json'), `${JSON.stringify(item, null, 1)}\n`);
  const values = summary.values(grid, detections);
  const missing = [
    ...(task.items.length === 1 && (task.parameters['reference'] ?? '') === '' ? ['no-reference'] : []),
    ...(values['observedPx'] === 0 ? ['nothing-observed'] : []),
  ];
  return {
    files: [...files, { path: 'item.json', role: 'item', mediaType: 'application/geo+json' }],
    grid,
    bboxLonLat: bboxLonLatOf(grid),
    observedUtc,
    summary: { ...values, ...products.affected, detections: detections.length },
    flags: [...missing, ...parts.flags],
  };
}

/** Detections are in the order of the polygons, and so are the numbers. */
function withNumbers(detection: Detection, numbers: ObjectNumbers | undefined): Detection {
  const { likelihood = null, depthM = null } = numbers ?? {};
  return {
    ...detection,
    likelihood: likelihood == null ? null : Math.round(likelihood.mean) / 100,
    attributes: {
      likelihoodP10: likelihood?.p10 ?? null,
      depthMeanM: depthM == null ? null : Math.round(10 * depthM.mean) / 10,
      depthMaxM: depthM == null ? null : Math.round(10 * depthM.greatest) / 10,
    },
  };
}
