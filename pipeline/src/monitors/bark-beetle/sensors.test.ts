import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, bboxLonLatOf, type Grid, type StacItem, windowGrid } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriesGroups } from '../../scene/series-groups.js';
import { createAssetAccess } from '../../sources/access/asset-access.js';
import { barkBeetle } from './bark-beetle.js';
import { dnScaling, toDn } from './s2-like.js';
import { type Cover, daysBetween, madeDate, madeGrid } from './testing/made-series.js';
import { planMade, runMade } from './testing/run-made.js';

const grid = madeGrid(24, 24);
/** The same ground in pixels of 30 m, shifted by half a pixel of Sentinel-2. */
const landsatGrid: Grid = { ...grid, width: 9, height: 9, transform: affine.northUp(399_995, 5_660_005, 30) };
const isAttacked = (col: number, row: number) => col >= 6 && col < 15 && row >= 6 && row < 15;
const coverOn =
  (day: string, pixelsPerPixel = 1) =>
  (col: number, row: number): Cover =>
    day >= '2018-06-10' && isAttacked((col + 0.5) * pixelsPerPixel, (row + 0.5) * pixelsPerPixel) ? 'dying' : 'healthy';

let dir = '';
const series: StacItem[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-sensors-'));
  for (const day of daysBetween('2016-03-21', '2018-07-09', 20)) series.push(await madeDate({ dir, day, grid, cover: coverOn(day) }));
}, 60_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

async function later(sensor: 'landsat' | 'hls') {
  const onGrid = sensor === 'landsat' ? landsatGrid : { ...landsatGrid, transform: affine.northUp(400_000, 5_660_000, 30) };
  const days = daysBetween('2018-07-20', '2018-10-08', 16);
  return Promise.all(days.map((day) => madeDate({ dir, day, grid: onGrid, cover: coverOn(day, 3), sensor })));
}

describe('a series of several sensors', () => {
  it.each(['landsat', 'hls'] as const)('confirms on %s what Sentinel-2 only suspected, on the pixels of Sentinel-2', async (sensor) => {
    const [alone] = await planMade(series);
    const suspected = await runMade(alone as NonNullable<typeof alone>, dir);
    const tasks = await planMade([...(await later(sensor)), ...series]);
    expect(tasks).toHaveLength(1);
    const [task] = tasks;
    const mixed = await runMade(task as NonNullable<typeof task>, dir);
    expect(mixed.output.grid).toEqual(grid);
    const inside = 10 * 24 + 10;
    expect((await suspected.layer('tier'))[inside]).toBe(1);
    expect((await mixed.layer('tier'))[inside]).toBe(2);
    expect((await mixed.layer('tier'))[2 * 24 + 2]).toBe(0);
    expect(mixed.output.summary['statePx.healthy']).toBeGreaterThan(400);
  });

  it('takes one sensor only under the rules of FORDEAD', async () => {
    const [task] = await planMade([...series, ...(await later('landsat'))], { mode: 'fordead' });
    expect(task?.items).toHaveLength(series.length);
  });

  it('keeps Landsat scenes of one path and row together where there is no tile', async () => {
    const [group, ...more] = seriesGroups(await later('landsat'));
    expect(group?.id).toBe('192-024');
    expect(more).toEqual([]);
  });
});

describe('counts of other sensors', () => {
  it('are turned back to those of Sentinel-2 by the coefficients that HLS uses', () => {
    const { scale, offset } = dnScaling('hls', 'red');
    const msi = 0.05;
    const oli = 0.9765 * msi + 0.0009;
    expect(oli * scale + offset).toBeCloseTo(500, 6);
    expect([...toDn(Float32Array.of(0.06, 0.125, -1), 'sentinel-2-l2a', 'blue')]).toEqual([600, 1250, -10_000]);
  });
});

describe('bark-beetle for an area, and pixel by pixel', () => {
  it('says of an area what it says of the whole tile', async () => {
    const part = windowGrid(grid, { col: 5, row: 4, width: 8, height: 9 });
    const [whole, area] = [
      await planMade(series, { mode: 'fordead' }),
      await planMade(series, { mode: 'fordead' }, inner(bboxLonLatOf(part))),
    ];
    const [all, some] = [
      await runMade(whole[0] as NonNullable<(typeof whole)[0]>, dir),
      await runMade(area[0] as NonNullable<(typeof area)[0]>, dir),
    ];
    const { window } = area[0] ?? {};
    if (window == null) throw new Error('no window');
    const [big, small] = [await all.layer('first_anomaly'), await some.layer('first_anomaly')];
    const cut = Array.from(small, (_, o) => big[(window.row + Math.floor(o / window.width)) * 24 + window.col + (o % window.width)]);
    expect(Array.from(small)).toEqual(cut);
    expect(small.some((day) => day > 0)).toBe(true);
  });

  it('explains a pixel with the answer of the map, every date, and what was decided', async () => {
    const [task] = await planMade(series);
    if (task == null) throw new Error('no unit');
    const { layer } = await runMade(task, dir);
    const [x, y] = affine.apply(grid.transform, 10.5, 10.5);
    const context = { signal: new AbortController().signal, access: createAssetAccess() };
    const told = await barkBeetle.explain?.(task, { x, y }, context);
    expect(told).toMatchObject({ pixel: { col: 10, row: 10 }, forest: true, tier: 'suspected' });
    const firstAnomalyDay = (await layer('first_anomaly'))[10 * 24 + 10];
    expect(told?.['answer']).toMatchObject({ firstAnomalyDay });
    expect(told?.['observations']).toHaveLength(series.length);
    const decisions = told?.['decisions'] as { date: string; what: string }[];
    expect(decisions.map(({ what }) => what)).toEqual(['model-made', 'suspected']);
    expect(barkBeetle.tellExplanation?.(told ?? {})).toMatchObject({ result: 'suspected', tests: [{ vote: 'yes' }, { vote: 'yes' }] });
    expect(await barkBeetle.explain?.(task, { x: 0, y: 0 }, context)).toBeNull();
  });
});

/** A little smaller, so that no neighbour is touched. */
function inner([west, south, east, north]: readonly [number, number, number, number]) {
  const [dx, dy] = [(east - west) / 50, (north - south) / 50];
  return [west + dx, south + dy, east - dx, north - dy] as const;
}
