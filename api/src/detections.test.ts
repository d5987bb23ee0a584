import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LandsichtError } from '@landsicht/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from './app.js';
import type { DetectionCollection, Monitor, PlaceExplanation, Unit } from './schemas.js';
import { floodInfo, keyOf, writeSmallUnit } from './testing/small-lake.js';
import { type TestApp, testApp } from './testing/test-app.js';

let test: TestApp;
beforeEach(async () => {
  test = await testApp();
});
afterEach(() => test.close());

const sync = async () => test.services.lake.update(await test.services.store.sync(test.services.lakeDir), new Date());
const manifestOf = (name: string) => join(test.services.lakeDir, 'flood', keyOf(name), 'manifest.json');

describe('several results for one scene', () => {
  beforeEach(async () => {
    await writeSmallUnit(test.services.lakeDir, { name: 'again', observedUtc: '2024-09-16T05:16:21.000Z', squares: 2 });
    const manifest = JSON.parse(await readFile(manifestOf('again'), 'utf8')) as { inputs: { itemId: string }[] };
    manifest.inputs = manifest.inputs.map((input) => ({ ...input, itemId: 'S1A_flood' }));
    await writeFile(manifestOf('again'), JSON.stringify(manifest));
    await utimes(manifestOf('flood'), new Date(), new Date('2020-01-01T00:00:00Z'));
    await rm(join(test.services.lakeDir, 'flood', keyOf('flood')), { recursive: true });
    await sync();
    await writeSmallUnit(test.services.lakeDir, { name: 'flood', observedUtc: '2024-09-16T05:16:21.000Z', squares: 140 });
    await utimes(manifestOf('flood'), new Date(), new Date('2020-01-01T00:00:00Z'));
    await sync();
  });

  it('are served as one: the latest', async () => {
    const { units } = await test.json<{ units: Unit[] }>('/api/units?monitor=flood');
    expect(units.map(({ key, current }) => [key, current])).toEqual([
      [keyOf('again'), true],
      [keyOf('before'), true],
    ]);
    const items = await test.json<DetectionCollection>('/api/collections/flood/items?limit=1000');
    expect(items.numberMatched).toBe(7);
    expect(new Set(items.features.map(({ properties }) => properties.unitKey))).toEqual(new Set([keyOf('again'), keyOf('before')]));
  });

  it('are each there when asked for by their key, and say that they do not count', async () => {
    const items = await test.json<DetectionCollection>(`/api/collections/flood/items?limit=1000&unitKey=${keyOf('flood')}`);
    expect(items.numberMatched).toBe(140);
    expect((await test.json<Unit>(`/api/units/${keyOf('flood')}`)).current).toBe(false);
    expect((await test.get(`/api/collections/flood/items/${items.features[0]?.id}`)).status).toBe(200);
  });
});

describe('attributes', () => {
  const attributes = [
    { id: 'confirmedOn', shortName: 'confirmed', title: { de: 'Bestätigt am', en: 'Confirmed on' }, type: 'date' as const },
    { id: 'trees', shortName: 'trees', title: { de: 'Bäume', en: 'Trees' }, type: 'number' as const, unit: 'm³' },
    { id: 'sanitary', shortName: 'sanitary', title: { de: 'Sanitärhieb', en: 'Sanitary cut' }, type: 'flag' as const },
  ];
  beforeEach(async () => {
    const info = { ...floodInfo, id: 'crowns', attributes };
    const values = { confirmedOn: '2026-11-24', trees: 12.5, sanitary: true };
    await writeSmallUnit(test.services.lakeDir, {
      name: 'crowns',
      observedUtc: '2024-10-01T10:00:00.000Z',
      squares: 2,
      info,
      attributes: values,
    });
    await sync();
  });

  it('are properties of features, described in schema, queryables and monitors', async () => {
    const { features } = await test.json<DetectionCollection>('/api/collections/crowns/items');
    expect(features[0]?.properties).toMatchObject({ class: 'flood', confirmedOn: '2026-11-24', trees: 12.5, sanitary: true });
    const schema = await test.json<{ properties: Record<string, object> }>('/api/collections/crowns/schema');
    expect(schema.properties).toMatchObject({
      confirmedOn: { type: 'string', format: 'date', title: 'Confirmed on' },
      trees: { type: 'number', 'x-ogc-unit': 'm³' },
      sanitary: { type: 'boolean' },
    });
    const queryables = await test.json<{ properties: Record<string, object> }>('/api/collections/crowns/queryables');
    expect(Object.keys(queryables.properties)).toEqual(expect.arrayContaining(['class', 'confirmedOn', 'trees', 'sanitary']));
    const { monitors } = await test.json<{ monitors: Monitor[] }>('/api/monitors');
    expect(monitors.find(({ id }) => id === 'crowns')?.attributes).toEqual(attributes);
  });

  it.each([
    ['trees=12.5', 2],
    ['trees=12', 0],
    ['sanitary=true&confirmedOn=2026-11-24', 2],
    ['sanitary=false', 0],
  ])('filter by %s', async (query, matched) => {
    expect((await test.json<DetectionCollection>(`/api/collections/crowns/items?${query}`)).numberMatched).toBe(matched);
  });

  it.each(['trees=many', 'sanitary=1', 'trees=1&trees=2', 'height=3'])('answer 400 to %s', async (query) => {
    expect((await test.get(`/api/collections/crowns/items?${query}`)).status).toBe(400);
  });
});

it('writes whom to credit in TileJSON so that nothing in it is markup', async () => {
  const path = manifestOf('flood');
  const text = (await readFile(path, 'utf8')).replaceAll('Contains modified', '<img src=x onerror=alert(1)>');
  await rm(join(test.services.lakeDir, 'flood', keyOf('flood')), { recursive: true });
  await sync();
  await writeSmallUnit(test.services.lakeDir, { name: 'flood', observedUtc: '2024-09-16T05:16:21.000Z', squares: 140 });
  await writeFile(path, text);
  await sync();
  const { attribution } = await test.json<{ attribution: string }>(`/api/units/${keyOf('flood')}/layers/flood.json`);
  expect(attribution).toContain('&#60;img src=x onerror=alert(1)&#62;');
  expect((await test.json<Unit>(`/api/units/${keyOf('flood')}`)).attribution).toContain('<img'); // a value, not markup
});

describe('an explanation', () => {
  const told = {
    question: { de: 'Wasser?', en: 'Water?' },
    result: 'flood',
    likelihoodPercent: 88,
    tests: [{ title: { de: 'Schwelle', en: 'Threshold' }, vote: 'yes' as const, likelihoodPercent: 93, values: [] }],
    values: [],
    flags: [],
  };
  const appWith = (explain: (signal: AbortSignal) => Promise<{ told: typeof told; explanation: object } | null>) =>
    createApp({
      ...test.services,
      explainer: { explain: (_, signal) => explain(signal) as never, close: async () => undefined },
    });
  const place = `http://localhost/api/units/${keyOf('flood')}/explain?lon=13.7&lat=51`;

  it('gives every test’s vote', async () => {
    const answer = await appWith(async () => ({ told, explanation: { item: 'S1A' } })).request(place);
    expect((await answer.json()) as PlaceExplanation).toMatchObject({
      class: { id: 'flood', title: { de: 'Flut' } },
      tests: [{ vote: 'yes', likelihoodPercent: 93 }],
      details: { item: 'S1A' },
    });
  });

  it.each([
    ['the unit does not cover the place', async () => null, 404],
    ['the scenes are gone', () => Promise.reject(new LandsichtError('not-found', 'S1A: the scene is not in the catalogue')), 404],
    ['too many ask', () => Promise.reject(new LandsichtError('busy', 'Ask again')), 503],
  ])('says why there is none: %s', async (_, explain, status) => {
    const answer = await appWith(explain).request(place);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([status, 'application/problem+json']);
  });

  it('ends when the client leaves', async () => {
    const leave = new AbortController();
    let ended = false;
    let begun: () => void = () => undefined;
    const beginning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const app = appWith(
      (signal) =>
        new Promise((_, reject) => {
          begun();
          signal.addEventListener('abort', () => {
            ended = true;
            reject(new LandsichtError('aborted', 'Nobody waits'));
          });
        }),
    );
    const answer = app.request(new Request(place, { signal: leave.signal }));
    await beginning;
    leave.abort();
    expect([(await answer).status, ended]).toEqual([503, true]);
  });

  it('of a scene that is not in the catalogue names the scene and the remedy', async () => {
    await mkdir(test.services.catalogueDir, { recursive: true });
    const answer = await test.get(place);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(/flood 1\.0\.0; this program has|landsicht ingest/);
  });

  it.each(['lon=13', 'lon=200&lat=51', 'lon=x&lat=51'])('answers 400 to %s', async (query) => {
    expect((await test.get(`/api/units/${keyOf('flood')}/explain?${query}`)).status).toBe(400);
  });
});
