import { crsTransform } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conformanceClasses } from './conformance-classes.js';
import type { DetectionCollection, Link } from './schemas.js';
import { detectionsOf, keyOf } from './testing/small-lake.js';
import { type TestApp, testApp, units } from './testing/test-app.js';

// The abstract tests of OGC 17-069r4 (Features Part 1) and 18-058 (Part 2), as ets-ogcapi-features10 runs them.
const EPSG = 'http://www.opengis.net/def/crs/EPSG/0';
const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const ITEMS = '/api/collections/flood/items';

let test: TestApp;
beforeAll(async () => {
  test = await testApp();
});
afterAll(() => test.close());

interface Linked {
  readonly links: readonly Link[];
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly style: string;
  readonly explode: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
}
interface Collection extends Linked {
  readonly id: string;
  readonly crs: readonly string[];
  readonly storageCrs: string;
  readonly extent: { spatial: { bbox: number[][] }; temporal: { interval: (string | null)[][] } };
}

/** Outer ring of the first feature. */
const firstRing = ({ features: [feature] }: DetectionCollection): number[][] => (feature?.geometry.coordinates[0] ?? []) as number[][];
const linkOf = ({ links }: Linked, rel: string): Link | undefined => links.find((link) => link.rel === rel);
const items = (query = ''): Promise<DetectionCollection> => test.json(`${ITEMS}${query}`);
const status = async (query: string): Promise<number> => (await test.get(`${ITEMS}${query}`)).status;

describe('landing page', () => {
  it('links to description, conformance and data by absolute addresses that answer with the promised type', async () => {
    const landing = await test.json<Linked>('/api');
    for (const rel of ['self', 'service-desc', 'conformance', 'data']) expect(linkOf(landing, rel)).toBeDefined();
    for (const { href, type = '' } of landing.links) {
      expect(href).toMatch(/^http:\/\/localhost\/api/);
      const response = await test.get(href, { Accept: type });
      expect([href, response.status, response.headers.get('Content-Type')?.split(';')[0]]).toEqual([href, 200, type.split(';')[0]]);
    }
  });

  it('offers OpenAPI 3.0 before 3.1, each under its own type', async () => {
    const descriptions = (await test.json<Linked>('/api')).links.filter(({ rel }) => rel === 'service-desc');
    expect(descriptions.map(({ type }) => type)).toEqual([
      'application/vnd.oai.openapi+json;version=3.0',
      'application/vnd.oai.openapi+json;version=3.1',
    ]);
    for (const [i, version] of ['3.0', '3.1'].entries()) {
      const response = await test.get(descriptions[i]?.href ?? '', { Accept: descriptions[i]?.type ?? '' });
      expect(response.headers.get('Content-Type')).toBe(`application/vnd.oai.openapi+json;version=${version}`);
      expect(((await response.json()) as { openapi: string }).openapi.startsWith(version)).toBe(true);
    }
  });

  it('answers with and without a slash at the end', async () => {
    expect((await test.get('/api/')).status).toBe(200);
  });
});

describe('conformance', () => {
  it('declares what these tests hold it to', async () => {
    const { conformsTo } = await test.json<{ conformsTo: string[] }>('/api/conformance');
    expect(conformsTo).toEqual(conformanceClasses);
    expect(conformsTo).toContain('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core');
    expect(conformsTo).toContain('http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs');
  });
});

describe('API description', () => {
  const parametersOf = async (): Promise<Map<string, Parameter>> => {
    const document = await test.json<{ paths: Record<string, { get: { parameters: Parameter[] } }> }>('/api/openapi.json');
    const { parameters } = document.paths['/collections/{collectionId}/items']?.get ?? { parameters: [] };
    return new Map(parameters.map((parameter) => [parameter.name, parameter]));
  };

  it('describes limit, bbox, datetime and the CRS parameters as the standard words them', async () => {
    const parameters = await parametersOf();
    for (const name of ['limit', 'bbox', 'datetime', 'crs', 'bbox-crs', 'class', 'unitKey']) {
      expect(parameters.get(name)).toMatchObject({ in: 'query', required: false, style: 'form', explode: false });
    }
    expect(parameters.get('limit')?.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 10_000, default: 100 });
    expect(parameters.get('bbox')?.schema).toMatchObject({ type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } });
    expect(parameters.get('datetime')?.schema).toMatchObject({ type: 'string' });
  });

  it('refers only to what it holds, and gives the server its own address', async () => {
    const document = await test.json<{ servers: { url: string }[]; components: { schemas: object } }>('/api/openapi.json');
    expect(document.servers).toEqual([{ url: 'http://localhost/api' }]);
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(names));
  });
});

describe('collections', () => {
  it('list one collection per monitor with self and alternate links', async () => {
    const document = await test.json<Linked & { collections: Collection[]; crs: string[] }>('/api/collections');
    expect(document.collections.map(({ id }) => id)).toEqual(['bark-beetle', 'flood']);
    for (const linked of [document, ...document.collections]) {
      expect(linkOf(linked, 'self')?.type).toBe('application/json');
      expect(linkOf(linked, 'alternate')?.type).toBe('text/html');
      for (const { rel, type } of linked.links) expect([rel, typeof type]).toEqual([rel, 'string']);
    }
  });

  it('describe themselves alike alone and in the list, with extent and items', async () => {
    const { collections } = await test.json<{ collections: Collection[] }>('/api/collections');
    for (const collection of collections) {
      expect(await test.json(`/api/collections/${collection.id}`)).toEqual(collection);
      expect(linkOf(collection, 'items')?.type).toBe('application/geo+json');
      expect(collection.crs).toContain(collection.storageCrs);
      const [west = 0, south = 0, east = 0, north = 0] = collection.extent.spatial.bbox[0] ?? [];
      expect(west < east && south < north).toBe(true);
    }
    expect(collections[1]?.extent.temporal.interval).toEqual([['2024-09-04T05:16:21.000Z', '2024-09-16T05:16:21.000Z']]);
  });

  it('have a schema with exactly one date-time and queryables that are all parameters', async () => {
    const collection = await test.json<Collection>('/api/collections/flood');
    const schema = await test.json<{ properties: Record<string, { format?: string }> }>(linkOf(collection, 'describedby')?.href ?? '');
    const times = Object.entries(schema.properties).filter(([, { format }]) => format === 'date-time');
    expect(times.map(([name]) => name)).toEqual(['observedUtc']);
    const href = linkOf(collection, 'http://www.opengis.net/def/rel/ogc/1.0/queryables')?.href ?? '';
    const queryables = await test.json<{ $id: string; properties: Record<string, { type?: string }> }>(href);
    expect(queryables.$id).toBe(href);
    for (const [name, { type }] of Object.entries(queryables.properties)) {
      if (name !== 'geometry') expect([name, await status(`?${name}=${type === 'string' ? 'x' : '1'}`)]).toEqual([name, 200]);
    }
    const feature = (await items('?limit=1')).features[0];
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(feature?.properties ?? {})));
  });

  it('answer 404 under another name', async () => {
    for (const path of ['', '/items', '/items/x', '/schema', '/queryables']) {
      expect([path, (await test.get(`/api/collections/none${path}`)).status]).toEqual([path, 404]);
    }
  });
});

describe('features', () => {
  it('come as GeoJSON with true counts, a time and links', async () => {
    const response = await test.get(`${ITEMS}?limit=7`);
    expect(response.headers.get('Content-Type')).toBe('application/geo+json');
    expect(response.headers.get('Content-Crs')).toBe(`<${CRS84}>`);
    const page = (await response.json()) as DetectionCollection;
    expect(page).toMatchObject({ type: 'FeatureCollection', numberMatched: 145, numberReturned: 7 });
    expect(page.features).toHaveLength(7);
    expect(Math.abs(Date.parse(page.timeStamp) - Date.now())).toBeLessThan(60_000);
    expect(linkOf(page, 'self')?.href).toBe(`http://localhost${ITEMS}?limit=7`);
    expect(linkOf(page, 'alternate')?.href).toBe(`http://localhost${ITEMS}?limit=7&f=html`);
  });

  it('carry the agreed properties and the coordinates of the database', async () => {
    const [expected] = detectionsOf(units[1] as (typeof units)[number]);
    const page = await items('?limit=1');
    expect(page.features[0]?.properties).toEqual({
      id: 'flood-0',
      monitor: 'flood',
      class: 'flood',
      areaM2: 10_000,
      areaEpsg: 25833,
      likelihood: null,
      observedUtc: '2024-09-16T05:16:21.000Z',
      sceneIds: ['S1A_flood'],
      unitKey: keyOf('flood'),
      madeBy: 'machine',
    });
    expect(firstRing(page)).toHaveLength(5);
    firstRing(page).forEach(([lon = 0, lat = 0], i) => {
      const [x = 0, y = 0] = (expected?.geometry.coordinates[0]?.[i] ?? []) as number[];
      expect(Math.abs(lon - x) + Math.abs(lat - y)).toBeLessThan(1e-7);
    });
  });

  it('are found alone under their id, as in the list', async () => {
    const { features } = await items('?limit=3');
    for (const feature of features) {
      const response = await test.get(`${ITEMS}/${feature.id}`);
      expect(response.headers.get('Content-Type')).toBe('application/geo+json');
      const single = (await response.json()) as Linked & typeof feature;
      expect(single).toMatchObject(feature);
      for (const rel of ['self', 'alternate', 'collection']) expect(linkOf(single, rel)).toBeDefined();
    }
    expect((await test.get(`${ITEMS}/none`)).status).toBe(404);
    expect((await test.get(`/api/collections/bark-beetle/items/flood-0`)).status).toBe(404);
  });

  it('follow one another by next links that keep every parameter, each once', async () => {
    const seen: string[] = [];
    let href: string | undefined = `${ITEMS}?limit=20&class=flood&datetime=2024-09-01T00:00:00Z/..&crs=${EPSG}/25833`;
    let pages = 0;
    while (href != null) {
      const page: DetectionCollection = await test.json(href);
      pages++;
      seen.push(...page.features.map(({ id }) => id));
      expect(page.features.every(({ properties }) => properties.class === 'flood')).toBe(true);
      expect(firstRing(page)[0]?.[0]).toBeGreaterThan(400_000);
      href = linkOf(page, 'next')?.href;
    }
    const expected = units
      .slice(0, 2)
      .flatMap(detectionsOf)
      .filter((detection) => detection.class === 'flood');
    expect(pages).toBe(5);
    expect(seen.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  });
});

describe('limit', () => {
  it('is 100 unless given, and at most 10 000 without complaint', async () => {
    expect((await items()).numberReturned).toBe(100);
    expect((await items('?limit=1000')).numberReturned).toBe(145);
    expect((await items('?limit=999999999')).numberReturned).toBe(145);
  });

  it.each(['0', '-1', '1.5', 'abc', '', '1e3'])('refuses %j with 400', async (limit) => {
    expect(await status(`?limit=${limit}`)).toBe(400);
  });
});

describe('bbox', () => {
  const all = units.slice(0, 2).flatMap(detectionsOf);
  const box = [13.7225, 50.985, 13.73, 50.992] as const;
  const meets = all.filter(({ geometry }) => {
    const points = (geometry.coordinates[0] ?? []) as number[][];
    const xs = points.map(([x = 0]) => x);
    const ys = points.map(([, y = 0]) => y);
    return Math.max(...xs) >= box[0] && Math.min(...xs) <= box[2] && Math.max(...ys) >= box[1] && Math.min(...ys) <= box[3];
  });

  it('keeps what shares a point with the box', async () => {
    const page = await items(`?limit=1000&bbox=${box.join(',')}`);
    expect(meets.length).toBeGreaterThan(10);
    expect(page.features.map(({ id }) => id).toSorted()).toEqual(meets.map(({ id }) => id).toSorted());
    expect(page.numberMatched).toBe(meets.length);
  });

  it('takes six numbers, the other axis order and a projected CRS', async () => {
    const [w, s, e, n] = box;
    expect((await items(`?bbox=${w},${s},0,${e},${n},500`)).numberMatched).toBe(meets.length);
    expect((await items(`?bbox=${s},${w},${n},${e}&bbox-crs=${EPSG}/4326`)).numberMatched).toBe(meets.length);
    // a box in metres cuts exactly between columns of squares 130 m apart
    const metres = (await items(`?limit=1000&bbox=410000,5640000,410300,5660000&bbox-crs=${EPSG}/25833`)).features;
    expect(new Set(metres.map(({ id }) => Number(id.split('-')[1]) % 15))).toEqual(new Set([0, 1, 2]));
    expect((await items('?bbox=-200,-100,200,100')).numberMatched).toBe(145);
  });

  it.each(['1,2,3', '1,2,3,4,5', 'a,b,c,d', '1,2,3,NaN', '1,2,3,Infinity', '', '1,2,,4', '0,50,1,40', '0x1,2,3,4'])(
    'refuses %j with 400',
    async (text) => {
      expect(await status(`?bbox=${text}`)).toBe(400);
    },
  );
});

describe('datetime', () => {
  it.each([
    ['2024-09-16T05:16:21Z', 140],
    ['2024-09-16T05:16:22Z', 0],
    ['2024-09-16', 140],
    ['../2024-09-10T00:00:00Z', 5],
    ['2024-09-10T00:00:00Z/..', 140],
    ['2024-09-04T05:16:21Z/2024-09-16T05:16:21Z', 145],
    ['2024-09-16T07:16:21%2B02:00', 140],
  ])('%s keeps %i features', async (datetime, count) => {
    expect((await items(`?datetime=${datetime}`)).numberMatched).toBe(count);
  });

  it.each(['yesterday', '2024-13-01T00:00:00Z', '2024-09-17/2024-09-16', '2024-09-16T05:16:21+02:00'])(
    'refuses %j with 400',
    async (datetime) => {
      expect(await status(`?datetime=${datetime}`)).toBe(400); // an unescaped + is a space
    },
  );
});

describe('CRS', () => {
  it('writes every published CRS in its axis order and names it in angle brackets', async () => {
    const collection = await test.json<Collection>('/api/collections/flood');
    const place = async (crs: string): Promise<number[]> => {
      const response = await test.get(`${ITEMS}?limit=1&crs=${encodeURIComponent(crs)}`);
      expect(response.headers.get('Content-Crs')).toBe(`<${crs}>`);
      return firstRing((await response.json()) as DetectionCollection)[0] ?? [];
    };
    const [lon = 0, lat = 0] = await place(CRS84);
    expect(await place(`${EPSG}/4326`)).toEqual([lat, lon]);
    expect(await place(`${EPSG}/25833`)).toEqual([410_020, 5_649_980]);
    const [north = 0, east = 0] = await place(`${EPSG}/3035`);
    const [x, y] = crsTransform(4326, 3035).forward(lon, lat);
    expect(Math.abs(east - x) + Math.abs(north - y)).toBeLessThan(0.05);
    for (const crs of collection.crs) expect((await place(crs)).every(Number.isFinite)).toBe(true);
    const single = await test.get(`${ITEMS}/flood-0?crs=${EPSG}/32633`);
    expect(single.headers.get('Content-Crs')).toBe(`<${EPSG}/32633>`);
  });

  it('refuses others with 400', async () => {
    expect(await status(`?crs=${EPSG}/9999`)).toBe(400);
    expect(await status(`?bbox=1,2,3,4&bbox-crs=${EPSG}/9999`)).toBe(400);
    expect((await test.get(`${ITEMS}/flood-0?crs=x`)).status).toBe(400);
  });
});

describe('other parameters', () => {
  it('filters by properties', async () => {
    expect((await items('?class=water')).numberMatched).toBe(47);
    expect((await items(`?unitKey=${keyOf('before')}`)).numberMatched).toBe(5);
    expect((await items('?likelihood=0.75&class=water')).numberMatched).toBe(23);
    expect((await items('?monitor=bark-beetle')).numberMatched).toBe(0);
    expect((await items('?class=%27%20OR%201%3D1%20--')).numberMatched).toBe(0);
  });

  it.each([
    '/api?x=1',
    '/api/conformance?x=1',
    '/api/collections?limit=1',
    '/api/collections/flood?x=1',
    '/api/collections/flood/schema?x=1',
    `${ITEMS}?unknown=1`,
    `${ITEMS}?limit=1&limit=2`,
    `${ITEMS}?token=made-up`,
    `${ITEMS}?areaM2=big`,
    `${ITEMS}?f=xml`,
    `${ITEMS}/flood-0?limit=1`,
    '/api/openapi.json?x=1',
    '/api/units?x=1',
    '/api/monitors?x=1',
    '/api/health?x=1',
  ])('answers 400 to %s', async (path) => {
    const response = await test.get(path);
    expect([response.status, response.headers.get('Content-Type')]).toEqual([400, 'application/problem+json']);
  });
});

describe('HTML', () => {
  it('shows every document as a page by f=html or to a browser, with nothing unescaped', async () => {
    for (const path of ['/api', '/api/conformance', '/api/collections', '/api/collections/flood', ITEMS, `${ITEMS}/flood-0`]) {
      const response = await test.get(`${path}?f=html`);
      expect([path, response.headers.get('Content-Type')]).toEqual([path, 'text/html; charset=utf-8']);
    }
    const browser = await test.get('/api', { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(browser.headers.get('Content-Type')).toContain('text/html');
    const page = await (await test.get(`${ITEMS}?class=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&f=html`)).text();
    expect(page).not.toContain('<script');
  });

  it('stays JSON for clients that take anything', async () => {
    expect((await test.get('/api', { Accept: '*/*' })).headers.get('Content-Type')).toBe('application/json');
    expect((await test.get('/api')).headers.get('Content-Type')).toBe('application/json');
  });
});
