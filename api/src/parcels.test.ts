import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseHistory, CaseReproduction, NewCaseStep, ParcelDocument, ParcelList, ParcelSignals } from './parcel-schemas.js';
import { writeParcelLake } from './testing/parcel-lake.js';
import { type TestApp, testApp } from './testing/test-app.js';

let api: TestApp;
let unitKey = '';
beforeAll(async () => {
  api = await testApp();
  const neighbours = Array.from({ length: 6 }, (_, i) => ({ id: `n${i}`, hectares: 1, mownOn: '2026-05-23', east: 0.0025 * (i + 1) }));
  unitKey = await writeParcelLake(api.services.lakeDir, [
    { id: 'mown', hectares: 4, mownOn: '2026-05-23' },
    { id: '2026/17 ä', hectares: 2.5, east: 0.05 },
    { id: 'small', hectares: 0.1, isSmall: true, east: 0.06 },
    ...neighbours,
  ]);
  api.services.lake.update(await api.services.store.sync(api.services.lakeDir), new Date());
});
afterAll(() => api.close());

const unmown = `/api/parcels/${encodeURIComponent('2026/17 ä')}`;
const activity = `${unmown}/cases/minimum-activity-grassland`;

async function post(step: NewCaseStep['step'], { person = 'Ann', seenSteps }: { person?: string; seenSteps: number }): Promise<Response> {
  return api.app.request(`http://localhost${activity}/steps`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ year: 2026, person, seenSteps, step }),
  });
}

describe('the work list', () => {
  it('lists parcels with their lights, worst first, in both languages', async () => {
    const list = await api.json<ParcelList>('/api/parcels?limit=2');
    expect(list).toMatchObject({ numberMatched: 9, numberReturned: 2, lights: { red: 1, yellow: 1, green: 7 } });
    expect(list.parcels[0]).toMatchObject({ id: '2026/17 ä', light: 'red', hectares: 2.5, holding: 'h1', deadline: '2026-11-15' });
    expect(list.parcels[0]?.conditions[0]).toMatchObject({
      condition: 'minimum-activity-grassland',
      title: { de: 'Mindesttätigkeit auf Grünland', en: 'Minimum activity on grassland' },
      ...{ light: 'red', state: 'RED_PROPOSED', isFinal: true },
    });
    expect(list.facets.years).toEqual([2026]);
    expect(list.facets.causes).toEqual([{ id: 'SMALL', title: { de: 'Zu klein', en: 'Too small' }, count: 5 }]);
    expect(list.links.find(({ rel }) => rel === 'next')?.href).toContain('offset=2');
  });

  it('filters, and refuses what it does not know', async () => {
    const ids = async (query: string) => (await api.json<ParcelList>(`/api/parcels?${query}`)).parcels.map(({ id }) => id);
    expect(await ids('light=yellow')).toEqual(['small']);
    expect(await ids('cause=SMALL&condition=crop-group')).toEqual(['small']);
    expect(await ids('text=17%20%C3%84')).toEqual(['2026/17 ä']);
    expect(await ids('year=2025')).toEqual([]);
    for (const query of ['light=blue', 'year=x', 'sort=colour', 'state=DONE', 'offset=-1', 'unknown=1']) {
      expect([query, (await api.get(`/api/parcels?${query}`)).status]).toEqual([query, 400]);
    }
  });

  it('gives the same list as CSV for spreadsheets', async () => {
    const response = await api.get('/api/parcels?f=csv&light=red');
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    const [head, first] = (await response.text()).split('\r\n');
    expect(head).toMatch(/^\uFEFF?parcel;year;flik;/);
    expect(first).toMatch(/^2026\/17 ä;2026;DESNLI0360000102;451;Wiesen;2\.5;h1;3;2026-12-19;minimum-activity-grassland;/);
  });
});

describe('one parcel', () => {
  it('says why, with numbers, and what it rests on', async () => {
    const parcel = await api.json<ParcelDocument>('/api/parcels/mown');
    expect(parcel).toMatchObject({ id: 'mown', light: 'green', unitKey, monitorable: true, crop: { declaredGroup: { id: 'grass' } } });
    const conclusion = parcel.conclusions.find(({ condition }) => condition === 'minimum-activity-grassland');
    expect(conclusion?.reason.en).toBe('Mown between 13 May 2026 and 23 May 2026: NDVI 0.85 → 0.6 (confidence 0.82, 0.6 needed).');
    expect(conclusion).toMatchObject({
      sceneIds: ['S2A_2026-05-23'],
      case: { state: 'AUTO_GREEN', steps: 1, allowed: ['reopen', 'note'] },
    });
    expect(conclusion?.legalSource[0]).toMatch(/GAPDZV/);
    expect(parcel.geometry.type).toBe('Polygon');
    expect(parcel.chips).toHaveLength(36);
    expect(parcel.chips.find(({ date }) => date === '2026-06-12')).toMatchObject({ clear: false, masked: { en: 'Cloud' } });
  });

  it('gives its series with masked looks, a curve and its peers', async () => {
    const signals = await api.json<ParcelSignals>('/api/parcels/mown/signals');
    expect(signals.looks).toHaveLength(36);
    const at = (day: string) => signals.looks.find(({ date }) => date === day);
    expect(at('2026-05-23')).toMatchObject({ used: true, masked: null, values: { NDVI: 0.6 }, ndviSpread: [0.57, 0.63] });
    expect(at('2026-06-12')).toMatchObject({ used: false, masked: { en: 'Cloud' } });
    expect(at('2026-08-11')?.masked?.en).toMatch(/^Haze/);
    expect(signals.curve.length).toBeGreaterThan(60);
    expect(signals.peers).toMatchObject({ parcels: 5, radiusM: 1000 });
    expect(signals.peers?.dates.find(({ date }) => date === '2026-05-23')).toMatchObject({ p10: 0.6, p50: 0.6, p90: 0.6 });
    expect((await api.json<ParcelSignals>(`${unmown}/signals`)).peers).toBeNull();
  });

  it('is not found under another id, year or condition', async () => {
    for (const path of ['/api/parcels/none', '/api/parcels/mown?year=2025', '/api/parcels/mown/cases/none/history']) {
      expect([path, (await api.get(path)).status]).toEqual([path, 404]);
    }
  });

  it('says why a picture is not there', async () => {
    const chip = await api.get('/api/parcels/mown/chips/S2A_2026-05-23.png?style=ndvi');
    expect([chip.status, ((await chip.json()) as { detail: string }).detail]).toEqual([
      404,
      expect.stringMatching(/S2A_2026-05-23: the scene is not in the catalogue/),
    ]);
    expect((await api.get('/api/parcels/mown/chips/other.png')).status).toBe(404);
    expect((await api.get('/api/parcels/mown/chips/S2A_2026-05-23.png?style=pink')).status).toBe(400);
  });

  it('writes down who looked', async () => {
    await api.get('/api/parcels/n3/signals', { 'Landsicht-Person': encodeURIComponent('Änne\u0000 B.') });
    expect(await api.services.store.parcels.views('n3')).toMatchObject([{ person: 'Änne B.', what: 'signals', parcelId: 'n3' }]);
  });
});

describe('a case', () => {
  it('is judged red by two people and closed, and the list follows', async () => {
    const told: unknown[] = [];
    const stop = api.services.lake.listen(
      (news) => void told.push(news),
      () => undefined,
    );
    const judged = await post({ kind: 'judge', light: 'red', reasonCode: 'EVIDENCE', text: 'never mown' }, { seenSteps: 1 });
    expect(judged.status).toBe(201);
    expect(((await judged.json()) as CaseHistory).case).toMatchObject({ state: 'EXPERT_JUDGED', awaitsSecond: true, steps: 2 });
    const alone = await post({ kind: 'countersign', text: '' }, { seenSteps: 2 });
    expect([alone.status, ((await alone.json()) as { detail: string }).detail]).toEqual([
      400,
      'step "countersign": red needs a second, different person',
    ]);
    expect((await post({ kind: 'countersign', text: '' }, { person: 'Ben', seenSteps: 2 })).status).toBe(201);
    expect((await post({ kind: 'close', text: '' }, { seenSteps: 3 })).status).toBe(201);
    stop();
    expect(told).toHaveLength(3);
    const history = await api.json<CaseHistory>(`${activity}/history`);
    expect(history.entries.map(({ person, step, after }) => [person, step, after])).toEqual([
      [null, 'machine', 'RED_PROPOSED'],
      ['Ann', 'judge', 'EXPERT_JUDGED'],
      ['Ben', 'countersign', 'EXPERT_JUDGED'],
      ['Ann', 'close', 'CLOSED'],
    ]);
    expect(history.entries[1]).toMatchObject({ text: 'never mown', reasonCode: { id: 'EVIDENCE' }, seen: { unitKey, light: 'red' } });
    expect((await api.json<ParcelList>('/api/parcels?state=CLOSED')).parcels.map(({ id }) => id)).toEqual(['2026/17 ä']);
  });

  it('can be drawn again from what is stored with it', async () => {
    expect(await api.json<CaseReproduction>(`${activity}/reproduction`)).toMatchObject({
      ...{ isSame: true, stored: { light: 'red', unitKey }, now: { light: 'red', causes: [] }, asOf: '2026-12-20', looks: 36 },
    });
  });

  it('refuses steps of others’ speed, without a name, a reason, or of an unknown kind', async () => {
    const late = await post({ kind: 'note', text: 'late' }, { seenSteps: 1 });
    expect([late.status, ((await late.json()) as { detail: string }).detail]).toEqual([400, expect.stringMatching(/somebody was faster/)]);
    expect((await post({ kind: 'note', text: 'x y' }, { seenSteps: 4, person: ' ' })).status).toBe(400);
    expect((await post({ kind: 'judge', light: 'green', reasonCode: 'OTHER', text: '' }, { seenSteps: 4 })).status).toBe(400);
    expect((await post({ kind: 'machine' } as never, { seenSteps: 4 })).status).toBe(400);
    const elsewhere = await api.app.request(`http://localhost${activity}/steps`, {
      method: 'POST',
      headers: { Origin: 'https://evil.example' },
    });
    expect(elsewhere.status).toBe(403);
  });
});

it('tells the year’s quality, drawn by a seed', async () => {
  const report = await api.json<{ buckets: Record<string, unknown>[]; sample: unknown[]; seed: string }>('/api/parcel-quality?seed=abc');
  expect(report).toMatchObject({ template: 'landsicht-qa-2026.1', year: 2026, seed: 'abc' });
  expect(report.buckets.find(({ condition, lane }) => condition === 'crop-group' && lane === 'all')).toMatchObject({
    ...{ lot: 9, drawn: 1, lights: { green: 8, yellow: 1, red: 0 } },
    notConclusive: [{ cause: 'SMALL', count: 1 }],
  });
  expect(report.sample).toHaveLength(5);
  const csv = await (await api.get('/api/parcel-quality?f=csv')).text();
  expect(csv.split('\r\n')[0]).toMatch(/^condition,lane,lot,green,yellow,red,/);
});

it('describes itself', async () => {
  const { paths } = await api.json<{ paths: Record<string, unknown> }>('/api/openapi.json');
  expect(Object.keys(paths).filter((path) => path.startsWith('/parcels'))).toEqual(
    expect.arrayContaining([
      '/parcels',
      '/parcels/{parcelId}',
      '/parcels/{parcelId}/signals',
      '/parcels/{parcelId}/cases/{condition}/steps',
    ]),
  );
});
