import type { EventRules } from './event-rules.js';
import { type AreaLook, advance, type Hysteresis, joinWatches, unwatched, type Watch } from './event-state.js';
import type { EventLook, FloodEvent } from './flood-event.js';
import type { DetectionGroup } from './group-detections.js';
import { cellM2 } from './lattice.js';
import type { Observation } from './observation.js';
import { commonCells, difference, emptyRegion, intersection, type Region, union, unionAll } from './region.js';

/** A named area with its own threshold. */
export interface WatchedArea {
  readonly id: string;
  readonly region: Region;
  readonly raiseHa: number;
}

export interface TrackingContext {
  readonly rules: EventRules;
  readonly areas: readonly WatchedArea[];
}

interface Sight {
  readonly observation: Observation;
  readonly groups: readonly DetectionGroup[];
  /** Where the look saw flood or not flood, at least within the event's footprint. */
  readonly seen: Region;
}

const haM2 = 10_000;

/** An event with its first look. */
export function beginEvent(
  group: DetectionGroup,
  observation: Observation,
  predecessorIds: readonly string[],
  context: TrackingContext,
): FloodEvent {
  const blank: FloodEvent = {
    id: group.id,
    firstSeenUtc: observation.observedUtc,
    lastWaterUtc: observation.observedUtc,
    lastLookUtc: observation.observedUtc,
    whole: unwatched,
    areas: {},
    water: emptyRegion,
    extent: emptyRegion,
    footprint: emptyRegion,
    detections: [],
    flags: [],
    history: [],
    end: null,
    successorId: null,
    predecessorIds,
  };
  return followEvent(blank, { observation, groups: [group], seen: group.region }, [], context);
}

/**
 * The event after one more look. Each cell keeps its last known answer until somebody looks again: where the look could not see,
 * water stays water. `merged` are events whose water this look found to be one with this event's.
 */
export function followEvent(event: FloodEvent, sight: Sight, merged: readonly FloodEvent[], context: TrackingContext): FloodEvent {
  const { observation, groups } = sight;
  const { rules } = context;
  const found = unionAll(groups.map(({ region }) => region));
  const seenM2 = groups.reduce((sum, { areaM2 }) => sum + areaM2, 0);
  const together = [event, ...merged];
  const before = unionAll(together.map(({ water }) => water));
  const lastExtent = unionAll(together.map(({ extent }) => extent));
  const footprint = union(unionAll(together.map((one) => one.footprint)), found);
  const seen = union(intersection(sight.seen, footprint), found);
  const unseen = difference(before, seen);
  const water = union(found, unseen);
  const looks = (within: Region | null): AreaLook => {
    const cells = (region: Region) => (within == null ? region.cells : commonCells(region, within));
    const share = (region: Region) => {
      const part = within == null ? region : intersection(region, within);
      return part.cells === 0 ? 1 : commonCells(part, seen) / part.cells;
    };
    return {
      observedMs: observation.observedUtc.getTime(),
      seenM2: found.cells === 0 ? 0 : (seenM2 * cells(found)) / found.cells,
      unseenM2: cells(unseen) * cellM2,
      observedShare: Math.min(share(lastExtent), share(footprint)),
    };
  };
  const look = looks(null);
  const areas: Record<string, Watch> = {};
  let waits = false;
  for (const { id, region, raiseHa } of context.areas) {
    if (commonCells(footprint, region) === 0) continue;
    const areaLook = looks(region);
    const watch = joinWatches(together.map((one) => one.areas[id]).filter((one) => one != null));
    const next =
      watch.state === 'all-clear'
        ? reopen(watch, areaLook, hysteresis(raiseHa, rules))
        : advance(watch, areaLook, hysteresis(raiseHa, rules));
    areas[id] = next;
    if (next.state != null && next.state !== 'all-clear' && areaLook.observedShare < rules.observedShare) waits = true;
  }
  const advanced = advance(joinWatches(together.map((one) => one.whole)), look, hysteresis(rules.raiseHa, rules));
  // the all-clear of the whole waits until every area of interest in it was seen as well
  const whole: Watch = advanced.state === 'all-clear' && waits ? { ...advanced, state: 'receding' } : advanced;
  const hasWater = groups.length > 0;
  return {
    ...event,
    lastWaterUtc: hasWater ? observation.observedUtc : event.lastWaterUtc,
    lastLookUtc: look.observedShare > 0 || hasWater ? observation.observedUtc : event.lastLookUtc,
    whole,
    areas: whole.state === 'all-clear' ? clearAll(areas) : areas,
    water,
    extent: hasWater ? water : lastExtent,
    footprint,
    detections: hasWater ? groups.flatMap(({ detections }) => detections) : event.detections,
    flags: hasWater ? observation.flags : event.flags,
    history: [...event.history, lookEntry(event, look, whole, sight, merged, rules)],
    end: whole.state === 'all-clear' ? 'all-clear' : null,
    predecessorIds: event.predecessorIds,
  };
}

const hysteresis = (raiseHa: number, rules: EventRules): Hysteresis => ({
  raiseM2: raiseHa * haM2,
  clearM2: rules.clearHa * haM2,
  rules,
});

/** The event goes on elsewhere and may come back into an area that was cleared. */
function reopen(watch: Watch, look: AreaLook, limits: Hysteresis): Watch {
  const next = advance({ ...watch, state: null }, look, limits);
  return next.state == null ? { ...next, state: 'all-clear' } : { ...next, state: 'update' };
}

function clearAll(areas: Readonly<Record<string, Watch>>): Record<string, Watch> {
  return Object.fromEntries(
    Object.entries(areas).map(([id, watch]) => [id, watch.state == null ? watch : { ...watch, state: 'all-clear' }]),
  );
}

function lookEntry(
  event: FloodEvent,
  look: AreaLook,
  whole: Watch,
  { observation, groups }: Sight,
  merged: readonly FloodEvent[],
  rules: EventRules,
): EventLook {
  const { observedShare, seenM2, unseenM2 } = look;
  return {
    observedUtc: observation.observedUtc,
    sceneIds: observation.sceneIds,
    unitKeys: observation.unitKeys,
    state: whole.state,
    sight: observedShare >= rules.observedShare ? 'full' : observedShare > 0 ? 'partial' : 'none',
    observedShare,
    areaM2: seenM2 + unseenM2,
    seenM2,
    unseenM2,
    changeM2: seenM2 + unseenM2 - event.whole.areaM2 - merged.reduce((sum, one) => sum + one.whole.areaM2, 0),
    parts: groups.length,
    detectionIds: groups.flatMap(({ detections }) => detections.map(({ id }) => id)).sort(),
    mergedIds: merged.filter(({ whole: { state } }) => state != null).map(({ id }) => id),
  };
}
