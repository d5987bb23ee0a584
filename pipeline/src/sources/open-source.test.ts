import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openSource } from './open-source.js';
import { presets } from './stac-api/presets.js';
import { collect } from './testing/collect.js';
import { fakeClock } from './testing/fake-clock.js';
import { type LocalServer, startServer } from './testing/local-server.js';
import { sampleItem } from './testing/sample-item.js';
import { hasSharedData, needsSharedData, sharedDataDir } from './testing/shared-data.js';

let server: LocalServer | null = null;
const context = { http: { clock: fakeClock(), limits: { requestsPerSecond: 1e9, concurrent: 4 }, attempts: 2 } };

afterEach(async () => {
  await server?.close();
  server = null;
});

const catalogue = (links: object[] = []) => ({ type: 'Catalog', stac_version: '1.0.0', id: 'c', links });
const page = { type: 'FeatureCollection', features: [sampleItem()] };

describe('openSource', () => {
  it.each(Object.keys(presets))('opens the preset %s without asking the network', async (id) => {
    expect((await openSource(id, context)).id).toBe(id);
  });

  it('opens a STAC API by its landing page and uses the search it names', async () => {
    server = await startServer(({ path }, _, url) =>
      path === '/'
        ? {
            body: {
              ...catalogue([{ rel: 'search', href: `${url}/find`, method: 'POST' }]),
              conformsTo: ['https://api.stacspec.org/v1.0.0/item-search#sort'],
            },
          }
        : { body: page },
    );
    expect(await collect((await openSource(`${server.url}/`, context)).search({}))).toHaveLength(1);
    expect(server.requests[1]).toMatchObject({ method: 'POST', path: '/find', body: expect.stringContaining('sortby') });
  });

  it('searches by GET where the API offers nothing else', async () => {
    server = await startServer(({ path }) => (path === '/' ? { body: catalogue([{ rel: 'search', href: './search' }]) } : { body: page }));
    await collect((await openSource(`${server.url}/`, context)).search({ limit: 5 }));
    expect(server.requests[1]).toMatchObject({ method: 'GET', path: '/search?limit=5' });
  });

  it('walks an address that is a static catalogue', async () => {
    server = await startServer(({ path }) =>
      path === '/c' ? { body: catalogue([{ rel: 'item', href: '/x.json' }]) } : { body: sampleItem() },
    );
    expect(await collect((await openSource(`${server.url}/c`, context)).search({}))).toHaveLength(1);
  });

  it('says what an address answers that is neither', async () => {
    server = await startServer(() => ({ headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Portal</title>' }));
    await expect(openSource(server.url, context)).rejects.toMatchObject({
      code: 'source-refused',
      message: expect.stringContaining('"Portal"'),
    });
  });

  it('explains a path that is not there, and a folder of images', async () => {
    await expect(openSource('erth-search', context)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('earth-search, planetary-computer'),
    });
    const dir = await mkdtemp(join(tmpdir(), 'landsicht-open-'));
    await writeFile(join(dir, 'a.tif'), '');
    await expect(openSource(dir, context)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(`--folder ${dir} --sensor`),
    });
    await rm(dir, { recursive: true });
  });

  it.skipIf(!hasSharedData)(`opens a folder with catalog.json, its file, and the same as configuration${needsSharedData}`, async () => {
    const dir = `${sharedDataDir}flood/sen1floods11`;
    for (const spec of [dir, `${dir}/catalog.json`, { kind: 'static-catalogue', href: dir } as const]) {
      expect(await collect((await openSource(spec, context)).search({}))).toHaveLength(8);
    }
  });
});
