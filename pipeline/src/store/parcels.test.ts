import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonStep } from '../monitors/parcels/follow-up/case-step.js';
import type { ParcelQuery } from './parcels.js';
import { openStore, type Store } from './store.js';
import { judgedOf, writeParcelUnit } from './testing/write-parcel-unit.js';
import { keyOf } from './testing/write-unit.js';

let dir = '';
let store: Store;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-parcels-'));
  store = await openStore(':memory:');
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

const meadow = { parcel: { id: 'mown', holding: 'h1', office: '3' }, mownOn: ['2026-05-23'] };
const unmown = { parcel: { id: 'unmown', declaredHa: 2, holding: 'h1', office: '3' } };
const small = { parcel: { id: 'small', declaredHa: 0.1, lane: 'none' as const, causes: ['SMALL' as const], flik: 'DESNLI0360000999' } };

async function fill(): Promise<void> {
  await writeParcelUnit(dir, 'first', [meadow, unmown, small].map(judgedOf), '2026-11-20T10:00:00.000Z');
  expect((await store.sync(dir)).damaged).toEqual([]);
}

const all: ParcelQuery = { year: 2026, sort: 'urgency', descending: true, limit: 10, offset: 0 };
const idsOf = async (query: Partial<ParcelQuery>) => (await store.parcels.find({ ...all, ...query })).parcels.map(({ id }) => id);
const activity = (parcelId: string) => ({ parcelId, condition: 'minimum-activity-grassland', year: 2026 });
const seen = { unitKey: keyOf('first'), ruleVersion: 'v', light: 'red' as const, sceneIds: ['S2-2026-05-23'] };
const judge: PersonStep = { kind: 'judge', light: 'red', reasonCode: 'EVIDENCE', text: 'seen on all chips' };

describe('the work list', () => {
  it('puts the worst light first, then the larger parcel, and counts lights', async () => {
    await fill();
    const page = await store.parcels.find(all);
    expect(page.parcels.map(({ id, light, deadline }) => [id, light, deadline])).toEqual([
      ['unmown', 'red', '2026-11-15'],
      ['small', 'yellow', '2026-07-31'],
      ['mown', 'green', null],
    ]);
    expect(page).toMatchObject({ matched: 3, lights: { green: 1, yellow: 1, red: 1 } });
    expect(page.parcels[0]?.cases[0]).toMatchObject({
      light: 'red',
      steps: 1,
      status: { state: 'RED_PROPOSED' },
      conclusion: { condition: 'minimum-activity-grassland' },
    });
  });

  it('filters by light, condition, cause, state, text and holding, and pages', async () => {
    await fill();
    expect(await idsOf({ light: 'green' })).toEqual(['mown']);
    expect((await store.parcels.find({ ...all, light: 'green' })).lights).toEqual({ green: 1, yellow: 1, red: 1 });
    expect(await idsOf({ condition: 'crop-group', light: 'green' })).toEqual(['mown', 'unmown']);
    expect(await idsOf({ cause: 'SMALL' })).toEqual(['small']);
    expect(await idsOf({ cause: 'SMALL', condition: 'none' })).toEqual([]);
    expect(await idsOf({ state: 'RED_PROPOSED' })).toEqual(['unmown']);
    expect(await idsOf({ text: 'desnli036000099' })).toEqual(['small']);
    expect(await idsOf({ holding: 'h1', sort: 'hectares', descending: false })).toEqual(['unmown', 'mown']);
    expect(await idsOf({ limit: 1, offset: 1 })).toEqual(['small']);
    expect(await idsOf({ year: 2025 })).toEqual([]);
    expect(await store.parcels.years()).toEqual([2026]);
  });

  it('says what there is to filter by', async () => {
    await fill();
    const facets = await store.parcels.facets(2026);
    expect(facets.offices).toEqual([{ id: '3', count: 2 }]);
    expect(facets.crops).toEqual([{ code: '451', name: 'Wiesen', count: 3 }]);
    expect(facets.causes).toEqual([{ id: 'SMALL', count: 5 }]);
    expect(facets.states.map(({ id }) => id).sort()).toEqual(['AUTO_GREEN', 'RED_PROPOSED', 'YELLOW']);
  });

  it('finds peers of the same crop nearby, never those that satellites cannot see', async () => {
    await fill();
    const parcel = await store.parcels.parcel('mown', 2026);
    if (parcel == null) throw new Error('the parcel is not there');
    expect(await store.parcels.peers(parcel, 1000, 10)).toEqual(['unmown']);
  });
});

describe('cases', () => {
  it('start with the machine and take people’s steps, each kept with what was seen', async () => {
    await fill();
    await store.parcels.addStep(
      { ...activity('unmown'), step: judge, person: 'Ann', seenSteps: 1, seen },
      new Date('2026-12-01T09:00:00Z'),
    );
    await store.parcels.addStep(
      { ...activity('unmown'), step: { kind: 'countersign', text: '' }, person: 'Ben', seenSteps: 2, seen },
      new Date('2026-12-02T09:00:00Z'),
    );
    const history = await store.parcels.history(activity('unmown'));
    expect(history.map(({ number, person, before, after }) => [number, person, before, after])).toEqual([
      [1, null, 'OPEN', 'RED_PROPOSED'],
      [2, 'Ann', 'RED_PROPOSED', 'EXPERT_JUDGED'],
      [3, 'Ben', 'EXPERT_JUDGED', 'EXPERT_JUDGED'],
    ]);
    expect(history[0]?.seen).toMatchObject({ unitKey: keyOf('first'), light: 'red' });
    expect(history[1]).toMatchObject({ step: judge, seen, atUtc: new Date('2026-12-01T09:00:00Z') });
    expect(await store.parcels.decided(2026)).toMatchObject([{ parcelId: 'unmown', automatic: 'red', decided: 'red' }]);
    const assessed = await store.parcels.assessed(2026);
    expect(assessed.filter(({ decided }) => decided != null)).toMatchObject(
      [{ ...activity('unmown'), lane: 'full', hectares: 2 }].map(({ year: _, ...one }) => one),
    );
    expect(assessed).toHaveLength(15);
  });

  it('are not decided red by one person alone', async () => {
    await fill();
    await store.parcels.addStep({ ...activity('unmown'), step: judge, person: 'Ann', seenSteps: 1, seen }, new Date());
    expect(await store.parcels.decided(2026)).toEqual([]);
  });

  it('refuse a step where somebody was faster, or that is not allowed, and keep nothing of it', async () => {
    await fill();
    const step = { ...activity('unmown'), step: judge, person: 'Ann', seenSteps: 0, seen };
    await expect(store.parcels.addStep(step, new Date())).rejects.toThrow(/the case has 1 steps, you saw 0: somebody was faster/);
    await expect(store.parcels.addStep({ ...step, seenSteps: 1, step: { kind: 'close', text: '' } }, new Date())).rejects.toThrow(
      /not allowed from RED_PROPOSED/,
    );
    expect(await store.parcels.history(activity('unmown'))).toHaveLength(1);
  });

  it('follow a newer unit while they are open, and keep their history', async () => {
    await fill();
    await writeParcelUnit(dir, 'second', [meadow, { ...unmown, mownOn: ['2026-06-12'] }, small].map(judgedOf), '2026-11-25T10:00:00.000Z');
    await store.sync(dir);
    expect(await idsOf({ light: 'green' })).toEqual(['mown', 'unmown']);
    expect((await store.parcels.history(activity('unmown'))).map(({ after }) => after)).toEqual(['RED_PROPOSED', 'AUTO_GREEN']);
    expect(await store.parcels.history(activity('mown'))).toHaveLength(1);
  });

  it('stay with people once they took them up, whatever the machine says later', async () => {
    await fill();
    await store.parcels.addStep(
      { ...activity('unmown'), step: { kind: 'notify', text: '' }, person: 'Ann', seenSteps: 1, seen },
      new Date(),
    );
    await writeParcelUnit(dir, 'second', [{ ...unmown, mownOn: ['2026-06-12'] }].map(judgedOf), '2026-11-25T10:00:00.000Z');
    await store.sync(dir);
    const parcel = await store.parcels.parcel('unmown', 2026);
    expect(parcel?.cases.find(({ conclusion }) => conclusion.condition === activity('').condition)).toMatchObject({
      conclusion: { light: 'green' },
      status: { state: 'NOTIFIED', light: 'red' },
      light: 'red',
    });
  });

  it('outlive the unit they came from', async () => {
    await fill();
    await rm(join(dir, 'parcels'), { recursive: true });
    await store.sync(dir);
    expect(await store.parcels.years()).toEqual([]);
    expect(await store.parcels.history(activity('unmown'))).toHaveLength(1);
  });
});

it('keeps who looked at whose parcel', async () => {
  await store.parcels.logView({ person: 'Ann', what: 'parcel', parcelId: 'mown', query: '' }, new Date('2026-12-01T09:00:00Z'));
  await store.parcels.logView({ person: '', what: 'list', parcelId: null, query: 'light=red' }, new Date());
  expect(await store.parcels.views('mown')).toEqual([
    { person: 'Ann', what: 'parcel', parcelId: 'mown', query: '', atUtc: new Date('2026-12-01T09:00:00Z') },
  ]);
});
