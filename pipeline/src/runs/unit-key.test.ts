import type { StacItem } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import type { AssetIdentity, PlannedUnit } from './unit.js';
import { finishPlan } from './unit-key.js';

const info = { id: 'flood', version: '1.0.0' };
const parameters = { minimumPx: 30, seedVhDb: -23 };
const assets: AssetIdentity[] = [
  { itemId: 'a', asset: 'vv', identity: 'file:10-1' },
  { itemId: 'a', asset: 'vh', identity: 'file:20-1' },
];

function item(id: string, changes: Partial<StacItem> = {}): StacItem {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    geometry: null,
    properties: { datetime: '2024-09-16T05:18:00Z', 'sat:relative_orbit': 22 },
    links: [],
    assets: { vh: { href: `/data/${id}.tif`, 'raster:bands': [{ scale: 1 }] } },
    ...changes,
  };
}

function planned(changes: Partial<PlannedUnit> = {}): PlannedUnit {
  return { title: 'flood a', model: null, items: [item('a')], inputs: [], window: null, ...changes };
}

const key = (unit: PlannedUnit, values = parameters, identities: readonly AssetIdentity[] = assets, monitor = info) =>
  finishPlan(unit, monitor, values, identities).key;
const base = key(planned());

describe('finishPlan', () => {
  it('makes a task with a key of 64 hex digits and its own assets in order', () => {
    const task = finishPlan(planned(), info, parameters, [...assets, { itemId: 'other', asset: 'vh', identity: 'x' }]);
    expect(task.key).toMatch(/^[0-9a-f]{64}$/);
    expect(task.assets.map(({ asset }) => asset)).toEqual(['vh', 'vv']);
    expect(task).toMatchObject({ monitor: 'flood', monitorVersion: '1.0.0', parameters, title: 'flood a' });
  });

  it.each([
    ['the order of parameters', key(planned(), { seedVhDb: -23, minimumPx: 30 })],
    ['the order of assets', key(planned(), parameters, [...assets].reverse())],
    ['the title', key(planned({ title: 'another' }))],
    [
      'where a file lies',
      key(planned({ items: [item('a', { assets: { vh: { href: 'https://x/a.tif?sig=1', 'raster:bands': [{ scale: 1 }] } } })] })),
    ],
    [
      'when the item was published',
      key(planned({ items: [item('a', { properties: { ...item('a').properties, updated: '2025-01-01T00:00:00Z' } })] })),
    ],
  ])('does not depend on %s', (_, other) => {
    expect(other).toBe(base);
  });

  it.each([
    ['a parameter', key(planned(), { ...parameters, minimumPx: 31 })],
    ['the monitor', key(planned(), parameters, assets, { id: 'crowns', version: '1.0.0' })],
    ['the monitor version', key(planned(), parameters, assets, { id: 'flood', version: '1.0.1' })],
    ['the model hash', key(planned({ model: { id: 'm', sha256: 'f'.repeat(64) } }))],
    ['a file', key(planned(), parameters, [{ itemId: 'a', asset: 'vv', identity: 'file:10-2' }])],
    ['the window', key(planned({ window: { col: 0, row: 0, width: 1, height: 1 } }))],
    ['an item more', key(planned({ items: [item('a'), item('b')] }))],
    ['the time of the item', key(planned({ items: [item('a', { properties: { datetime: '2024-09-17T05:18:00Z' } })] }))],
    [
      'a scale in the item',
      key(planned({ items: [item('a', { assets: { vh: { href: '/data/a.tif', 'raster:bands': [{ scale: 2 }] } } })] })),
    ],
  ])('changes with %s', (_, other) => {
    expect(other).not.toBe(base);
  });

  it('stays what it is from release to release', () => {
    expect(base).toBe('4d46480864288487c804200a309bdcb9e4f5f7787becf3d6deb2ad546c78e745');
  });
});
