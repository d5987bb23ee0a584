import type { BboxLonLat, MonitorInfo } from '@landsicht/core';
import type { Manifest } from '../runs/unit.js';
import type { BboxHit } from './bbox-hit.js';
import type { SqlRunner } from './duckdb.js';
import { parseToken, type TimeInterval, tokenOf, Where } from './query.js';

export interface UnitQuery {
  /** Finds the unit whether it counts or not. */
  readonly key?: string | undefined;
  readonly monitor?: string | undefined;
  readonly bbox?: BboxHit | undefined;
  readonly time?: TimeInterval | undefined;
  readonly limit: number;
  readonly token?: string | undefined;
}

/** A unit of work whose results are in the lake. */
export interface StoredUnit {
  readonly manifest: Manifest;
  readonly detections: number;
  /** Whether it counts; another result took its place otherwise. */
  readonly current: boolean;
  readonly finishedUtc: Date;
}

export interface UnitPage {
  /** Newest observation first. */
  readonly units: readonly StoredUnit[];
  readonly matched: number;
  readonly next: string | null;
}

/** A monitor that has results, counted over those that count and described by its newest version among them. */
export interface StoredMonitor {
  readonly info: MonitorInfo;
  readonly units: number;
  readonly detections: number;
  readonly bboxLonLat: BboxLonLat;
  readonly firstObservedUtc: Date;
  readonly lastObservedUtc: Date;
}

export interface StoreTotals {
  readonly units: number;
  readonly detections: number;
  readonly lastObservedUtc: Date | null;
}

interface UnitRow {
  readonly key: string;
  readonly observed_ms: bigint;
  readonly detections: bigint;
  readonly manifest: string;
  readonly current: boolean;
  readonly finished_ms: bigint;
}

/** Those that count, unless one is asked for by its key. */
export async function findUnits(sql: SqlRunner, query: UnitQuery): Promise<UnitPage> {
  const where = new Where().equal('key', query.key).equal('monitor', query.monitor).during(query.time, 'observed_ms').touching(query.bbox);
  if (query.key == null) where.and('current');
  const [count] = await sql.rows<{ matched: bigint }>(`SELECT count(*) AS matched FROM units ${where.text}`, where.values);
  if (query.token != null) {
    const [afterMs, afterKey] = parseToken(query.token);
    where.and('(observed_ms < $afterMs::BIGINT OR (observed_ms = $afterMs::BIGINT AND key > $afterKey))', {
      afterMs: BigInt(afterMs),
      afterKey,
    });
  }
  const rows = await sql.rows<UnitRow>(
    `SELECT key, observed_ms, detections, manifest, current, finished_ms FROM units ${where.text} ORDER BY observed_ms DESC, key LIMIT ${Math.trunc(query.limit) + 1}`,
    where.values,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    units: page.map(({ manifest, detections, current, finished_ms }) => ({
      manifest: JSON.parse(manifest) as Manifest,
      detections: Number(detections),
      current,
      finishedUtc: new Date(Number(finished_ms)),
    })),
    matched: Number(count?.matched ?? 0n),
    next: rows.length > page.length && last != null ? tokenOf([Number(last.observed_ms), last.key]) : null,
  };
}

interface MonitorRow {
  readonly manifest: string;
  readonly units: bigint;
  readonly detections: bigint;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  readonly first_ms: bigint;
  readonly last_ms: bigint;
}

/** Sorted by id. Versions compare by number: 1.10.0 is newer than 1.9.0. */
export async function findMonitors(sql: SqlRunner, id?: string): Promise<StoredMonitor[]> {
  const where = new Where().equal('monitor', id).and('current');
  const rows = await sql.rows<MonitorRow>(
    `SELECT coalesce(arg_max(manifest, TRY_CAST(string_split(monitor_version, '.') AS INTEGER[])), arg_max(manifest, monitor_version)) AS manifest,
            count(*) AS units, sum(detections)::BIGINT AS detections,
            min(west) AS west, min(south) AS south, max(east) AS east, max(north) AS north,
            min(observed_ms) AS first_ms, max(observed_ms) AS last_ms
     FROM units ${where.text} GROUP BY monitor ORDER BY monitor`,
    where.values,
  );
  return rows.map((row) => ({
    info: (JSON.parse(row.manifest) as Manifest).monitor,
    units: Number(row.units),
    detections: Number(row.detections),
    bboxLonLat: [row.west, row.south, row.east, row.north],
    firstObservedUtc: new Date(Number(row.first_ms)),
    lastObservedUtc: new Date(Number(row.last_ms)),
  }));
}

export async function countAll(sql: SqlRunner): Promise<StoreTotals> {
  const [row] = await sql.rows<{ units: bigint; detections: bigint | null; last: bigint | null }>(
    'SELECT count(*) AS units, sum(detections)::BIGINT AS detections, max(observed_ms) AS last FROM units WHERE current',
  );
  return {
    units: Number(row?.units ?? 0n),
    detections: Number(row?.detections ?? 0n),
    lastObservedUtc: row?.last == null ? null : new Date(Number(row.last)),
  };
}
