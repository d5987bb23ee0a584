import { afterEach, describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.js';
import { type LocalServer, type Reply, type SeenRequest, startServer } from '../testing/local-server.js';
import { createHttpClient, type HttpSettings } from './http-client.js';

const clock = fakeClock();
let server: LocalServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
  clock.sleptMs.length = 0;
});

async function clientFor(answer: (request: SeenRequest, count: number) => Reply, settings: Partial<HttpSettings> = {}) {
  server = await startServer(answer);
  const limits = { requestsPerSecond: 1e9, concurrent: 4 };
  return {
    client: createHttpClient({ clock, limits, random: () => 1, backoff: { firstMs: 100, longestMs: 1000 }, attempts: 4, ...settings }),
    url: server.url,
  };
}

/** Sleeps of the retries, without the spacing of the rate limit. */
const waits = () => clock.sleptMs.filter((ms) => ms >= 1);

describe('transient failures', () => {
  it('waits as long as Retry-After says in seconds', async () => {
    const { client, url } = await clientFor((_, count) =>
      count === 1 ? { status: 429, headers: { 'retry-after': '7' } } : { body: { ok: true } },
    );
    expect(await client.json({ url })).toEqual({ ok: true });
    expect(waits()).toEqual([7000]);
  });

  it('waits until the HTTP date that Retry-After names', async () => {
    const date = new Date(clock.nowMs() + 90_000).toUTCString();
    const { client, url } = await clientFor((_, count) => (count === 1 ? { status: 503, headers: { 'retry-after': date } } : { body: [] }));
    await client.json({ url });
    expect(waits()[0]).toBeGreaterThan(88_000);
    expect(waits()[0]).toBeLessThanOrEqual(90_000);
  });

  it('gives up at once where Retry-After asks for hours', async () => {
    const { client, url } = await clientFor(() => ({ status: 429, headers: { 'retry-after': '7200' } }));
    await expect(client.json({ url })).rejects.toMatchObject({
      code: 'source-refused',
      message: expect.stringContaining('asks to wait 7200 s'),
    });
    expect(waits()).toEqual([]);
  });

  it('backs off exponentially and succeeds after a 500', async () => {
    const { client, url } = await clientFor((_, count) => (count < 3 ? { status: count === 1 ? 500 : 502 } : { body: 42 }));
    expect(await client.json({ url })).toBe(42);
    expect(waits()).toEqual([100, 200]);
  });

  it('says how often it tried where a 500 stays', async () => {
    const { client, url } = await clientFor(() => ({ status: 500, body: { detail: 'database is down' } }));
    await expect(client.json({ url })).rejects.toMatchObject({
      code: 'source-unreachable',
      message: expect.stringMatching(/GET http:\/\/127.*status 500 \("database is down"\)\. Tried 4 times/),
    });
    expect(server?.requests).toHaveLength(4);
  });

  it.each(['at once', 'in the body'] as const)('tries again when the connection is cut %s', async (cut) => {
    const { client, url } = await clientFor((_, count) =>
      count === 1 ? { cut, body: { features: [1, 2, 3] } } : { body: { features: [] } },
    );
    expect(await client.json({ url })).toEqual({ features: [] });
    expect(waits()).toEqual([100]);
  });

  it('names the cut connection when it stays cut', async () => {
    const { client, url } = await clientFor(() => ({ cut: 'at once' }));
    await expect(client.json({ url })).rejects.toMatchObject({
      code: 'source-unreachable',
      message: expect.stringContaining('the connection was cut'),
    });
  });

  it('tries again after truncated JSON, then says so', async () => {
    const { client, url } = await clientFor(() => ({ body: '{"type": "FeatureCollection", "features": [' }));
    await expect(client.json({ url })).rejects.toMatchObject({
      code: 'source-unreachable',
      message: expect.stringContaining('end or break early'),
    });
    expect(server?.requests).toHaveLength(4);
  });

  it('stops waiting for a silent service', async () => {
    const { client, url } = await clientFor(() => ({ cut: 'never' }), { timeoutMs: 40, attempts: 2 });
    await expect(client.json({ url })).rejects.toMatchObject({
      code: 'source-unreachable',
      message: expect.stringContaining('within 0.04 s'),
    });
  });

  it('says that nothing listens there', async () => {
    const { client, url } = await clientFor(() => ({}));
    await server?.close();
    await expect(client.json({ url })).rejects.toMatchObject({
      code: 'source-unreachable',
      message: expect.stringContaining('nothing listens there'),
    });
  });
});

describe('refusals', () => {
  it('does not try again after an HTML page with status 200', async () => {
    const { client, url } = await clientFor(() => ({
      headers: { 'content-type': 'text/html' },
      body: '<html><title>Wartung</title></html>',
    }));
    await expect(client.json({ url })).rejects.toMatchObject({
      code: 'source-refused',
      message: expect.stringMatching(/expected JSON, got an HTML.*"Wartung"/),
    });
    expect(server?.requests).toHaveLength(1);
  });

  it.each([401, 403, 404])('passes on a %d with the remedy and what the service said', async (status) => {
    const { client, url } = await clientFor(() => ({ status, body: { code: 'NoSuchThing', description: 'no\nsuch collection' } }));
    await expect(client.json({ url, refusedRemedy: 'Ask the operator' })).rejects.toMatchObject({
      code: 'source-refused',
      message: expect.stringContaining(`status ${status} ("no such collection"). Ask the operator`),
    });
    expect(server?.requests).toHaveLength(1);
  });

  it('does not read an endless answer into memory', async () => {
    const { client, url } = await clientFor(() => ({ body: `"${'x'.repeat(5000)}"` }), { maxBytes: 1000 });
    await expect(client.json({ url })).rejects.toMatchObject({
      code: 'source-refused',
      message: expect.stringContaining('larger than 1000 bytes'),
    });
  });

  it('keeps secrets out of messages', async () => {
    const { client, url } = await clientFor(() => ({ status: 403 }));
    const withUser = url.replace('http://', 'http://me:geheim@');
    await expect(client.json({ url: withUser })).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.not.stringContaining('geheim'),
    });
    await expect(client.json({ url: `${url}/a?sig=abc123&limit=5` })).rejects.toMatchObject({
      message: expect.stringContaining('/a?sig=***&limit=5'),
    });
    const form = { url, form: { username: 'me', password: 'geheim' } };
    await expect(client.json(form)).rejects.toMatchObject({ code: 'source-refused', message: expect.not.stringContaining('geheim') });
  });
});

describe('stopping', () => {
  it('stops a request that is under way', async () => {
    const { client, url } = await clientFor(() => ({ cut: 'never' }));
    const stop = new AbortController();
    const answer = client.json({ url }, stop.signal);
    setTimeout(() => stop.abort(), 20);
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
  });

  it('does not start when already stopped', async () => {
    const { client, url } = await clientFor(() => ({ body: {} }));
    await expect(client.json({ url }, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    expect(server?.requests).toHaveLength(0);
  });
});
