import {
  type BandNeeds,
  type BboxLonLat,
  bandNeedsOf,
  LandsichtError,
  type MonitorInfo,
  type OnFault,
  type ParameterValues,
  type StacItem,
} from '@landsicht/core';
import { acquiredUtcOf } from '../scene/acquired-utc.js';
import { assetsFor } from '../scene/assets-for.js';
import { bandsOf } from '../scene/band-map.js';
import { sensorOf } from '../scene/sensor-of.js';
import { reportFault } from '../sources/report-fault.js';
import { identifyAssets } from './asset-identity.js';
import { findModel } from './find-model.js';
import { identifyParameterFiles } from './parameter-files.js';
import type { AssetIdentity, MonitorModule, UnitTask } from './unit.js';
import { finishPlan } from './unit-key.js';
import { modelsDirBeside } from './workspace.js';

export interface RunRequest {
  readonly monitor: MonitorModule;
  readonly items: readonly StacItem[];
  readonly parameters: ParameterValues;
  readonly bboxLonLat: BboxLonLat | null;
  readonly signal?: AbortSignal;
  /** Of the workspace, for parameters that name something in it. */
  readonly catalogueDir?: string;
  /** Items that are damaged, lack a band or a file: left out of the plan. Without it the first one is thrown. */
  readonly onFault?: OnFault;
}

/** The units a request makes, with their keys. Looks at files (size, time, checksum) but reads no pixels. */
export async function planRun({ monitor, items, parameters, bboxLonLat, signal, catalogueDir, onFault }: RunRequest): Promise<UnitTask[]> {
  const assetsOf = (item: StacItem) => assetsFor(item, bandsRead(bandNeedsOf(monitor.info, sensorOf(item))));
  const identities = new Map<StacItem, readonly AssetIdentity[]>();
  const parameterFiles = await identifyParameterFiles(monitor.info, parameters, {
    ...(signal == null ? {} : { signal }),
    ...(catalogueDir == null ? {} : { catalogueDir }),
  });
  let usable = items.filter((item) => isUsable(item, monitor.info, onFault));
  for (;;) {
    const planned = monitor.plan(usable, { parameters, bboxLonLat });
    const faulty = new Set<StacItem>();
    const unknown = new Set(planned.flatMap((unit) => unit.items).filter((item) => !identities.has(item)));
    const identify = async (item: StacItem) => {
      try {
        identities.set(item, await identifyAssets([item], signal == null ? { assetsOf } : { assetsOf, signal }));
      } catch (error) {
        reportFault(error, onFault);
        faulty.add(item);
      }
    };
    await inLanes([...unknown], identify);
    // a monitor may plan with a part of an item instead of the item
    const faultyIds = new Set([...faulty].filter((item) => !usable.includes(item)).map(({ id }) => id));
    // without a faulty item its neighbours have other references: plan again
    if (faulty.size > 0) usable = usable.filter((item) => !faulty.has(item) && !faultyIds.has(item.id));
    else {
      const model = planned.length === 0 ? null : await modelNamed(monitor.modelOf?.(parameters) ?? null, catalogueDir);
      return planned.map((unit) =>
        finishPlan(
          model == null ? unit : { ...unit, model },
          monitor.info,
          parameters,
          identitiesOf(unit.items, identities),
          parameterFiles,
        ),
      );
    }
  }
}

async function modelNamed(id: string | null, catalogueDir: string | undefined): Promise<UnitTask['model']> {
  if (id == null) return null;
  const { sha256 } = await findModel(id, catalogueDir == null ? undefined : modelsDirBeside(catalogueDir));
  return { id, sha256 };
}

function identitiesOf(items: readonly StacItem[], identities: ReadonlyMap<StacItem, readonly AssetIdentity[]>): AssetIdentity[] {
  return [...new Set(items)].flatMap((item) => identities.get(item) ?? []);
}

const LANES = 8;

async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < all.length) await work(all[next++] as T);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, all.length) }, lane));
}

function bandsRead({ needs, substitutes = {}, optional = [] }: BandNeeds): string[] {
  return [...needs, ...Object.values(substitutes).flat(), ...optional];
}

/** False for items of other sensors, which are simply not this monitor's, and for faulty ones, which are reported. */
function isUsable(item: StacItem, info: MonitorInfo, onFault: OnFault | undefined): boolean {
  try {
    const sensor = sensorOf(item);
    if (!info.sensors.includes(sensor)) return false;
    acquiredUtcOf(item);
    const { needs, substitutes = {} } = bandNeedsOf(info, sensor);
    const names = bandsOf(item).map(({ name }) => name);
    const missing = needs.filter((need) => ![need, ...(substitutes[need] ?? [])].some((name) => names.includes(name)));
    if (missing.length === 0) return true;
    // "generic" tells nothing of what is in an item: without any of the bands it is another thing, a terrain model, a land cover
    if (sensor === 'generic' && missing.length === needs.length) return false;
    throw new LandsichtError(
      'band-missing',
      `Item ${item.id}: ${info.id} needs ${needs.map((need) => [need, ...(substitutes[need] ?? [])].join(' or ')).join(', ')} of ${sensor}, the item has no ${missing.join(', ')}; its bands are ${names.join(', ') || 'none'} (assets ${Object.keys(item.assets).join(', ') || 'none'}). Name the bands in eo:bands or bands, or leave the item out`,
    );
  } catch (error) {
    reportFault(error, onFault);
    return false;
  }
}
