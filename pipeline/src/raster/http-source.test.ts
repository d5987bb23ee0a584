import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, type Grid, type PixelArray } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { writeCog } from './cog-writer.js';
import { openRaster } from './open-raster.js';

const dir = mkdtempSync(join(tmpdir(), 'landsicht-http-'));
const grid: Grid = { width: 700, height: 500, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };
const random = randomOf(1);
const pixels = Uint16Array.from({ length: 700 * 500 }, () => 4096 * random());
let file: Buffer;
let server: Server;
let href: string;

/** The version that the server claims to have. */
let etag = '"1"';
/** What the server did, one line a request. */
let requests: { range: string | undefined; atMs: number; token: string | undefined }[] = [];
/** Answers the next requests instead of the file; the last one stays where it says so. */
let faults: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];

function serveRange(request: IncomingMessage, response: ServerResponse): void {
  const [, first = '0', last = '0'] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
  const end = Math.min(Number(last), file.length - 1);
  response.writeHead(206, {
    'content-range': `bytes ${first}-${end}/${file.length}`,
    'content-length': end - Number(first) + 1,
    'content-type': 'image/tiff',
    etag,
  });
  response.end(file.subarray(Number(first), end + 1));
}

/** As bytes: `toEqual` takes seconds for so many numbers. */
function isScene(data: PixelArray | undefined): boolean {
  return data != null && Buffer.from(data.buffer, data.byteOffset, data.byteLength).equals(Buffer.from(pixels.buffer));
}

beforeAll(async () => {
  const path = join(dir, 'scene.tif');
  await writeCog(path, { grid, pixelType: 'u16', bands: [{ name: 'red' }], overviews: 'average', tileSize: 256 }, [pixels]);
  file = readFileSync(path);
  server = createServer((request, response) => {
    requests.push({ range: request.headers.range, atMs: performance.now(), token: request.headers.authorization });
    (faults.shift() ?? serveRange)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  href = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scene.tif`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true });
});
beforeEach(() => {
  etag = '"1"';
  requests = [];
  faults = [];
});

const answer =
  (status: number, headers: Record<string, string> = {}, body = '') =>
  (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, headers);
    response.end(body);
  };

/** Promises all of the range and stops in the middle. */
function cut(request: IncomingMessage, response: ServerResponse): void {
  const [, first = '0', last = '0'] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
  response.writeHead(206, {
    'content-range': `bytes ${first}-${last}/${file.length}`,
    'content-length': Number(last) - Number(first) + 1,
    etag,
  });
  response.write(file.subarray(Number(first), Number(first) + 100));
  setTimeout(() => response.destroy(), 10);
}

it('reads pixels over range requests, with its headers', async () => {
  const raster = await openRaster(href, { headers: { authorization: 'Bearer abc' } });
  const { data, valid } = await raster.read();
  expect(isScene(data[0])).toBe(true);
  expect(valid.every((v) => v === 1)).toBe(true);
  expect(requests.every(({ token }) => token === 'Bearer abc')).toBe(true);
  await raster.close();
});

it('opens with one request and reads a window with few', async () => {
  const raster = await openRaster(href);
  expect(requests).toHaveLength(1);
  await raster.read({ window: { col: 300, row: 300, width: 10, height: 10 } });
  expect(requests.length).toBeLessThanOrEqual(4);
  const total = requests.reduce((sum, { range }) => sum + spanOf(range), 0);
  expect(total).toBeLessThan(file.length);
});

function spanOf(range: string | undefined): number {
  const [, first = '0', last = '0'] = /bytes=(\d+)-(\d+)/.exec(range ?? '') ?? [];
  return Number(last) - Number(first) + 1;
}

it('tries again where the connection is cut in the middle', async () => {
  faults = [cut, cut];
  const raster = await openRaster(href);
  faults = [cut];
  expect(isScene((await raster.read()).data[0])).toBe(true);
});

it('waits as long as Retry-After asks', async () => {
  faults = [answer(429, { 'retry-after': '1' })];
  await openRaster(href);
  expect(requests).toHaveLength(2);
  expect((requests[1]?.atMs ?? 0) - (requests[0]?.atMs ?? 0)).toBeGreaterThan(950);
});

it('does not wait for a server that asks for an hour', async () => {
  faults = [answer(429, { 'retry-after': '3600' })];
  await expect(openRaster(href)).rejects.toMatchObject({ code: 'source-unreachable', message: expect.stringContaining('3600 s') });
});

it('gives up on a server that keeps failing and says what it answered', async () => {
  faults = Array.from({ length: 9 }, () => answer(500));
  await expect(openRaster(href)).rejects.toMatchObject({ code: 'source-unreachable', message: expect.stringContaining('HTTP 500') });
  expect(requests).toHaveLength(5);
});

it('says that a web page is no raster, whatever its status', async () => {
  for (const status of [200, 206, 403]) {
    faults = [answer(status, { 'content-type': 'text/html' }, '<html>log in</html>')];
    await expect(openRaster(href)).rejects.toMatchObject({ code: 'source-refused', message: expect.stringContaining('web page') });
  }
});

it('refuses a server that ignores ranges instead of loading all of the file', async () => {
  faults = [answer(200, { 'content-type': 'image/tiff' }, 'II*')];
  await expect(openRaster(href)).rejects.toMatchObject({ code: 'source-refused', message: expect.stringContaining('range') });
});

it('does not try again what was refused', async () => {
  faults = [answer(404)];
  await expect(openRaster(href)).rejects.toMatchObject({ code: 'source-refused', message: expect.stringContaining('404') });
  expect(requests).toHaveLength(1);
});

it('notices that the file changed on the server', async () => {
  const raster = await openRaster(href);
  etag = '"2"';
  await expect(raster.read()).rejects.toMatchObject({ code: 'source-unreachable', message: expect.stringContaining('changed') });
});

it('stops when it is cancelled, also while it waits', async () => {
  const controller = new AbortController();
  faults = [answer(503, { 'retry-after': '30' })];
  const opening = openRaster(href, { signal: controller.signal });
  setTimeout(() => controller.abort(), 100);
  await expect(opening).rejects.toMatchObject({ code: 'aborted' });
});
