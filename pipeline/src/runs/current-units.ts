import { stat } from 'node:fs/promises';
import { manifestPath } from './lake-paths.js';
import type { Manifest } from './unit.js';

/** What decides between results for the same scene. */
export interface UnitRank {
  readonly key: string;
  readonly monitor: string;
  readonly version: string;
  /** Items the result is about. Empty: nothing ever takes its place. */
  readonly subjects: readonly string[];
  /** The window as text; two windows of one scene are two results. */
  readonly window: string;
  /** ms since 1970: when its manifest was written. */
  readonly finishedMs: number;
}

/** Results without layers say what was known at a time (alerts): a later one does not take their place. */
export function subjectsOf({ monitor, inputs }: Manifest): string[] {
  return monitor.layers.length === 0 ? [] : inputs.filter(({ role }) => role === 'subject').map(({ itemId }) => itemId);
}

export function windowText({ window }: Manifest): string {
  return window == null ? 'all' : [window.col, window.row, window.width, window.height].join(',');
}

/**
 * Keys of the results that count. Of units of one monitor about the same item and window it is the one of the highest monitor version
 * (numbers compare as numbers), then the one finished last, then the greater key.
 */
export function currentKeys(units: readonly UnitRank[]): Set<string> {
  const taken = new Set<string>();
  const current = new Set<string>();
  for (const { key, monitor, subjects, window } of [...units].sort(bestFirst)) {
    const names = subjects.map((item) => JSON.stringify([monitor, item, window]));
    if (names.some((name) => taken.has(name))) continue;
    for (const name of names) taken.add(name);
    current.add(key);
  }
  return current;
}

/** The manifests that count, in the order given. */
export async function currentManifests(lakeDir: string, manifests: readonly Manifest[]): Promise<Manifest[]> {
  const current = currentKeys(await Promise.all(manifests.map((manifest) => rankOf(lakeDir, manifest))));
  return manifests.filter(({ key }) => current.has(key));
}

export async function rankOf(lakeDir: string, manifest: Manifest): Promise<UnitRank> {
  const { key, monitor } = manifest;
  const file = await stat(manifestPath(lakeDir, { monitor: monitor.id, key })).catch(() => null); // removed meanwhile
  return {
    ...{ key, monitor: monitor.id, version: monitor.version },
    subjects: subjectsOf(manifest),
    window: windowText(manifest),
    finishedMs: Math.trunc(file?.mtimeMs ?? 0),
  };
}

function bestFirst(a: UnitRank, b: UnitRank): number {
  const version = compareVersions(b.version, a.version);
  return version !== 0 ? version : b.finishedMs - a.finishedMs || (a.key < b.key ? 1 : -1);
}

/** Semantic versions: 1.10.0 is above 1.9.0, a pre-release below its release. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string) => {
    const [, core = version, pre = ''] = /^([^-+]*)(?:-([^+]*))?/.exec(version) ?? [];
    return { core, pre };
  };
  const [left, right] = [parts(a), parts(b)];
  const core = left.core.localeCompare(right.core, 'en', { numeric: true });
  if (core !== 0 || left.pre === right.pre) return core;
  if (left.pre === '' || right.pre === '') return left.pre === '' ? 1 : -1;
  return left.pre.localeCompare(right.pre, 'en', { numeric: true });
}
