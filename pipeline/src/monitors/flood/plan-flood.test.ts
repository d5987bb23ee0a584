import type { StacItem } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { planRun } from '../../runs/plan-run.js';
import { hasSharedData, sharedItem } from '../../scene/testing/shared-data.js';
import { flood } from './flood.js';

const defaults = Object.fromEntries(Object.entries(flood.info.parameters).map(([name, { default: value }]) => [name, value]));
const plan = (items: readonly StacItem[], settings = {}) =>
  flood.plan(items, { parameters: { ...defaults, ...settings }, bboxLonLat: null });
const inputsOf = (items: readonly StacItem[], id: string) =>
  plan(items)
    .find(({ inputs }) => inputs[0]?.itemId === id)
    ?.inputs.map(({ itemId }) => itemId);

const radar = (id: string, day: number, orbit = 95, direction = 'descending'): StacItem => ({
  type: 'Feature',
  stac_version: '1.0.0',
  id,
  geometry: null,
  bbox: [13, 51, 14, 52],
  properties: {
    datetime: `2024-09-${String(day).padStart(2, '0')}T05:18:00Z`,
    'landsicht:sensor': 'sentinel-1',
    'sat:relative_orbit': orbit,
    'sat:orbit_state': direction,
  },
  links: [],
  assets: { vh: { href: `./${id}.tif` } },
});

describe('which scenes a flood is judged against', () => {
  it('are the latest earlier ones of the same orbit, oldest first, in whatever order the items come', () => {
    const items = [20, 2, 26, 8, 14, 1].map((day) => radar(`day-${day}`, day));
    const expected = ['day-20', 'day-2', 'day-8', 'day-14'];
    expect(inputsOf(items, 'day-20')).toEqual(expected);
    expect(inputsOf([...items].reverse(), 'day-20')).toEqual(expected);
  });

  it('are never of another orbit, of the other direction, or later', () => {
    const others = [radar('orbit', 2, 22), radar('direction', 8, 95, 'ascending'), radar('later', 26)];
    expect(inputsOf([...others, radar('now', 20)], 'now')).toEqual(['now']);
  });

  it('are none where an item does not say its orbit', () => {
    const silent = (id: string, day: number): StacItem => {
      const { 'sat:relative_orbit': _, ...properties } = radar(id, day).properties;
      return { ...radar(id, day), properties };
    };
    expect(inputsOf([silent('before', 2), silent('now', 20)], 'now')).toEqual(['now']);
  });
});

describe(`an item that pairs radar with an optical scene${hasSharedData ? '' : ' (skipped: needs ../shared/data)'}`, () => {
  const spain = () => sharedItem('flood/sen1floods11/Spain_7370579/Spain_7370579.json');

  it.skipIf(!hasSharedData)('is a radar scene, and the optical one where that is asked for', () => {
    const sensors = (sensor: string) => plan([spain()], { sensor }).map(({ inputs }) => inputs[0]?.sensor);
    expect(sensors('auto')).toEqual(['sentinel-1']);
    expect(sensors('radar')).toEqual(['sentinel-1']);
    expect(sensors('optical')).toEqual(['sentinel-2-l1c']);
  });

  it.skipIf(!hasSharedData)('is reported where the file of its optical half is gone', async () => {
    const { assets, ...item } = spain();
    const gone = { ...item, assets: { ...assets, s2: { ...assets['s2'], href: '/nowhere/s2.tif' } } };
    const faults: string[] = [];
    const tasks = await planRun({
      monitor: flood,
      items: [gone],
      parameters: { ...defaults, sensor: 'optical' },
      bboxLonLat: null,
      onFault: ({ message }) => void faults.push(message),
    });
    expect(tasks).toEqual([]);
    expect(faults).toEqual([expect.stringContaining('/nowhere/s2.tif')]);
  });

  it.skipIf(!hasSharedData)('gives no optical unit where it holds radar alone', () => {
    expect(plan([sharedItem('flood/sen1floods11/Ghana_53713/Ghana_53713.json')], { sensor: 'optical' })).toEqual([]);
  });
});
