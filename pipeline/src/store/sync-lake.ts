import { access } from 'node:fs/promises';
import { errorMessage } from '@landsicht/core';
import type { UnitName } from '../runs/lake-paths.js';
import { type DamagedUnit, listUnits, readManifest } from '../runs/lake-read.js';
import type { Manifest } from '../runs/unit.js';
import { commitUnits, removeUnit } from './commit-units.js';
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

/** Units per transaction: a transaction costs as much as dozens of small units. */
const BATCH_UNITS = 200;

/**
 * Makes the database hold exactly the finished units of the lake. Each is committed once, whole or not at all, so this may stop
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
  const commit = async (manifests: readonly Manifest[]): Promise<void> => {
    signal?.throwIfAborted();
    try {
      await commitUnits(database, lakeDir, manifests);
      committed.push(...manifests.map(({ monitor, key, observedUtc }) => ({ monitor: monitor.id, key, observedUtc })));
    } catch (error) {
      if (manifests.length > 1) for (const manifest of manifests) await commit([manifest]);
      else for (const { monitor, key } of manifests) damaged.push({ monitor: monitor.id, key, message: errorMessage(error) });
    }
  };
  let batch: Manifest[] = [];
  for (const unit of units) {
    if (known.has(unit.key)) continue;
    try {
      const manifest = await readManifest(lakeDir, unit);
      if (manifest != null) batch.push(manifest); // else not finished, or removed meanwhile
    } catch (error) {
      damaged.push({ ...unit, message: errorMessage(error) });
    }
    if (batch.length === BATCH_UNITS) {
      await commit(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await commit(batch);
  return { committed, removed, damaged };
}
