import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, type StacItem } from '@landsicht/core';
import type { UnitContext, UnitTask } from '../../runs/unit.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { openScene } from '../../scene/open-scene.js';
import { measureCloudShare, readCloudShares } from './cloud-share.js';
import { barkBeetleInfo } from './info.js';
import type { BeetleSeries } from './open-series.js';
import { type SeriesChain, seriesChain } from './series-chain.js';
import { StateFile } from './state-file.js';

/** Which dates count, and which of them an earlier run has worked in already. */
export interface SelectedDates {
  /** All that count, oldest first. */
  readonly used: readonly StacItem[];
  /** Those of them the state does not have. */
  readonly added: readonly StacItem[];
  readonly tooCloudy: number;
  /** By item id, of every date. */
  readonly cloudShares: Readonly<Record<string, number | null>>;
  readonly chain: SeriesChain;
  /** The caller closes it. */
  readonly prior: StateFile | null;
  readonly flags: readonly string[];
}

type DatesContext = Pick<UnitContext, 'signal' | 'access' | 'progress' | 'cacheDir'>;

/** `cache/bark-beetle/<series>/`; null where nothing is kept. */
export function stateDir(cacheDir: string | undefined, { seriesKey }: SeriesChain): string | null {
  return cacheDir == null ? null : join(cacheDir, barkBeetleInfo.id, seriesKey);
}

export async function selectDates(task: UnitTask, context: DatesContext, series: BeetleSeries): Promise<SelectedDates> {
  const path = String(task.parameters['cloudShares'] ?? '');
  const table = path === '' ? null : await readCloudShares(path);
  const givenShare = (item: StacItem) => table?.get(acquiredUtcOf(item).toISOString().slice(0, 10)) ?? null;
  const chain = await seriesChain(task, series, givenShare);
  const dir = stateDir(context.cacheDir, chain);
  if (dir != null) await mkdir(dir, { recursive: true });
  const { prior, count } = await longestPrefix(dir, chain, context);
  try {
    const cloudShares: Record<string, number | null> = { ...prior?.footer.cloudShares };
    for (const [i, item] of series.items.entries()) {
      if (Object.hasOwn(cloudShares, item.id)) continue;
      context.signal.throwIfAborted();
      cloudShares[item.id] = givenShare(item) ?? (await measured(item, context));
      context.progress((0.1 * i) / series.items.length, `cloud of ${item.id}`);
    }
    const limit = Number(task.parameters['limPercCloud']);
    const isClear = ({ id }: StacItem) => (cloudShares[id] ?? 0) <= limit;
    const used = series.items.filter(isClear);
    return {
      used,
      added: series.items.slice(count).filter(isClear),
      tooCloudy: series.items.length - used.length,
      cloudShares,
      chain,
      prior,
      flags: Object.values(cloudShares).includes(null) ? ['dates_without_cloud_mask'] : [],
    };
  } catch (error) {
    await prior?.close();
    throw error;
  }
}

async function measured(item: StacItem, { signal, access }: DatesContext): Promise<number | null> {
  const scene = await openScene(item, { signal, access });
  try {
    return await measureCloudShare(scene, item, signal);
  } finally {
    await scene.close();
  }
}

/** The state of as many of the dates as possible; a state that cannot be used is named and passed over. */
async function longestPrefix(
  dir: string | null,
  { prefixKeys }: SeriesChain,
  { progress }: DatesContext,
): Promise<{ readonly prior: StateFile | null; readonly count: number }> {
  for (let count = prefixKeys.length; dir != null && count > 0; count--) {
    try {
      const prior = await StateFile.open(statePath(dir, prefixKeys[count - 1] as string), barkBeetleInfo.version);
      if (prior != null) return { prior, count };
    } catch (error) {
      progress(0, `refused: ${errorMessage(error)}`);
    }
  }
  return { prior: null, count: 0 };
}

export function statePath(dir: string, prefixKey: string): string {
  return join(dir, `${prefixKey}.state`);
}
