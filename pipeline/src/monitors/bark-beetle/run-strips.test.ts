import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import type { StacItem } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lakeBytes } from '../../runs/fixtures/lake-bytes.js';
import type { UnitTask } from '../../runs/unit.js';
import { createAssetAccess } from '../../sources/access/asset-access.js';
import { barkBeetle } from './bark-beetle.js';
import { datesOf } from './dates-of-part.js';
import { HaloCarry, haloFiles } from './halo-carry.js';
import { type BeetleSeries, openSeries } from './open-series.js';
import { stripsOf } from './strips-of.js';
import { daysBetween, madeDate, madeGrid } from './testing/made-series.js';
import { planMade } from './testing/run-made.js';

const isBuilt = existsSync(new URL('../../../dist/monitors/bark-beetle/strip-worker.js', import.meta.url));
const context = { signal: new AbortController().signal, access: createAssetAccess() };
let dir = '';
let task: UnitTask;
let items: readonly StacItem[] = [];
let series: BeetleSeries;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-strips-'));
  const grid = madeGrid(10, 1030);
  const made: StacItem[] = [];
  for (const day of daysBetween('2016-04-01', '2018-07-01', 60)) {
    const cover = (col: number, row: number) =>
      (col + row) % 37 === 0 ? 'cloud' : day > '2018-01-01' && row % 100 > 80 ? 'dying' : 'healthy';
    made.push(await madeDate({ dir, day, grid, cover }));
  }
  [task] = (await planMade(made)) as [UnitTask];
  series = await openSeries(task, context);
  items = series.items;
}, 60_000);
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

  it('have the same pixels with carried rows as without, one after the other and at once', async () => {
    const shape = { width: 10 + 2 * series.haloPx, rows: 2 * series.haloPx, bands: series.wanted };
    const strips = stripsOf(series);
    const some = items.slice(0, 2);
    for (const together of [false, true]) {
      const haloDir = await mkdtemp(join(dir, 'halo-'));
      const files = haloFiles(haloDir, shape, strips.length);
      const carry = async (strip: number) => {
        const { row = 0, rows: height = 0 } = strips[strip] ?? {};
        const part = { col: 0, row, width: 10, height };
        const rows = await HaloCarry.begin(files, strip, context.signal);
        expect(rows.rowsAbove).toBe(strip === 0 ? 0 : 6);
        const carried = await all(datesOf(some, { series, context, part, carry: rows }));
        await rows.close();
        expect(carried).toHaveLength(2);
        expect(serialize(carried).equals(serialize(await all(datesOf(some, { series, context, part }))))).toBe(true);
      };
      if (together) await Promise.all([2, 1, 0].map(carry));
      else for (const strip of [0, 1, 2]) await carry(strip);
      expect(await readdir(haloDir)).toEqual([]);
    }
  });

  it('read their own rows below a strip without forest', async () => {
    const files = haloFiles(dir, { width: 16, rows: 6, bands: series.wanted }, 2);
    HaloCarry.skip(files, 0);
    const carry = await HaloCarry.begin(files, 1, context.signal);
    expect(carry.rowsAbove).toBe(0);
    await carry.close();
  });
});

let runs = 0;
async function runOn(threads: number, { of = task, signal = context.signal, onProgress = () => {} }: RunOnOptions = {}) {
  const [unitDir, cacheDir] = [join(dir, `unit-${runs}`), join(dir, `cache-${runs++}`)];
  await mkdir(unitDir);
  const running = barkBeetle.run(of, { dir: unitDir, cacheDir, access: context.access, signal, threads, progress: onProgress });
  return { unitDir, cacheDir, output: await running.catch((error: unknown) => Promise.reject(Object.assign(error as Error, { unitDir }))) };
}

let whole: ReturnType<typeof runOn> | null = null;
function wholeOnOne() {
  whole ??= runOn(1);
  return whole;
}

interface RunOnOptions {
  readonly of?: UnitTask;
  readonly signal?: AbortSignal;
  onProgress?(fraction: number, message: string): void;
}

describe(isBuilt ? 'strips on threads' : 'strips on threads (skipped: needs npm run build)', () => {
  it.skipIf(!isBuilt)('make the same bytes on three threads as on one, state included', async () => {
    const fractions: number[] = [];
    const one = await wholeOnOne();
    const three = await runOn(3, { onProgress: (fraction) => fractions.push(fraction) });
    expect(one.output.summary['observedPx']).toBeGreaterThan(10_000);
    expect(three.output).toEqual(one.output);
    expect(await lakeBytes(three.unitDir)).toEqual(await lakeBytes(one.unitDir));
    expect(await lakeBytes(three.cacheDir)).toEqual(await lakeBytes(one.cacheDir));
    expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
  });

  it.skipIf(!isBuilt)('go on from a state that one thread made, on three', async () => {
    const before = (await planMade(items.slice(0, -1)))[0] as UnitTask;
    const { cacheDir } = await runOn(1, { of: before });
    const unitDir = await mkdtemp(join(dir, 'unit-'));
    const messages: string[] = [];
    const progress = (_: number, message: string) => void messages.push(message);
    await barkBeetle.run(task, { dir: unitDir, cacheDir, access: context.access, signal: context.signal, threads: 3, progress });
    expect(messages.filter((message) => message.startsWith('refused'))).toEqual([]);
    expect(await lakeBytes(unitDir)).toEqual(await lakeBytes((await wholeOnOne()).unitDir));
  });

  it.skipIf(!isBuilt)('fail once, with the message of the strip that could not be read, and leave no rows behind', async () => {
    const last = items.at(-1) as StacItem;
    const href = join(dir, 'broken.tif');
    const bytes = await readFile(last.assets['swir16']?.href ?? '');
    await writeFile(href, bytes.fill(0xff, bytes.length - 60)); // the lowest block is the last
    const broken = { ...last, assets: { ...last.assets, swir16: { ...last.assets['swir16'], href } } } as StacItem;
    const of = { ...task, items: task.items.map((item) => (item.id === last.id ? broken : item)) };
    const error = (await runOn(3, { of }).catch((caught: unknown) => caught)) as Error & { unitDir: string };
    expect(error).toMatchObject({ name: 'LandsichtError', message: expect.stringContaining('broken.tif') });
    expect((await readdir(error.unitDir)).filter((name) => name.startsWith('halo'))).toEqual([]);
  });

  it.skipIf(!isBuilt)('stop on all threads when the unit is stopped', async () => {
    const stop = new AbortController();
    const onProgress = (_: number, message: string) => {
      if (message.startsWith('rows')) stop.abort(new Error('enough'));
    };
    const error = (await runOn(3, { signal: stop.signal, onProgress }).catch((caught: unknown) => caught)) as Error & { unitDir: string };
    expect(error.message).toBe('enough');
    expect((await readdir(error.unitDir)).filter((name) => name.startsWith('halo'))).toEqual([]);
  });
});

async function all<T>(generator: AsyncGenerator<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of generator) list.push(structuredClone(one)); // a date is good until the next
  return list;
}
