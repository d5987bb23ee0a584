import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';
import { unitDir } from '../runs/lake-paths.js';
import type { Manifest } from '../runs/unit.js';
import type { Database, SqlRunner } from './duckdb.js';

/** Copies a finished unit into the database, all of it or nothing. `lake-damaged` where its files are not what the manifest says. */
export async function commitUnit(database: Database, lakeDir: string, manifest: Manifest): Promise<void> {
  const dir = unitDir(lakeDir, { monitor: manifest.monitor.id, key: manifest.key });
  await assertFiles(dir, manifest);
  await database.transaction(async (sql) => {
    let detections = 0n;
    for (const file of manifest.files.filter(({ role }) => role === 'detections')) {
      detections += await insertDetections(sql, join(dir, file.path), manifest);
    }
    const [west, south, east, north] = manifest.bboxLonLat;
    await sql.rows(
      `INSERT INTO units (key, monitor, monitor_version, observed_ms, west, south, east, north, detections, manifest)
       VALUES ($key, $monitor, $version, $observed::BIGINT, $west, $south, $east, $north, $detections::BIGINT, $manifest)`,
      {
        key: manifest.key,
        monitor: manifest.monitor.id,
        version: manifest.monitor.version,
        observed: BigInt(Date.parse(manifest.observedUtc)),
        west,
        south,
        east,
        north,
        detections,
        manifest: JSON.stringify(manifest),
      },
    );
  });
}

export async function removeUnit(database: Database, key: string): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.rows('DELETE FROM detections WHERE unit_key = $key', { key });
    await sql.rows('DELETE FROM units WHERE key = $key', { key });
  });
}

async function insertDetections(sql: SqlRunner, path: string, manifest: Manifest): Promise<bigint> {
  const unit = { key: manifest.key, monitor: manifest.monitor.id };
  try {
    const [strangers] = await sql.rows<{ count: bigint; twice: bigint; known: string | null }>(
      `SELECT count(*) FILTER (f.unit_key <> $key OR f.monitor <> $monitor) AS count,
              count(*) - count(DISTINCT f.id) AS twice,
              any_value(d.id) AS known
       FROM read_parquet($path) f LEFT JOIN detections d ON d.id = f.id AND d.monitor = f.monitor`,
      { ...unit, path },
    );
    const problem =
      strangers == null || strangers.count > 0n
        ? 'holds detections of another unit'
        : strangers.twice > 0n
          ? 'holds an id twice'
          : strangers.known != null
            ? `holds detection ${strangers.known}, which another unit has already`
            : null;
    if (problem != null) throw new LandsichtError('lake-damaged', `${path}: ${problem}`);
    const [inserted] = await sql.rows<{ Count: bigint }>(
      `INSERT INTO detections (id, monitor, class, area_m2, area_epsg, likelihood, observed_ms, scene_ids, unit_key, west, south, east, north, geometry)
       SELECT id, monitor, class, area_m2, area_epsg, likelihood, epoch_ms(observed_utc), scene_ids, unit_key,
              bbox.xmin, bbox.ymin, bbox.xmax, bbox.ymax, st_aswkb(geometry)
       FROM read_parquet($path)`,
      { path },
    );
    return inserted?.Count ?? 0n;
  } catch (cause) {
    if (isLandsichtError(cause)) throw cause;
    throw new LandsichtError('lake-damaged', `${path}: not a readable file of detections (${errorMessage(cause)})`, { cause });
  }
}

/** Sizes only: reading every byte again is `verifyUnit`'s work. */
async function assertFiles(dir: string, { files }: Manifest): Promise<void> {
  for (const { path, bytes } of files) {
    const found = await stat(join(dir, path)).catch(() => null);
    if (found?.size !== bytes) {
      throw new LandsichtError(
        'lake-damaged',
        `${join(dir, path)}: expected ${bytes} bytes, got ${found == null ? 'no file' : found.size}`,
      );
    }
  }
}
