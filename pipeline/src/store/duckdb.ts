import { type DuckDBConnection, DuckDBInstance, type DuckDBValue, listValue } from '@duckdb/node-api';
import { errorMessage, LandsichtError } from '@landsicht/core';

/** Lists must not be empty: DuckDB cannot tell their type. */
export type SqlValue = string | number | bigint | null | readonly bigint[] | readonly string[];
export type SqlValues = Readonly<Record<string, SqlValue>>;

export interface SqlRunner {
  /** Rows as plain objects: BIGINT as bigint, BLOB as bytes, lists as arrays. */
  rows<Row>(sql: string, values?: SqlValues): Promise<Row[]>;
}

export interface Database extends SqlRunner {
  /** All or nothing; one at a time. */
  transaction<T>(work: (sql: SqlRunner) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Readers that may work at the same time; DuckDB itself uses all cores for each. */
const READERS = 2;

/** Nothing is fetched from the network: extensions that are not built in stay unknown. */
const settings = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };

/** Opens or creates a database file, or `:memory:`. A file belongs to one process: the API. */
export async function openDatabase(path: string): Promise<Database> {
  const instance = await DuckDBInstance.create(path, settings).catch((cause: unknown) => {
    const locked = errorMessage(cause).includes('Conflicting lock');
    const remedy = locked
      ? 'another process has it open: stop the other "landsicht serve" or choose another --workspace'
      : `${errorMessage(cause)}. Check that it can be written; if it is damaged, move it away: results are read again from the lake, what people said (acknowledgements of alerts, cases of parcels, photos) is in this file only`;
    throw new LandsichtError(locked ? 'workspace-unwritable' : 'lake-damaged', `${path}: cannot open the database: ${remedy}`, { cause });
  });
  const writer = new Lane(await instance.connect());
  const readers: Lane[] = [];
  for (let n = 0; n < READERS; n++) readers.push(new Lane(await instance.connect()));
  let turn = 0;
  return {
    rows: (sql, values) => (readers[turn++ % READERS] as Lane).enter((connection) => rows(connection, sql, values)),
    transaction: (work) => writer.enter((connection) => inTransaction(connection, work)),
    async close() {
      for (const lane of [writer, ...readers]) await lane.enter(async (connection) => connection.closeSync());
      instance.closeSync();
    },
  };
}

/** A connection does one thing at a time, in the order asked. */
class Lane {
  private readonly connection: DuckDBConnection;
  private last: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection) {
    this.connection = connection;
  }

  enter<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const mine = this.last.then(() => work(this.connection));
    this.last = mine.catch(() => undefined);
    return mine;
  }
}

async function inTransaction<T>(connection: DuckDBConnection, work: (sql: SqlRunner) => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await work({ rows: (sql, values) => rows(connection, sql, values) });
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined); // already rolled back where COMMIT failed
    throw error;
  }
}

async function rows<Row>(connection: DuckDBConnection, sql: string, values: SqlValues = {}): Promise<Row[]> {
  const bound: Record<string, DuckDBValue> = {};
  for (const [name, value] of Object.entries(values)) {
    bound[name] = typeof value === 'object' && value != null ? listValue([...value]) : value;
  }
  const reader = await connection.runAndReadAll(sql, bound);
  return reader.getRowObjectsJS() as Row[];
}
