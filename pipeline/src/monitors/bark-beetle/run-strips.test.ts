import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StacItem } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAssetAccess } from '../../sources/access/asset-access.js';
import { datesOf } from './dates-of-part.js';
import { HaloCarry } from './halo-carry.js';
import { type BeetleSeries, openSeries } from './open-series.js';
import { stripsOf } from './run-strips.js';
import { madeDate, madeGrid } from './testing/made-series.js';
import { planMade } from './testing/run-made.js';

const context = { signal: new AbortController().signal, access: createAssetAccess() };
let dir = '';
let items: readonly StacItem[] = [];
let series: BeetleSeries;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-strips-'));
  const grid = madeGrid(10, 1030);
  const cover = (col: number, row: number) => ((col + row) % 7 === 0 ? 'cloud' : 'healthy');
  const made = await Promise.all(['2018-05-01', '2018-05-11'].map((day) => madeDate({ dir, day, grid, cover })));
  const [task] = await planMade(made);
  if (task == null) throw new Error('no unit');
  series = await openSeries(task, context);
  items = series.items;
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('strips', () => {
  it('cover the rows once and end with their halo where blocks end', () => {
    const strips = stripsOf(series);
    expect(strips).toEqual([
      { row: 0, rows: 509 },
      { row: 509, rows: 512 },
      { row: 1021, rows: 9 },
    ]);
    expect(stripsOf({ ...series, window: { ...series.window, row: 500, height: 20 } })).toEqual([
      { row: 0, rows: 9 },
      { row: 9, rows: 11 },
    ]);
  });

  it('have the same pixels with carried rows as without', async () => {
    const shape = { width: 10 + 2 * series.haloPx, rows: 2 * series.haloPx, bands: series.wanted };
    const carry = await HaloCarry.create(join(dir, 'halo.raw'), shape);
    for (const { row, rows } of stripsOf(series)) {
      const part = { col: 0, row, width: 10, height: rows };
      expect(carry.rowsAbove(row)).toBe(row === 0 ? 0 : 6);
      const carried = await all(datesOf(items, { series, context, part, carry }));
      expect(carried).toEqual(await all(datesOf(items, { series, context, part })));
      expect(carried).toHaveLength(2);
    }
    await carry.remove();
  });
});

async function all<T>(generator: AsyncGenerator<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of generator) list.push(one);
  return list;
}
