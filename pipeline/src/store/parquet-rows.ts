import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { writeError } from '../raster/write-error.js';

/** A flat column. `json` is text that holds a JSON document; `day` an ISO 8601 day. */
export type ColumnKind = 'text' | 'json' | 'double' | 'float' | 'int32' | 'day' | 'flag' | 'bytes';

export interface RowColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Default false. */
  readonly nullable?: boolean;
}

const types: Readonly<Record<ColumnKind, Partial<SchemaElement> & Pick<SchemaElement, 'type'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  double: { type: 'DOUBLE' },
  float: { type: 'FLOAT' },
  int32: { type: 'INT32' },
  day: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  flag: { type: 'BOOLEAN' },
  bytes: { type: 'BYTE_ARRAY' },
};

export type ParquetRow = Readonly<Record<string, unknown>>;

/** Writes rows to a Parquet file a row group at a time; the same rows in the same calls give the same bytes. */
export class ParquetRows {
  private readonly path: string;
  private readonly columns: readonly RowColumn[];
  private readonly writer: ParquetWriter;

  constructor(path: string, table: string, columns: readonly RowColumn[]) {
    this.path = path;
    this.columns = columns;
    const schema: SchemaElement[] = [
      { name: table, num_children: columns.length },
      ...columns.map(
        ({ name, kind, nullable = false }): SchemaElement => ({
          name,
          repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED',
          ...types[kind],
        }),
      ),
    ];
    this.writer = this.told(() => new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'landsicht' }));
  }

  /** One row group; nothing for no rows. */
  async add(rows: readonly ParquetRow[]): Promise<void> {
    if (rows.length === 0) return;
    const columnData = this.columns.map(({ name, kind }) => ({
      name,
      data: rows.map((row) => stored(row[name], kind)),
    }));
    await this.told(() => this.writer.write({ columnData, rowGroupSize: rows.length }));
  }

  async close(): Promise<void> {
    await this.told(() => this.writer.finish());
  }

  private told<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw writeError(error, this.path);
    }
  }
}

function stored(value: unknown, kind: ColumnKind): unknown {
  if (kind === 'json') return JSON.stringify(value);
  return kind === 'day' && typeof value === 'string' ? new Date(`${value}T00:00:00Z`) : value;
}
