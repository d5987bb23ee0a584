import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StacItem } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lakeBytes } from '../../runs/fixtures/lake-bytes.js';
import { barkBeetle } from './bark-beetle.js';
import { StateFile, StateWriter } from './state-file.js';
import { type Cover, daysBetween, madeDate, madeGrid } from './testing/made-series.js';
import { planMade, runMade } from './testing/run-made.js';

/** Taller than a strip of 512 rows, so that what crosses its border is tried too. */
const grid = madeGrid(16, 524);
const stepDays = 20;
const newest = '2018-10-17';
const attackedOn = '2018-06-10';
const felledOn = '2018-08-15';
/** Columns 4–11 of rows 505–519 are attacked, the upper five of them felled. */
const isAttacked = (col: number, row: number) => col >= 4 && col < 12 && row >= 505 && row < 520;

function coverOn(day: string) {
  return (col: number, row: number): Cover => {
    if (row < 40 && Number(day.slice(8)) % 3 === 0) return 'cloud';
    if (isAttacked(col, row) && day >= felledOn && row < 510) return 'bare';
    return isAttacked(col, row) && day >= attackedOn ? 'dying' : 'healthy';
  };
}

let dir = '';
const series: StacItem[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-beetle-'));
  // two processing baselines in one series: from 2018 on counts are shifted by 1000
  for (const day of daysBetween('2016-03-21', newest, stepDays)) {
    series.push(await madeDate({ dir, day, grid, cover: coverOn(day), baseline: day < '2018-01-01' ? '02.09' : '05.10' }));
  }
}, 120_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

async function onlyUnit(items: readonly StacItem[], settings: Record<string, string | number | boolean> = {}) {
  const tasks = await planMade(items, settings);
  expect(tasks).toHaveLength(1);
  return tasks[0] as (typeof tasks)[number];
}

describe.each(['fordead', 'landsicht'])('bark-beetle, mode %s, on a made series', (mode) => {
  it('confirms what was attacked, clears what was felled, and lets the rest be', async () => {
    const { layer, detections, output } = await runMade(await onlyUnit(series, { mode }), dir);
    const [state, tier, first, confirmed] = [
      await layer('state'),
      await layer('tier'),
      await layer('first_anomaly'),
      await layer('confirmed'),
    ];
    const attackDay = Date.parse(attackedOn) / 86_400_000;
    let wrong = 0;
    for (let o = 0; o < tier.length; o++) {
      const [col, row] = [o % 16, Math.floor(o / 16)];
      const expected = isAttacked(col, row) ? (row < 510 ? 3 : 2) : 0;
      if (tier[o] !== expected) wrong++;
      else if (expected === 2) {
        expect((first[o] as number) - attackDay).toBeLessThan(stepDays);
        const late = (confirmed[o] as number) - (first[o] as number);
        expect(mode === 'fordead' ? [2 * stepDays] : [stepDays, 2 * stepDays]).toContain(late);
      }
    }
    expect(wrong).toBe(0);
    expect([...new Set(state)].sort((a, b) => a - b)).not.toContain(5);
    const found = await detections();
    expect(found).toHaveLength(1);
    expect(found[0]?.attributes).toMatchObject({ pixels: 120, areaHa: 1.2, tier: 'confirmed', isCut: false });
    expect(found[0]?.attributes?.['confirmedOn']).toBe(mode === 'fordead' ? '2018-07-29' : '2018-07-09');
    expect(found[0]?.sceneIds).toContain(`sentinel-2-${newest}-05.10`);
    expect(output.summary).toMatchObject({ observedPx: 16 * 524, 'tierPx.confirmed': 80, 'tierPx.cleared': 40 });
  });
});

describe('bark-beetle, incremental', () => {
  it.each([1, 2])(
    'writes the same bytes in one go and in any batches (seed %i)',
    async (seed) => {
      const random = randomOf(seed);
      const [cacheOnce, cacheBatches] = [join(dir, `once-${seed}`), join(dir, `batches-${seed}`)];
      const whole = await onlyUnit(series);
      const once = await runMade(whole, dir, cacheOnce);
      for (let count = 12; count < series.length; count += 4 + Math.floor(random() * 12)) {
        await runMade(await onlyUnit(series.slice(0, count)), dir, cacheBatches);
      }
      const batches = await runMade(whole, dir, cacheBatches);
      expect(await lakeBytes(batches.dir)).toEqual(await lakeBytes(once.dir));
      expect(batches.output).toEqual(once.output);
      const [folder = ''] = await readdir(join(cacheBatches, 'bark-beetle'));
      expect(await readdir(join(cacheBatches, 'bark-beetle', folder))).toHaveLength(2);
    },
    60_000,
  );

  it('reads only the dates that are new', async () => {
    const cache = join(dir, 'only-new');
    await runMade(await onlyUnit(series.slice(0, -1)), dir, cache);
    const whole = await onlyUnit(series);
    // the other dates cannot be read any more; the oldest still tells the grid
    const items = whole.items.map((item, i) => (i < 2 ? item : { ...item, assets: withoutFiles(item) }));
    const { output } = await runMade({ ...whole, items }, dir, cache);
    expect(output.summary['datesUsed']).toBe(series.length);
  });

  it('names a damaged state and computes the series again', async () => {
    const cache = join(dir, 'damaged');
    const task = await onlyUnit(series.slice(0, 20));
    const first = await runMade(task, dir, cache);
    const [folder = ''] = await readdir(join(cache, 'bark-beetle'));
    const [name = ''] = await readdir(join(cache, 'bark-beetle', folder));
    await writeFile(join(cache, 'bark-beetle', folder, name), 'not a state, but long enough to be looked at');
    const again = await runMade(task, dir, cache);
    expect(again.messages.find((message) => message.includes(name))).toMatch(/refused/);
    expect(await lakeBytes(again.dir)).toEqual(await lakeBytes(first.dir));
  });

  it('names a state of another kernel or version and computes the series again', async () => {
    const cache = join(dir, 'older');
    const task = await onlyUnit(series.slice(0, 14));
    const first = await runMade(task, dir, cache);
    const [folder = ''] = await readdir(join(cache, 'bark-beetle'));
    const [name = ''] = await readdir(join(cache, 'bark-beetle', folder));
    const path = join(cache, 'bark-beetle', folder, name);
    const { version } = barkBeetle.info;
    for (const older of [{ version: '0.9.0' }, {}]) {
      const good = await StateFile.open(path, version);
      const { strips, ...footer } = good?.footer ?? { version, prefixKey: '', cloudShares: {}, strips: [] };
      await good?.close();
      const writer = await StateWriter.create(path);
      for (const { row, rows } of strips) await writer.add(row, rows, [new Uint8Array(64)]);
      await writer.finish({ ...footer, ...older });
      const again = await runMade(task, dir, cache);
      expect(again.messages.find((message) => message.includes(name))).toMatch(/refused/);
      expect(await lakeBytes(again.dir)).toEqual(await lakeBytes(first.dir));
    }
  });
});

function withoutFiles({ assets }: StacItem): StacItem['assets'] {
  return Object.fromEntries(Object.entries(assets).map(([key, asset]) => [key, { ...asset, href: '/nowhere/at-all.tif' }]));
}

describe('bark-beetle, identity', () => {
  it('keeps the name of a damage from suspicion to clearing, with a new detection id each time', async () => {
    const names: unknown[] = [];
    const tiers: unknown[] = [];
    const ids = new Set<string>();
    for (const last of ['2018-06-25', '2018-08-10', newest]) {
      const items = series.filter(({ properties }) => String(properties.datetime).slice(0, 10) <= last);
      const [found] = await (await runMade(await onlyUnit(items), dir)).detections();
      names.push(found?.attributes?.['damageId']);
      tiers.push(found?.attributes?.['tier']);
      ids.add(found?.id ?? '');
    }
    expect([tiers[0], tiers.at(-1)]).toEqual(['suspected', 'confirmed']);
    expect(new Set(names).size).toBe(1);
    expect(ids.size).toBe(3);
  });
});

describe('bark-beetle, input that is not as it should be', () => {
  it('takes dates in any order and the newest processing of a day', async () => {
    const clean = await runMade(await onlyUnit(series), dir);
    const wrongCover = (): Cover => 'bare';
    const old = await madeDate({ dir, day: newest, grid, cover: wrongCover, baseline: '03.01' });
    const task = await onlyUnit([old, ...[...series].reverse()]);
    expect(task.items.map(({ id }) => id)).not.toContain(old.id);
    const mixed = await runMade(task, dir);
    expect(await mixed.layer('state')).toEqual(await clean.layer('state'));
  });

  it('names the index that cannot be computed and takes one that can', async () => {
    const items = series.map((item) => ({ ...item, assets: without(item, 'swir22') }));
    const { output } = await runMade(await onlyUnit(items), dir);
    expect(output.flags).toContain('index_not_computable:crswir');
    expect(output.flags.some((flag) => flag.startsWith('index_used:'))).toBe(true);
  });

  it('says which bands are missing where no index can be computed', async () => {
    const items = series.map((item) => ({ ...item, assets: without(item, 'swir22', 'swir16', 'green') }));
    await expect(runMade(await onlyUnit(items), dir)).rejects.toThrow(/crswir.*swir22.*red/);
  });

  it('leaves out and counts dates above the limit of cloud', async () => {
    const cloudy = await madeDate({ dir, day: '2018-10-12', grid, cover: (_, row) => (row < 250 ? 'cloud' : 'healthy') });
    const { output } = await runMade(await onlyUnit([...series, cloudy]), dir);
    expect(output.summary).toMatchObject({ datesTooCloudy: 1, datesUsed: series.length });
  });

  it('takes the cloud of a table before that of the masks', async () => {
    const cloudShares = join(dir, 'Ennuagement.csv');
    await writeFile(cloudShares, `,0\n${newest},0.9\n`);
    const { output } = await runMade(await onlyUnit(series, { cloudShares }), dir);
    expect(output.summary).toMatchObject({ datesTooCloudy: 1 });
  });

  it('does not model pixels with fewer than ten clear dates, and says why', async () => {
    const { output } = await runMade(await onlyUnit(series.slice(0, 9)), dir);
    expect(output.summary).toMatchObject({ observedPx: 0, 'notObservedPx.low-coverage': 16 * 524 });
    expect(output.flags).toContain('nothing-observed');
  });
});

function without({ assets }: StacItem, ...bands: string[]): StacItem['assets'] {
  return Object.fromEntries(Object.entries(assets).filter(([key]) => !bands.includes(key)));
}
