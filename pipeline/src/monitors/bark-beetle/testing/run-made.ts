import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BboxLonLat, ParameterValues, StacItem } from '@landsicht/core';
import { openRaster } from '../../../raster/open-raster.js';
import { planRun } from '../../../runs/plan-run.js';
import type { UnitTask } from '../../../runs/unit.js';
import { createAssetAccess } from '../../../sources/access/asset-access.js';
import { readDetections } from '../../../store/geoparquet.js';
import { barkBeetle } from '../bark-beetle.js';
import { type BeetleLayerId, layerPath } from '../beetle-layers.js';

export const defaults = Object.fromEntries(Object.entries(barkBeetle.info.parameters).map(([name, { default: value }]) => [name, value]));

/** The units of some items. */
export function planMade(items: readonly StacItem[], settings: ParameterValues = {}, bboxLonLat: BboxLonLat | null = null) {
  return planRun({ monitor: barkBeetle, items, parameters: { ...defaults, ...settings }, bboxLonLat });
}

let runs = 0;

/** Runs a unit in this thread. */
export async function runMade(task: UnitTask, root: string, cacheDir?: string) {
  const dir = join(root, `unit-${runs++}`);
  await mkdir(dir);
  const messages: string[] = [];
  const context = {
    dir,
    ...(cacheDir == null ? {} : { cacheDir }),
    progress: (_: number, message: string) => void messages.push(message),
    signal: new AbortController().signal,
    access: createAssetAccess(),
  };
  const output = await barkBeetle.run(task, context);
  return {
    dir,
    output,
    messages,
    detections: () => readDetections(join(dir, 'detections.parquet')),
    async layer(id: BeetleLayerId) {
      const file = await openRaster(layerPath(dir, id));
      const { data } = await file.read({});
      await file.close();
      return data[0] as Uint8Array | Uint16Array;
    },
  };
}
