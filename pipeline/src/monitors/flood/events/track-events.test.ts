import { describe, expect, it } from 'vitest';
import { defaultEventRules } from './event-rules.js';
import type { FloodEvent } from './flood-event.js';
import type { TrackingContext } from './follow-event.js';
import type { Observation } from './observation.js';
import { type DrawnLook, drawnLook, drawnRegion, haPerChar } from './testing/drawn-observations.js';
import { EventTracker, trackEvents } from './track-events.js';

const context: TrackingContext = { rules: defaultEventRules, areas: [] };

const track = (...looks: DrawnLook[]): Promise<FloodEvent[]> => trackEvents(looks.map(drawnLook), context);
const states = (event: FloodEvent | undefined) => event?.history.map(({ state }) => state);
const areasHa = (event: FloodEvent | undefined) => event?.history.map(({ areaM2 }) => Math.round(areaM2 / 100) / 100);

// a character is 0.25 ha
const dry = ['..........', '..........', '..........', '..........'];
const hidden = ['??????????', '??????????', '??????????', '??????????'];
const pond = ['..........', '.AAAA.....', '.AAAA.....', '..........']; // 2 ha
const lake = ['.AAAAAA...', '.AAAAAA...', '.AAAAAA...', '..........']; // 4.5 ha
const puddle = ['..........', '..A.......', '..........', '..........']; // 0.25 ha

describe('trackEvents', () => {
  it('follows one water from new over update and receding to the all-clear after two dry looks', async () => {
    const events = await track(
      { day: 1, map: dry },
      { day: 2, map: pond },
      { day: 3, map: lake },
      { day: 4, map: pond },
      { day: 5, map: puddle },
      { day: 6, map: dry },
    );
    expect(events).toHaveLength(1);
    expect(states(events[0])).toEqual(['new', 'update', 'receding', 'receding', 'all-clear']);
    expect(areasHa(events[0])).toEqual([8 * haPerChar, 18 * haPerChar, 8 * haPerChar, haPerChar, 0]);
    expect(events[0]?.end).toBe('all-clear');
    expect((events[0]?.whole.maximumM2 ?? 0) / 10_000).toBeCloseTo(4.5);
    expect(events[0]?.history.map(({ changeM2 }) => Math.round(changeM2 / 100) / 100)).toEqual([2, 2.5, -2.5, -1.75, -0.25]);
  });

  it('raises nothing below 1 ha, and remembers the first sight once it grows', async () => {
    const small = ['..........', '.AAA......', '..........', '..........']; // 0.75 ha
    expect(await track({ day: 1, map: small }, { day: 2, map: dry })).toEqual([]);
    const [event] = await track({ day: 1, map: small }, { day: 2, map: pond });
    expect(states(event)).toEqual([null, 'new']);
    expect(event?.firstSeenUtc.toISOString()).toBe('2024-10-01T00:00:00.000Z');
    expect(new Date(event?.whole.raisedMs ?? 0).toISOString()).toBe('2024-10-02T00:00:00.000Z');
  });

  it('does not clear on one dry look, and one with water in between starts the count again', async () => {
    const [event] = await track(
      { day: 1, map: pond },
      { day: 2, map: dry },
      { day: 3, map: pond },
      { day: 4, map: dry },
      { day: 5, map: hidden },
      { day: 6, map: dry },
    );
    expect(states(event)).toEqual(['new', 'receding', 'update', 'receding', 'receding', 'all-clear']);
  });

  it('never clears under cloud, however long it lasts', async () => {
    const looks = [2, 3, 4, 5, 9, 14, 20].map((day) => ({ day, map: hidden }));
    const [event] = await track({ day: 1, map: pond }, ...looks);
    expect(states(event)).toEqual(['new', ...looks.map(() => 'new')]);
    expect(event?.history.at(-1)).toMatchObject({ sight: 'none', observedShare: 0, areaM2: 20_000, seenM2: 0, unseenM2: 20_000 });
    expect(event?.lastLookUtc.toISOString()).toBe('2024-10-01T00:00:00.000Z');
    expect(event?.end).toBeNull();
  });

  it('never clears where less than 80 % was seen: what was not seen stays under water', async () => {
    const half = ['..........', '...??.....', '...??.....', '..........'];
    const [event] = await track({ day: 1, map: pond }, { day: 2, map: half }, { day: 3, map: half }, { day: 4, map: half });
    expect(states(event)).toEqual(['new', 'new', 'new', 'new']);
    expect(event?.history.at(-1)).toMatchObject({ sight: 'partial', observedShare: 0.5, areaM2: 10_000, unseenM2: 10_000 });
  });

  it('clears where at least 80 % was seen dry twice, and says what remained unseen', async () => {
    const most = ['..........', '....?.....', '..........', '..........']; // 7 of 8 squares seen
    const [event] = await track({ day: 1, map: pond }, { day: 2, map: most }, { day: 3, map: most });
    expect(states(event)).toEqual(['new', 'receding', 'all-clear']);
    expect(event?.history.at(-1)).toMatchObject({ observedShare: 0.875, unseenM2: 2_500 });
  });

  it('keeps what a partial scene does not cover and still sees the rise in the rest', async () => {
    const edge = ['??????....', '??????AAA.', '??????AAA.', '??????AAA.'];
    const full = ['..........', '....AAAAA.', '....AAAAA.', '..........'];
    const [event] = await track({ day: 1, map: full }, { day: 2, map: edge });
    expect(event?.history.at(-1)).toMatchObject({ sight: 'partial', state: 'update', seenM2: 22_500, unseenM2: 10_000, changeM2: 7_500 });
  });

  it('goes on with the oldest of two waters that became one; the other ends as merged', async () => {
    const two = ['AA......BB', 'AA......BB', 'AA......BB', 'AA......BB'];
    const one = ['CCCCCCCCCC', 'CCCCCCCCCC', 'CCCCCCCCCC', 'CCCCCCCCCC'];
    const first = ['AA........', 'AA........', 'AA........', 'AA........'];
    const events = await track({ day: 1, map: first }, { day: 2, map: two }, { day: 3, map: one });
    const [left, right] = events;
    expect(events).toHaveLength(2);
    expect(right).toMatchObject({ end: 'merged', successorId: left?.id });
    expect(states(left)).toEqual(['new', 'update', 'update']);
    expect(left?.history.at(-1)).toMatchObject({ mergedIds: [right?.id], areaM2: 100_000, changeM2: 60_000 });
    expect(left?.whole.maximumM2).toBe(100_000);
  });

  it('keeps one event where a water falls into pieces', async () => {
    const one = ['AAAAAAAAAA', 'AAAAAAAAAA', '..........', '..........'];
    const two = ['AAA.....BB', 'AAA.....BB', '..........', '..........'];
    const events = await track({ day: 1, map: one }, { day: 2, map: two });
    expect(events).toHaveLength(1);
    expect(events[0]?.history.at(-1)).toMatchObject({ parts: 2, state: 'receding', areaM2: 25_000 });
  });

  it('takes pieces less than 100 m apart for one water and distant ones for two', async () => {
    const near = ['AA.BB.....', 'AA.BB.....', 'AA.BB.....', 'AA.BB.....'];
    const far = ['AA......BB', 'AA......BB', 'AA......BB', 'AA......BB'];
    expect(await track({ day: 1, map: near })).toHaveLength(1);
    expect(await track({ day: 1, map: far })).toHaveLength(2);
  });

  it('begins a new event after more than 6 days, linked to the old one, which is not cleared', async () => {
    const late = await track({ day: 1, map: pond }, { day: 7.0001, map: pond }); // a repeat pass, 9 s late
    expect(late).toHaveLength(1);
    const [old, fresh] = await track({ day: 1, map: pond }, { day: 8, map: pond });
    expect(old).toMatchObject({ end: 'superseded', successorId: fresh?.id });
    expect(states(old)).toEqual(['new']);
    expect(fresh?.predecessorIds).toEqual([old?.id]);
  });

  it('takes little common ground for another water', async () => {
    const left = ['AAAA......', 'AAAA......', '..........', '..........'];
    const right = ['...AAAAAAA', '...AAAAAAA', '..........', '..........']; // 2 of 8 squares in common
    expect(await track({ day: 1, map: left }, { day: 2, map: right })).toHaveLength(2);
  });

  it('does not count the second frame of the same overflight as a second dry look', async () => {
    const [event] = await track({ day: 1, map: pond }, { day: 2, map: dry, scene: 'a' }, { day: 2.001, map: dry, scene: 'b' });
    expect(states(event)).toEqual(['new', 'receding', 'receding']);
  });

  it('gives the same events in any order of arrival, one by one or all at once, repeated scenes or not', async () => {
    const looks = [
      { day: 1, map: pond },
      { day: 2, map: ['.AAAA...BB', '.AAAA...BB', '........BB', '........BB'] },
      { day: 3, map: hidden },
      { day: 4, map: lake },
      { day: 5, map: dry },
      { day: 6, map: puddle },
    ].map(drawnLook);
    const full = await trackEvents(looks, context);
    expect(full.length).toBeGreaterThan(1);
    for (const order of [
      [0, 1, 2, 3, 4, 5],
      [5, 4, 3, 2, 1, 0],
      [2, 5, 0, 3, 0, 1, 4, 4],
    ]) {
      const tracker = new EventTracker(context);
      for (const i of order) await tracker.add(looks[i] as Observation);
      expect(tracker.events()).toEqual(full);
      expect(
        await trackEvents(
          order.map((i) => looks[i] as Observation),
          context,
        ),
      ).toEqual(full);
    }
  });

  it('looks at a scene once though it was worked on twice', async () => {
    const [event] = await track(
      { day: 1, map: pond },
      { day: 2, map: dry, scene: 's', key: 'a' },
      { day: 2, map: pond, scene: 's', key: 'b' },
    );
    expect(states(event)).toEqual(['new', 'update']);
    expect(event?.history.at(-1)?.unitKeys).toEqual(['b']);
  });

  it('keeps its name when a late scene continues it, and takes that of an earlier first sight', async () => {
    const [plain] = await track({ day: 2, map: pond }, { day: 4, map: pond });
    const [between] = await track({ day: 2, map: pond }, { day: 3, map: lake }, { day: 4, map: pond });
    expect(between?.id).toBe(plain?.id);
    const [earlier] = await track({ day: 1, map: pond }, { day: 2, map: pond }, { day: 4, map: pond });
    expect(earlier?.id).not.toBe(plain?.id);
    expect(earlier?.history[1]?.detectionIds).toEqual(plain?.history[0]?.detectionIds);
  });
});

describe('areas of interest', () => {
  const west = { id: 'west', raiseHa: 1, region: drawnRegion(['XXXXX.....', 'XXXXX.....', 'XXXXX.....', 'XXXXX.....'], (c) => c === 'X') };
  const watched = { ...context, areas: [west] };
  const looksOf = (looks: readonly DrawnLook[]) => trackEvents(looks.map(drawnLook), watched);

  it('have their own area, threshold and state', async () => {
    const [event] = await looksOf([
      { day: 1, map: ['......AAAA', '......AAAA', '..........', '..........'] },
      { day: 2, map: ['.AAAAAAAAA', '.AAAAAAAAA', '..........', '..........'] },
      { day: 3, map: ['......AAAA', '......AAAA', '..........', '..........'] },
      { day: 4, map: ['......AAAA', '......AAAA', '..........', '..........'] },
    ]);
    expect(states(event)).toEqual(['new', 'update', 'receding', 'receding']);
    expect(event?.areas['west']).toMatchObject({ state: 'all-clear', areaM2: 0, maximumM2: 20_000 });
    expect(event?.whole.areaM2).toBe(20_000);
  });

  it('hold back the all-clear until they were seen', async () => {
    const all = ['...AAAAAAA', '...AAAAAAA', '...AAAAAAA', '...AAAAAAA']; // 2 of 7 columns in the west
    const small = { ...west, region: drawnRegion(['...X......', '...X......', '...X......', '...X......'], (c) => c === 'X') };
    const hides = ['...?......', '...?......', '...?......', '...?......']; // 86 % of the event is seen, nothing of the area
    const context2 = { ...context, areas: [small] };
    const looks = [
      { day: 1, map: all },
      { day: 2, map: hides },
      { day: 3, map: hides },
      { day: 4, map: dry },
    ].map(drawnLook);
    const [event] = await trackEvents(looks, context2);
    expect(states(event)).toEqual(['new', 'receding', 'receding', 'all-clear']);
    expect(event?.areas['west']?.state).toBe('all-clear');
    const [without] = await trackEvents(looks, context);
    expect(states(without)).toEqual(['new', 'receding', 'all-clear']);
  });
});
