import type { Database, SqlRunner } from './duckdb.js';
import { Where } from './query.js';

/** Somebody has seen a version of an alert. */
export interface Acknowledgement {
  readonly alertId: string;
  readonly version: number;
  /** As they named themselves: there are no users to check it against. */
  readonly person: string;
  readonly note: string;
  readonly acknowledgedUtc: Date;
}

interface Row {
  readonly alert_id: string;
  readonly version: number;
  readonly person: string;
  readonly note: string;
  readonly acknowledged_ms: bigint;
}

export async function addAcknowledgement(
  database: Database,
  { alertId, version, person, note }: Omit<Acknowledgement, 'acknowledgedUtc'>,
  now: Date,
): Promise<Acknowledgement> {
  await database.transaction((sql) =>
    sql.rows(
      `INSERT INTO alert_acknowledgements (alert_id, version, person, note, acknowledged_ms)
       VALUES ($alertId, $version, $person, $note, $now::BIGINT)`,
      { alertId, version, person, note, now: BigInt(now.getTime()) },
    ),
  );
  return { alertId, version, person, note, acknowledgedUtc: now };
}

export async function findAcknowledgements(sql: SqlRunner, alertId?: string): Promise<Acknowledgement[]> {
  const where = new Where().equal('alertId', alertId, 'alert_id');
  const rows = await sql.rows<Row>(
    `SELECT alert_id, version, person, note, acknowledged_ms FROM alert_acknowledgements ${where.text} ORDER BY seq`,
    where.values,
  );
  return rows.map((row) => ({
    alertId: row.alert_id,
    version: row.version,
    person: row.person,
    note: row.note,
    acknowledgedUtc: new Date(Number(row.acknowledged_ms)),
  }));
}
