import { readdirSync, readFileSync } from 'node:fs';
import type { StacItem } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { sampleItem } from './testing/sample-item.js';
import { hasSharedData, needsSharedData, sharedDataDir } from './testing/shared-data.js';
import { validateItem } from './validate-item.js';

const broken: readonly [string, Record<string, unknown>, RegExp][] = [
  ['another type', { type: 'Collection' }, /type: expected "Feature".*got "Collection"/],
  ['an old version', { stac_version: '0.9.0' }, /stac_version: expected 1\.0\.x or 1\.1\.x, got "0\.9\.0".*Migrate/],
  ['no id', { id: '' }, /id: expected a text that is not empty, got ""/],
  [
    'a text as datetime that is no time',
    { properties: { datetime: 'yesterday' } },
    /properties\.datetime: expected a time such as .*got "yesterday"/,
  ],
  ['a day that does not exist', { properties: { datetime: '2023-02-30T10:00:00Z' } }, /properties\.datetime: expected a time/],
  ['no time at all', { properties: { datetime: null } }, /start_datetime and end_datetime, got null/],
  ['three numbers as bbox', { bbox: [1, 2, 3] }, /bbox: expected four or six numbers, got \[1,2,3\]/],
  [
    'an asset without href',
    { assets: { red: { type: 'image/tiff' } } },
    /assets\.red\.href: expected a text that is not empty, got nothing/,
  ],
  ['a link without rel', { links: [{ href: 'a' }] }, /links\[0\]\.rel/],
  [
    'projected coordinates',
    { geometry: { type: 'Point', coordinates: [412000, 5656000] } },
    /geometry\.coordinates: expected \[longitude, latitude\].*EPSG:4326/,
  ],
  [
    'an open ring',
    {
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
        ],
      },
    },
    /geometry\.coordinates\[0\]: expected a closed ring/,
  ],
  ['a geometry type that does not exist', { geometry: { type: 'Circle' } }, /geometry\.type: expected a GeoJSON geometry type/],
  ['an id that moves the cursor', { id: 'a\u001b[2Jb' }, /id: expected a text without control characters, got "a\\u001b\[2Jb"/],
  ['a collection with a null byte', { collection: 'a\0b' }, /collection: expected a text without control characters/],
  ['roles that are no list', { assets: { red: { href: 'r.tif', roles: 'data' } } }, /assets\.red\.roles: expected a list/],
  [
    'nesting that would overflow the stack',
    { properties: JSON.parse(`${'{"a":'.repeat(9_999)}1${'}'.repeat(9_999)}`) },
    /levels of nesting/,
  ],
  ['a geometry named like an object member', { geometry: { type: 'constructor', coordinates: [] } }, /geometry\.type/],
];

describe('validateItem', () => {
  it('returns the item with its unknown members', () => {
    const item = { ...sampleItem(), 'my:extension': { deep: [1] } };
    expect(validateItem(item, 'x.json')).toBe(item);
  });

  it.each(broken)('names file, item, place, expected and got for %s', (_, change, message) => {
    const check = () => validateItem({ ...sampleItem(), ...change }, 'dir/x.json');
    expect(check).toThrow(message);
    expect(check).toThrow(/^dir\/x\.json/);
  });

  it.each([null, 'text', [], 7])('refuses %j as an item', (json) => {
    expect(() => validateItem(json, 'x.json')).toThrow(/x\.json: the document: expected an object/);
  });

  it('accepts a null geometry and a span of time', () => {
    const { bbox: _, ...rest } = sampleItem();
    const item = {
      ...rest,
      geometry: null,
      properties: { datetime: null, start_datetime: '2024-01-01T00:00:00Z', end_datetime: '2024-01-02T00:00:00+01:00' },
    };
    expect(() => validateItem(item, 'x')).not.toThrow();
  });

  it.skipIf(!hasSharedData)(`accepts the recorded items of the services${needsSharedData}`, () => {
    const accepted: StacItem[] = [];
    for (const file of recordedFiles()) {
      const json = JSON.parse(readFileSync(file, 'utf8')) as unknown;
      for (const item of Array.isArray(json) ? json : [json]) {
        const { type, stac_version: version } = item as Record<string, unknown>;
        if (type !== 'Feature' || !/^1\./.test(String(version))) continue; // collections, versions before 1.0
        accepted.push(validateItem(item, file));
      }
    }
    expect(accepted.length).toBeGreaterThan(30);
  });
});

function recordedFiles(): string[] {
  return [
    'planetary_computer_items/data',
    'planetary_computer_items',
    'odc_stac',
    'rio_tiler',
    'earth-search-v1/S2A_12RWT_20240106_0_L2A',
  ].flatMap((dir) =>
    readdirSync(`${sharedDataDir}stac/${dir}`)
      .filter((name) => name.endsWith('.json') && name !== 'base_sentinel2_l2a.json') // a template without id
      .map((name) => `${sharedDataDir}stac/${dir}/${name}`),
  );
}
