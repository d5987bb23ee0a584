import type { BboxLonLat, ParameterValues, StacItem } from '@landsicht/core';
import { bandsOf } from '../scene/band-map.js';
import { maskOf } from '../scene/mask-map.js';
import { identifyAssets } from './asset-identity.js';
import type { MonitorModule, UnitTask } from './unit.js';
import { finishPlan } from './unit-key.js';

export interface RunRequest {
  readonly monitor: MonitorModule;
  readonly items: readonly StacItem[];
  readonly parameters: ParameterValues;
  readonly bboxLonLat: BboxLonLat | null;
  readonly signal?: AbortSignal;
}

/** The units a request makes, with their keys. Looks at files (size, time, checksum) but reads no pixels. */
export async function planRun({ monitor, items, parameters, bboxLonLat, signal }: RunRequest): Promise<UnitTask[]> {
  const planned = monitor.plan(items, { parameters, bboxLonLat });
  const used = [...new Map(planned.flatMap((unit) => unit.items).map((item) => [item.id, item])).values()];
  const assetsOf = (item: StacItem) => assetsRead(item, monitor.info.needs);
  const assets = await identifyAssets(used, signal == null ? { assetsOf } : { assetsOf, signal });
  return planned.map((unit) => finishPlan(unit, monitor.info, parameters, assets));
}

/** The assets whose bytes can change a result: those of the bands that are read, and the mask. */
function assetsRead(item: StacItem, needs: readonly string[]): string[] {
  const bands = bandsOf(item).flatMap(({ name, asset }) => (needs.includes(name) ? [asset] : []));
  const mask = maskOf(item);
  return [...new Set(mask == null ? bands : [...bands, mask.asset])];
}
