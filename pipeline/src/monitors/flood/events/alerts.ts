import { createHash } from 'node:crypto';
import type { BboxLonLat } from '@landsicht/core';
import { type AlertText, alertText } from './alert-text.js';
import type { EventRules, Severity } from './event-rules.js';
import type { EventSummary } from './event-summary.js';
import { isAtLeast } from './severity.js';

/** Where somebody wants to know, and from when on. */
export interface AreaOfInterest {
  readonly id: string;
  readonly title: string;
  /** At least the rules' `raiseHa`. */
  readonly raiseHa: number;
  readonly minimumSeverity: Severity;
}

export type AlertType = 'new' | 'update' | 'clear';
export type ClearReason = 'all-clear' | 'merged' | 'superseded' | 'withdrawn';

/** One version of one alert. Never changed once written: what is new becomes the next version. */
export interface AlertRecord extends AlertText {
  readonly alertId: string;
  /** 1, 2, … */
  readonly version: number;
  readonly type: AlertType;
  /** Why a `clear` came; only `all-clear` means that the water is gone. */
  readonly clearReason: ClearReason | null;
  readonly area: AreaOfInterest;
  readonly event: EventSummary;
  /** Of the latest known water in the area. */
  readonly bboxLonLat: BboxLonLat;
  readonly sceneIds: readonly string[];
  readonly expiresUtc: string;
}

/** How an event stands in one area of interest. */
export interface AreaEvent {
  readonly area: AreaOfInterest;
  readonly summary: EventSummary;
  /** Its own id and those it may have had before a late scene came in. */
  readonly knownIds: readonly string[];
  readonly bboxLonLat: BboxLonLat;
}

export interface AlertInput {
  readonly events: readonly AreaEvent[];
  /** All that was ever published for these areas. */
  readonly published: readonly AlertRecord[];
  /** Scenes that the events were made from. */
  readonly sceneIds: ReadonlySet<string>;
  readonly areas: readonly AreaOfInterest[];
  readonly rules: EventRules;
}

/**
 * What has to be said now that was not said before: nothing, where nothing changed that matters. The same events after the same
 * publications give the same records, so a run that was killed can be repeated.
 */
export function newAlerts({ events, published, sceneIds, areas, rules }: AlertInput): AlertRecord[] {
  const latest = latestVersions(published);
  const open = new Map(latest);
  const records: AlertRecord[] = [];
  for (const areaEvent of [...events].sort(byAreaAndTime)) {
    const before = matching(areaEvent, open);
    if (before != null) open.delete(before.alertId);
    const next = nextRecord(areaEvent, before, rules);
    if (next != null) records.push(next);
  }
  const wanted = new Set(areas.map(({ id }) => id));
  const known = new Set(events.flatMap(({ area, knownIds }) => knownIds.map((id) => `${area.id} ${id}`)));
  for (const before of open.values()) {
    const judgedAgain = wanted.has(before.area.id) && before.sceneIds.every((id) => sceneIds.has(id));
    if (before.type === 'clear' || !judgedAgain) continue;
    // a late scene may show that what began as an event of its own is part of another
    records.push(cleared(before, known.has(`${before.area.id} ${before.event.eventId}`) ? 'merged' : 'withdrawn'));
  }
  return records.sort((a, b) => (a.alertId < b.alertId ? -1 : 1));
}

/** The latest version of every alert, by alert id. */
export function latestVersions(published: readonly AlertRecord[]): Map<string, AlertRecord> {
  const latest = new Map<string, AlertRecord>();
  for (const record of published) {
    if (record.version > (latest.get(record.alertId)?.version ?? 0)) latest.set(record.alertId, record);
  }
  return latest;
}

/**
 * The alert that speaks of this event already. By id; else, because another version of the detector names everything anew, one that
 * rests on a common scene and lies in the same place.
 */
function matching({ area, summary, knownIds, bboxLonLat }: AreaEvent, open: ReadonlyMap<string, AlertRecord>): AlertRecord | null {
  const inArea = [...open.values()]
    .filter((record) => record.area.id === area.id)
    .sort((a, b) => (a.event.raisedUtc < b.event.raisedUtc ? -1 : 1));
  const known = new Set([summary.eventId, ...knownIds]);
  const scenes = new Set(scenesOf(summary));
  return (
    inArea.find((record) => record.event.eventId === summary.eventId) ??
    inArea.find((record) => known.has(record.event.eventId)) ??
    inArea.find(
      (record) =>
        record.type !== 'clear' && record.sceneIds.some((id) => scenes.has(id)) && boxOverlap(record.bboxLonLat, bboxLonLat) > 0.3,
    ) ??
    null
  );
}

function nextRecord(areaEvent: AreaEvent, before: AlertRecord | null, rules: EventRules): AlertRecord | null {
  const { area, summary, bboxLonLat } = areaEvent;
  const clearReason = clearReasonOf(summary);
  if (before == null) {
    // what had ended, or gone dry, before anybody was told needs no alert
    if (clearReason != null || summary.areaHa < rules.clearHa || !isAtLeast(summary.severity, area.minimumSeverity)) return null;
    return recordOf({
      alertId: alertIdOf(area.id, summary.eventId),
      version: 1,
      type: 'new',
      clearReason: null,
      area,
      summary,
      bboxLonLat,
      rules,
    });
  }
  if (clearReason != null && before.type === 'clear') return null;
  if (clearReason == null && before.type !== 'clear' && !isWorthSaying(before.event, summary, rules)) return null;
  const type = clearReason == null ? 'update' : 'clear';
  return recordOf({ alertId: before.alertId, version: before.version + 1, type, clearReason, area, summary, bboxLonLat, rules });
}

function clearReasonOf({ state, end }: EventSummary): ClearReason | null {
  if (end === 'merged' || end === 'superseded') return end;
  return state === 'all-clear' ? 'all-clear' : null;
}

function isWorthSaying(before: EventSummary, now: EventSummary, { changeShare }: EventRules): boolean {
  return (
    before.state !== now.state ||
    before.severity !== now.severity ||
    before.certainty !== now.certainty ||
    Math.abs(now.areaHa - before.areaHa) > changeShare * before.areaHa
  );
}

function alertIdOf(areaId: string, eventId: string): string {
  return createHash('sha256').update(`flood-alert ${areaId} ${eventId}`).digest('hex').slice(0, 24);
}

type RecordParts = Pick<AlertRecord, 'alertId' | 'version' | 'type' | 'clearReason' | 'area' | 'bboxLonLat'> & {
  readonly summary: EventSummary;
  readonly rules: EventRules;
};

function recordOf({ summary, rules, ...parts }: RecordParts): AlertRecord {
  const expiresUtc = new Date(Date.parse(summary.lastLookUtc) + rules.maximumGapDays * 86_400_000).toISOString();
  const { type, clearReason, area } = parts;
  const text = alertText({ type, clearReason, areaTitle: area.title, summary, bboxLonLat: parts.bboxLonLat, expiresUtc });
  return { ...parts, ...text, event: summary, sceneIds: scenesOf(summary), expiresUtc };
}

function cleared(before: AlertRecord, clearReason: ClearReason): AlertRecord {
  const { area, event, expiresUtc } = before;
  const text = alertText({ type: 'clear', clearReason, areaTitle: area.title, summary: event, bboxLonLat: before.bboxLonLat, expiresUtc });
  return { ...before, ...text, version: before.version + 1, type: 'clear', clearReason };
}

function scenesOf({ history }: EventSummary): string[] {
  return [...new Set(history.flatMap(({ sceneIds }) => sceneIds))].sort();
}

/** Common share of the smaller box. */
function boxOverlap(a: BboxLonLat, b: BboxLonLat): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const size = ([w, s, e, n]: BboxLonLat) => (e - w) * (n - s);
  return width > 0 && height > 0 ? (width * height) / Math.min(size(a), size(b)) : 0;
}

function byAreaAndTime(a: AreaEvent, b: AreaEvent): number {
  if (a.area.id !== b.area.id) return a.area.id < b.area.id ? -1 : 1;
  if (a.summary.raisedUtc !== b.summary.raisedUtc) return a.summary.raisedUtc < b.summary.raisedUtc ? -1 : 1;
  return a.summary.eventId < b.summary.eventId ? -1 : 1;
}
