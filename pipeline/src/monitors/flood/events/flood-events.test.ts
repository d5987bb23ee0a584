import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crsTransform } from '@landsicht/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listManifests, verifyUnit } from '../../../runs/lake-read.js';
import { readDetections } from '../../../store/geoparquet.js';
import type { AlertRecord } from './alerts.js';
import { defaultEventRules } from './event-rules.js';
import { type FloodEventsRequest, floodEvents } from './flood-events.js';
import { writeFloodUnit } from './testing/write-flood-unit.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-events-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const lake = () => join(dir, 'lake');
const request = (more: Partial<FloodEventsRequest> = {}): FloodEventsRequest => ({
  lakeDir: lake(),
  rules: defaultEventRules,
  exposure: {},
  areaFiles: [],
  ...more,
});
const saidOf = (alerts: readonly AlertRecord[]) =>
  alerts.map(({ version, type, clearReason, event }) => [version, type, clearReason ?? event.state]);
const scene = (day: number, map: readonly string[], more = {}) =>
  writeFloodUnit(lake(), { scene: `s1-${day}`, utc: `2024-09-${String(day).padStart(2, '0')}T05:17:00.000Z`, map, ...more });

// 0.25 ha a character
const wet = ['..........', '.FFFF.....', '.FFFF.....', '..........'];
const wetter = ['.FFFFFF...', '.FFFFFF...', '.FFFFFF...', '..........'];
const dry = ['..........', '..........', '..........', '..........'];
const cloud = ['??????????', '??????????', '??????????', '??????????'];

/** Squares of the drawing as a GeoJSON file. */
async function areaFile(
  name: string,
  [left, top, right, bottom]: readonly [number, number, number, number],
  properties: object,
): Promise<string> {
  const { forward } = crsTransform(25833, 4326);
  const at = (col: number, row: number) => forward(410_000 + col * 50, 5_655_000 - row * 50);
  const ring = [at(left, top), at(left, bottom), at(right, bottom), at(right, top), at(left, top)];
  const path = join(dir, `${name}.geojson`);
  await writeFile(path, JSON.stringify({ type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } }));
  return path;
}

describe('floodEvents', () => {
  it('says each thing once: new, update, receding, cleared, with immutable units in the lake', async () => {
    await scene(10, wet, { likelihood: 0.9 });
    const first = await floodEvents(request());
    expect(saidOf(first.alerts)).toEqual([[1, 'new', 'new']]);
    expect(first.alerts[0]?.event).toMatchObject({
      areaHa: 2,
      certainty: 'Observed',
      severity: 'Unknown',
      likelihood: { mean: 90, p10: 90 },
    });
    const again = await floodEvents(request());
    expect(again).toMatchObject({ alerts: [], unitKey: null });

    await scene(11, wetter);
    expect(saidOf((await floodEvents(request())).alerts)).toEqual([[2, 'update', 'update']]);
    await scene(12, cloud);
    const clouded = await floodEvents(request());
    expect(clouded.alerts).toEqual([]);
    expect(clouded.events[0]?.history.at(-1)).toMatchObject({ sight: 'none', areaHa: 4.5 });
    await scene(13, dry);
    expect(saidOf((await floodEvents(request())).alerts)).toEqual([[3, 'update', 'receding']]);
    await scene(14, dry);
    const last = await floodEvents(request());
    expect(saidOf(last.alerts)).toEqual([[4, 'clear', 'all-clear']]);
    expect(new Set([...first.alerts, ...last.alerts].map(({ alertId }) => alertId)).size).toBe(1);
    expect((await floodEvents(request())).alerts).toEqual([]);

    const { manifests, damaged } = await listManifests(lake());
    expect(damaged).toEqual([]);
    const units = manifests.filter(({ monitor }) => monitor.id === 'flood-events');
    expect(units).toHaveLength(5); // one a scene: the events moved on with each
    for (const { key } of units) await verifyUnit(lake(), { monitor: 'flood-events', key });
    const outlines = await readDetections(join(lake(), 'flood-events', first.unitKey ?? '', 'detections.parquet'));
    expect(outlines.map(({ class: state, areaM2 }) => [state, areaM2])).toEqual([['new', 20_000]]);
  });

  it('takes the likelihood from the layer of the latest look that saw water, and certainty from it and its flags', async () => {
    await scene(10, wet, { layerPercent: 85 });
    expect((await floodEvents(request())).events[0]).toMatchObject({ likelihood: { mean: 85, p10: 85 }, certainty: 'Observed' });
    await scene(11, wet, { layerPercent: 85, flags: ['wind'] });
    await scene(12, cloud, { layerPercent: 0 });
    expect((await floodEvents(request())).events[0]).toMatchObject({ likelihood: { mean: 85 }, certainty: 'Likely', advisories: ['wind'] });
  });

  it('publishes anew what layers given later say of an event that is over, without an alert', async () => {
    for (const [day, map] of [
      [10, wet],
      [11, dry],
      [12, dry],
    ] as const) {
      await scene(day, map);
      await floodEvents(request());
    }
    const exposure = { landUse: { path: await areaFile('use', [0, 0, 10, 4], { class: 'arable' }), property: 'class' } };
    const { alerts, unitKey } = await floodEvents(request({ exposure }));
    expect(alerts).toEqual([]);
    const { events } = JSON.parse(await readFile(join(lake(), 'flood-events', unitKey ?? 'none', 'events.json'), 'utf8'));
    expect(events).toMatchObject([{ end: 'all-clear', severity: 'Moderate', exposure: { floodedHaByLandUse: { arable: 2 } } }]);
    expect((await floodEvents(request({ exposure }))).unitKey).toBeNull();
  });

  it('gives the same bytes when a run is repeated on another machine', async () => {
    await scene(10, wet);
    const { unitKey } = await floodEvents(request());
    const path = (file: string) => join(lake(), 'flood-events', unitKey ?? '', file);
    const files = ['manifest.json', 'alerts.json', 'events.json', 'detections.parquet', 'item.json'];
    const before = await Promise.all(files.map((file) => readFile(path(file))));
    await rm(join(lake(), 'flood-events'), { recursive: true });
    expect((await floodEvents(request())).unitKey).toBe(unitKey);
    expect(await Promise.all(files.map((file) => readFile(path(file))))).toEqual(before);
  });

  it('never names an alarm level and always says that it is no official warning', async () => {
    await scene(10, wet);
    await scene(11, dry);
    await scene(12, dry);
    const steps = [await floodEvents(request())];
    await scene(13, wet);
    steps.push(await floodEvents(request()));
    const texts = steps.flatMap(({ alerts }) => alerts.flatMap(({ headline, description }) => [headline, description]));
    expect(texts.length).toBeGreaterThan(0);
    expect(JSON.stringify(steps)).not.toMatch(/alarmstufe|alarm level/i);
    for (const { alerts } of steps)
      for (const { description } of alerts) expect(description.de).toMatch(/automatisch erzeugt, keine amtliche Warnung/i);
  });

  it('keeps the alert of an event when a late scene moves its beginning', async () => {
    await scene(11, wet);
    const first = await floodEvents(request());
    await scene(10, wetter);
    const second = await floodEvents(request());
    expect(second.events[0]?.eventId).not.toBe(first.events[0]?.eventId);
    expect(second.alerts.map(({ alertId, version }) => [alertId, version])).toEqual([[first.alerts[0]?.alertId, 2]]);
  });

  it('joins the alerts of one water when a late scene fills the gap between them', async () => {
    await scene(10, wet);
    const first = await floodEvents(request());
    await scene(18, wet);
    const apart = await floodEvents(request());
    expect(saidOf(apart.alerts).sort()).toEqual([
      [1, 'new', 'new'],
      [2, 'clear', 'superseded'],
    ]);
    await scene(14, wet);
    const joined = await floodEvents(request());
    const ofFirst = joined.alerts.find(({ alertId }) => alertId === first.alerts[0]?.alertId);
    expect(saidOf(joined.alerts).sort()).toEqual([
      [2, 'clear', 'merged'],
      [3, 'update', 'update'],
    ]);
    expect(ofFirst).toMatchObject({ version: 3, type: 'update' });
    expect(joined.events).toHaveLength(1);
  });

  it('keeps the alert when another version of the detector sees the same water, and withdraws what it does not confirm', async () => {
    await scene(11, wet);
    const first = await floodEvents(request());
    await scene(11, wet, { version: '9.0.0' });
    expect((await floodEvents(request())).alerts).toEqual([]);
    await scene(11, dry, { version: '10.0.0' });
    const gone = await floodEvents(request());
    expect(saidOf(gone.alerts)).toEqual([[2, 'clear', 'withdrawn']]);
    expect(gone.alerts[0]?.alertId).toBe(first.alerts[0]?.alertId);
    expect((await readDetections(join(lake(), 'flood-events', gone.unitKey ?? '', 'detections.parquet')))[0]?.class).toBe('clear');
  });

  it('withdraws nothing because results are missing from the lake', async () => {
    const key = await scene(11, wet);
    await floodEvents(request());
    await scene(12, dry);
    await rm(join(lake(), 'flood', key), { recursive: true });
    expect((await floodEvents(request())).alerts).toEqual([]);
  });

  it('raises nothing from water that no earlier scene tells from a river, and does not take it for dry', async () => {
    await scene(10, ['..........', '.WWWW.....', '.WWWW.....', '..........']);
    expect((await floodEvents(request())).events).toEqual([]);
    await scene(11, wet);
    await scene(12, ['..........', '.WWWW.....', '.WWWW.....', '..........']);
    expect((await floodEvents(request())).events[0]?.history.at(-1)).toMatchObject({ sight: 'none', state: 'new', areaHa: 2 });
  });

  it('joins the frames of one overflight into one look', async () => {
    await writeFloodUnit(lake(), { scene: 'west', utc: '2024-09-10T05:17:00.000Z', map: wet });
    await writeFloodUnit(lake(), {
      scene: 'a',
      utc: '2024-09-11T05:17:00.000Z',
      map: ['.....?????', '.....?????', '.....?????', '.....?????'],
    });
    await writeFloodUnit(lake(), {
      scene: 'b',
      utc: '2024-09-11T05:17:25.000Z',
      map: ['?????.....', '?????.....', '?????.....', '?????.....'],
    });
    const { observations, events } = await floodEvents(request());
    expect(observations).toBe(2);
    expect(events[0]?.history.at(-1)).toMatchObject({ sceneIds: ['a', 'b'], sight: 'full', state: 'receding' });
  });

  it('raises alerts in areas of interest from their own thresholds, area and severity', async () => {
    await scene(10, wet);
    const roads = join(dir, 'roads.geojson');
    const { forward } = crsTransform(25833, 4326);
    const road = { type: 'LineString', coordinates: [forward(410_000, 5_654_930), forward(410_500, 5_654_930)] };
    await writeFile(roads, JSON.stringify({ type: 'Feature', properties: { class: 'primary' }, geometry: road }));
    const areaFiles = [
      await areaFile('left', [0, 0, 3, 4], { id: 'left', title: 'Linkes Dorf' }), // 2 × 2 squares: 1 ha
      await areaFile('high', [0, 0, 10, 4], { id: 'high', raiseHa: 3 }),
      await areaFile('severe', [0, 0, 10, 4], { id: 'severe', minimumSeverity: 'Severe' }),
      await areaFile('extreme', [0, 0, 10, 4], { id: 'extreme', minimumSeverity: 'Extreme' }),
    ];
    const { alerts } = await floodEvents(request({ areaFiles, exposure: { roads: { path: roads, property: 'class' } } }));
    expect(alerts.map(({ area }) => area.id).sort()).toEqual(['left', 'severe']);
    const left = alerts.find(({ area }) => area.id === 'left');
    expect(left?.headline.de).toBe('Überflutung beobachtet: Linkes Dorf, 51,04° N 13,72° O, 1 ha');
    expect(left?.event.severity).toBe('Severe');
    expect(left?.event.areaHa).toBeCloseTo(1, 1);
    expect(left?.event.exposure?.roadsKmByClass?.['primary']).toBeCloseTo(0.1, 1); // 100 m in the area, 200 m in all
    expect(alerts.find(({ area }) => area.id === 'severe')?.event.exposure?.roadsKmByClass?.['primary']).toBeCloseTo(0.2, 1);
  });

  it('refuses areas that could never be raised, twice the same, or not in degrees', async () => {
    const low = await areaFile('low', [0, 0, 3, 4], { id: 'low', raiseHa: 0.5 });
    await expect(floodEvents(request({ areaFiles: [low] }))).rejects.toThrow(/raiseHa 0.5 lies below the 1 ha/);
    const one = await areaFile('one', [0, 0, 3, 4], { id: 'x' });
    await expect(floodEvents(request({ areaFiles: [one, one] }))).rejects.toThrow(/"x" is there twice/);
    const metres = join(dir, 'metres.geojson');
    await writeFile(
      metres,
      JSON.stringify({
        type: 'Polygon',
        coordinates: [
          [
            [410_000, 5_655_000],
            [410_100, 5_655_000],
            [410_100, 5_655_100],
            [410_000, 5_655_000],
          ],
        ],
      }),
    );
    await expect(floodEvents(request({ areaFiles: [metres] }))).rejects.toThrow(/expected degrees/);
  });
});
