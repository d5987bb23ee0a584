import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Acknowledgement, Alert, FollowedEvent } from './alert-schemas.js';
import { type RunningServer, startServer } from './server.js';
import { publish } from './testing/published-alerts.js';
import { writeSmallUnit } from './testing/small-lake.js';
import { units } from './testing/test-app.js';

let dir: string;
let server: RunningServer;
const start = () => startServer({ workspace: dir, port: 0, host: '127.0.0.1', webDir: dir, log: () => undefined });
const url = (path: string) => `${server.url}api/${path}`;
const json = async <T>(path: string) => (await (await fetch(url(path))).json()) as T;
const alerts = async () => (await json<{ alerts: Alert[] }>('alerts')).alerts;
const acknowledge = (body: unknown, headers: Record<string, string> = { 'Content-Type': 'application/json' }, id = 'a1') =>
  fetch(url(`alerts/${id}/acknowledgements`), { method: 'POST', headers, body: JSON.stringify(body) });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-alerts-'));
  for (const unit of units) await writeSmallUnit(join(dir, 'lake'), unit);
  await publish(join(dir, 'lake'), { name: 'later', finishedUtc: '2026-01-02T00:00:00Z', versions: [2], areaHa: 12.5 });
  await publish(join(dir, 'lake'), { name: 'first', finishedUtc: '2026-01-01T00:00:00Z', versions: [1], areaHa: 4 });
  server = await start();
});
afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true, force: true });
});

describe('alerts', () => {
  it('are given in their latest version, with all versions and the words that no authority speaks here', async () => {
    const [alert, ...others] = await alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      alertId: 'a1',
      version: 2,
      type: 'update',
      acknowledged: false,
      acknowledgements: [],
      madeBy: 'machine',
    });
    expect(alert?.versions.map(({ version }) => version)).toEqual([1, 2]);
    expect(alert?.disclaimer.de).toContain('keine amtliche Warnung');
    expect(await json('alerts/a1')).toEqual(alert);
  });

  it('come with the followed events as the last publication tells them', async () => {
    const { events } = await json<{ events: FollowedEvent[] }>('followed-events');
    expect(events).toMatchObject([{ eventId: 'e1', areaHa: 12.5, alertIds: ['a1'], monitor: 'flood-events' }]);
    expect(events[0]?.history).toHaveLength(2);
  });

  it('are pages for a browser', async () => {
    for (const path of ['alerts', 'alerts/a1', 'followed-events']) {
      const page = await fetch(url(path), { headers: { Accept: 'text/html' } });
      expect([path, page.status, page.headers.get('Content-Type')]).toEqual([path, 200, 'text/html; charset=utf-8']);
    }
    const [alert] = await alerts();
    expect(await (await fetch(url('alerts/a1?f=html'))).text()).toContain(`<p>${alert?.description.en}</p>`);
  });

  it('do not exist under another id', async () => {
    expect((await fetch(url('alerts/none'))).status).toBe(404);
    expect((await acknowledge({ version: 1, person: 'x' }, undefined, 'none')).status).toBe(404);
  });
});

describe('an acknowledgement', () => {
  it('says who, when and what; it is heard at once and there after a restart', async () => {
    const stop = new AbortController();
    const stream = await fetch(url('events'), { signal: stop.signal });
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const tag = (await fetch(url('alerts'))).headers.get('ETag') ?? '';
    const answer = await acknowledge({ version: 1, person: '  Dienst Müller ', note: '=gesehen' });
    expect(answer.status).toBe(201);
    const entry = (await answer.json()) as Acknowledgement;
    expect(entry).toMatchObject({ version: 1, person: 'Dienst Müller', note: '=gesehen' });
    expect(Math.abs(Date.now() - Date.parse(entry.acknowledgedUtc))).toBeLessThan(60_000);
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('event: acknowledgement');
    stop.abort();
    // the version on the screen was an older one
    expect(await alerts()).toMatchObject([{ acknowledged: false, acknowledgements: [entry] }]);
    expect((await fetch(url('alerts'), { headers: { 'If-None-Match': tag } })).status).toBe(200);
    expect((await acknowledge({ version: 2, person: 'Dienst Müller' })).status).toBe(201);
    const before = await alerts();
    expect(before).toMatchObject([{ acknowledged: true }]);
    await server.close();
    server = await start();
    expect(await alerts()).toEqual(before);
  });

  it.each([
    ['no person', { version: 2, person: ' ' }],
    ['a name nobody sees', { version: 2, person: '\u200b\u200b' }],
    ['a name that turns the line around', { version: 2, person: 'x\u202ey' }],
    ['half a character', { version: 2, person: 'x\ud800' }],
    ['no version', { person: 'x' }],
    ['a version there is not', { version: 3, person: 'x' }],
    ['too long a note', { version: 2, person: 'x', note: 'x'.repeat(2_001) }],
    ['something unknown', { version: 2, person: 'x', admin: true }],
    ['no object', 'x'],
  ])('is refused with %s', async (_, body) => {
    const before = (await alerts())[0]?.acknowledgements.length;
    const answer = await acknowledge(body);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([400, 'application/problem+json']);
    expect((await alerts())[0]?.acknowledgements.length).toBe(before);
  });

  it('is not taken from a page elsewhere, nor as a form', async () => {
    const body = { version: 2, person: 'x' };
    expect((await acknowledge(body, { 'Content-Type': 'application/json', Origin: 'https://evil.example' })).status).toBe(403);
    expect((await acknowledge(body, { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await acknowledge(body, { 'Content-Type': 'application/json', Origin: server.url.replace(/\/$/, '') })).status).toBe(201);
  });

  it('is the only thing that can be written', async () => {
    for (const path of ['alerts', 'alerts/a1', 'units', 'alerts/a1/acknowledgements/1']) {
      const answer = await fetch(url(path), { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } });
      expect([path, answer.status, answer.headers.get('Allow')]).toEqual([path, 405, 'GET, HEAD']);
    }
    expect((await fetch(url('alerts/a1/acknowledgements'), { method: 'DELETE' })).status).toBe(405);
  });

  it('is in the API description, with its problems', async () => {
    const { paths } = await json<{ paths: Record<string, { post?: { operationId: string; responses: object } }> }>('openapi.json');
    const { post } = paths['/alerts/{alertId}/acknowledgements'] ?? {};
    expect(post?.operationId).toBe('acknowledgeAlert');
    expect(Object.keys(post?.responses ?? {})).toEqual(['201', 'default']);
  });
});
