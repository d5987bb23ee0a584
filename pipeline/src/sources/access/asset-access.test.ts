import { readFileSync } from 'node:fs';
import type { StacAsset } from '@landsicht/core';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.js';
import { type LocalServer, type Reply, type SeenRequest, startServer } from '../testing/local-server.js';
import { hasSharedData, needsSharedData, sharedDataDir } from '../testing/shared-data.js';
import { createAssetAccess, resolveAsset } from './asset-access.js';
import { credentialsFrom, type SourceCredentials } from './credentials.js';

let server: LocalServer | null = null;
let clock = fakeClock();

afterEach(async () => {
  await server?.close();
  server = null;
  clock = fakeClock();
});

async function accessTo(answer: (request: SeenRequest, count: number) => Reply, credentials: SourceCredentials = {}) {
  server = await startServer(answer);
  const { url } = server;
  const endpoints = { planetaryComputerSasUrl: `${url}/sas`, cdseTokenUrl: `${url}/token`, cdseS3Url: url, cdseOrigins: [url] };
  return createAssetAccess({ credentials, endpoints, http: { clock, attempts: 2, limits: { requestsPerSecond: 1e9, concurrent: 4 } } });
}

const paths = () => server?.requests.map(({ path }) => path);

describe('open assets', () => {
  it.each(['/data/a.tif', 'https://sentinel-cogs.s3.us-west-2.amazonaws.com/a.tif'])('leaves %s as it is', async (href) => {
    const access = await accessTo(() => ({ status: 500 }));
    expect(await resolveAsset(href, access)).toEqual({ href, headers: {}, expiresUtc: null });
    expect(paths()).toEqual([]);
  });
});

describe('Planetary Computer', () => {
  const href = 'https://sentinel1euwestrtc.blob.core.windows.net/sentinel1-grd-rtc/a/vv.tif';
  const token = (minutes: number) => ({
    body: { token: `sv=1&sig=${minutes}`, 'msft:expiry': new Date(clock.nowMs() + minutes * 60_000).toISOString() },
  });

  it('signs with one token a container until shortly before it expires', async () => {
    const access = await accessTo((_, count) => token(44 + count));
    const both = await Promise.all([resolveAsset(href, access), resolveAsset(href.replace('vv', 'vh'), access)]);
    expect(both.map((asset) => asset.href)).toEqual([`${href}?sv=1&sig=45`, `${href.replace('vv', 'vh')}?sv=1&sig=45`]);
    expect(paths()).toEqual(['/sas/token/sentinel1euwestrtc/sentinel1-grd-rtc']);
    clock.advance(39 * 60_000);
    expect((await resolveAsset(href, access)).href).toContain('sig=45');
    clock.advance(2 * 60_000);
    expect((await resolveAsset(href, access)).href).toContain('sig=46');
    await resolveAsset('https://naipeuwest.blob.core.windows.net/naip/b.tif', access);
    expect(paths()?.at(-1)).toBe('/sas/token/naipeuwest/naip');
  });

  it('signs nothing twice and no public data', async () => {
    const access = await accessTo(() => ({ status: 500 }));
    for (const open of [`${href}?sv=1&sig=x`, 'https://ai4edatasetspublicassets.blob.core.windows.net/assets/a.png']) {
      expect((await resolveAsset(open, access)).href).toBe(open);
    }
  });

  it('asks again after a failure instead of keeping it', async () => {
    const access = await accessTo((_, count) => (count === 1 ? { status: 404 } : token(45)));
    await expect(resolveAsset(href, access)).rejects.toMatchObject({
      code: 'source-refused',
      message: expect.stringContaining('signs only its own collections'),
    });
    expect((await resolveAsset(href, access)).href).toContain('sig=45');
  });

  it.skipIf(!hasSharedData)(`knows the containers of the recorded items${needsSharedData}`, async () => {
    const access = await accessTo(() => token(45));
    for (const file of ['sentinel-1-rtc-pc', 'sentinel-2-l2a-pc', 'landsat-c2-l2-pc']) {
      const [item] = JSON.parse(readFileSync(`${sharedDataDir}stac/planetary_computer_items/data/${file}.json`, 'utf8')) as {
        assets: Record<string, StacAsset>;
      }[];
      const data = Object.values(item?.assets ?? {}).filter(({ roles }) => roles?.includes('data'));
      expect(data.length).toBeGreaterThan(0);
      for (const asset of data) expect((await resolveAsset(asset, access)).href).toContain('sig=45');
    }
    expect(paths()).toHaveLength(3);
  });
});

describe('Copernicus Data Space', () => {
  const account = { cdse: { username: 'me@example.org', password: 'geheim' } };
  const cdseS3 = { accessKeyId: 'AK', secretAccessKey: 'SK' };
  const session = (name: string) => ({
    body: { access_token: name, expires_in: 600, refresh_token: `r-${name}`, refresh_expires_in: 3600 },
  });
  const asset = (): StacAsset => ({
    href: 's3://eodata/Sentinel-2/B04 10m.jp2',
    alternate: { https: { href: `${server?.url}/odata/v1/Products(1)/$value` } },
  });
  const grants = () => server?.requests.map(({ body }) => new URLSearchParams(body).get('grant_type'));

  it('reads the alternate href with one bearer token, refreshed, then logs in anew', async () => {
    const access = await accessTo((_, count) => session(`t${count}`), account);
    const three = await Promise.all([1, 2, 3].map(() => resolveAsset(asset(), access)));
    expect(three[2]).toMatchObject({ href: `${server?.url}/odata/v1/Products(1)/$value`, headers: { authorization: 'Bearer t1' } });
    clock.advance(9.5 * 60_000);
    expect((await resolveAsset(asset(), access)).headers).toEqual({ authorization: 'Bearer t2' });
    clock.advance(61 * 60_000);
    expect((await resolveAsset(asset(), access)).headers).toEqual({ authorization: 'Bearer t3' });
    expect(grants()).toEqual(['password', 'refresh_token', 'password']);
    expect(new URLSearchParams(server?.requests[0]?.body).get('client_id')).toBe('cdse-public');
  });

  it('logs in anew where the service has ended the session', async () => {
    const ended = { status: 400, body: { error: 'invalid_grant', error_description: 'Session not active' } };
    const access = await accessTo((_, count) => (count === 2 ? ended : session(`t${count}`)), account);
    await resolveAsset(asset(), access);
    clock.advance(9.5 * 60_000);
    expect((await resolveAsset(asset(), access)).headers).toEqual({ authorization: 'Bearer t3' });
  });

  it('explains a wrong password without showing it', async () => {
    const access = await accessTo(() => ({ status: 401, body: { error_description: 'Invalid user credentials' } }), account);
    await expect(resolveAsset(asset(), access)).rejects.toMatchObject({
      code: 'source-refused',
      message: expect.stringMatching(/Invalid user credentials.*CDSE_USERNAME/),
    });
    await expect(resolveAsset(asset(), access)).rejects.toMatchObject({ message: expect.not.stringContaining('geheim') });
  });

  it('prefers S3 keys, and the signed request reads a range', async () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
    const access = await accessTo(() => ({ body: bytes }), { ...account, cdseS3 });
    const { href, headers, expiresUtc } = await resolveAsset(asset(), access);
    expect(href).toBe(`${server?.url}/eodata/Sentinel-2/B04%2010m.jp2`);
    expect(headers['authorization']).toContain('Credential=AK/20261124/default/s3/aws4_request');
    expect(expiresUtc?.getTime()).toBe(clock.nowMs() + 600_000);
    const part = await fetch(href, { headers: { ...headers, range: 'bytes=10-12' } });
    expect([part.status, ...new Uint8Array(await part.arrayBuffer())]).toEqual([206, 10, 11, 12]);
  });

  it('says which credentials are missing', async () => {
    const access = await accessTo(() => ({}));
    await expect(resolveAsset(asset(), access)).rejects.toMatchObject({
      code: 'source-refused',
      message: expect.stringContaining('CDSE_S3_ACCESS_KEY'),
    });
  });

  it('gives the bearer token to no other host', async () => {
    const access = await accessTo(() => session('t'), account);
    const other = await resolveAsset({ href: 'https://evil.example/odata/v1/Products(1)/$value' }, access);
    expect(other.headers).toEqual({});
    const alternate = { href: 's3://eodata/x', alternate: { https: { href: 'https://evil.example/x' } } };
    expect((await resolveAsset(alternate, access)).headers).toEqual({});
  });
});

describe('requester-pays buckets', () => {
  const aws = { accessKeyId: 'AK', secretAccessKey: 'SK' };

  it('signs USGS Landsat files, also from their landsatlook address', async () => {
    const access = await accessTo(() => ({}), { aws });
    const { href, headers } = await resolveAsset('https://landsatlook.usgs.gov/data/collection02/a_B4.TIF', access);
    expect(href).toBe('https://usgs-landsat.s3.us-west-2.amazonaws.com/collection02/a_B4.TIF');
    expect(headers).toMatchObject({ 'x-amz-request-payer': 'requester', authorization: expect.stringContaining('x-amz-request-payer') });
  });

  it('names the free way where there is no account', async () => {
    const access = await accessTo(() => ({}));
    await expect(resolveAsset('s3://usgs-landsat/a.TIF', access)).rejects.toMatchObject({
      message: expect.stringContaining('planetary-computer'),
    });
    await expect(resolveAsset('s3://somewhere/a.TIF', access)).rejects.toMatchObject({
      message: expect.stringContaining('"somewhere" is not known'),
    });
  });
});

describe('credentialsFrom', () => {
  it('takes complete pairs only', () => {
    expect(credentialsFrom({ CDSE_USERNAME: 'me', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', CDSE_S3_ACCESS_KEY: '' })).toEqual({
      aws: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
  });
});
