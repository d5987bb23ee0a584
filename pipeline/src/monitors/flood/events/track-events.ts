import type { FloodEvent } from './flood-event.js';
import { beginEvent, followEvent, type TrackingContext } from './follow-event.js';
import { type DetectionGroup, groupDetections } from './group-detections.js';
import { latticeBounds, reaches } from './lattice.js';
import { byTime, type Observation } from './observation.js';
import { commonCells, emptyRegion, type Region, unionAll } from './region.js';

const dayMs = 86_400_000;

/**
 * Events from all observations, whatever their order: they are put in order of time first, so a late scene changes what follows
 * from it and nothing else. Ended events stay in the list. Sorted by first sight.
 *
 * - Several waters of one look that overlap one event are its parts: a split makes no second event.
 * - One water that overlaps several events makes them one: the oldest raised one goes on, the others end as `merged`.
 * - Water that comes back where an event was last wet longer ago than the rules allow begins a new one; the old ends as `superseded`.
 */
export async function trackEvents(observations: readonly Observation[], context: TrackingContext): Promise<FloodEvent[]> {
  const tracker = new EventTracker(context);
  for (const observation of eachSceneOnce(observations)) await tracker.add(observation);
  return tracker.events();
}

/** The same, one observation at a time; a late one is worked in by starting over. */
export class EventTracker {
  readonly #context: TrackingContext;
  #observations: readonly Observation[] = [];
  #events: readonly FloodEvent[] = [];

  constructor(context: TrackingContext) {
    this.#context = context;
  }

  async add(observation: Observation): Promise<void> {
    const all = eachSceneOnce([...this.#observations, observation]);
    const continues = all.length === this.#observations.length + 1 && all.at(-1) === observation;
    const same = all.length === this.#observations.length && all.every((one, i) => one === this.#observations[i]);
    if (same) return;
    let events = continues ? this.#events : [];
    for (const one of continues ? [observation] : all) events = await look(events, one, this.#context);
    this.#observations = all;
    this.#events = events;
  }

  /** Those that were ever raised, also ended ones. */
  events(): FloodEvent[] {
    return this.#events
      .filter(({ whole }) => whole.state != null)
      .sort((a, b) => a.firstSeenUtc.getTime() - b.firstSeenUtc.getTime() || (a.id < b.id ? -1 : 1));
  }
}

/** By time. Of two results for the same scenes, one is kept: by unit key, so that the order of arrival does not matter. */
function eachSceneOnce(observations: readonly Observation[]): Observation[] {
  const kept = new Map<string, Observation>();
  for (const observation of observations) {
    const name = observation.sceneIds.join(' ');
    const other = kept.get(name);
    if (other == null || observation.unitKeys.join(' ') > other.unitKeys.join(' ')) kept.set(name, observation);
  }
  return [...kept.values()].sort(byTime);
}

/** All events after one more look. */
async function look(events: readonly FloodEvent[], observation: Observation, context: TrackingContext): Promise<FloodEvent[]> {
  const groups = groupDetections(observation.detections, context.rules.groupDistanceM);
  const bounds = latticeBounds(observation.bboxLonLat);
  const near = events.filter(
    ({ end, footprint }) => end == null && (reaches(footprint, bounds) || groups.some((g) => commonCells(g.region, footprint) > 0)),
  );
  const seen = near.length === 0 ? emptyRegion : await observation.observedPart(unionAll(near.map(({ footprint }) => footprint)));
  const links = linksOf(near, groups, observation, context);
  const after = new Map<string, FloodEvent>();
  const supersede = (lapsed: readonly FloodEvent[], successorId: string): void => {
    for (const old of lapsed) after.set(old.id, { ...old, end: 'superseded', successorId });
  };
  for (const { live, lapsed, groups: found } of links.clusters) {
    const [survivor, ...merged] = [...live].sort(oldestRaisedFirst) as [FloodEvent, ...FloodEvent[]];
    after.set(survivor.id, followEvent(survivor, { observation, groups: found, seen }, merged, context));
    for (const one of merged) after.set(one.id, { ...one, end: 'merged', successorId: survivor.id });
    supersede(lapsed, survivor.id);
  }
  const begun: FloodEvent[] = [];
  for (const { group, lapsed } of links.fresh) {
    const raised = lapsed.filter(({ whole }) => whole.state != null);
    begun.push(beginEvent(group, observation, raised.map(({ id }) => id).sort(), context));
    supersede(lapsed, group.id);
  }
  for (const event of near) {
    if (!after.has(event.id)) after.set(event.id, dropWeak(followEvent(event, { observation, groups: [], seen }, [], context)));
  }
  return [...events.map((event) => after.get(event.id) ?? event), ...begun];
}

/** What was too small to be raised and is gone needs no all-clear. */
function dropWeak(event: FloodEvent): FloodEvent {
  return event.whole.state == null && event.whole.dryLooks > 0 ? { ...event, end: 'never-raised' } : event;
}

interface Cluster {
  readonly live: readonly FloodEvent[];
  /** Events there that were last wet too long ago. */
  readonly lapsed: readonly FloodEvent[];
  readonly groups: readonly DetectionGroup[];
}

interface Links {
  readonly clusters: readonly Cluster[];
  /** Groups that continue no event. */
  readonly fresh: readonly { readonly group: DetectionGroup; readonly lapsed: readonly FloodEvent[] }[];
}

function linksOf(
  near: readonly FloodEvent[],
  groups: readonly DetectionGroup[],
  observation: Observation,
  { rules }: TrackingContext,
): Links {
  let clusters: Cluster[] = [];
  const fresh: { group: DetectionGroup; lapsed: FloodEvent[] }[] = [];
  // in whole days: a satellite comes back some seconds early or late
  const isLive = ({ lastWaterUtc }: FloodEvent) =>
    Math.round((observation.observedUtc.getTime() - lastWaterUtc.getTime()) / dayMs) <= rules.maximumGapDays;
  for (const group of groups) {
    const there = near.filter(({ extent }) => overlap(extent, group.region) > rules.overlapShare);
    const live = there.filter(isLive);
    const lapsed = there.filter((event) => !isLive(event));
    if (live.length === 0) {
      fresh.push({ group, lapsed });
      continue;
    }
    const touched = clusters.filter((cluster) => cluster.live.some((event) => live.includes(event)));
    const joined: Cluster = {
      live: [...new Set([...touched.flatMap((cluster) => cluster.live), ...live])],
      lapsed: [...touched.flatMap((cluster) => cluster.lapsed), ...lapsed],
      groups: [...touched.flatMap((cluster) => cluster.groups), group],
    };
    clusters = [...clusters.filter((cluster) => !touched.includes(cluster)), joined];
  }
  return { clusters, fresh };
}

/** Common share of the smaller one: growing and shrinking water stays the same water. */
function overlap(a: Region, b: Region): number {
  return commonCells(a, b) / Math.max(1, Math.min(a.cells, b.cells));
}

function oldestRaisedFirst(a: FloodEvent, b: FloodEvent): number {
  const raised = (event: FloodEvent) => (event.whole.state == null ? 1 : 0);
  return (
    raised(a) - raised(b) ||
    a.firstSeenUtc.getTime() - b.firstSeenUtc.getTime() ||
    b.whole.maximumM2 - a.whole.maximumM2 ||
    (a.id < b.id ? -1 : 1)
  );
}
