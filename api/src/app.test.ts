import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crsTransform, LandsichtError } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.js';
import { errorStatus } from './error-status.js';
import type { Health, Monitor, PixelValue, Unit } from './schemas.js';
import { featureCollectionSchema, healthSchema, monitorListSchema, tileJsonSchema, unitListSchema } from './schemas.js';
import { grid, keyOf, writeSmallUnit } from './testing/small-lake.js';
import { type TestApp, testApp } from './testing/test-app.js';

let test: TestApp;
beforeAll(async () => {
  test = await testApp();
});
afterAll(() => test.close());

const FLOOD = `/api/units/${keyOf('flood')}`;

/** Tile over a pixel of the test grid. */
function tileOver(col: number, row: number, z: number): string {
  const half = Math.PI * 6_378_137;
  const [x, y] = crsTransform(grid.epsg, 3857).forward(grid.transform[2] + 10 * col, grid.transform[5] - 10 * row);
  const index = (share: number): number => Math.floor(share * 2 ** z);
  return `${z}/${index((x + half) / (2 * half))}/${index((half - y) / (2 * half))}`;
}

describe('what the dashboard reads', () => {
  it('keeps to its schemas', async () => {
    monitorListSchema.parse(await test.json('/api/monitors'));
    unitListSchema.parse(await test.json('/api/units'));
    featureCollectionSchema.parse(await test.json('/api/collections/flood/items'));
    tileJsonSchema.parse(await test.json(`${FLOOD}/layers/flood.json`));
    healthSchema.parse(await test.json('/api/health'));
  });

  it('lists monitors with colours, layers, limits and counts', async () => {
    const { monitors } = await test.json<{ monitors: Monitor[] }>('/api/monitors');
    expect(monitors.map(({ id, units, detections }) => [id, units, detections])).toEqual([
      ['bark-beetle', 1, 3],
      ['flood', 2, 145],
    ]);
    expect(monitors[1]?.classes[1]).toEqual({ id: 'flood', code: 1, title: { de: 'Flut', en: 'Flood' }, color: '#1565c0', detect: true });
    expect((await test.get(monitors[1]?.items ?? '')).status).toBe(200);
  });

  it('lists units newest first, with layers that have files and whom to credit', async () => {
    const { units, numberMatched } = await test.json<{ units: Unit[]; numberMatched: number }>('/api/units?monitor=flood');
    expect([numberMatched, ...units.map(({ observedUtc }) => observedUtc)]).toEqual([
      2,
      '2024-09-16T05:16:21.000Z',
      '2024-09-04T05:16:21.000Z',
    ]);
    expect(units[0]).toMatchObject({
      key: keyOf('flood'),
      attribution: 'Contains modified Copernicus Sentinel data 2024',
      detections: 140,
      epsg: 25833,
    });
    expect(units[0]?.layers.map(({ id }) => id)).toEqual(['flood', 'exclusion']);
    expect(units[0]?.layers[0]?.tiles).toBe(`http://localhost${FLOOD}/layers/flood/tiles/{z}/{x}/{y}.png`);
    expect(await test.json(FLOOD)).toEqual(units[0]);
  });

  it('pages through units and filters them by place and time', async () => {
    const first = await test.json<{ links: { rel: string; href: string }[] }>('/api/units?limit=2');
    const next = await test.json<{ units: Unit[] }>(first.links.find(({ rel }) => rel === 'next')?.href ?? '');
    expect(next.units.map(({ monitor }) => monitor)).toEqual(['bark-beetle']);
    const count = async (query: string): Promise<number> =>
      (await test.json<{ numberMatched: number }>(`/api/units?${query}`)).numberMatched;
    expect(await count('bbox=13,50,14,51')).toBe(3);
    expect(await count('bbox=0,50,1,51')).toBe(0);
    expect(await count('datetime=2024-09-01/2024-09-10')).toBe(1);
  });

  it('answers 404 for units, layers and files that are not there', async () => {
    const paths = [
      `/api/units/${'0'.repeat(64)}`,
      `${FLOOD}/layers/none.json`,
      `${FLOOD}/layers/later.tif`,
      `${FLOOD}/layers/none/value?lon=1&lat=1`,
    ];
    for (const path of paths) expect([path, (await test.get(path)).status]).toEqual([path, 404]);
    expect((await test.get(`${FLOOD}/layers/none/tiles/0/0/0.png`)).status).toBe(404);
  });
});

describe('tiles', () => {
  it('are PNGs of 256 or 512 px that a client may keep and check', async () => {
    const path = `${FLOOD}/layers/flood/tiles/${tileOver(50, 75, 14)}`;
    const response = await test.get(`${path}.png`);
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'image/png']);
    const png = Buffer.from(await response.arrayBuffer());
    expect([png.subarray(1, 4).toString(), png.readUInt32BE(16)]).toEqual(['PNG', 256]);
    const twice = Buffer.from(await (await test.get(`${path}@2x.png`)).arrayBuffer());
    expect(twice.readUInt32BE(16)).toBe(512);
    const again = await test.get(`${path}.png`, { 'If-None-Match': response.headers.get('ETag') ?? '' });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
    expect(response.headers.get('Cache-Control')).toMatch(/max-age=\d+/);
  });

  it('are blank far away, and refused where no tile can be', async () => {
    const blank = await test.get(`${FLOOD}/layers/flood/tiles/14/0/0.png`);
    expect([blank.status, (await blank.arrayBuffer()).byteLength < 2000]).toEqual([200, true]);
    for (const tile of ['25/0/0.png', '2/4/0.png', '2/0/4.png', 'a/0/0.png', '2/0/0.jpg', '-1/0/0.png', '2/0/0@3x.png']) {
      expect([tile, (await test.get(`${FLOOD}/layers/flood/tiles/${tile}`)).status]).toEqual([tile, 400]);
    }
  });

  it('come with TileJSON that names bounds, zooms and whom to credit', async () => {
    const json = await test.json(`${FLOOD}/layers/flood.json`);
    expect(json).toMatchObject({
      tilejson: '3.0.0',
      attribution: 'Contains modified Copernicus Sentinel data 2024',
      minzoom: 8,
      maxzoom: 16,
    });
  });
});

describe('value at a place', () => {
  const value = async (col: number, row: number, layer = 'flood'): Promise<PixelValue> => {
    const [lon, lat] = crsTransform(grid.epsg, 4326).forward(grid.transform[2] + 10 * (col + 0.5), grid.transform[5] - 10 * (row + 0.5));
    return test.json(`${FLOOD}/layers/${layer}/value?lon=${lon}&lat=${lat}`);
  };

  it('is a class, or the reason why there is none, or nothing outside', async () => {
    expect(await value(10, 10)).toMatchObject({ observed: true, value: 1, class: { id: 'flood' }, reason: null });
    expect(await value(150, 10)).toMatchObject({ observed: true, value: 0, class: { id: 'dry' } });
    expect(await value(195, 10)).toMatchObject({
      observed: false,
      value: null,
      class: null,
      reason: { id: 'layover', title: { de: 'Radar-Überlagerung' } },
    });
    expect(await value(195, 10, 'exclusion')).toMatchObject({ observed: false, value: 10, reason: { id: 'layover' } });
    expect(await value(900, 10)).toMatchObject({ observed: false, value: null, reason: null });
  });

  it.each(['', '?lon=13', '?lon=a&lat=1', '?lon=181&lat=0', '?lon=13&lat=95', '?lon=&lat=', '?lon=1&lat=1&x=1'])(
    'refuses %j',
    async (query) => {
      expect((await test.get(`${FLOOD}/layers/flood/value${query}`)).status).toBe(400);
    },
  );
});

describe('download', () => {
  const path = `${FLOOD}/layers/flood.tif`;

  it('gives the file of the lake with its checksum as ETag', async () => {
    const file = await readFile(join(test.services.lakeDir, 'flood', keyOf('flood'), 'flood.tif'));
    const response = await test.get(path);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(file);
    expect(response.headers.get('Content-Length')).toBe(String(file.length));
    expect(response.headers.get('Content-Type')).toBe('image/tiff; application=geotiff; profile=cloud-optimized');
    expect(response.headers.get('Content-Disposition')).toMatch(/filename="flood-flood-2024-09-16-[0-9a-f]{8}\.tif"/);
    expect(response.headers.get('ETag')).toMatch(/^"[0-9a-f]{64}"$/);
    const fresh = await test.get(path, { 'If-None-Match': response.headers.get('ETag') ?? '' });
    expect(fresh.status).toBe(304);
  });

  it('serves ranges as COG readers ask for them', async () => {
    const whole = Buffer.from(await (await test.get(path)).arrayBuffer());
    const range = async (Range: string, more: Readonly<Record<string, string>> = {}): Promise<[number, string | null, Buffer]> => {
      const response = await test.get(path, { Range, ...more });
      return [response.status, response.headers.get('Content-Range'), Buffer.from(await response.arrayBuffer())];
    };
    const size = whole.length;
    expect(await range('bytes=0-15')).toEqual([206, `bytes 0-15/${size}`, whole.subarray(0, 16)]);
    expect(await range(`bytes=${size - 4}-`)).toEqual([206, `bytes ${size - 4}-${size - 1}/${size}`, whole.subarray(-4)]);
    expect(await range('bytes=-8')).toEqual([206, `bytes ${size - 8}-${size - 1}/${size}`, whole.subarray(-8)]);
    expect((await range('bytes=10-99999999'))[2]).toEqual(whole.subarray(10));
    expect((await range(`bytes=${size}-`)).slice(0, 2)).toEqual([416, `bytes */${size}`]);
    for (const ignored of ['bytes=0-1,5-6', 'bytes=5-1', 'rows=0-1', 'bytes=-']) expect((await range(ignored))[0]).toBe(200);
    expect((await range('bytes=0-1', { 'If-Range': '"other"' }))[0]).toBe(200);
  });

  it('answers HEAD without reading', async () => {
    const response = await test.app.request(`http://localhost${path}`, { method: 'HEAD', headers: { Range: 'bytes=0-99' } });
    expect([response.status, response.headers.get('Content-Length'), response.headers.get('Accept-Ranges')]).toEqual([206, '100', 'bytes']);
  });

  it.each([
    '/api/units/..%2F..%2Fsecret/layers/flood.tif',
    `${FLOOD}/layers/..%2F..%2Fmanifest.json`,
    `${FLOOD}/layers/..%2Fmanifest.tif`,
    `${FLOOD}/layers/manifest.json`,
    `${FLOOD}/layers/%00.tif`,
    `${FLOOD}/layers/flood.tif%00.json`,
  ])('opens nothing but layers: %s', async (address) => {
    expect([400, 404]).toContain((await test.get(address)).status);
  });
});

describe('caching', () => {
  it('answers 304 until the lake changes', async () => {
    const path = '/api/units?limit=1';
    const etag = (await test.get(path)).headers.get('ETag') ?? '';
    expect((await test.get(path, { 'If-None-Match': `"x", ${etag}` })).status).toBe(304);
    const newer = { name: 'newer', observedUtc: '2024-10-01T05:16:21.000Z', squares: 1 };
    await writeSmallUnit(test.services.lakeDir, newer);
    test.services.lake.update(await test.services.store.sync(test.services.lakeDir), new Date());
    const changed = await test.get(path, { 'If-None-Match': etag });
    expect([changed.status, ((await changed.json()) as { units: Unit[] }).units[0]?.key]).toEqual([200, keyOf('newer')]);
    await rm(join(test.services.lakeDir, 'flood', keyOf('newer')), { recursive: true });
    test.services.lake.update(await test.services.store.sync(test.services.lakeDir), new Date());
  });

  it('never takes the page for the JSON of the same address', async () => {
    const path = '/api/monitors';
    const page = await test.get(path, { Accept: 'text/html' });
    const tag = { 'If-None-Match': page.headers.get('ETag') ?? '' };
    expect((await test.get(path, { ...tag, Accept: 'text/html' })).status).toBe(304);
    const json = await test.get(path, { ...tag, Accept: 'application/json' });
    expect([json.status, json.headers.get('Content-Type')]).toEqual([200, 'application/json']);
  });
});

describe('events', () => {
  it('tell of a new unit', async () => {
    const response = await test.get('/api/events');
    expect(response.headers.get('Content-Type')).toContain('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    const read = async (until: string): Promise<void> => {
      while (!text.includes(until)) text += Buffer.from((await reader.read()).value ?? []).toString();
    };
    await read('event: alive');
    const unit = { monitor: 'flood', key: 'k', observedUtc: '2024-09-16T05:16:21.000Z' };
    test.services.lake.update({ committed: [unit], removed: [], damaged: [] }, new Date());
    await read('event: unit');
    await read(JSON.stringify(unit));
    await reader.cancel();
  });
});

describe('failures', () => {
  it('are problems that tell the caller nothing about the server and the operator everything', async () => {
    const file = join(test.services.lakeDir, 'flood', keyOf('before'), 'flood.tif');
    const bytes = await readFile(file);
    await truncate(file, 20);
    const tile = await test.get(`/api/units/${keyOf('before')}/layers/flood/tiles/${tileOver(50, 75, 14)}.png`);
    await writeFile(file, bytes);
    const body = await tile.text();
    expect([tile.status, tile.headers.get('Content-Type'), tile.headers.get('Cache-Control')]).toEqual([
      500,
      'application/problem+json',
      'no-store',
    ]);
    expect(body).not.toContain(test.dir);
    expect(test.logged.join('\n')).toContain(file);
  });

  it('show in health', async () => {
    expect((await test.json<Health>('/api/health')).status).toBe('ok');
    const damaged = { monitor: 'flood', key: keyOf('x'), message: `${test.dir}/x: broken` };
    const fresh = test.services.lake.update({ committed: [], removed: [], damaged: [damaged] }, new Date());
    expect(fresh).toEqual([damaged]);
    const health = await test.json<Health>('/api/health');
    expect(health).toMatchObject({ status: 'degraded', problems: [{ key: keyOf('x') }] });
    expect(JSON.stringify(health)).not.toContain(test.dir);
    expect(test.services.lake.update({ committed: [], removed: [], damaged: [damaged] }, new Date())).toEqual([]);
    test.services.lake.update({ committed: [], removed: [], damaged: [] }, new Date());
  });

  it('of any kind become their status; surprises become 500', async () => {
    const failing = (error: unknown) =>
      createApp({ ...test.services, store: { ...test.services.store, monitors: () => Promise.reject(error) } });
    for (const [code, { status, tell }] of Object.entries(errorStatus)) {
      const error = new LandsichtError(code as keyof typeof errorStatus, 'the words');
      const response = await failing(error).request('http://localhost/api/monitors');
      const problem = (await response.json()) as Record<string, unknown>;
      expect(problem).toMatchObject({ status, code, type: 'about:blank' });
      expect([response.status, JSON.stringify(problem).includes('the words')]).toEqual([status, tell]);
    }
    const surprise = await failing(new TypeError('secret is undefined')).request('http://localhost/api/monitors');
    expect([surprise.status, (await surprise.text()).includes('secret')]).toEqual([500, false]);
  });
});

describe('guards', () => {
  it('never send back what was sent in', async () => {
    const bait = 'zq9bait';
    for (const path of [
      `/api/${bait}`,
      `/api/collections/${bait}`,
      `/api/collections/flood/items?${bait}=1`,
      `/api/collections/flood/items?crs=${bait}`,
      `/api/collections/flood/items?token=${bait}`,
      `/api/units/${bait}`,
      `${FLOOD}/layers/${bait}.tif`,
      `/${bait}`,
    ]) {
      const response = await test.get(path);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect([path, (await response.text()).includes(bait)]).toEqual([path, false]);
    }
  });

  it('set security headers on every answer, also on failures', async () => {
    for (const path of ['/api', '/api/nope', `${FLOOD}/layers/flood.tif`]) {
      const { headers } = await test.get(path);
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
    }
  });

  it('serve this machine only under its own names (DNS rebinding)', async () => {
    expect((await test.get('http://127.0.0.1:8787/api')).status).toBe(200);
    expect((await test.get('http://[::1]:8787/api')).status).toBe(200);
    expect((await test.get('http://evil.example/api')).status).toBe(421);
  });

  it('refuse to write, and large bodies before reading them', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await test.app.request('http://localhost/api/monitors', { method });
      expect([method, response.status, response.headers.get('Allow')]).toEqual([method, 405, 'GET, HEAD']);
    }
    const large = await test.app.request('http://localhost/api/monitors', { method: 'POST', body: 'x'.repeat(70_000) });
    expect(large.status).toBeGreaterThanOrEqual(400);
  });
});
