import type { Detection } from '@landsicht/core';
import type { BboxHit } from './bbox-hit.js';
import type { SqlRunner } from './duckdb.js';
import { type PageStart, parseToken, type TimeInterval, tokenOf, Where } from './query.js';
import { fromWkb } from './wkb.js';

/** Those of results that count; asked for by `unitKey`, or by `permalink`, also those of others. */
export interface DetectionQuery {
  readonly id?: string | undefined;
  readonly monitor?: string | undefined;
  readonly class?: string | undefined;
  readonly unitKey?: string | undefined;
  readonly areaM2?: number | undefined;
  readonly areaEpsg?: number | undefined;
  readonly likelihood?: number | undefined;
  /** Attribute id → value. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** One detection by its id, whatever became of it. */
  readonly permalink?: boolean;
  readonly bbox?: BboxHit | undefined;
  readonly time?: TimeInterval | undefined;
  readonly limit: number;
  /** `next` of the page before. */
  readonly token?: string | undefined;
}

export interface DetectionPage {
  /** Newest observation first. */
  readonly detections: readonly Detection[];
  /** On all pages. */
  readonly matched: number;
  /** Token of the next page; null on the last. */
  readonly next: string | null;
}

interface Row {
  readonly seq: bigint;
  readonly id: string;
  readonly monitor: string;
  readonly class: string;
  readonly area_m2: number;
  readonly area_epsg: number;
  readonly likelihood: number | null;
  readonly observed_ms: bigint;
  readonly scene_ids: string[];
  readonly unit_key: string;
  readonly geometry: Uint8Array;
  readonly attributes: string | null;
}

export async function findDetections(sql: SqlRunner, query: DetectionQuery): Promise<DetectionPage> {
  const where = new Where()
    .equal('id', query.id)
    .equal('monitor', query.monitor)
    .equal('class', query.class)
    .equal('unitKey', query.unitKey, 'unit_key')
    .equal('areaM2', query.areaM2, 'area_m2')
    .equal('areaEpsg', query.areaEpsg, 'area_epsg')
    .equal('likelihood', query.likelihood)
    .during(query.time, 'observed_ms')
    .touching(query.bbox);
  if (query.unitKey == null && query.permalink !== true) where.and('unit_key IN (SELECT key FROM units WHERE current)');
  for (const [i, [name, value]] of Object.entries(query.attributes ?? {}).entries()) whereAttribute(where, i, name, value);
  if (query.bbox != null) await leaveOutMisses(sql, query.bbox, where);
  const [count] = await sql.rows<{ matched: bigint }>(`SELECT count(*) AS matched FROM detections ${where.text}`, where.values);
  if (query.token != null) startAfter(where, parseToken(query.token));
  const rows = await sql.rows<Row>(
    `SELECT seq, id, monitor, class, area_m2, area_epsg, likelihood, observed_ms, scene_ids, unit_key, geometry, attributes
     FROM detections ${where.text} ORDER BY observed_ms DESC, seq LIMIT ${Math.trunc(query.limit) + 1}`,
    where.values,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    detections: page.map(toDetection),
    matched: Number(count?.matched ?? 0n),
    next: rows.length > page.length && last != null ? tokenOf([Number(last.observed_ms), String(last.seq)]) : null,
  };
}

/** Boxes decide most rows; outlines of those at the border of the search box are looked at one by one. */
async function leaveOutMisses(sql: SqlRunner, bbox: BboxHit, where: Where): Promise<void> {
  const undecided = where.copy().undecided(bbox);
  const border = await sql.rows<Pick<Row, 'seq' | 'geometry'>>(`SELECT seq, geometry FROM detections ${undecided.text}`, undecided.values);
  const misses = border.filter(({ geometry }) => !bbox.hits(fromWkb(geometry))).map(({ seq }) => seq);
  if (misses.length > 0) where.and('seq NOT IN (SELECT unnest($misses))', { misses });
}

function whereAttribute(where: Where, i: number, name: string, value: string | number | boolean): void {
  const text = `json_extract_string(attributes, $path${i})`;
  const path = { [`path${i}`]: `$."${name.replaceAll('"', '\\"')}"` };
  if (typeof value === 'number') where.and(`TRY_CAST(${text} AS DOUBLE) = $value${i}`, { ...path, [`value${i}`]: value });
  else where.and(`${text} = $value${i}`, { ...path, [`value${i}`]: String(value) });
}

function startAfter(where: Where, [observedMs, seq]: PageStart): void {
  where.and('(observed_ms < $afterMs::BIGINT OR (observed_ms = $afterMs::BIGINT AND seq > $afterSeq::BIGINT))', {
    afterMs: BigInt(observedMs),
    afterSeq: /^\d{1,18}$/.test(seq) ? BigInt(seq) : 0n,
  });
}

function toDetection(row: Row): Detection {
  return {
    id: row.id,
    monitor: row.monitor,
    class: row.class,
    geometry: fromWkb(row.geometry),
    areaM2: row.area_m2,
    areaEpsg: row.area_epsg,
    likelihood: row.likelihood,
    observedUtc: new Date(Number(row.observed_ms)),
    sceneIds: row.scene_ids,
    unitKey: row.unit_key,
    ...(row.attributes == null ? {} : { attributes: JSON.parse(row.attributes) as NonNullable<Detection['attributes']> }),
  };
}
