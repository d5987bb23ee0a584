import { readFileSync } from 'node:fs';
import type { SceneQuery, StacItem } from '@landsicht/core';
import { afterEach, describe, expect, it } from 'vitest';
import { readCassette } from '../testing/cassette.js';
import { collect } from '../testing/collect.js';
import { fakeClock } from '../testing/fake-clock.js';
import { type LocalServer, type Reply, type SeenRequest, startServer } from '../testing/local-server.js';
import { sampleItem } from '../testing/sample-item.js';
import { hasSharedData, needsSharedData, sharedDataDir } from '../testing/shared-data.js';
import { presets } from './presets.js';
import { type StacApiOptions, stacApi } from './stac-api.js';

let server: LocalServer | null = null;
const clock = fakeClock();

afterEach(async () => {
  await server?.close();
  server = null;
  clock.sleptMs.length = 0;
});

const http = { clock, limits: { requestsPerSecond: 1e9, concurrent: 4 }, attempts: 3, random: () => 0 };

async function search(
  answer: (request: SeenRequest, count: number, url: string) => Reply,
  query: SceneQuery = {},
  options: Partial<StacApiOptions> = {},
): Promise<StacItem[]> {
  server = await startServer(answer);
  return collect(stacApi({ ...options, url: server.url }, { http }).search(query));
}

const page = (ids: readonly string[], ...links: object[]) => ({
  type: 'FeatureCollection',
  features: ids.map((id) => sampleItem({ id })),
  links,
});
const bodyOf = (index: number) => JSON.parse(server?.requests[index]?.body ?? 'null') as Record<string, unknown>;

describe('paging', () => {
  it('follows POST next links with merged bodies', async () => {
    const items = await search((_, count, url) => ({
      body: page(
        [`i${count}`],
        ...(count < 3 ? [{ rel: 'next', href: `${url}/search`, method: 'POST', body: { token: `t${count}` }, merge: true }] : []),
      ),
    }));
    expect(items.map(({ id }) => id)).toEqual(['i1', 'i2', 'i3']);
    expect(bodyOf(2)).toEqual({ limit: 100, token: 't2' });
  });

  it('follows GET next links with a token', async () => {
    const reply = ({ path }: SeenRequest, _: number, url: string) => ({
      body: path.includes('token=2') ? page(['b']) : page(['a'], { rel: 'next', href: `${url}/search?token=2` }),
    });
    const items = await search(reply, {}, { method: 'GET' });
    expect(items.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(server?.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('asks for no more pages than the limit needs', async () => {
    const items = await search(
      (_, count, url) => ({ body: page([`x${count}`, `y${count}`], { rel: 'next', href: `${url}/search?p=${count}` }) }),
      { limit: 3 },
    );
    expect(items).toHaveLength(3);
    expect(server?.requests).toHaveLength(2);
  });

  it('gives an item that two pages show once', async () => {
    const items = await search((_, count, url) => ({
      body: count === 1 ? page(['a', 'b'], { rel: 'next', href: `${url}/search?p=2` }) : page(['b', 'c']),
    }));
    expect(items.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('stops where next leads back to a page already read', async () => {
    const loop = search((_, __, url) => ({ body: page(['a'], { rel: 'next', href: `${url}/search?token=same` }) }));
    await expect(loop).rejects.toMatchObject({ code: 'item-invalid', message: expect.stringMatching(/endless paging: .*already read/) });
    expect(server?.requests).toHaveLength(2);
  });

  it('stops where ever new tokens bring nothing new', async () => {
    const loop = search((_, count, url) => ({ body: page(['a'], { rel: 'next', href: `${url}/search?token=${count}` }) }));
    await expect(loop).rejects.toMatchObject({ code: 'item-invalid', message: expect.stringMatching(/endless paging: 5 pages/) });
    expect(server?.requests.length).toBeLessThan(10);
  });
});

describe('a service that misbehaves', () => {
  it('loses nothing to a 429, a 500 and a cut connection in between', async () => {
    const replies: Reply[] = [
      { status: 429, headers: { 'retry-after': '3' } },
      { body: page(['a'], { rel: 'next', href: '?p=2' }) },
      { status: 500 },
      { cut: 'in the body', body: page(['b']) },
      { body: page(['b']) },
    ];
    const items = await search((_, count) => replies[count - 1] ?? { status: 404 });
    expect(items.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(clock.sleptMs).toContain(3000);
  });

  it('does not take an ignored filter for an answer', async () => {
    const items = await search(() => ({ body: page(['a']) }), { collections: ['sentinel-2-c1-l2a'], bboxLonLat: [0, 0, 1, 1] });
    expect(items).toEqual([]);
  });

  it.each<[string, Reply, string, RegExp]>([
    ['500 forever', { status: 500 }, 'source-unreachable', /POST http.*\/search: the service failed with status 500\. Tried 3 times/],
    [
      'HTML',
      { headers: { 'content-type': 'text/html' }, body: '<html><title>Login</title>' },
      'source-refused',
      /got an HTML or XML page \("Login"\)/,
    ],
    [
      'a refusal',
      { status: 400, body: { code: 'BadRequest', description: 'bbox is wrong' } },
      'source-refused',
      /status 400 \("bbox is wrong"\)/,
    ],
    ['another document', { body: { type: 'Catalog', links: [] } }, 'source-refused', /expected a FeatureCollection.*got type "Catalog"/],
    [
      'a broken item',
      { body: { type: 'FeatureCollection', features: [{ type: 'Feature' }] } },
      'item-invalid',
      /page 1 features\[0\].*stac_version/,
    ],
  ])('ends %s with a clear error', async (_, reply, code, message) => {
    await expect(search(() => reply)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('stops between pages when told to', async () => {
    const stop = new AbortController();
    server = await startServer((_, count, url) => ({ body: page([`i${count}`], { rel: 'next', href: `${url}/search?p=${count}` }) }));
    const items: string[] = [];
    const run = async () => {
      for await (const { id } of stacApi({ url: server?.url ?? '' }, { http }).search({}, stop.signal)) {
        items.push(id);
        if (items.length === 2) stop.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ code: 'aborted' });
    expect(items).toHaveLength(2);
  });
});

describe('recorded answers', () => {
  const cassettes = ['test_result_paging', 'test_results', 'test_result_paging_max_items'];
  it.skipIf(!hasSharedData).each(cases(cassettes))(
    `pages through the Planetary Computer as recorded in %s${needsSharedData}`,
    async (name) => {
      const recorded = readCassette(`${sharedDataDir}stac/pystac_client/cassettes/test_item_search/TestItemSearch.${name}.yaml`);
      const asked = JSON.parse(recorded[0]?.requestBody ?? '') as { bbox?: [number, number, number, number] };
      const remote = 'https://planetarycomputer.microsoft.com/api/stac/v1';
      const expected = recorded.flatMap(({ responseBody }) =>
        (JSON.parse(responseBody) as { features: { id: string }[] }).features.map(({ id }) => id),
      );
      const limit = expected.length;

      const items = await search(
        ({ body }, _, url) => {
          // the token tells the pages apart
          const token = (JSON.parse(body) as { token?: string }).token;
          const answer = recorded.find(({ requestBody }) => (JSON.parse(requestBody ?? '{}') as { token?: string }).token === token);
          return answer == null ? { status: 404 } : { body: answer.responseBody.replaceAll(`${remote}/search`, `${url}/search`) };
        },
        { collections: ['naip'], limit, ...(asked.bbox == null ? {} : { bboxLonLat: asked.bbox }) },
        { pageSize: 10 },
      );
      expect(items.map(({ id }) => id)).toEqual(expected);
      expect(server?.requests).toHaveLength(recorded.length);
      expect(bodyOf(0)).toMatchObject(asked);
    },
  );

  it.skipIf(!hasSharedData)(`keeps the radiometric members of Earth Search items${needsSharedData}`, async () => {
    const dir = `${sharedDataDir}stac/earth-search-v1/S2A_12RWT_20240106_0_L2A/S2A_12RWT_20240106_0_L2A.json`;
    const recorded = JSON.parse(readFileSync(dir, 'utf8')) as StacItem;
    const [item] = await search(() => ({ body: { type: 'FeatureCollection', features: [recorded] } }));
    expect(item?.assets['red']?.['raster:bands']).toEqual(recorded.assets['red']?.['raster:bands']);
    expect(item?.properties).toEqual(recorded.properties);
  });
});

describe('presets', () => {
  it('search their default collections, and those named instead', async () => {
    const { url: _, ...earthSearch } = presets['earth-search'];
    await search(() => ({ body: page([]) }), {}, earthSearch);
    expect(bodyOf(0)).toMatchObject({ collections: ['sentinel-2-c1-l2a'], sortby: [{ field: 'properties.datetime', direction: 'desc' }] });
    await server?.close();
    await search(() => ({ body: page([]) }), { collections: ['landsat-c2-l2'] }, earthSearch);
    expect(bodyOf(0)).toMatchObject({ collections: ['landsat-c2-l2'] });
  });

  it('keep to the request rate of the service', async () => {
    server = await startServer((_, count, url) => ({
      body: page([`i${count}`], ...(count < 4 ? [{ rel: 'next', href: `${url}/search?p=${count}` }] : [])),
    }));
    const { limits: __, ...clockOnly } = http;
    await collect(stacApi({ ...presets.cdse, url: server.url }, { http: clockOnly }).search({}));
    expect(clock.sleptMs).toEqual([250, 250, 250]); // 4 requests/s
  });
});

function cases(names: readonly string[]): [string][] {
  return names.map((name) => [name]);
}
