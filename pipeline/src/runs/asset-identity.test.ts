import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StacAsset, StacItem } from '@landsicht/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyAssets } from './asset-identity.js';

function item(assets: Record<string, StacAsset>): StacItem {
  return { type: 'Feature', stac_version: '1.0.0', id: 'scene', geometry: null, properties: {}, links: [], assets };
}

const identityOf = async (asset: StacAsset) => (await identifyAssets([item({ vh: asset })]))[0]?.identity;

describe('identifyAssets on files', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-assets-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('names a local file by size and time, by path or file URL alike, and notices a change', async () => {
    const path = join(dir, 'a b.tif');
    await writeFile(path, 'pixels');
    await utimes(path, 1000, 1000);
    expect(await identityOf({ href: path })).toBe('file:6-1000000');
    expect(await identityOf({ href: pathToFileURL(path).href })).toBe('file:6-1000000');
    await utimes(path, 1001, 1001);
    expect(await identityOf({ href: path })).toBe('file:6-1001000');
  });

  it('prefers the checksum of the item, but not for a file that is gone', async () => {
    const path = join(dir, 'a.tif');
    await writeFile(path, 'pixels');
    expect(await identityOf({ href: path, 'file:checksum': '1220ab' })).toBe('checksum:1220ab');
    await rm(path);
    await expect(identityOf({ href: path, 'file:checksum': '1220ab' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('names item, asset and path of a missing file, and refuses a folder', async () => {
    await expect(identityOf({ href: join(dir, 'gone.tif') })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/Item scene, asset "vh".*gone\.tif/),
    });
    await expect(identityOf({ href: dir })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('not a file') });
  });

  it('leaves thumbnails and metadata out, or takes exactly the assets it is told', async () => {
    const path = join(dir, 'a.tif');
    await writeFile(path, 'pixels');
    const assets = {
      vh: { href: path, roles: ['data'] },
      vv: { href: path },
      thumb: { href: '/gone.png', roles: ['thumbnail'] },
      meta: { href: '/gone.xml', roles: ['metadata'] },
    };
    expect((await identifyAssets([item(assets)])).map(({ asset }) => asset)).toEqual(['vh', 'vv']);
    expect((await identifyAssets([item(assets)], { assetsOf: () => ['vv'] })).map(({ asset }) => asset)).toEqual(['vv']);
    await expect(identifyAssets([item(assets)], { assetsOf: () => ['nir'] })).rejects.toMatchObject({
      code: 'band-missing',
      message: expect.stringContaining('vh, vv'),
    });
  });

  it('asks for a checksum where the address is neither a file nor http', async () => {
    await expect(identityOf({ href: 's3://eodata/x.jp2' })).rejects.toMatchObject({ code: 'item-invalid' });
    expect(await identityOf({ href: 's3://eodata/x.jp2', 'file:checksum': 'd50110' })).toBe('checksum:d50110');
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(identifyAssets([item({ vh: { href: dir } })], { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('identifyAssets over http', () => {
  let server: Server;
  let methods: string[] = [];
  const serve = async (answer: RequestListener) => {
    methods = [];
    server = createServer((request, response) => {
      methods.push(request.method ?? '');
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/scene.tif?sig=secret`;
  };
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('takes length and ETag from one HEAD for assets that share a file', async () => {
    const href = await serve((_, response) => response.writeHead(200, { ETag: '"v1"', 'Content-Length': '1234' }).end());
    const identities = await identifyAssets([item({ vh: { href }, vv: { href } })]);
    expect(identities.map(({ identity }) => identity)).toEqual(['http:1234-"v1"', 'http:1234-"v1"']);
    expect(methods).toEqual(['HEAD']);
  });

  it('falls back to Last-Modified', async () => {
    const time = 'Mon, 16 Sep 2024 05:18:00 GMT';
    const href = await serve((_, response) => response.writeHead(200, { 'Last-Modified': time, 'Content-Length': '9' }).end());
    expect(await identityOf({ href })).toBe(`http:9-${time}`);
  });

  it('reads one byte where a signed address allows GET only', async () => {
    const href = await serve((request, response) => {
      if (request.method === 'HEAD') response.writeHead(403).end();
      else response.writeHead(206, { ETag: '"v1"', 'Content-Range': 'bytes 0-0/777', 'Content-Length': '1' }).end('I');
    });
    expect(await identityOf({ href })).toBe('http:777-"v1"');
    expect(methods).toEqual(['HEAD', 'GET']);
  });

  it.each([
    [404, 'source-refused'],
    [503, 'source-unreachable'],
  ])('answers %i with %s and keeps the signature of the address to itself', async (status, code) => {
    const href = await serve((_, response) => response.writeHead(status).end());
    const failure = await identityOf({ href }).catch((error: Error) => error);
    expect(failure).toMatchObject({ code, message: expect.stringContaining('/scene.tif') });
    expect((failure as Error).message).not.toContain('secret');
  });

  it('refuses a file that nothing distinguishes from its next version', async () => {
    const href = await serve((_, response) => response.writeHead(200, { 'Content-Length': '9' }).end());
    await expect(identityOf({ href })).rejects.toMatchObject({ code: 'item-invalid' });
  });

  it('gives up on a silent server', async () => {
    const href = await serve(() => undefined);
    await expect(identifyAssets([item({ vh: { href } })], { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'source-unreachable',
      message: expect.stringContaining('no answer within 0.05 s'),
    });
  });
});
