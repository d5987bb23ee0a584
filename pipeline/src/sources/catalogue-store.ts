import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LandsichtError, type OnFault, type SceneQuery, type Source, type StacItem } from '@landsicht/core';
import { storageError, writeFileAtomic } from '../runs/sync-fs.js';
import { throwIfAborted } from './http/clock.js';
import { byNewest, itemTime } from './item-time.js';
import { queryMatcher } from './query-matcher.js';
import { readLocalJson } from './read-json.js';
import { reportFault } from './report-fault.js';
import { validateItem } from './validate-item.js';

/** First Landsat launch; nothing Landsicht reads is older. */
const earliestUtc = Date.UTC(1972, 0, 1);
/** Clocks and time zones may be wrong by this much. */
const futureMs = 2 * 24 * 3600 * 1000;

/** Stores an item as `catalogue/<collection>/<id>.json`, replacing an older one at once. Returns the file's path. */
export async function putItem(catalogueDir: string, item: StacItem, { nowUtc }: { nowUtc: Date }): Promise<string> {
  const where = `item "${item.id}"`;
  validateItem(item, where);
  const { startUtc, endUtc } = itemTime(item);
  for (const time of [startUtc, endUtc]) {
    if (time.getTime() < earliestUtc || time.getTime() > nowUtc.getTime() + futureMs) {
      throw new LandsichtError(
        'item-invalid',
        `${where}: acquired ${time.toISOString()}: expected 1972-01-01 to ${nowUtc.toISOString().slice(0, 10)}. Correct properties.datetime`,
      );
    }
  }
  const dir = join(catalogueDir, safeFileName(item.collection ?? 'no-collection'));
  const path = join(dir, `${safeFileName(item.id)}.json`);
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw storageError(error, dir);
  }
  await writeFileAtomic(path, `${JSON.stringify(item, null, 1)}\n`);
  return path;
}

/** The stored items that answer the query, newest first. A damaged file goes to `onFault`, else it is an error that names it. */
export async function listItems(
  catalogueDir: string,
  query: SceneQuery = {},
  signal?: AbortSignal,
  onFault?: OnFault,
): Promise<StacItem[]> {
  const matches = await queryMatcher(query);
  const paths = await itemPaths(catalogueDir);
  const items: StacItem[] = [];
  for (let at = 0; at < paths.length; at += 64) {
    throwIfAborted(signal);
    const batch = await Promise.allSettled(
      paths.slice(at, at + 64).map(async (path) => validateItem(await readLocalJson(path, { signal }), path)),
    );
    for (const read of batch) {
      if (read.status === 'rejected') reportFault(read.reason, onFault);
      else if (matches(read.value)) items.push(read.value);
    }
  }
  items.sort(byNewest);
  return query.limit == null ? items : items.slice(0, query.limit);
}

/** The workspace's catalogue as a source. */
export function catalogueSource(catalogueDir: string): Source {
  return {
    id: catalogueDir,
    async *search(query, signal, onFault) {
      yield* await listItems(catalogueDir, query, signal, onFault);
    },
  };
}

async function itemPaths(catalogueDir: string): Promise<string[]> {
  const collections = (await namesIn(catalogueDir)).filter((entry) => entry.isDirectory());
  const paths: string[] = [];
  for (const { name: collection } of collections) {
    for (const entry of await namesIn(join(catalogueDir, collection))) {
      if (entry.isFile() && entry.name.endsWith('.json') && !entry.name.startsWith('.'))
        paths.push(join(catalogueDir, collection, entry.name));
    }
  }
  return paths.sort();
}

async function namesIn(dir: string) {
  try {
    return await readdir(dir, { withFileTypes: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw storageError(cause, dir);
  }
}

/**
 * Any text as one file name that cannot leave its folder: everything but A–Z a–z 0–9 . _ - is percent-encoded, so is a leading dot;
 * long names end in a hash. Different texts give different names.
 */
export function safeFileName(text: string): string {
  if (text === '' || /\p{Surrogate}/u.test(text))
    throw new LandsichtError('item-invalid', `id ${JSON.stringify(text)}: expected a text of valid Unicode that is not empty`);
  const name = encodeURIComponent(text)
    .replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/^\./, '%2E');
  return name.length <= 180 ? name : `${name.slice(0, 120)}~${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
