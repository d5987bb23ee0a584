import { LandsichtError } from '@landsicht/core';
import type { Light } from '../monitors/parcels/conditions/conclusion.js';
import { applyStep } from '../monitors/parcels/follow-up/apply-step.js';
import { type CaseState, type CaseStatus, type CaseStep, newCase, type PersonStep } from '../monitors/parcels/follow-up/case-step.js';
import { writeCaseSteps } from './commit-parcels.js';
import type { Database, SqlRunner } from './duckdb.js';

export interface CaseKey {
  readonly parcelId: string;
  readonly condition: string;
  readonly year: number;
}

/** What the machine had concluded when a step was taken. */
export interface SeenConclusion {
  readonly unitKey: string;
  readonly ruleVersion: string;
  readonly light: Light;
  readonly sceneIds: readonly string[];
}

/** One step of a case's history. */
export interface CaseEntry {
  /** From 1. */
  readonly number: number;
  readonly atUtc: Date;
  /** null: the machine. */
  readonly person: string | null;
  readonly step: CaseStep;
  readonly before: CaseState;
  readonly after: CaseState;
  readonly seen: SeenConclusion | null;
}

export interface NewCaseStep extends CaseKey {
  readonly person: string;
  readonly step: PersonStep;
  /** Steps the person saw; others may have been faster. */
  readonly seenSteps: number;
  readonly seen: SeenConclusion;
}

/** Adds a person's step; `bad-argument` where it is not allowed from here, or the case has changed meanwhile. */
export async function addCaseStep(
  database: Database,
  { step, person, seenSteps, seen, ...key }: NewCaseStep,
  now: Date,
): Promise<CaseStatus> {
  return database.transaction(async (sql) => {
    const [row] = await sql.rows<{ status: string; steps: number }>(
      'SELECT status, steps FROM parcel_cases WHERE parcel_id = $parcelId AND condition = $condition AND legal_year = $year',
      { ...key },
    );
    const steps = row?.steps ?? 0;
    if (steps !== seenSteps)
      throw new LandsichtError(
        'bad-argument',
        `seenSteps: the case has ${steps} steps, you saw ${seenSteps}: somebody was faster. Look at its history and decide again`,
      );
    const before = row == null ? newCase : (JSON.parse(row.status) as CaseStatus);
    const after = applyStep(before, step, person);
    await writeCaseSteps(sql, [
      {
        ...{
          ...key,
          unitKey: seen.unitKey,
          number: steps + 1,
          atMs: now.getTime(),
          person,
          step: JSON.stringify(step),
          seen: JSON.stringify(seen),
        },
        ...{ before: before.state, after: after.state, light: after.light, status: JSON.stringify(after) },
      },
    ]);
    return after;
  });
}

interface StepRow {
  readonly number: number;
  readonly at_ms: bigint;
  readonly person: string | null;
  readonly step: string;
  readonly state_before: CaseState;
  readonly state_after: CaseState;
  readonly seen: string | null;
}

/** Oldest first. */
export async function caseHistory(sql: SqlRunner, key: CaseKey): Promise<CaseEntry[]> {
  const rows = await sql.rows<StepRow>(
    `SELECT number, at_ms, person, step, state_before, state_after, seen FROM parcel_case_steps
     WHERE parcel_id = $parcelId AND condition = $condition AND legal_year = $year ORDER BY number`,
    { ...key },
  );
  return rows.map((row) => ({
    number: row.number,
    atUtc: new Date(Number(row.at_ms)),
    person: row.person,
    step: JSON.parse(row.step) as CaseStep,
    before: row.state_before,
    after: row.state_after,
    seen: row.seen == null ? null : (JSON.parse(row.seen) as SeenConclusion),
  }));
}

/** Cases that people decided, with what the machine had said when they were taken up first: for quality assessment. */
export async function decidedCases(sql: SqlRunner, year: number): Promise<DecidedCase[]> {
  const rows = await sql.rows<{
    parcel_id: string;
    condition: string;
    light: 'green' | 'red';
    seen: string;
    machine_ms: bigint | null;
    decided_ms: bigint;
  }>(
    `SELECT k.parcel_id, k.condition, k.light,
            arg_min(s.seen, s.number) FILTER (s.person IS NOT NULL) AS seen,
            min(s.at_ms) FILTER (s.person IS NULL) AS machine_ms, max(s.at_ms) AS decided_ms
     FROM parcel_cases k JOIN parcel_case_steps s USING (parcel_id, condition, legal_year)
     WHERE k.legal_year = $year AND k.state IN ('EXPERT_JUDGED', 'FIELD_VISIT', 'CLOSED') AND k.light <> 'yellow'
       AND json_extract_string(k.status, '$.awaitsSecond') IS NULL
     GROUP BY k.parcel_id, k.condition, k.light ORDER BY k.parcel_id, k.condition`,
    { year },
  );
  return rows.map((row) => ({
    parcelId: row.parcel_id,
    condition: row.condition,
    decided: row.light,
    automatic: (JSON.parse(row.seen) as SeenConclusion).light,
    days: row.machine_ms == null ? null : Number(row.decided_ms - row.machine_ms) / 86_400_000,
  }));
}

export interface DecidedCase {
  readonly parcelId: string;
  readonly condition: string;
  readonly automatic: Light;
  readonly decided: 'green' | 'red';
  /** From the machine's first conclusion to the last step. */
  readonly days: number | null;
}

export interface ParcelView {
  /** As they named themselves; may be empty. */
  readonly person: string;
  readonly what: 'list' | 'parcel' | 'signals' | 'history' | 'chip' | 'export';
  readonly parcelId: string | null;
  readonly query: string;
}

/** Personal data was looked at. */
export async function logParcelView(database: Database, { person, what, parcelId, query }: ParcelView, now: Date): Promise<void> {
  await database.transaction((sql) =>
    sql.rows('INSERT INTO parcel_views VALUES ($now::BIGINT, $person, $what, $parcelId, $query)', {
      ...{ now: BigInt(now.getTime()), person, what, parcelId, query },
    }),
  );
}

export async function parcelViews(sql: SqlRunner, parcelId: string): Promise<(ParcelView & { readonly atUtc: Date })[]> {
  const rows = await sql.rows<{ at_ms: bigint; person: string; what: ParcelView['what']; parcel_id: string | null; query: string }>(
    'SELECT * FROM parcel_views WHERE parcel_id = $parcelId ORDER BY at_ms',
    { parcelId },
  );
  return rows.map(({ at_ms, parcel_id, ...view }) => ({ ...view, parcelId: parcel_id, atUtc: new Date(Number(at_ms)) }));
}
