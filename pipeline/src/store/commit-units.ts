import { join } from 'node:path';
import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';
import { currentKeys, rankOf, type UnitRank } from '../runs/current-units.js';
import { unitDir } from '../runs/lake-paths.js';
import { assertFileSizes } from '../runs/lake-read.js';
import type { Manifest } from '../runs/unit.js';
import { hasParcels, insertParcels, removeParcels, updateCases } from './commit-parcels.js';
import type { Database, SqlRunner } from './duckdb.js';

/**
 * Copies finished units into the database, in one transaction: all of them or none. `lake-damaged` where files are not what their
 * manifests say; a caller that wants to know which unit it was commits them one by one.
 */
export async function commitUnits(database: Database, lakeDir: string, manifests: readonly Manifest[]): Promise<void> {
  /** By the attributes their monitors declare: such files have the same columns. */
  const groups = new Map<string, DetectionFile[]>();
  for (const manifest of manifests) {
    const dir = unitDir(lakeDir, { monitor: manifest.monitor.id, key: manifest.key });
    await assertFileSizes(dir, manifest);
    for (const { path, role } of manifest.files) {
      if (role !== 'detections') continue;
      const columns = attributesSql(manifest);
      groups.set(columns, [...(groups.get(columns) ?? []), { path: join(dir, path), key: manifest.key, monitor: manifest.monitor.id }]);
    }
  }
  const ranks = await Promise.all(manifests.map((manifest) => rankOf(lakeDir, manifest)));
  await database.transaction(async (sql) => {
    const counts = new Map<string, bigint>();
    for (const [attributes, files] of groups)
      for (const [key, count] of await insertDetections(sql, files, attributes)) counts.set(key, count);
    await insertUnits(sql, manifests, { counts, ranks });
    const withParcels = manifests.filter(hasParcels);
    for (const manifest of withParcels) await insertParcels(sql, lakeDir, manifest);
    await markCurrent(sql, new Set(manifests.map(({ monitor }) => monitor.id)));
    for (const { key } of withParcels) await updateCases(sql, key, new Date());
  });
}

export async function removeUnit(database: Database, key: string): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.rows('DELETE FROM detections WHERE unit_key = $key', { key });
    await removeParcels(sql, key);
    const [unit] = await sql.rows<{ monitor: string }>('SELECT monitor FROM units WHERE key = $key', { key });
    await sql.rows('DELETE FROM units WHERE key = $key', { key });
    if (unit != null) await markCurrent(sql, new Set([unit.monitor]));
  });
}

interface RankRow {
  readonly key: string;
  readonly monitor: string;
  readonly version: string;
  readonly subjects: string;
  readonly window: string;
  readonly finished: bigint;
  readonly current: boolean;
}

/** Says again which results count, for the monitors whose results changed. */
async function markCurrent(sql: SqlRunner, monitors: ReadonlySet<string>): Promise<void> {
  const rows = await sql.rows<RankRow>(
    `SELECT key, monitor, monitor_version AS version, subjects, part AS window, finished_ms AS finished, current FROM units
     WHERE monitor IN (SELECT unnest($monitors))`,
    { monitors: [...monitors] },
  );
  const current = currentKeys(
    rows.map(
      ({ finished, subjects, ...rank }): UnitRank => ({
        ...rank,
        finishedMs: Number(finished),
        subjects: JSON.parse(subjects) as string[],
      }),
    ),
  );
  const changed = rows.filter((row) => row.current !== current.has(row.key)).map(({ key }) => key);
  if (changed.length > 0) await sql.rows('UPDATE units SET current = NOT current WHERE key IN (SELECT unnest($changed))', { changed });
}

interface DetectionFile {
  readonly path: string;
  readonly key: string;
  readonly monitor: string;
}

/** SQL that gathers the attribute columns of a file into one JSON object. */
function attributesSql({ monitor: { attributes = [] } }: Manifest): string {
  if (attributes.length === 0) return 'NULL';
  const quoted = (text: string, mark: string): string => mark + text.replaceAll(mark, mark + mark) + mark;
  return `json_object(${attributes.map(({ id }) => `${quoted(id, "'")}, ${quoted(id, '"')}`).join(', ')})`;
}

/** Returns the number of detections by unit. */
async function insertDetections(sql: SqlRunner, files: readonly DetectionFile[], attributes: string): Promise<Map<string, bigint>> {
  const paths = files.map(({ path }) => path);
  try {
    await assertDetections(sql, files, paths);
    await sql.rows(
      `INSERT INTO detections (id, monitor, class, area_m2, area_epsg, likelihood, observed_ms, scene_ids, unit_key, west, south, east, north, geometry,
                               attributes)
       SELECT id, monitor, class, area_m2, area_epsg, likelihood, epoch_ms(observed_utc), scene_ids, unit_key,
              bbox.xmin, bbox.ymin, bbox.xmax, bbox.ymax, st_aswkb(geometry), ${attributes}
       FROM read_parquet($paths)`,
      { paths },
    );
  } catch (cause) {
    if (isLandsichtError(cause)) throw cause;
    throw new LandsichtError('lake-damaged', `${paths.join(', ')}: not readable as detections (${errorMessage(cause)})`, { cause });
  }
  const counts = await sql.rows<{ key: string; count: bigint }>(
    `SELECT unit_key AS key, count(*) AS count FROM detections
     WHERE unit_key IN (SELECT unnest($keys)) GROUP BY unit_key`,
    { keys: files.map(({ key }) => key) },
  );
  return new Map(counts.map(({ key, count }) => [key, count]));
}

async function assertDetections(sql: SqlRunner, files: readonly DetectionFile[], paths: readonly string[]): Promise<void> {
  const [found] = await sql.rows<{ stranger: string | null; twice: bigint; known: string | null }>(
    `WITH file AS (SELECT unnest(from_json($files, '[{"path":"VARCHAR","key":"VARCHAR","monitor":"VARCHAR"}]'), recursive := true))
     SELECT any_value(f.filename) FILTER (f.unit_key IS DISTINCT FROM file.key OR f.monitor IS DISTINCT FROM file.monitor) AS stranger,
            count(*) - count(DISTINCT (f.monitor, f.id)) AS twice,
            any_value(d.id) AS known
     FROM read_parquet($paths, filename = true) f
     LEFT JOIN file ON file.path = f.filename
     LEFT JOIN detections d ON d.id = f.id AND d.monitor = f.monitor`,
    { files: JSON.stringify(files), paths },
  );
  const problem =
    found?.stranger != null
      ? 'holds detections of another unit'
      : found != null && found.twice > 0n
        ? 'holds an id twice'
        : found?.known != null
          ? `holds detection ${found.known}, which another unit has already`
          : null;
  if (problem != null) throw new LandsichtError('lake-damaged', `${found?.stranger ?? paths.join(', ')}: ${problem}`);
}

interface Counted {
  /** Detections by unit key. */
  readonly counts: ReadonlyMap<string, bigint>;
  readonly ranks: readonly UnitRank[];
}

async function insertUnits(sql: SqlRunner, manifests: readonly Manifest[], { counts, ranks }: Counted): Promise<void> {
  const rows = manifests.map((manifest, i) => {
    const [west, south, east, north] = manifest.bboxLonLat;
    const { subjects = [], window = '', finishedMs = 0 } = ranks[i] ?? {};
    return {
      key: manifest.key,
      monitor: manifest.monitor.id,
      version: manifest.monitor.version,
      observed: Date.parse(manifest.observedUtc),
      ...{ west, south, east, north },
      detections: Number(counts.get(manifest.key) ?? 0n),
      manifest: JSON.stringify(manifest),
      subjects: JSON.stringify(subjects),
      part: window,
      finished: finishedMs,
    };
  });
  await sql.rows(
    `INSERT INTO units (key, monitor, monitor_version, observed_ms, west, south, east, north, detections, manifest, subjects, part, finished_ms)
     SELECT key, monitor, version, observed, west, south, east, north, detections, manifest, subjects, part, finished
     FROM (SELECT unnest(from_json($rows, '[{"key":"VARCHAR","monitor":"VARCHAR","version":"VARCHAR","observed":"BIGINT","west":"DOUBLE",
       "south":"DOUBLE","east":"DOUBLE","north":"DOUBLE","detections":"BIGINT","manifest":"VARCHAR","subjects":"VARCHAR","part":"VARCHAR","finished":"BIGINT"}]'), recursive := true))`,
    { rows: JSON.stringify(rows) },
  );
}
