import { type Detection, LandsichtError } from '@landsicht/core';
import { type Acknowledgement, addAcknowledgement, findAcknowledgements } from './acknowledgements.js';
import { type DetectionPage, type DetectionQuery, findDetections } from './detections.js';
import { type Database, openDatabase } from './duckdb.js';
import { ParcelBook } from './parcel-book.js';
import { PhotoBook } from './photo-book.js';
import { migrations } from './schema.js';
import { type SyncReport, syncLake } from './sync-lake.js';
import {
  countAll,
  findMonitors,
  findUnits,
  type StoredMonitor,
  type StoredUnit,
  type StoreTotals,
  type UnitPage,
  type UnitQuery,
} from './units.js';

/** What the lake holds, ready to be asked. The API process owns the file; a command line may use `:memory:`. */
export interface Store {
  /** Commits what is new in the lake, once; one sync at a time. */
  sync(lakeDir: string, signal?: AbortSignal): Promise<SyncReport>;
  totals(): Promise<StoreTotals>;
  monitors(): Promise<readonly StoredMonitor[]>;
  monitor(id: string): Promise<StoredMonitor | null>;
  units(query: UnitQuery): Promise<UnitPage>;
  unit(key: string): Promise<StoredUnit | null>;
  detections(query: DetectionQuery): Promise<DetectionPage>;
  detection(monitor: string, id: string): Promise<Detection | null>;
  /** Adds who has seen which version of an alert; nothing is ever changed or removed. */
  acknowledge(entry: Omit<Acknowledgement, 'acknowledgedUtc'>, now: Date): Promise<Acknowledgement>;
  /** Oldest first; of one alert or of all. */
  acknowledgements(alertId?: string): Promise<readonly Acknowledgement[]>;
  /** Parcels with their lights, cases, and who looked at them. */
  readonly parcels: ParcelBook;
  /** Geotagged photos: tasks, devices, what was sent, who opened an original. */
  readonly photos: PhotoBook;
  close(): Promise<void>;
}

export async function openStore(path: string): Promise<Store> {
  const database = await openDatabase(path);
  try {
    await migrate(database, path);
  } catch (error) {
    await database.close();
    throw error;
  }
  let lastSync: Promise<unknown> = Promise.resolve();
  return {
    sync(lakeDir, signal) {
      const mine = lastSync.then(() => syncLake(database, lakeDir, signal));
      lastSync = mine.catch(() => undefined);
      return mine;
    },
    totals: () => countAll(database),
    monitors: () => findMonitors(database),
    monitor: async (id) => (await findMonitors(database, id))[0] ?? null,
    units: (query) => findUnits(database, query),
    unit: async (key) => (await findUnits(database, { key, limit: 1 })).units[0] ?? null,
    detections: (query) => findDetections(database, query),
    detection: async (monitor, id) => (await findDetections(database, { monitor, id, permalink: true, limit: 1 })).detections[0] ?? null,
    acknowledge: (entry, now) => addAcknowledgement(database, entry, now),
    acknowledgements: (alertId) => findAcknowledgements(database, alertId),
    parcels: new ParcelBook(database),
    photos: new PhotoBook(database),
    async close() {
      await lastSync;
      await database.close();
    },
  };
}

/** Steps of the schema that this file has not seen yet. */
async function migrate(database: Database, path: string): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.rows('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
    const [stored] = await sql.rows<{ version: number }>('SELECT version FROM schema_version');
    const version = stored?.version ?? 0;
    if (version > migrations.length) {
      throw new LandsichtError(
        'lake-damaged',
        `${path}: was written by a newer Landsicht (schema ${version}, this one knows ${migrations.length}). Update, or choose another --workspace`,
      );
    }
    for (const step of migrations.slice(version)) await sql.rows(step);
    await sql.rows('DELETE FROM schema_version');
    await sql.rows('INSERT INTO schema_version VALUES ($version)', { version: migrations.length });
  });
}
