import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '@landsicht/core';
import { foldersIn } from '../runs/lake-read.js';
import type { Store } from './store.js';
import type { SyncReport } from './sync-lake.js';

export interface WatchLakeOptions {
  /** How often to look even if the file system says nothing (network disks). Default 10 000. */
  readonly pollMs?: number;
  /** After every look at the lake, also one that found nothing. */
  readonly onSync: (report: SyncReport) => void;
  /** The look failed as a whole; the next one comes anyway. */
  readonly onError: (message: string) => void;
}

export interface LakeWatch {
  /** Looks now. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Units arrive by rename: several at once are one look. */
const SETTLE_MS = 200;

/** Keeps the store in step with the lake: hears of renames where the file system tells, polls beside that. */
export function watchLake(store: Store, lakeDir: string, { pollMs = 10_000, onSync, onError }: WatchLakeOptions): LakeWatch {
  const watchers = new Map<string, FSWatcher>();
  const stop = new AbortController();
  let settle: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const listen = (dir: string): void => {
    if (watchers.has(dir) || stop.signal.aborted) return;
    try {
      const watcher = watch(dir, soon);
      watcher.on('error', () => forget(dir));
      watchers.set(dir, watcher);
    } catch {
      // not there yet, or no watches left: polling finds what is new
    }
  };
  const forget = (dir: string): void => {
    watchers.get(dir)?.close();
    watchers.delete(dir);
  };
  const look = async (): Promise<void> => {
    try {
      listen(lakeDir);
      const monitors = (await foldersIn(lakeDir)).map((name) => join(lakeDir, name));
      for (const dir of watchers.keys()) if (dir !== lakeDir && !monitors.includes(dir)) forget(dir);
      monitors.forEach(listen);
      onSync(await store.sync(lakeDir, stop.signal));
    } catch (error) {
      if (!stop.signal.aborted) onError(errorMessage(error));
    }
  };
  const refresh = (): Promise<void> => {
    running = running.then(look);
    return running;
  };
  const soon = (): void => {
    clearTimeout(settle);
    if (!stop.signal.aborted) settle = setTimeout(() => void refresh(), SETTLE_MS);
  };
  const poll = setInterval(() => void refresh(), pollMs);
  poll.unref();
  return {
    refresh,
    async close() {
      stop.abort();
      clearInterval(poll);
      clearTimeout(settle);
      for (const dir of watchers.keys()) forget(dir);
      await running;
    },
  };
}
