import { type AttributeValue, LandsichtError } from '@landsicht/core';
import type { ExportColumn } from './export-table.js';

/** dBASE III: a text field holds at most 254 bytes, a row 65 535. */
const MAX_TEXT_BYTES = 254;
const MAX_ROW_BYTES = 65_535;
const NUMBER_BYTES = 19;
const NUMBER_DECIMALS = 8;

interface Field {
  readonly name: string;
  /** C text, N number, D day YYYYMMDD, L T or F. */
  readonly kind: 'C' | 'N' | 'D' | 'L';
  readonly bytes: number;
  readonly decimals: number;
}

/** A dBASE table in UTF-8 (a .cpg file beside it says so). Longer texts end after 254 bytes; a time keeps its day. */
export function dbfTable(columns: readonly ExportColumn[], rows: readonly (readonly AttributeValue[])[]): Uint8Array {
  const cells = rows.map((row) => row.map((value, c) => cell(value, columns[c]?.type ?? 'text')));
  const fields = columns.map((column, c) => fieldOf(column, cells, c));
  const headerBytes = 32 + 32 * fields.length + 1;
  const rowBytes = fields.reduce((sum, { bytes }) => sum + bytes, 1);
  if (rowBytes > MAX_ROW_BYTES) {
    throw new LandsichtError('bad-argument', `A Shapefile row holds at most ${MAX_ROW_BYTES} bytes, got ${rowBytes}. Use --format gpkg`);
  }
  const table = new Uint8Array(headerBytes + rowBytes * rows.length + 1);
  writeHeader(table, fields, { headerBytes, rowBytes, rowCount: rows.length });
  let at = headerBytes;
  for (const row of cells) {
    table[at++] = 0x20; // not deleted
    fields.forEach(({ kind, bytes }, c) => {
      const text = row[c] ?? new Uint8Array();
      table.fill(0x20, at, at + bytes);
      table.set(text, kind === 'N' ? at + bytes - text.length : at);
      at += bytes;
    });
  }
  table[at] = 0x1a;
  return table;
}

function fieldOf({ shortName, type }: ExportColumn, cells: readonly (readonly Uint8Array[])[], c: number): Field {
  if (type === 'number') return { name: shortName, kind: 'N', bytes: NUMBER_BYTES, decimals: NUMBER_DECIMALS };
  if (type === 'date' || type === 'time') return { name: shortName, kind: 'D', bytes: 8, decimals: 0 };
  if (type === 'flag') return { name: shortName, kind: 'L', bytes: 1, decimals: 0 };
  return { name: shortName, kind: 'C', bytes: cells.reduce((longest, row) => Math.max(longest, row[c]?.length ?? 0), 1), decimals: 0 };
}

/** Empty = null. */
function cell(value: AttributeValue, type: ExportColumn['type']): Uint8Array {
  if (value == null) return new Uint8Array();
  if (type === 'number') return encode(numberText(Number(value)));
  if (type === 'flag') return encode(value === true ? 'T' : 'F');
  if (type === 'date' || type === 'time') return encode(String(value).slice(0, 10).replaceAll('-', ''));
  const bytes = encode(String(value));
  let end = Math.min(bytes.length, MAX_TEXT_BYTES);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--; // never through a character
  return bytes.subarray(0, end);
}

/** As many of the declared decimals as fit the field. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return '';
  for (let decimals = NUMBER_DECIMALS; decimals >= 0; decimals--) {
    const text = value.toFixed(decimals);
    if (text.length <= NUMBER_BYTES) return text;
  }
  return value.toExponential(NUMBER_BYTES - 8);
}

const encoder = new TextEncoder();
function encode(text: string): Uint8Array {
  return encoder.encode(text);
}

function writeHeader(
  table: Uint8Array,
  fields: readonly Field[],
  { headerBytes, rowBytes, rowCount }: { readonly headerBytes: number; readonly rowBytes: number; readonly rowCount: number },
): void {
  const view = new DataView(table.buffer);
  table.set([3, 70, 1, 1]); // dBASE III, dated 1970-01-01: the same rows give the same bytes
  view.setUint32(4, rowCount, true);
  view.setUint16(8, headerBytes, true);
  view.setUint16(10, rowBytes, true);
  fields.forEach(({ name, kind, bytes, decimals }, i) => {
    const at = 32 + 32 * i;
    table.set(encode(name), at);
    table[at + 11] = kind.charCodeAt(0);
    table[at + 16] = bytes;
    table[at + 17] = decimals;
  });
  table[headerBytes - 1] = 0x0d;
}
