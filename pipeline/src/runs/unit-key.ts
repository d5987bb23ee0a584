import { createHash } from 'node:crypto';
import type { MonitorInfo, ParameterValues, StacItem } from '@landsicht/core';
import { canonicalJson } from './canonical-json.js';
import type { AssetIdentity, PlannedUnit, UnitTask } from './unit.js';

/** Raise when the key's make-up changes: every key changes with it. */
const KEY_VERSION = 1;

/** Members of an item that say when or where it was published, not what its pixels are. */
const publishing: ReadonlySet<string> = new Set(['created', 'updated', 'published', 'expires', 'unpublished']);
const addresses: ReadonlySet<string> = new Set(['href', 'alternate']);

export type UnitKeyParts = Omit<UnitTask, 'key' | 'title'>;

/** 64 hex digits: sha-256 over everything that can change the unit's result. Paths, hosts, titles and signed URLs are not in it. */
export function unitKey(parts: UnitKeyParts): string {
  const content = {
    keyVersion: KEY_VERSION,
    monitor: parts.monitor,
    monitorVersion: parts.monitorVersion,
    parameters: parts.parameters,
    model: parts.model,
    inputs: parts.inputs,
    assets: [...parts.assets].sort(byItemAndAsset),
    // left out where there are none
    parameterFiles: parts.parameterFiles,
    items: parts.items.map(readingMetadata),
    window: parts.window,
  };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** Adds what is known only now to a planned unit: whose it is, with which parameters, on exactly which files. */
export function finishPlan(
  planned: PlannedUnit,
  info: Pick<MonitorInfo, 'id' | 'version'>,
  parameters: ParameterValues,
  assets: readonly AssetIdentity[],
  parameterFiles: Readonly<Record<string, string>> = {},
): UnitTask {
  const ids = new Set(planned.items.map(({ id }) => id));
  const own = assets.filter(({ itemId }) => ids.has(itemId)).sort(byItemAndAsset);
  const files = Object.keys(parameterFiles).length === 0 ? {} : { parameterFiles };
  const parts = { ...planned, monitor: info.id, monitorVersion: info.version, parameters, assets: own, ...files };
  return { ...parts, key: unitKey(parts) };
}

/** What reading uses of an item besides the files: times, orbit, scale and offset, projection. */
function readingMetadata(item: StacItem): unknown {
  return {
    id: item.id,
    collection: item.collection,
    properties: without(item.properties, publishing),
    assets: Object.fromEntries(Object.entries(item.assets).map(([name, asset]) => [name, without(asset, addresses)])),
  };
}

function without(members: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.has(name)));
}

function byItemAndAsset(a: AssetIdentity, b: AssetIdentity): number {
  return compare(a.itemId, b.itemId) || compare(a.asset, b.asset);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
