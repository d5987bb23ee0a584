import { utcDate } from './utc-date.js';

/** Columns that tell when a tile was flown, not when it was made. */
const flownColumn = /bildflug|befliegung|flugdatum|flug|aufnahme|aktualit|akt/i;

/**
 * Flight days in a GeoSN `_akt.csv`, ascending, without repeats. Rows that name the tile win over all rows, a column named after the flight over
 * all columns; the separator may be `;`, `,` or tab, days `12.06.2024`, `2024-06-12` or `20240612`.
 */
export function datesInAktCsv(text: string, tile: string | null): readonly Date[] {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(/[;,\t]/).map((cell) => cell.trim().replace(/^"|"$/g, '')));
  const [header = []] = rows;
  const columns = header.flatMap((name, i) => (flownColumn.test(name) ? [i] : []));
  const ofTile = tile == null ? [] : rows.filter((row) => row.some((cell) => namesTile(cell, tile)));
  const cells = (ofTile.length > 0 ? ofTile : rows).flatMap((row) => (columns.length > 0 ? columns.map((i) => row[i] ?? '') : row));
  const days = new Map(cells.flatMap(datesIn).map((date) => [date.getTime(), date]));
  return [...days.values()].sort((a, b) => a.getTime() - b.getTime());
}

function namesTile(cell: string, tile: string): boolean {
  return cell.replace(/\D+/g, '_').includes(tile);
}

function datesIn(cell: string): Date[] {
  const german = [...cell.matchAll(/(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)/g)].map(([, day, month, year]) =>
    utcDate(Number(year), Number(month), Number(day)),
  );
  const iso = [...cell.matchAll(/(?<!\d)(\d{4})(-?)(\d{2})\2(\d{2})(?!\d)/g)].map(([, year, , month, day]) =>
    utcDate(Number(year), Number(month), Number(day)),
  );
  return [...german, ...iso].filter((date) => date != null);
}
