import { appendFile, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crsTransform, type MonitorInfo } from '@landsicht/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bboxHitLonLat, bboxHitProjected } from './bbox-hit.js';
import { openDatabase } from './duckdb.js';
import { migrations } from './schema.js';
import { openStore, type Store } from './store.js';
import type { SyncReport } from './sync-lake.js';
import { keyOf, testMonitor, writeUnit } from './testing/write-unit.js';
import { watchLake } from './watch-lake.js';

let dir: string;
let lake: string;
let store: Store;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht [store] '));
  lake = join(dir, 'lake');
  store = await openStore(':memory:');
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

const first = {
  name: 'first',
  observedUtc: '2024-09-16T05:16:21.000Z',
  squares: [
    { lon: 13.1, lat: 51.2 },
    { lon: 13.5, lat: 51.4, class: 'water' },
  ],
};
const second = {
  name: 'second',
  observedUtc: '2024-09-28T05:16:21.000Z',
  squares: [
    { lon: 13.1, lat: 51.2 },
    { lon: 14.5, lat: 50.4 },
  ],
};
const idsOf = (page: { detections: readonly { id: string }[] }): string[] => page.detections.map(({ id }) => id);

describe('sync', () => {
  it('commits each finished unit once', async () => {
    await writeUnit(lake, first);
    expect((await store.sync(lake)).committed).toEqual([{ monitor: 'flood', key: keyOf('first'), observedUtc: first.observedUtc }]);
    await writeUnit(lake, second);
    const [one, two] = await Promise.all([store.sync(lake), store.sync(lake)]);
    expect([one.committed.length, two.committed.length]).toEqual([1, 0]);
    expect(await store.totals()).toEqual({ units: 2, detections: 4, lastObservedUtc: new Date(second.observedUtc) });
  });

  it('keeps what a monitor says beyond the common columns, beside monitors that say nothing more', async () => {
    const info: MonitorInfo = {
      ...testMonitor,
      id: 'bark-beetle',
      attributes: [
        { id: 'confirmedOn', shortName: 'confirmed', title: { de: 'Bestätigt am', en: 'Confirmed on' }, type: 'date' },
        { id: "l'Abteilung", shortName: 'abt', title: { de: 'Abteilung', en: 'Compartment' }, type: 'text' },
        { id: 'sanitary', shortName: 'sanitary', title: { de: 'Sanitärhieb', en: 'Sanitary cut' }, type: 'flag' },
      ],
    };
    const attributes = { confirmedOn: '2019-07-07', "l'Abteilung": '12 a „Höhe“', sanitary: null };
    await writeUnit(lake, first);
    await writeUnit(lake, { ...second, info, squares: [{ lon: 13.1, lat: 51.2, attributes }] });
    expect((await store.sync(lake)).committed).toHaveLength(2);
    expect((await store.detection('bark-beetle', 'second-0'))?.attributes).toEqual(attributes);
    expect(await store.detection('flood', 'first-0')).not.toHaveProperty('attributes');
  });

  it('remembers over a restart what it committed', async () => {
    await writeUnit(lake, first);
    const path = join(dir, 'landsicht.duckdb');
    const before = await openStore(path);
    await before.sync(lake);
    await before.close();
    const after = await openStore(path);
    expect((await after.sync(lake)).committed).toEqual([]);
    expect(await after.detections({ limit: 10 })).toMatchObject({ matched: 2 });
    await after.close();
  });

  it('forgets a unit that was removed, and takes it again when it is back', async () => {
    await writeUnit(lake, first);
    await writeUnit(lake, second);
    await store.sync(lake);
    const folder = join(lake, 'flood', keyOf('first'));
    await rename(folder, join(dir, 'away'));
    expect((await store.sync(lake)).removed).toMatchObject([{ key: keyOf('first') }]);
    expect(idsOf(await store.detections({ limit: 10 }))).toEqual(['second-0', 'second-1']);
    await rename(join(dir, 'away'), folder);
    expect((await store.sync(lake)).committed).toHaveLength(1);
    expect((await store.totals()).detections).toBe(4);
  });

  it('keeps everything while the lake is not there', async () => {
    await writeUnit(lake, first);
    await store.sync(lake);
    await rename(lake, join(dir, 'unmounted'));
    expect(await store.sync(lake)).toEqual({ committed: [], removed: [], damaged: [] });
    expect((await store.totals()).units).toBe(1);
  });

  it('reports damaged units, leaves nothing of them behind and takes the others', async () => {
    await writeUnit(lake, first);
    for (const name of ['cut', 'json', 'foreign', 'html']) await writeUnit(lake, { ...second, name });
    const file = (name: string, path: string): string => join(lake, 'flood', keyOf(name), path);
    await appendFile(file('cut', 'detections.parquet'), 'x');
    await writeFile(file('json', 'manifest.json'), '{"manifestVersion": 1');
    const manifest = JSON.parse(await readFile(file('foreign', 'manifest.json'), 'utf8'));
    const parquet = await readFile(join(lake, 'flood', keyOf('first'), 'detections.parquet'));
    await writeFile(file('foreign', 'detections.parquet'), parquet);
    manifest.files[0].bytes = parquet.length;
    await writeFile(file('foreign', 'manifest.json'), JSON.stringify(manifest));
    const page = JSON.parse(await readFile(file('html', 'manifest.json'), 'utf8'));
    await writeFile(file('html', 'detections.parquet'), '<html></html>');
    page.files[0].bytes = 13;
    await writeFile(file('html', 'manifest.json'), JSON.stringify(page));
    const { committed, damaged } = await store.sync(lake);
    expect(committed).toMatchObject([{ key: keyOf('first') }]);
    const messages = Object.fromEntries(damaged.map(({ key, message }) => [key, message]));
    expect(messages[keyOf('cut')]).toMatch(/detections\.parquet: expected \d+ bytes, got \d+/);
    expect(messages[keyOf('json')]).toMatch(/manifest\.json: not readable as JSON/);
    expect(messages[keyOf('foreign')]).toMatch(/holds detections of another unit/);
    expect(messages[keyOf('html')]).toMatch(/not readable as detections/);
    expect(await store.totals()).toMatchObject({ units: 1, detections: 2 });
  });

  it('takes an id only from the unit that had it first', async () => {
    await writeUnit(lake, { ...first, idPrefix: 'same' });
    await writeUnit(lake, { ...second, idPrefix: 'same' });
    const { committed, damaged } = await store.sync(lake);
    expect([committed.length, damaged.length]).toEqual([1, 1]);
    expect(damaged[0]?.message).toMatch(/detection same-\d, which another unit has already/);
    expect(await store.totals()).toMatchObject({ units: 1, detections: 2 });
  });

  it('ignores half work', async () => {
    await writeUnit(lake, first);
    await rename(join(lake, 'flood', keyOf('first')), join(lake, 'flood', `.tmp-${keyOf('first')}-1-abc`));
    expect(await store.sync(lake)).toEqual({ committed: [], removed: [], damaged: [] });
  });

  it('says who has the database file', async () => {
    const path = join(dir, 'x.duckdb');
    await writeFile(path, 'this is not a database, whatever its name');
    await expect(openStore(path)).rejects.toMatchObject({ code: 'lake-damaged', message: expect.stringContaining(path) });
    expect(await readdir(dir)).toContain('x.duckdb');
  });
});

describe('several results for one scene', () => {
  const old = { ...first, scene: 'S1A', name: 'old' };
  const newer = { ...second, scene: 'S1A', name: 'newer' };
  const finish = async (name: string, utc: string) => utimes(join(lake, 'flood', keyOf(name), 'manifest.json'), new Date(), new Date(utc));

  beforeEach(async () => {
    for (const unit of [old, newer]) await writeUnit(lake, unit);
    await finish('old', '2026-01-01T00:00:00Z');
    await finish('newer', '2026-01-02T00:00:00Z');
  });

  it('serves the one finished last, in any order of arrival', async () => {
    await rename(join(lake, 'flood', keyOf('newer')), join(dir, 'away'));
    await store.sync(lake);
    expect(idsOf(await store.detections({ limit: 9 }))).toEqual(['old-0', 'old-1']);
    await rename(join(dir, 'away'), join(lake, 'flood', keyOf('newer')));
    await store.sync(lake);
    expect(idsOf(await store.detections({ limit: 9 }))).toEqual(['newer-0', 'newer-1']);
    expect(await store.totals()).toMatchObject({ units: 1, detections: 2 });
    expect(await store.monitors()).toMatchObject([{ units: 1, detections: 2 }]);
    expect(await store.units({ limit: 9 })).toMatchObject({ matched: 1, units: [{ current: true, manifest: { key: keyOf('newer') } }] });
  });

  it('gives the others when they are asked for by key or id', async () => {
    await store.sync(lake);
    expect(await store.unit(keyOf('old'))).toMatchObject({ current: false, finishedUtc: new Date('2026-01-01T00:00:00Z') });
    expect(idsOf(await store.detections({ limit: 9, unitKey: keyOf('old') }))).toEqual(['old-0', 'old-1']);
    expect(idsOf(await store.detections({ limit: 9, id: 'old-0' }))).toEqual([]);
    expect((await store.detection('flood', 'old-0'))?.unitKey).toBe(keyOf('old'));
  });

  it('goes back to the former result when the later one is removed', async () => {
    await store.sync(lake);
    await rm(join(lake, 'flood', keyOf('newer')), { recursive: true });
    await store.sync(lake);
    expect(idsOf(await store.detections({ limit: 9 }))).toEqual(['old-0', 'old-1']);
  });

  it('reads the lake again where the database is of the first schema', async () => {
    const path = join(dir, 'old.duckdb');
    const database = await openDatabase(path);
    await database.transaction(async (sql) => {
      await sql.rows('CREATE TABLE schema_version (version INTEGER NOT NULL)');
      await sql.rows('INSERT INTO schema_version VALUES (1)');
      await sql.rows(migrations[0] ?? '');
      await sql.rows(`INSERT INTO units VALUES ('${keyOf('old')}', 'flood', '1.0.0', 0, 0, 0, 0, 0, 0, '{}')`);
    });
    await database.close();
    const upgraded = await openStore(path);
    expect((await upgraded.sync(lake)).committed).toHaveLength(2);
    expect(await upgraded.totals()).toMatchObject({ units: 1, detections: 2 });
    await upgraded.close();
  });
});

describe('acknowledgements', () => {
  it('are added, never changed, and are there after a restart', async () => {
    const path = join(dir, 'landsicht.duckdb');
    const before = await openStore(path);
    const first = { alertId: 'a', version: 1, person: 'Müller', note: "gesehen; '); DROP TABLE units; --" };
    const now = new Date('2026-11-24T06:40:00Z');
    expect(await before.acknowledge(first, now)).toEqual({ ...first, acknowledgedUtc: now });
    await before.acknowledge({ ...first, version: 2, note: '' }, now);
    await before.acknowledge({ ...first, alertId: 'b' }, now);
    await before.close();
    const after = await openStore(path);
    expect((await after.acknowledgements('a')).map(({ version, note }) => [version, note])).toEqual([
      [1, first.note],
      [2, ''],
    ]);
    expect(await after.acknowledgements()).toHaveLength(3);
    await after.close();
  });
});

describe('attributes', () => {
  it('filter by text, number and flag', async () => {
    const attribute = (id: string, type: 'text' | 'number' | 'flag') => ({ id, shortName: id, title: { de: id, en: id }, type });
    const info = { ...testMonitor, attributes: [attribute('stage', 'text'), attribute('trees', 'number'), attribute('sanitary', 'flag')] };
    const square = (stage: string, trees: number, sanitary: boolean) => ({ lon: 13, lat: 51, attributes: { stage, trees, sanitary } });
    await writeUnit(lake, { ...first, info, squares: [square('new', 1.5, true), square('old', 2, false)] });
    await store.sync(lake);
    const find = async (attributes: Record<string, string | number | boolean>) => idsOf(await store.detections({ limit: 9, attributes }));
    expect(await find({ stage: 'new' })).toEqual(['first-0']);
    expect(await find({ trees: 2 })).toEqual(['first-1']);
    expect(await find({ sanitary: true, trees: 1.5 })).toEqual(['first-0']);
    expect(await find({ stage: "x' OR 1=1 --" })).toEqual([]);
    expect(await find({ 'no"such': 1 })).toEqual([]);
  });
});

describe('watch', () => {
  it('notices a unit that arrives by rename', async () => {
    await writeUnit(lake, first);
    const reports: SyncReport[] = [];
    let arrived: (report: SyncReport) => void = () => undefined;
    const watch = watchLake(store, lake, {
      pollMs: 60_000,
      onSync: (report) => {
        reports.push(report);
        if (report.committed.length > 0 && reports.length > 1) arrived(report);
      },
      onError: (message) => expect.unreachable(message),
    });
    await watch.refresh();
    const next = new Promise<SyncReport>((resolve) => {
      arrived = resolve;
    });
    await writeUnit(lake, second);
    expect((await next).committed).toMatchObject([{ key: keyOf('second') }]);
    await watch.close();
  });
});

describe('queries', () => {
  beforeEach(async () => {
    await writeUnit(lake, first);
    await writeUnit(lake, { ...second, info: { ...testMonitor, version: '1.10.0', title: { de: 'Neu', en: 'New' } } });
    await store.sync(lake);
  });

  it('gives detections with all they carry, newest first', async () => {
    const page = await store.detections({ limit: 10 });
    expect(idsOf(page)).toEqual(['second-0', 'second-1', 'first-0', 'first-1']);
    expect(page.detections[3]).toMatchObject({ class: 'water', areaM2: 2000, areaEpsg: 32633, likelihood: 0.5, sceneIds: ['scene-first'] });
    expect(page.detections[2]?.likelihood).toBeNull();
  });

  it('pages through everything once, and stays right while results arrive', async () => {
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await store.detections({ limit: 1, token });
      expect(page.matched).toBe(4 + (seen.length > 0 ? 1 : 0));
      seen.push(...idsOf(page));
      token = page.next ?? undefined;
      if (seen.length === 1) {
        await writeUnit(lake, { name: 'third', observedUtc: '2024-10-10T05:00:00Z', squares: [{ lon: 13, lat: 51 }] });
        await store.sync(lake);
      }
    } while (token != null);
    expect(seen).toEqual(['second-0', 'second-1', 'first-0', 'first-1']);
  });

  it('refuses a made-up token', async () => {
    await expect(store.detections({ limit: 1, token: 'abc' })).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('filters by class, unit, numbers and closed time intervals', async () => {
    expect(idsOf(await store.detections({ limit: 9, class: 'water' }))).toEqual(['first-1']);
    expect(idsOf(await store.detections({ limit: 9, unitKey: keyOf('second'), areaM2: 2000 }))).toEqual(['second-1']);
    const at = new Date(first.observedUtc);
    expect(idsOf(await store.detections({ limit: 9, time: { fromUtc: null, toUtc: at } }))).toEqual(['first-0', 'first-1']);
    expect((await store.detections({ limit: 9, time: { fromUtc: new Date(at.getTime() + 1), toUtc: null } })).matched).toBe(2);
    expect((await store.detections({ limit: 9, class: "' OR 1=1 --" })).matched).toBe(0);
  });

  it('groups monitors under their newest version', async () => {
    const monitors = await store.monitors();
    expect(monitors).toMatchObject([{ info: { version: '1.10.0', title: { en: 'New' } }, units: 2, detections: 4 }]);
    expect(await store.monitor('beetle')).toBeNull();
  });

  it('pages through units and finds one by its key', async () => {
    const page = await store.units({ limit: 1 });
    expect(page).toMatchObject({ matched: 2, units: [{ detections: 2, manifest: { key: keyOf('second') } }] });
    expect((await store.units({ limit: 1, token: page.next ?? '' })).units[0]?.manifest.key).toBe(keyOf('first'));
    expect((await store.unit(keyOf('first')))?.manifest.observedUtc).toBe(first.observedUtc);
    expect(await store.unit('no')).toBeNull();
    expect(await store.detection('flood', 'first-1')).toMatchObject({ class: 'water' });
  });
});

describe('bbox', () => {
  it('looks at outlines where boxes cannot tell', async () => {
    await writeUnit(lake, { ...first, squares: [{ lon: 13, lat: 51, size: 0.2 }] });
    await store.sync(lake);
    const find = async (...box: [number, number, number, number]): Promise<number> =>
      (await store.detections({ limit: 9, bbox: bboxHitLonLat(box) })).matched;
    expect(await find(13.05, 51.05, 13.06, 51.06)).toBe(1); // within the square
    expect(await find(12, 50, 14, 52)).toBe(1); // around it
    expect(await find(13.2, 51.2, 13.3, 51.3)).toBe(1); // touches its corner
    expect(await find(13.21, 51.21, 13.3, 51.3)).toBe(0);
    const triangle = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [0, 0],
          [10, 0],
          [0, 10],
          [0, 0],
        ],
      ],
    };
    expect(bboxHitLonLat([6, 6, 9, 9]).hits(triangle)).toBe(false);
    expect(bboxHitLonLat([4, 4, 9, 9]).hits(triangle)).toBe(true);
    const ring = {
      type: 'Polygon' as const,
      coordinates: [
        ...triangle.coordinates,
        [
          [1, 1],
          [1, 3],
          [3, 3],
          [3, 1],
          [1, 1],
        ],
      ],
    };
    expect(bboxHitLonLat([1.5, 1.5, 2, 2]).hits(ring)).toBe(false);
  });

  it('crosses the antimeridian', async () => {
    await writeUnit(lake, {
      ...first,
      squares: [
        { lon: 179.5, lat: 0 },
        { lon: -179.9, lat: 0 },
        { lon: 0, lat: 0 },
      ],
    });
    await store.sync(lake);
    expect((await store.detections({ limit: 9, bbox: bboxHitLonLat([179, -1, -179, 1]) })).matched).toBe(2);
  });

  it('takes a box of another CRS as straight there', async () => {
    const squares = Array.from({ length: 60 }, (_, i) => ({
      lon: 12.4 + (i % 10) * 0.03,
      lat: 51 + Math.floor(i / 10) * 0.03,
      size: 0.005,
    }));
    await writeUnit(lake, { ...first, squares });
    await store.sync(lake);
    const box = [320_000, 5_655_000, 335_000, 5_666_000] as const;
    const page = await store.detections({ limit: 99, bbox: bboxHitProjected(box, 25833) });
    const { forward } = crsTransform(4326, 25833);
    const expected = squares.flatMap(({ lon, lat, size }, i) => {
      const corners = [forward(lon, lat), forward(lon + size, lat), forward(lon + size, lat + size), forward(lon, lat + size)];
      const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
      return Math.max(...xs) >= box[0] && Math.min(...xs) <= box[2] && Math.max(...ys) >= box[1] && Math.min(...ys) <= box[3]
        ? [`first-${i}`]
        : [];
    });
    expect(idsOf(page)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(10);
    expect(expected.length).toBeLessThan(50);
  });
});
