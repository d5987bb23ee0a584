import { LandsichtError } from '@landsicht/core';
import { readLocalJson } from '../read-json.js';
import { objectAt } from '../validate-item.js';

/** What a JSON file beside an image may state: `{"datetime": "2024-06-12T10:15:00Z", "bands": ["red", "green", "blue", "nir"], "attribution": "…"}`. */
export interface Sidecar {
  readonly datetime: string | null;
  readonly bands: readonly string[] | null;
  readonly attribution: string | null;
}

export const noSidecar: Sidecar = { datetime: null, bands: null, attribution: null };

/** The sidecar, or a STAC item whose properties are taken. */
export async function readSidecar(path: string, signal?: AbortSignal): Promise<Sidecar> {
  const document = objectAt(await readLocalJson(path, { signal }), path, 'the document');
  const stated = document['type'] === 'Feature' ? objectAt(document['properties'], path, 'properties') : document;
  return {
    datetime: textOrNull(stated['datetime'], path, 'datetime'),
    bands: namesOrNull(stated['bands'], path),
    attribution: textOrNull(stated['attribution'], path, 'attribution'),
  };
}

function namesOrNull(value: unknown, path: string): readonly string[] | null {
  if (value == null) return null;
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  throw new LandsichtError(
    'item-invalid',
    `${path}: bands: expected a list of names such as ["red", "green", "blue", "nir"], got ${JSON.stringify(value)}`,
  );
}

function textOrNull(value: unknown, path: string, place: string): string | null {
  if (value == null) return null;
  if (typeof value !== 'string')
    throw new LandsichtError('item-invalid', `${path}: ${place}: expected a text, got ${JSON.stringify(value)}`);
  return value;
}
