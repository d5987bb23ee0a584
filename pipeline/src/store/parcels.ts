import type { BboxLonLat } from '@landsicht/core';
import type { Conclusion, Light } from '../monitors/parcels/conditions/conclusion.js';
import { type ConclusionRow, conclusionOf } from '../monitors/parcels/conditions/conclusions-file.js';
import { type CaseStatus, newCase } from '../monitors/parcels/follow-up/case-step.js';
import type { AssessedCase } from '../monitors/parcels/quality/assess-quality.js';
import type { SqlRunner, SqlValues } from './duckdb.js';
import { decidedCases } from './parcel-cases.js';
import { Where } from './query.js';

export interface ParcelQuery {
  readonly year: number;
  readonly id?: string | undefined;
  /** Of the worst of the conditions that fit. */
  readonly light?: string | undefined;
  /** These three fit on one condition of the parcel. */
  readonly condition?: string | undefined;
  readonly cause?: string | undefined;
  readonly state?: string | undefined;
  readonly crop?: string | undefined;
  readonly office?: string | undefined;
  readonly holding?: string | undefined;
  /** Part of id, FLIK, crop code or name, in any case of letters. */
  readonly text?: string | undefined;
  readonly sort: ParcelSort;
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** `urgency`: worst light, then most hectares. */
export const parcelSorts = ['urgency', 'hectares', 'deadline', 'id', 'lastClearDate'] as const;
export type ParcelSort = (typeof parcelSorts)[number];

export interface StoredParcel {
  readonly id: string;
  readonly year: number;
  readonly unitKey: string;
  readonly asOf: string;
  /** The worst of the conditions that fit; null where the parcel has none. */
  readonly light: Light;
  readonly cropCode: string | null;
  readonly cropName: string | null;
  readonly flik: string | null;
  readonly holding: string | null;
  readonly office: string | null;
  readonly hectares: number;
  readonly lane: 'full' | 'reduced' | 'none';
  readonly lastClearDate: string | null;
  /** End of the first window that is not green. */
  readonly deadline: string | null;
  readonly bboxLonLat: BboxLonLat;
  /** All of its conditions, worst first. */
  readonly cases: readonly StoredCase[];
}

/** A conclusion of the unit that counts, and where its case stands. */
export interface StoredCase {
  readonly conclusion: Conclusion;
  readonly status: CaseStatus;
  /** As decided last, by machine or people. */
  readonly light: Light;
  readonly steps: number;
}

export interface ParcelPage {
  readonly parcels: readonly StoredParcel[];
  readonly matched: number;
  /** Under all filters but that of the light. */
  readonly lights: Readonly<Record<Light, number>>;
}

export interface ParcelFacets {
  readonly conditions: readonly Counted[];
  readonly causes: readonly Counted[];
  readonly states: readonly Counted[];
  readonly crops: readonly { readonly code: string; readonly name: string | null; readonly count: number }[];
  readonly offices: readonly Counted[];
}

export interface Counted {
  readonly id: string;
  readonly count: number;
}

/** Of a parcel in several units that count, the one observed last. */
const current = `current_parcels AS (
  SELECT p.* FROM parcels p JOIN units u ON u.key = p.unit_key AND u.current WHERE p.legal_year = $year
  QUALIFY row_number() OVER (PARTITION BY p.parcel_id ORDER BY u.observed_ms DESC, u.key) = 1)`;

const lit = `lit AS (
  SELECT c.*, coalesce(k.light, c.light) AS light_now, coalesce(k.state, 'OPEN') AS state, k.status, coalesce(k.steps, 0) AS steps,
         CASE coalesce(k.light, c.light) WHEN 'red' THEN 2 WHEN 'yellow' THEN 1 ELSE 0 END AS rank
  FROM parcel_conclusions c JOIN current_parcels p ON p.unit_key = c.unit_key AND p.parcel_id = c.parcel_id
  LEFT JOIN parcel_cases k ON k.parcel_id = c.parcel_id AND k.condition = c.condition AND k.legal_year = c.legal_year)`;

const lightOfRank = ['green', 'yellow', 'red'] as const satisfies readonly Light[];

const sortColumns: Readonly<Record<ParcelSort, string>> = {
  urgency: 'worst',
  hectares: 'hectares',
  deadline: 'deadline',
  id: 'parcel_id',
  lastClearDate: 'last_clear_date',
};

interface ParcelTableRow {
  readonly unit_key: string;
  readonly parcel_id: string;
  readonly legal_year: number;
  readonly as_of: string;
  readonly crop_code: string | null;
  readonly crop_name: string | null;
  readonly flik: string | null;
  readonly holding: string | null;
  readonly office: string | null;
  readonly hectares: number;
  readonly lane: StoredParcel['lane'];
  readonly last_clear_date: string | null;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  readonly worst: number;
  readonly deadline: string | null;
}

export async function findParcels(sql: SqlRunner, query: ParcelQuery): Promise<ParcelPage> {
  const { with: common, values } = matchedSql(query);
  const counts = await sql.rows<{ worst: number; count: bigint }>(
    `${common} SELECT worst, count(*) AS count FROM found GROUP BY worst`,
    values,
  );
  const lights = { green: 0, yellow: 0, red: 0 };
  for (const { worst, count } of counts) lights[lightOfRank[worst] as Light] = Number(count);
  const ofLight = query.light == null ? '' : `WHERE worst = ${lightOfRank.indexOf(query.light as Light)}`;
  const direction = query.descending ? 'DESC' : 'ASC';
  const rows = await sql.rows<ParcelTableRow>(
    `${common} SELECT * FROM found ${ofLight}
     ORDER BY ${sortColumns[query.sort]} ${direction} NULLS LAST, hectares DESC, parcel_id LIMIT ${Math.trunc(query.limit)} OFFSET ${Math.trunc(query.offset)}`,
    values,
  );
  const cases = await casesOf(sql, query.year, rows);
  return {
    parcels: rows.map((row) => toParcel(row, cases.get(row.parcel_id) ?? [])),
    matched: query.light == null ? lights.green + lights.yellow + lights.red : (lights[query.light as Light] ?? 0),
    lights,
  };
}

/** `found`: parcels that fit with the worst light of their conditions that fit. */
function matchedSql(query: ParcelQuery): { with: string; values: SqlValues } {
  const onConclusion = new Where().equal('condition', query.condition).equal('state', query.state);
  if (query.cause != null) onConclusion.and(`list_contains(from_json(causes, '["VARCHAR"]'), $cause)`, { cause: query.cause });
  const onParcel = new Where()
    .equal('id', query.id, 'p.parcel_id')
    .equal('crop', query.crop, 'p.crop_code')
    .equal('office', query.office, 'p.office')
    .equal('holding', query.holding, 'p.holding');
  if (query.text != null)
    onParcel.and(
      `(contains(lower(p.parcel_id), lower($text)) OR contains(lower(coalesce(p.flik, '')), lower($text))
        OR contains(lower(coalesce(p.crop_code, '')), lower($text)) OR contains(lower(coalesce(p.crop_name, '')), lower($text)))`,
      { text: query.text },
    );
  return {
    with: `WITH ${current}, ${lit},
      matched AS (SELECT parcel_id, max(rank)::INTEGER AS worst, min(window_end) FILTER (rank > 0) AS deadline FROM lit ${onConclusion.text} GROUP BY parcel_id),
      found AS (SELECT p.*, m.worst, m.deadline FROM current_parcels p JOIN matched m ON m.parcel_id = p.parcel_id ${onParcel.text})`,
    values: { ...onConclusion.values, ...onParcel.values, year: query.year },
  };
}

type CaseRow = ConclusionRow & {
  readonly light_now: Light;
  readonly status: string | null;
  readonly steps: number;
};

async function casesOf(sql: SqlRunner, year: number, rows: readonly ParcelTableRow[]): Promise<Map<string, StoredCase[]>> {
  const cases = new Map<string, StoredCase[]>();
  if (rows.length === 0) return cases;
  const found = await sql.rows<CaseRow>(
    `WITH ${current}, ${lit} SELECT * FROM lit WHERE parcel_id IN (SELECT unnest($ids)) ORDER BY rank DESC, window_end, condition`,
    { year, ids: rows.map(({ parcel_id }) => parcel_id) },
  );
  for (const { light_now, status, steps, ...row } of found) {
    const one = {
      conclusion: conclusionOf(row),
      light: light_now,
      steps,
      status: status == null ? newCase : (JSON.parse(status) as CaseStatus),
    };
    cases.set(row.parcel_id, [...(cases.get(row.parcel_id) ?? []), one]);
  }
  return cases;
}

function toParcel(row: ParcelTableRow, cases: readonly StoredCase[]): StoredParcel {
  return {
    ...{ id: row.parcel_id, year: row.legal_year, unitKey: row.unit_key, asOf: row.as_of, light: lightOfRank[row.worst] as Light },
    ...{ cropCode: row.crop_code, cropName: row.crop_name, flik: row.flik, holding: row.holding, office: row.office },
    ...{ hectares: row.hectares, lane: row.lane, lastClearDate: row.last_clear_date, deadline: row.deadline },
    bboxLonLat: [row.west, row.south, row.east, row.north],
    cases,
  };
}

/** Newest first. */
export async function parcelYears(sql: SqlRunner): Promise<number[]> {
  const rows = await sql.rows<{ year: number }>(
    'SELECT DISTINCT p.legal_year AS year FROM parcels p JOIN units u ON u.key = p.unit_key AND u.current ORDER BY year DESC',
  );
  return rows.map(({ year }) => year);
}

/** What the parcels of a year can be filtered by, most frequent first. */
export async function parcelFacets(sql: SqlRunner, year: number): Promise<ParcelFacets> {
  const rows = await sql.rows<{ facet: string; id: string; name: string | null; count: bigint }>(
    `WITH ${current}, ${lit}
     SELECT 'conditions' AS facet, condition AS id, NULL AS name, count(*) AS count FROM lit GROUP BY condition
     UNION ALL SELECT 'states', state, NULL, count(*) FROM lit GROUP BY state
     UNION ALL SELECT 'causes', cause, NULL, count(*) FROM (SELECT unnest(from_json(causes, '["VARCHAR"]')) AS cause FROM lit) GROUP BY cause
     UNION ALL SELECT 'crops', crop_code, any_value(crop_name), count(*) FROM current_parcels WHERE crop_code IS NOT NULL GROUP BY crop_code
     UNION ALL SELECT 'offices', office, NULL, count(*) FROM current_parcels WHERE office IS NOT NULL GROUP BY office
     ORDER BY facet, count DESC, id`,
    { year },
  );
  const of = (facet: string) => rows.filter((row) => row.facet === facet);
  const counted = (facet: string): Counted[] => of(facet).map(({ id, count }) => ({ id, count: Number(count) }));
  return {
    conditions: counted('conditions'),
    causes: counted('causes'),
    states: counted('states'),
    crops: of('crops').map(({ id, name, count }) => ({ code: id, name, count: Number(count) })),
    offices: counted('offices'),
  };
}

/** Ids of parcels with the same crop whose middle lies within a distance, nearest first. */
export async function peersOf(sql: SqlRunner, parcel: StoredParcel, radiusM: number, limit: number): Promise<string[]> {
  if (parcel.cropCode == null) return [];
  const [west, south, east, north] = parcel.bboxLonLat;
  const rows = await sql.rows<{ parcel_id: string }>(
    `WITH near AS (
       SELECT parcel_id, 111320 * sqrt(((south + north) / 2 - $lat) ** 2 + (((west + east) / 2 - $lon) * cos(radians($lat))) ** 2) AS away
       FROM parcels WHERE unit_key = $unitKey AND crop_code = $crop AND parcel_id <> $id AND lane <> 'none')
     SELECT parcel_id FROM near WHERE away <= $radiusM ORDER BY away, parcel_id LIMIT ${Math.trunc(limit)}`,
    { unitKey: parcel.unitKey, crop: parcel.cropCode, id: parcel.id, radiusM, lat: (south + north) / 2, lon: (west + east) / 2 },
  );
  return rows.map(({ parcel_id }) => parcel_id);
}

interface AssessedRow {
  readonly parcel_id: string;
  readonly condition: string;
  readonly lane: AssessedCase['lane'];
  readonly light: Light;
  readonly causes: string;
  readonly hectares: number;
}

/** Every conclusion of a year, with what people decided where they did; of those, what the machine had said when they took it up. */
export async function assessedCases(sql: SqlRunner, year: number): Promise<AssessedCase[]> {
  const rows = await sql.rows<AssessedRow>(
    `WITH ${current} SELECT c.parcel_id, c.condition, p.lane, c.light, c.causes, c.hectares
     FROM parcel_conclusions c JOIN current_parcels p ON p.unit_key = c.unit_key AND p.parcel_id = c.parcel_id
     ORDER BY c.parcel_id, c.condition`,
    { year },
  );
  const decided = new Map((await decidedCases(sql, year)).map((one) => [JSON.stringify([one.parcelId, one.condition]), one]));
  return rows.map((row) => {
    const decision = decided.get(JSON.stringify([row.parcel_id, row.condition]));
    return {
      ...{ parcelId: row.parcel_id, condition: row.condition, lane: row.lane, hectares: row.hectares },
      causes: JSON.parse(row.causes) as string[],
      automatic: decision?.automatic ?? row.light,
      decided: decision?.decided ?? null,
      days: decision?.days ?? null,
    };
  });
}
