import { type BboxLonLat, bboxLonLatOf } from '@landsicht/core';
import type { AreaTableRow } from '../products/area-table.js';
import type { EventExposure } from './event-exposure.js';
import type { EventRules, Severity } from './event-rules.js';
import type { EventState, Watch } from './event-state.js';
import type { EventEnd, EventLook, FloodEvent } from './flood-event.js';
import { eventIdOf } from './group-detections.js';
import { gridOfRegion } from './lattice.js';
import type { Observation } from './observation.js';
import { intersection, type Region } from './region.js';
import { advisories, type Certainty, certaintyOf, severityOf } from './severity.js';

/** What is counted where water lies. */
export type Exposure = Pick<AreaTableRow, 'floodedHaByLandUse' | 'buildings' | 'roadsKmByClass' | 'population'>;

/** One line of an event's history, as stored. */
export interface LookSummary {
  readonly observedUtc: string;
  readonly state: EventState | null;
  readonly sight: EventLook['sight'];
  readonly observedShare: number;
  readonly areaHa: number;
  readonly seenHa: number;
  readonly unseenHa: number;
  readonly changeHa: number;
  readonly parts: number;
  readonly sceneIds: readonly string[];
  readonly unitKeys: readonly string[];
  readonly mergedIds: readonly string[];
}

/** An event, or its part in an area of interest, in numbers and words that JSON can hold. */
export interface EventSummary {
  readonly eventId: string;
  readonly state: EventState;
  readonly end: EventEnd | null;
  readonly successorId: string | null;
  readonly predecessorIds: readonly string[];
  /** Latest known area under water and the largest so far. */
  readonly areaHa: number;
  readonly maximumHa: number;
  /** Of everything it ever covered. */
  readonly bboxLonLat: BboxLonLat;
  readonly maximumUtc: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** Percent over the latest water seen, from the likelihood layer, else from the detections; p10: a tenth of the area is not above. */
  readonly likelihood: { readonly mean: number; readonly p10: number } | null;
  readonly advisories: readonly string[];
  readonly exposure: Exposure | null;
  readonly firstSeenUtc: string;
  readonly raisedUtc: string;
  readonly lastWaterUtc: string;
  readonly lastLookUtc: string;
  /** Urgency is Immediate until then. */
  readonly immediateUntilUtc: string;
  readonly history: readonly LookSummary[];
}

/** Ids under which the event may have been known before a late scene moved its beginning. */
export function formerIdsOf({ history }: FloodEvent): string[] {
  return history.flatMap(({ detectionIds }) => detectionIds.map(eventIdOf));
}

/** Who knows how likely it is: the overflights the events were made from. */
export type ObservationOf = (sceneIds: readonly string[]) => Observation | null;

export interface SummaryOptions {
  readonly watch: Watch;
  /** null: the whole event. */
  readonly within: Region | null;
  readonly rules: EventRules;
  readonly exposure: EventExposure;
  readonly observationOf: ObservationOf;
}

/** Of the whole event, or of what lies in `within`, where `watch` says how that stands. */
export async function eventSummary(event: FloodEvent, options: SummaryOptions): Promise<EventSummary> {
  const { watch, within, rules, exposure, observationOf } = options;
  const extent = within == null ? event.extent : intersection(event.extent, within);
  const table = await exposure.tableOf(extent);
  const wet = event.history.findLast(({ parts }) => parts > 0);
  const measured = wet == null ? null : await observationOf(wet.sceneIds)?.likelihoodIn(extent);
  const likelihood = measured == null ? likelihoodOf(event) : { mean: Math.round(measured.mean), p10: measured.p10 };
  return {
    eventId: event.id,
    state: watch.state ?? 'new',
    end: event.end,
    successorId: event.successorId,
    predecessorIds: event.predecessorIds,
    areaHa: inHa(watch.areaM2),
    maximumHa: inHa(watch.maximumM2),
    bboxLonLat: bboxLonLatOf(gridOfRegion(within == null ? event.footprint : intersection(event.footprint, within))),
    maximumUtc: new Date(watch.maximumMs).toISOString(),
    severity: severityOf(table, rules),
    certainty: certaintyOf(likelihood?.mean ?? null, event.flags, rules),
    likelihood,
    advisories: advisories(event.flags, rules),
    exposure: table == null ? null : exposureOf(table),
    firstSeenUtc: event.firstSeenUtc.toISOString(),
    raisedUtc: new Date(watch.raisedMs ?? event.firstSeenUtc.getTime()).toISOString(),
    lastWaterUtc: event.lastWaterUtc.toISOString(),
    lastLookUtc: event.lastLookUtc.toISOString(),
    immediateUntilUtc: new Date(event.lastLookUtc.getTime() + rules.immediateHours * 3_600_000).toISOString(),
    history: event.history.map(lookSummary),
  };
}

function exposureOf({ floodedHaByLandUse, buildings, roadsKmByClass, population }: AreaTableRow): Exposure {
  const each = (values: Readonly<Record<string, number>> | null) =>
    values == null ? null : Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hundredths(value)]));
  return {
    floodedHaByLandUse: each(floodedHaByLandUse),
    buildings,
    roadsKmByClass: each(roadsKmByClass),
    population: population == null ? null : Math.round(population),
  };
}

function lookSummary(look: EventLook): LookSummary {
  const { observedUtc, state, sight, observedShare, parts, sceneIds, unitKeys, mergedIds } = look;
  return {
    observedUtc: observedUtc.toISOString(),
    state,
    sight,
    observedShare: Math.round(observedShare * 1000) / 1000,
    areaHa: inHa(look.areaM2),
    seenHa: inHa(look.seenM2),
    unseenHa: inHa(look.unseenM2),
    changeHa: inHa(look.changeM2),
    parts,
    sceneIds,
    unitKeys,
    mergedIds,
  };
}

/** From the detections, where there is no layer: weighted by area. */
function likelihoodOf({ detections }: FloodEvent): EventSummary['likelihood'] {
  const known = detections.flatMap(({ likelihood, areaM2 }) => (likelihood == null ? [] : [{ percent: likelihood * 100, areaM2 }]));
  const totalM2 = known.reduce((sum, { areaM2 }) => sum + areaM2, 0);
  if (totalM2 === 0 || known.length < detections.length) return null;
  const mean = known.reduce((sum, { percent, areaM2 }) => sum + percent * areaM2, 0) / totalM2;
  let belowM2 = 0;
  const p10 = [...known]
    .sort((a, b) => a.percent - b.percent)
    .find(({ areaM2 }) => {
      belowM2 += areaM2;
      return belowM2 >= totalM2 / 10;
    });
  return { mean: Math.round(mean), p10: Math.round(p10?.percent ?? mean) };
}

export function inHa(areaM2: number): number {
  return hundredths(areaM2 / 10_000);
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
