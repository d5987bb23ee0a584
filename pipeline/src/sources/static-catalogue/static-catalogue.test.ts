import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { SceneQuery, StacItem } from '@landsicht/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../testing/collect.js';
import { fakeClock } from '../testing/fake-clock.js';
import { type LocalServer, startServer } from '../testing/local-server.js';
import { sampleItem } from '../testing/sample-item.js';
import { hasSharedData, needsSharedData, sharedDataDir } from '../testing/shared-data.js';
import { staticCatalogue } from './static-catalogue.js';

let dir: string;
let server: LocalServer | null = null;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-static-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));
afterEach(async () => {
  await server?.close();
  server = null;
});

async function write(files: Readonly<Record<string, unknown>>, below: string): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(dir, below, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return join(dir, below, 'catalog.json');
}

async function list(href: string, query: SceneQuery = {}): Promise<StacItem[]> {
  const limits = { requestsPerSecond: 1e9, concurrent: 8 };
  return collect(staticCatalogue({ href }, { http: { clock: fakeClock(), limits, attempts: 2 } }).search(query));
}

const catalogue = (...links: [rel: string, href: string][]) => ({
  type: 'Catalog',
  stac_version: '1.1.0',
  id: 'c',
  links: links.map(([rel, href]) => ({ rel, href })),
});
const item = (id: string) => sampleItem({ id, assets: { red: { href: './red.tif' } } });

describe('staticCatalogue', () => {
  it('lists items of a document before those of its children, in document order, with absolute hrefs', async () => {
    const path = await write(
      {
        'catalog.json': catalogue(
          ['root', './catalog.json'],
          ['child', './b/catalog.json'],
          ['item', './one/one.json'],
          ['child', './a/collection.json'],
        ),
        'b/catalog.json': catalogue(['parent', '../catalog.json'], ['item', '../two/two.json']),
        'a/collection.json': { ...catalogue(['collection', './collection.json'], ['item', './three.json']), type: 'Collection' },
        'one/one.json': item('one'),
        'two/two.json': item('two'),
        'a/three.json': item('three'),
      },
      'order',
    );
    const items = await list(path);
    expect(items.map(({ id }) => id)).toEqual(['one', 'two', 'three']);
    expect(items.map(({ assets }) => assets['red']?.href)).toEqual(['one', 'two', 'a'].map((name) => join(dir, 'order', name, 'red.tif')));
    expect((await list(dirname(path))).map(({ id }) => id)).toEqual(['one', 'two', 'three']);
    expect((await list(path, { limit: 2 })).map(({ id }) => id)).toEqual(['one', 'two']);
  });

  it('refuses a loop and shows its path', async () => {
    const path = await write(
      { 'catalog.json': catalogue(['child', './a/catalog.json']), 'a/catalog.json': catalogue(['child', '../catalog.json']) },
      'loop',
    );
    await expect(list(path)).rejects.toMatchObject({
      code: 'item-invalid',
      message: expect.stringMatching(/a\/catalog\.json: link rel "child".*leads back.* → /),
    });
  });

  it('lists a child that two parents share once', async () => {
    const path = await write(
      {
        'catalog.json': catalogue(['child', './a.json'], ['child', './b.json']),
        'a.json': catalogue(['child', './shared.json']),
        'b.json': catalogue(['child', './shared.json']),
        'shared.json': catalogue(['item', './x.json']),
        'x.json': item('x'),
      },
      'diamond',
    );
    expect(await list(path)).toHaveLength(1);
  });

  it('names a missing item and the catalogue that points to it', async () => {
    const path = await write({ 'catalog.json': catalogue(['item', './gone.json']) }, 'missing');
    await expect(list(path)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/missing\/gone\.json, named by .*catalog\.json, does not exist/),
    });
  });

  it('names the file that is not JSON, or not a catalogue', async () => {
    const html = await write({ 'catalog.json': '<html>' }, 'html');
    await expect(list(html)).rejects.toMatchObject({
      code: 'item-invalid',
      message: expect.stringContaining('html/catalog.json is not JSON'),
    });
    const other = await write({ 'catalog.json': { type: 'Topology' } }, 'other');
    await expect(list(other)).rejects.toMatchObject({ code: 'item-invalid', message: expect.stringContaining('got "Topology"') });
    await expect(list(join(dir, 'nowhere.json'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('reads a single item and an item collection too', async () => {
    const single = await write({ 'catalog.json': item('single') }, 'single');
    expect(await list(single)).toHaveLength(1);
    const both = await write({ 'catalog.json': { type: 'FeatureCollection', features: [item('a'), item('b')] } }, 'both');
    expect(await list(both)).toHaveLength(2);
  });

  it('does not let a remote catalogue point into the local file system', async () => {
    server = await startServer(() => ({ body: sampleItem({ assets: { red: { href: 'file:///etc/passwd' } } }) }));
    await expect(list(`${server.url}/catalog.json`)).rejects.toMatchObject({
      code: 'item-invalid',
      message: expect.stringContaining('may not'),
    });
  });

  it('says which link led to an address that is gone', async () => {
    server = await startServer(({ path }) => (path === '/catalog.json' ? { body: catalogue(['item', 'x/x.json']) } : { status: 404 }));
    await expect(list(`${server.url}/catalog.json`)).rejects.toMatchObject({
      code: 'source-refused',
      message: expect.stringMatching(/x\/x\.json: refused with status 404.*named by .*catalog\.json/),
    });
  });
});

describe('real catalogues', () => {
  const cases: readonly [path: string, count: number][] = [
    ['flood/sen1floods11/catalog.json', 8],
    ['forest/lorraine-31UFQ/catalog.json', 106],
    ['agri/flanders-00002806639B424A/catalog.json', 277],
    ['agri/flanders-0000280849BAC91C/catalog.json', 152],
    ['stac/pystac_client/data/test-case-1/catalog.json', 8],
    ['s1/metadata/examples/rtc/catalog.json', 2],
  ];

  it.skipIf(!hasSharedData).each(cases)(`lists %s completely${needsSharedData}`, async (path, count) => {
    const items = await list(sharedDataDir + path);
    expect(new Set(items.map(({ id }) => id)).size).toBe(count);
    for (const { assets } of items)
      for (const { href } of Object.values(assets)) expect(isAbsolute(href) || /^https?:/.test(href)).toBe(true);
  });

  it.skipIf(!hasSharedData)(`gives the same over HTTP as from disk${needsSharedData}`, async () => {
    server = await startServer(({ path }) => ({ body: readFileSync(`${sharedDataDir}flood/sen1floods11${path}`) }));
    const { url } = server;
    const remote = await list(`${url}/catalog.json`);
    const local = await list(`${sharedDataDir}flood/sen1floods11/catalog.json`);
    expect(remote.map(({ id }) => id)).toEqual(local.map(({ id }) => id));
    expect(remote[0]?.assets['s1']?.href).toBe(`${url}/${remote[0]?.id}/s1.tif`);
  });

  it.skipIf(!hasSharedData)(`filters by area and time${needsSharedData}`, async () => {
    const spain = await list(`${sharedDataDir}flood/sen1floods11/catalog.json`, { bboxLonLat: [-2, 37, 0, 39] });
    expect(spain.map(({ id }) => id)).toEqual(['Spain_7370579']);
    const query = { fromUtc: new Date('2016-05-01T00:00:00Z'), toUtc: new Date('2016-06-30T00:00:00Z') };
    const may = await list(`${sharedDataDir}forest/lorraine-31UFQ/catalog.json`, query);
    expect(may.map(({ id }) => id)).toEqual(['SENTINEL2A_20160508T104027', 'SENTINEL2A_20160607T104026']);
  });
});
