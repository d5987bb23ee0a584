import { LandsichtError, type StacItem, type StacLink } from '@landsicht/core';
import { geometryFault } from './geometry-fault.js';

/**
 * Checks that unknown JSON holds together as a STAC 1.x item (its structure, not its extensions) and returns the same object.
 * `where` names the file or address in messages. Unknown members are kept.
 */
export function validateItem(json: unknown, where: string): StacItem {
  const item = objectAt(json, where, 'the document');
  const id = item['id'];
  const named = typeof id === 'string' ? `${where} (item ${JSON.stringify(id.slice(0, 120))})` : where;
  if (isDeeper(item, deepest)) throw fault(named, 'the document', `at most ${deepest} levels of nesting`, 'more');
  if (item['type'] !== 'Feature') throw fault(named, 'type', '"Feature" (a STAC item)', item['type']);
  const version = textAt(item['stac_version'], named, 'stac_version');
  if (!/^1\.\d/.test(version)) throw fault(named, 'stac_version', '1.0.x or 1.1.x', version, 'Migrate it, e.g. with stac-migrate');
  nameAt(id, named, 'id');
  if (item['collection'] != null) nameAt(item['collection'], named, 'collection');

  const geometry = item['geometry'];
  if (geometry !== null) {
    const wrong = geometryFault(geometry);
    if (wrong != null) throw fault(named, `geometry${wrong.place}`, wrong.expected, wrong.got);
  }
  checkBbox(item['bbox'], named);
  checkTimes(objectAt(item['properties'], named, 'properties'), named);
  listAt(item['links'] ?? [], named, 'links').forEach((link, i) => {
    checkLink(link, named, `links[${i}]`);
  });
  for (const [key, asset] of Object.entries(objectAt(item['assets'], named, 'assets'))) {
    const { href, roles } = objectAt(asset, named, `assets.${key}`) as { href?: unknown; roles?: unknown };
    textAt(href, named, `assets.${key}.href`);
    if (roles != null)
      listAt(roles, named, `assets.${key}.roles`).forEach((role, i) => void textAt(role, named, `assets.${key}.roles[${i}]`));
  }
  return (item['links'] == null ? { ...item, links: [] } : item) as unknown as StacItem;
}

/** The links of a catalogue or collection. */
export function validateLinks(document: Readonly<Record<string, unknown>>, where: string): readonly StacLink[] {
  return listAt(document['links'] ?? [], where, 'links').map((link, i) => checkLink(link, where, `links[${i}]`));
}

export function objectAt(value: unknown, where: string, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fault(where, place, 'an object', value);
  return value as Readonly<Record<string, unknown>>;
}

export function listAt(value: unknown, where: string, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw fault(where, place, 'a list', value);
  return value as readonly unknown[];
}

function textAt(value: unknown, where: string, place: string): string {
  if (typeof value !== 'string' || value === '') throw fault(where, place, 'a text that is not empty', value);
  return value;
}

/** A text that is shown to people and stands in lists: one line, nothing that moves a terminal's cursor. */
function nameAt(value: unknown, where: string, place: string): string {
  const name = textAt(value, where, place);
  if (/\p{Cc}/u.test(name)) throw fault(where, place, 'a text without control characters', name);
  return name;
}

/** Levels of objects and lists in each other; real items have about ten. Deeper ones would overflow the stack of whoever walks them. */
const deepest = 100;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

function checkLink(link: unknown, where: string, place: string): StacLink {
  const { rel, href } = objectAt(link, where, place) as { rel?: unknown; href?: unknown };
  textAt(rel, where, `${place}.rel`);
  textAt(href, where, `${place}.href`);
  return link as StacLink;
}

function checkBbox(bbox: unknown, where: string): void {
  if (bbox == null) return;
  const numbers = listAt(bbox, where, 'bbox');
  const finite = numbers.every((n) => typeof n === 'number' && Number.isFinite(n));
  if (!finite || (numbers.length !== 4 && numbers.length !== 6)) throw fault(where, 'bbox', 'four or six numbers', bbox);
}

function checkTimes(properties: Readonly<Record<string, unknown>>, where: string): void {
  const { datetime, start_datetime: start, end_datetime: end } = properties as Record<string, unknown>;
  for (const [name, value] of Object.entries({ datetime, start_datetime: start, end_datetime: end })) {
    if (value != null && !isRfc3339(value))
      throw fault(where, `properties.${name}`, 'a time such as 2024-09-16T05:18:00Z (RFC 3339)', value);
  }
  if (datetime == null && (start == null || end == null)) {
    throw fault(where, 'properties.datetime', 'a time, or null together with start_datetime and end_datetime', datetime);
  }
}

function isRfc3339(value: unknown): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.exec(String(value));
  if (typeof value !== 'string' || parts == null || Number.isNaN(Date.parse(value))) return false;
  const [, year, month, day] = parts.map(Number);
  return Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate(); // Date takes 30 February for 1 March
}

function fault(where: string, place: string, expected: string, got: unknown, remedy?: string): LandsichtError {
  const shown = got === undefined ? 'nothing' : isDeeper(got, deepest) ? 'something deeply nested' : (JSON.stringify(got) ?? typeof got);
  const clipped = shown.length > 100 ? `${shown.slice(0, 100)}…` : shown;
  return new LandsichtError(
    'item-invalid',
    `${where}: ${place}: expected ${expected}, got ${clipped}${remedy == null ? '' : `. ${remedy}`}`,
  );
}
