import type { DetectionFeature, MonitorView } from './api-client.js';

type Cell = string | number | null;

/** RFC 4180: CRLF, quotes doubled. Text a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection). */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function cellOf(value: unknown): Cell {
  return value == null || typeof value === 'number' ? (value ?? null) : String(value);
}

function field(cell: Cell): string {
  if (cell == null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const safe = /^\s*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The rows of the list; areas in hectares, likelihood 0 to 1, times UTC; then what the monitor's own attributes say. */
export function detectionsCsv(detections: readonly DetectionFeature[], attributes: MonitorView['attributes'] = []): string {
  const head = [
    'id',
    'monitor',
    'class',
    'area_ha',
    'area_epsg',
    'likelihood',
    'observed_utc',
    'scene_ids',
    'unit_key',
    'made_by',
    ...attributes.map(({ id }) => id),
  ];
  const rows = detections.map(({ properties: p }): Cell[] => [
    p.id,
    p.monitor,
    p.class,
    Number((p.areaM2 / 10_000).toFixed(4)),
    p.areaEpsg,
    p.likelihood,
    p.observedUtc,
    p.sceneIds.join(' '),
    p.unitKey,
    p.madeBy,
    ...attributes.map(({ id }) => cellOf(p[id])),
  ]);
  return toCsv([head, ...rows]);
}
