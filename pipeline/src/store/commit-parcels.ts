import { join } from 'node:path';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { conclusionsFile, parcelsFile } from '../monitors/parcels/conditions/conclusions-file.js';
import { applyStep, machineMayUpdate } from '../monitors/parcels/follow-up/apply-step.js';
import { type CaseStatus, type MachineStep, newCase } from '../monitors/parcels/follow-up/case-step.js';
import { unitDir } from '../runs/lake-paths.js';
import type { Manifest } from '../runs/unit.js';
import type { SqlRunner } from './duckdb.js';

export function hasParcels({ files }: Manifest): boolean {
  return files.some(({ path }) => path === parcelsFile);
}

/** Copies the tables of a unit; `lake-damaged` where they are not what they should be. */
export async function insertParcels(sql: SqlRunner, lakeDir: string, manifest: Manifest): Promise<void> {
  const dir = unitDir(lakeDir, { monitor: manifest.monitor.id, key: manifest.key });
  const { key } = manifest;
  try {
    await sql.rows(
      `INSERT INTO parcels SELECT $key, parcel_id, year, as_of, crop_code, crop_name, flik, holding, office, hectares, lane, last_clear_date,
         west, south, east, north FROM read_parquet($path)`,
      { key, path: join(dir, parcelsFile) },
    );
    await sql.rows(
      `INSERT INTO parcel_conclusions SELECT $key, parcel_id, condition, legal_year, rule_version, light, is_final, causes, reason_de, reason_en,
         window_start, window_end, last_clear_date, hectares, "values", markers, scene_ids FROM read_parquet($path)`,
      { key, path: join(dir, conclusionsFile) },
    );
  } catch (cause) {
    throw new LandsichtError('lake-damaged', `${dir}: not readable as parcels (${errorMessage(cause)})`, { cause });
  }
}

export async function removeParcels(sql: SqlRunner, key: string): Promise<void> {
  await sql.rows('DELETE FROM parcels WHERE unit_key = $key', { key });
  await sql.rows('DELETE FROM parcel_conclusions WHERE unit_key = $key', { key });
}

interface ConcludedRow {
  readonly parcel_id: string;
  readonly condition: string;
  readonly legal_year: number;
  readonly light: MachineStep['light'];
  readonly is_final: boolean;
  readonly causes: string;
  readonly status: string | null;
  readonly steps: number | null;
  readonly seen: string;
}

/** Conclusions looked at together: keeps memory small whatever the unit's size. */
const batchConclusions = 10_000;

/** Tells open cases what a unit that counts concluded. Cases that people hold stay as they are; what did not change is no step. */
export async function updateCases(sql: SqlRunner, key: string, now: Date): Promise<void> {
  for (let offset = 0; ; offset += batchConclusions) {
    const rows = await sql.rows<ConcludedRow>(
      `SELECT c.parcel_id, c.condition, c.legal_year, c.light, c.is_final, c.causes, p.status, p.steps,
              json_object('unitKey', c.unit_key, 'ruleVersion', c.rule_version, 'light', c.light, 'sceneIds', c.scene_ids::JSON)::VARCHAR AS seen
       FROM (SELECT * FROM parcel_conclusions WHERE unit_key = $key ORDER BY parcel_id, condition LIMIT ${batchConclusions} OFFSET ${offset}) c
       JOIN units u ON u.key = c.unit_key AND u.current
       LEFT JOIN parcel_cases p USING (parcel_id, condition, legal_year)`,
      { key },
    );
    if (rows.length === 0) return;
    const steps = rows.flatMap((row) => machineStep(row, key, now));
    if (steps.length > 0) await writeCaseSteps(sql, steps);
  }
}

/** Nothing where people hold the case, or it would stand as before. */
function machineStep(row: ConcludedRow, unitKey: string, now: Date): CaseStepRow[] {
  const before = row.status == null ? newCase : (JSON.parse(row.status) as CaseStatus);
  if (!machineMayUpdate(before)) return [];
  const causes = JSON.parse(row.causes) as MachineStep['causes'];
  const step: MachineStep = { kind: 'machine', light: row.light, isFinal: row.is_final, causes };
  const after = applyStep(before, step, null);
  if (row.status != null && after.state === before.state && after.isFinal === before.isFinal) return [];
  return [
    {
      ...{ parcelId: row.parcel_id, condition: row.condition, year: row.legal_year, unitKey },
      ...{ number: (row.steps ?? 0) + 1, atMs: now.getTime(), person: null, step: JSON.stringify(step), seen: row.seen },
      ...{ before: before.state, after: after.state, light: after.light, status: JSON.stringify(after) },
    },
  ];
}

export interface CaseStepRow {
  readonly parcelId: string;
  readonly condition: string;
  readonly year: number;
  readonly unitKey: string;
  readonly number: number;
  readonly atMs: number;
  readonly person: string | null;
  readonly step: string;
  readonly seen: string | null;
  readonly before: string;
  readonly after: string;
  readonly light: string | null;
  readonly status: string;
}

/** Adds steps and says where their cases stand now: together, so that one never is without the other. */
export async function writeCaseSteps(sql: SqlRunner, rows: readonly CaseStepRow[]): Promise<void> {
  const given = `(SELECT unnest(from_json($rows, '[{"parcelId":"VARCHAR","condition":"VARCHAR","year":"INTEGER","unitKey":"VARCHAR",
    "number":"INTEGER","atMs":"BIGINT","person":"VARCHAR","step":"VARCHAR","seen":"VARCHAR","before":"VARCHAR","after":"VARCHAR",
    "light":"VARCHAR","status":"VARCHAR"}]'), recursive := true))`;
  const values = { rows: JSON.stringify(rows) };
  await sql.rows(
    `INSERT INTO parcel_case_steps SELECT "parcelId", condition, year, number, "atMs", person, step, "before", "after", seen FROM ${given}`,
    values,
  );
  await sql.rows(
    `INSERT INTO parcel_cases SELECT "parcelId", condition, year, "after", light, status, number, "unitKey" FROM ${given}
     ON CONFLICT (parcel_id, condition, legal_year)
     DO UPDATE SET state = excluded.state, light = excluded.light, status = excluded.status, steps = excluded.steps, unit_key = excluded.unit_key`,
    values,
  );
}
