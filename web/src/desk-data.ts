import { type Alert, type DetectionFeature, type FollowedEvent, loadDetections, type MonitorView, type UnitView } from './api-client.js';
import type { ViewState } from './view-state.js';

export interface DeskData {
  readonly monitors: readonly MonitorView[];
  /** Of the desk's monitor, oldest first. */
  readonly units: readonly UnitView[];
  /** What is followed from look to look over the desk's scenes, and the alerts about it. Latest look first. */
  readonly events: readonly FollowedEvent[];
  readonly alerts: readonly Alert[];
  /** Of the acquisition shown. */
  readonly detections: readonly DetectionFeature[];
  /** Of the acquisition on the left of the swipe. */
  readonly compared: readonly DetectionFeature[];
}

export const noData: DeskData = { monitors: [], units: [], events: [], alerts: [], detections: [], compared: [] };

/** What the address asks for, as far as it is there. */
export interface DeskChoice {
  readonly monitor: MonitorView;
  /** The one shown: on the right while comparing. */
  readonly unit: UnitView;
  /** On the left; null while not comparing. */
  readonly compared: UnitView | null;
}

/** null while there are no results. */
export function choiceOf({ monitors, units }: DeskData, state: ViewState): DeskChoice | null {
  const monitor = monitors.find(({ id }) => id === state.desk) ?? monitors[0];
  const unit = units.find(({ key }) => key === state.unit) ?? units.at(-1);
  const compared = units.find(({ key }) => key === state.compare);
  if (monitor == null || unit == null) return null;
  return { monitor, unit, compared: compared == null || compared.key === unit.key ? null : compared };
}

/** The open detection, event and alert: at most one of them. */
export interface Opened {
  readonly detection: DetectionFeature | null;
  readonly event: FollowedEvent | null;
  readonly alert: Alert | null;
}

export function openedOf({ detections, events, alerts }: DeskData, { selected, event, alert }: ViewState): Opened {
  const openAlert = alerts.find(({ alertId }) => alertId === alert) ?? null;
  const openEvent = openAlert == null ? (events.find(({ eventId }) => eventId === event) ?? null) : null;
  const free = openAlert == null && openEvent == null;
  return {
    alert: openAlert,
    event: openEvent,
    detection: free ? (detections.find(({ properties }) => properties.id === selected) ?? null) : null,
  };
}

const MAX_KEPT = 12;

/** Detections of the acquisitions looked at last: results never change under a key. */
export class DetectionCache {
  private readonly kept = new Map<string, Promise<readonly DetectionFeature[]>>();

  load(monitor: MonitorView, unit: UnitView): Promise<readonly DetectionFeature[]> {
    const found = this.kept.get(unit.key) ?? loadDetections(monitor.id, unit);
    this.kept.delete(unit.key);
    this.kept.set(unit.key, found);
    found.catch(() => this.kept.delete(unit.key));
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest != null) this.kept.delete(oldest);
    return found;
  }
}
