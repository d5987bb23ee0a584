import { access } from 'node:fs/promises';
import { errorMessage } from '@landsicht/core';
import type { UnitName } from '../runs/lake-paths.js';
import { type DamagedUnit, listUnits, readManifest } from '../runs/lake-read.js';
import { commitUnit, removeUnit } from './commit-unit.js';
import type { Database } from './duckdb.js';

export interface CommittedUnit extends UnitName {
  readonly observedUtc: string;
}

export interface SyncReport {
  /** New in the database. */
  readonly committed: readonly CommittedUnit[];
  /** Gone from the lake, and so from the database. */
  readonly removed: readonly UnitName[];
  /** In the lake but left out, with the reason. Read again by the next sync. */
  readonly damaged: readonly DamagedUnit[];
}

/**
 * Makes the database hold exactly the finished units of the lake. Each is committed once, in a transaction of its own, so this may stop
 * anywhere. A lake that is not there (an unmounted disk) removes nothing.
 */
export async function syncLake(database: Database, lakeDir: string, signal?: AbortSignal): Promise<SyncReport> {
  const there = await access(lakeDir).then(
    () => true,
    () => false,
  );
  if (!there) return { committed: [], removed: [], damaged: [] };
  const units = await listUnits(lakeDir);
  const stored = await database.rows<UnitName>('SELECT monitor, key FROM units');
  const known = new Set(stored.map(({ key }) => key));
  const present = new Set(units.map(({ key }) => key));
  const removed = stored.filter(({ key }) => !present.has(key));
  for (const { key } of removed) await removeUnit(database, key);
  const committed: CommittedUnit[] = [];
  const damaged: DamagedUnit[] = [];
  for (const unit of units) {
    if (known.has(unit.key)) continue;
    signal?.throwIfAborted();
    try {
      const manifest = await readManifest(lakeDir, unit);
      if (manifest == null) continue; // not finished, or removed meanwhile
      await commitUnit(database, lakeDir, manifest);
      committed.push({ ...unit, observedUtc: manifest.observedUtc });
    } catch (error) {
      damaged.push({ ...unit, message: errorMessage(error) });
    }
  }
  return { committed, removed, damaged };
}
