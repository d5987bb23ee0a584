import type { AttributeValue, Detection } from '@landsicht/core';
import type { ExportTable } from './export-table.js';
import { placeInside } from './place-inside.js';

type Column = readonly [name: string, value: (detection: Detection) => AttributeValue];

const commonColumns: readonly Column[] = [
  ['id', ({ id }) => id],
  ['monitor', ({ monitor }) => monitor],
  ['class', (detection) => detection.class],
  ['areaM2', ({ areaM2 }) => areaM2],
  ['areaEpsg', ({ areaEpsg }) => areaEpsg],
  ['likelihood', ({ likelihood }) => likelihood],
  ['observedUtc', ({ observedUtc }) => observedUtc.toISOString()],
  ['sceneIds', ({ sceneIds }) => sceneIds.join(' ')],
  ['unitKey', ({ unitKey }) => unitKey],
  ['madeBy', () => 'machine'],
  ['lon', ({ geometry }) => Number(placeInside(geometry)[0].toFixed(6))],
  ['lat', ({ geometry }) => Number(placeInside(geometry)[1].toFixed(6))],
];

/** RFC 4180 in UTF-8; the monitor's own attributes come last. */
export function csv({ detections, attributes }: ExportTable): string {
  const own = attributes.map(({ id }): Column => [id, ({ attributes: values }) => values?.[id] ?? null]);
  const columns = [...commonColumns, ...own];
  return csvText([columns.map(([name]) => name), ...detections.map((detection) => columns.map(([, value]) => value(detection)))]);
}

/** Rows in the order given, the head among them. */
export function csvText(rows: readonly (readonly AttributeValue[])[], separator: ',' | ';' = ','): string {
  return rows.map((row) => `${row.map((value) => cell(value, separator)).join(separator)}\r\n`).join('');
}

/** A leading = + - @ is quoted as text so that a spreadsheet does not run it. */
function cell(value: AttributeValue, separator: ',' | ';'): string {
  if (value == null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@]/.test(value) ? `'${value}` : value;
  return /["\r\n]/.test(safe) || safe.includes(separator) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
