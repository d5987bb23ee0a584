import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { foldersIn } from './lake-read.js';
import { emptyTrash, removeFolder, TRASH_PREFIX } from './lake-trash.js';
import { livenessOf, type ProcessIdentity } from './process-identity.js';

const TEMPORARY = /^\.tmp-[0-9a-f]{64}-([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-[0-9a-f]+$/;

/** Half work of another host or container counts as dead after an hour without `keepAlive`, which comes every minute. */
const FOREIGN_STALE_MS = 3_600_000;

export function temporaryName(key: string, { space, pid, started }: ProcessIdentity, random: string): string {
  return `.tmp-${key}-${space}-${pid}-${started}-${random}`;
}

/** Removes half work of processes that are gone, never that of a living one. Returns how many folders went. Safe to run at once in many processes. */
export async function sweepTemp(lakeDir: string, nowMs: number = Date.now()): Promise<number> {
  let swept = 0;
  for (const name of await foldersIn(lakeDir)) {
    if (name.startsWith(TRASH_PREFIX)) {
      await emptyTrash(join(lakeDir, name));
      swept++;
      continue;
    }
    for (const temporary of await foldersIn(join(lakeDir, name))) {
      const dir = join(lakeDir, name, temporary);
      if (!temporary.startsWith('.tmp-') || !(await isAbandoned(dir, temporary, nowMs))) continue;
      await removeFolder(lakeDir, dir);
      swept++;
    }
  }
  return swept;
}

async function isAbandoned(dir: string, name: string, nowMs: number): Promise<boolean> {
  const [, space, pid, started] = TEMPORARY.exec(name) ?? [];
  const liveness = space == null || started == null ? 'unknown' : livenessOf({ space, pid: Number(pid), started });
  if (liveness !== 'unknown') return liveness === 'dead';
  const found = await stat(dir).catch(() => null);
  return found != null && nowMs - found.mtimeMs > FOREIGN_STALE_MS;
}
