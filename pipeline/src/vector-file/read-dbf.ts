import { LandsichtError } from '@landsicht/core';
import type { FieldValue } from './feature-file.js';

/** Language driver bytes that name an encoding (dBASE). */
const languageDrivers: Readonly<Record<number, string>> = { 3: 'windows-1252', 87: 'windows-1252', 19: 'shift_jis', 201: 'windows-1251' };

interface Field {
  readonly name: string;
  readonly type: string;
  readonly start: number;
  readonly length: number;
  readonly decimals: number;
}

/** dBASE III table. Text is in the encoding of the .cpg, else of the language byte, else UTF-8 if it is valid and Windows-1252 if not. A deleted row is null. */
export function readDbf(
  dbf: Uint8Array,
  path: string,
  cpg: string | null,
): { fields: string[]; rows: (Record<string, FieldValue> | null)[] } {
  const view = new DataView(dbf.buffer, dbf.byteOffset, dbf.byteLength);
  if (dbf.length < 33) throw new LandsichtError('vector-invalid', `${path}: its .dbf is empty. Copy all parts of the Shapefile again`);
  const [count, headLength, rowLength] = [view.getUint32(4, true), view.getUint16(8, true), view.getUint16(10, true)];
  if (rowLength < 1 || headLength + count * rowLength > dbf.length + 1) {
    throw new LandsichtError(
      'vector-invalid',
      `${path}: its .dbf has ${dbf.length} bytes; ${count} rows of ${rowLength} need ${headLength + count * rowLength}. It is cut off; copy it again`,
    );
  }
  const decode = decoderOf(dbf, cpg, headLength);
  const fields: Field[] = [];
  let start = 1;
  for (let at = 32; at + 32 <= headLength && dbf[at] !== 0x0d; at += 32) {
    const raw = dbf.subarray(at, at + 11);
    const name = decode(raw.subarray(0, Math.max(0, raw.indexOf(0) < 0 ? 11 : raw.indexOf(0))));
    const length = dbf[at + 16] ?? 0;
    fields.push({ name, type: String.fromCharCode(dbf[at + 11] ?? 0), start, length, decimals: dbf[at + 17] ?? 0 });
    start += length;
  }
  const rows = Array.from({ length: count }, (_, i) => {
    const row = dbf.subarray(headLength + i * rowLength, headLength + (i + 1) * rowLength);
    if (row[0] === 0x2a) return null;
    return Object.fromEntries(
      fields.map((field) => [field.name, fieldValue(decode(row.subarray(field.start, field.start + field.length)), field)]),
    );
  });
  return { fields: fields.map(({ name }) => name), rows };
}

function decoderOf(dbf: Uint8Array, cpg: string | null, headLength: number): (bytes: Uint8Array) => string {
  const named = cpg
    ?.trim()
    .toLowerCase()
    .replace(/^(\d{4})$/, 'windows-$1')
    .replace(/^ansi (\d+)$/, 'windows-$1')
    .replace(/^8859(\d+)$/, 'iso-8859-$1');
  for (const label of [named, languageDrivers[dbf[29] ?? 0]]) {
    if (label == null || label === '') continue;
    try {
      const decoder = new TextDecoder(label);
      return (bytes) => decoder.decode(bytes);
    } catch {
      // a label nobody knows: judge by the bytes
    }
  }
  let isUtf8 = true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(dbf.subarray(headLength));
  } catch {
    isUtf8 = false;
  }
  const decoder = new TextDecoder(isUtf8 ? 'utf-8' : 'windows-1252');
  return (bytes) => decoder.decode(bytes);
}

function fieldValue(text: string, { type }: Field): FieldValue {
  const trimmed = text.replaceAll('\0', '').trim();
  if (trimmed === '') return null;
  if (type === 'N' || type === 'F') {
    const value = Number(trimmed);
    return Number.isFinite(value) ? value : null; // asterisks: too long for the column
  }
  if (type === 'L') return 'YyTt'.includes(trimmed) ? true : 'NnFf'.includes(trimmed) ? false : null;
  if (type === 'D') return /^\d{8}$/.test(trimmed) ? `${trimmed.slice(0, 4)}-${trimmed.slice(4, 6)}-${trimmed.slice(6)}` : null;
  return trimmed;
}
