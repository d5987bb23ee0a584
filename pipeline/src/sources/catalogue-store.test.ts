import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogueSource, listItems, putItem, safeFileName } from './catalogue-store.js';
import { collect } from './testing/collect.js';
import { sampleItem } from './testing/sample-item.js';

const nowUtc = new Date('2026-11-24T12:00:00Z');
let root: string;
let dir: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'landsicht-catalogue-'));
  dir = join(root, 'catalogue');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const at = (id: string, datetime: string) => sampleItem({ id, properties: { datetime } });

describe('putItem', () => {
  it('writes one file an item and replaces it', async () => {
    const path = await putItem(dir, sampleItem(), { nowUtc });
    expect(path).toBe(join(dir, 'sentinel-2-c1-l2a', 'S2A_33UVS_20240916.json'));
    await putItem(dir, sampleItem({ properties: { datetime: '2024-09-16T10:10:00Z', changed: true } }), { nowUtc });
    expect(JSON.parse(await readFile(path, 'utf8')).properties.changed).toBe(true);
    expect(await readdir(dirname(path))).toEqual(['S2A_33UVS_20240916.json']); // no temporary file stays
  });

  it.each(['../../../escape', '/etc/passwd', '..', '.', 'a/b', 'a\\b', 'CON:x', '.hidden', 'ä ö', 'x'.repeat(500), '%2E%2E', '-rf'])(
    'keeps the id %j inside the folder and finds it again',
    async (id) => {
      await putItem(dir, sampleItem({ id, collection: id }), { nowUtc });
      expect(await readdir(root)).toEqual(['catalogue']);
      const [collection = ''] = await readdir(dir);
      expect(await readdir(join(dir, collection))).toHaveLength(1);
      expect((await listItems(dir, { collections: [id] })).map((item) => item.id)).toEqual([id]);
    },
  );

  it('gives different ids different files', () => {
    const ids = ['a/b', 'a%2Fb', 'a_b', 'a b', '.a', '%2Ea', 'x'.repeat(300), 'x'.repeat(301)];
    expect(new Set(ids.map(safeFileName)).size).toBe(ids.length);
  });

  it.each([
    ['1969-07-20T20:17:00Z', false],
    ['1972-07-23T00:00:00Z', true],
    ['2026-11-26T11:00:00Z', true],
    ['2026-11-27T00:00:00Z', false],
    ['2062-01-01T00:00:00Z', false],
  ])('stores a scene of %s: %s', async (datetime, stored) => {
    const put = putItem(dir, at('x', datetime), { nowUtc });
    if (stored) await expect(put).resolves.toContain('x.json');
    else
      await expect(put).rejects.toMatchObject({
        code: 'item-invalid',
        message: expect.stringMatching(/acquired .*expected 1972-01-01 to 2026-11-24/),
      });
  });

  it('refuses an item that does not hold together and keeps the stored one', async () => {
    const path = await putItem(dir, sampleItem(), { nowUtc });
    const before = await readFile(path, 'utf8');
    const broken = { ...sampleItem(), geometry: { type: 'Point', coordinates: [412_000, 5_656_000] } } as const;
    await expect(
      putItem(dir, { ...broken, geometry: { type: 'Point', coordinates: [412_000, 5_656_000] } }, { nowUtc }),
    ).rejects.toMatchObject({ code: 'item-invalid' });
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('says that a file stands where the folder belongs', async () => {
    await writeFile(dir, 'not a folder');
    await expect(putItem(dir, sampleItem(), { nowUtc })).rejects.toMatchObject({ code: 'workspace-unwritable' });
  });

  it.skipIf(process.getuid?.() === 0)('says that the folder cannot be written (skipped: root may write everywhere)', async () => {
    await mkdir(dir);
    await chmod(dir, 0o500);
    await expect(putItem(dir, sampleItem(), { nowUtc })).rejects.toMatchObject({ code: 'workspace-unwritable' });
  });
});

describe('listItems', () => {
  it('gives the newest first, filtered and limited', async () => {
    for (const [id, datetime] of [
      ['b', '2024-01-02'],
      ['a', '2024-01-02'],
      ['c', '2024-03-01'],
      ['d', '2023-01-01'],
    ] as const) {
      await putItem(dir, at(id, `${datetime}T00:00:00Z`), { nowUtc });
    }
    expect((await listItems(dir)).map(({ id }) => id)).toEqual(['c', 'a', 'b', 'd']);
    expect((await listItems(dir, { toUtc: new Date('2024-02-01'), limit: 2 })).map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await collect(catalogueSource(dir).search({ limit: 1 }))).map(({ id }) => id)).toEqual(['c']);
  });

  it('is empty where nothing was ingested', async () => {
    expect(await listItems(join(root, 'nothing'))).toEqual([]);
  });

  it('hands damaged files to whoever listens and lists the others', async () => {
    await putItem(dir, sampleItem(), { nowUtc });
    await writeFile(join(dir, 'sentinel-2-c1-l2a', 'broken.json'), '{"type":');
    const faults: string[] = [];
    const items = await listItems(dir, {}, undefined, ({ code }) => void faults.push(code));
    expect([items.length, faults]).toEqual([1, ['item-invalid']]);
  });

  it('names a damaged file', async () => {
    const path = await putItem(dir, sampleItem(), { nowUtc });
    await writeFile(path, '{"type": "Fea');
    await expect(listItems(dir)).rejects.toMatchObject({ code: 'item-invalid', message: expect.stringContaining(path) });
  });

  it('overlooks the temporary file of a write that was killed', async () => {
    const path = await putItem(dir, sampleItem(), { nowUtc });
    await writeFile(join(dirname(path), '.half.json.tmp-1-0'), '{');
    await writeFile(join(dirname(path), '.half.json'), '{');
    expect(await listItems(dir)).toHaveLength(1);
  });
});
