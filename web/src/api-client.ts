import type {
  Acknowledgement,
  Alert,
  DetectionCollection,
  DetectionFeature,
  EventLook,
  FollowedEvent,
  Monitor,
  PixelValue,
  PlaceExplanation,
  Unit,
  UnitLayer,
} from '@landsicht/api';
import { RequestError } from './request-error.js';

export type { Alert, DetectionFeature, EventLook, FollowedEvent, PixelValue, PlaceExplanation };
export type MonitorView = Monitor;
/** A unit of work as the desk shows it: one acquisition. */
export type UnitView = Unit;
export type UnitLayerView = UnitLayer;

/** The only way out of the page: everything it shows comes through here. */
async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { headers: { accept: 'application/geo+json, application/json' }, signal: signal ?? null });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

async function problemOf(response: Response): Promise<RequestError> {
  const fallback = `HTTP ${response.status}`;
  const text = await response.text();
  try {
    const { code, title, detail } = JSON.parse(text) as { code?: string; title?: string; detail?: string };
    return new RequestError(code ?? '', detail ?? title ?? fallback);
  } catch {
    return new RequestError('', fallback);
  }
}

export async function loadMonitors(signal: AbortSignal): Promise<readonly MonitorView[]> {
  const { monitors } = await get<{ monitors: MonitorView[] }>('/api/monitors', signal);
  return monitors;
}

/** All acquisitions a monitor has results for, oldest first. */
export async function loadUnits(monitor: string, signal: AbortSignal): Promise<readonly UnitView[]> {
  const units: UnitView[] = [];
  let next: string | null = `/api/units?${new URLSearchParams({ monitor, limit: '1000' })}`;
  while (next != null) {
    const page: { units: UnitView[]; links: { rel: string; href: string }[] } = await get(next, signal);
    units.push(...page.units);
    next = page.links.find(({ rel }) => rel === 'next')?.href ?? null;
  }
  return units.sort((a, b) => a.observedUtc.localeCompare(b.observedUtc));
}

export function itemsUrl(monitor: string, unit: UnitView, limit = 10_000): string {
  return `/api/collections/${encodeURIComponent(monitor)}/items?${new URLSearchParams({ unitKey: unit.key, limit: String(limit), f: 'json' })}`;
}

/** The detections of one acquisition, all pages. */
export async function loadDetections(monitor: string, unit: UnitView): Promise<readonly DetectionFeature[]> {
  const features: DetectionFeature[] = [];
  let next: string | null = itemsUrl(monitor, unit);
  while (next != null) {
    const page: DetectionCollection = await get<DetectionCollection>(next);
    features.push(...page.features);
    next = page.links.find(({ rel }) => rel === 'next')?.href ?? null;
  }
  return features;
}

/** The value of a layer at a place, or why there is none. */
export function loadValue(layer: UnitLayerView, [lon, lat]: readonly [number, number], signal: AbortSignal): Promise<PixelValue> {
  return get<PixelValue>(`${layer.value}?${new URLSearchParams({ lon: String(lon), lat: String(lat) })}`, signal);
}

/** Least and greatest value a layer of days or counts is coloured by; null where it is empty. */
export async function loadRange(layer: UnitLayerView): Promise<readonly [number, number] | null> {
  const { range } = await get<{ range: readonly number[] }>(layer.tileJson);
  const [least, greatest] = range;
  return least == null || greatest == null ? null : [least, greatest];
}

/** What is followed from look to look, latest look first. */
export async function loadEvents(signal: AbortSignal): Promise<readonly FollowedEvent[]> {
  return (await get<{ events: FollowedEvent[] }>('/api/followed-events', signal)).events;
}

/** Latest version of each alert, latest look first. */
export async function loadAlerts(signal: AbortSignal): Promise<readonly Alert[]> {
  return (await get<{ alerts: Alert[] }>('/api/alerts', signal)).alerts;
}

/** Says that somebody has seen this version of the alert. */
export async function acknowledgeAlert(
  { alertId, version }: Alert,
  who: { readonly person: string; readonly note: string },
): Promise<Acknowledgement> {
  const response = await fetch(`/api/alerts/${encodeURIComponent(alertId)}/acknowledgements`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ version, ...who }),
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Acknowledgement;
}

/** Every test's vote at a place; takes seconds. */
export function loadExplanation(unit: UnitView, [lon, lat]: readonly [number, number], signal: AbortSignal): Promise<PlaceExplanation> {
  return get<PlaceExplanation>(`${unit.explain}?${new URLSearchParams({ lon: String(lon), lat: String(lat) })}`, signal);
}

/** Calls back whenever the lake has a new result or somebody has seen an alert. */
export function onNews(notify: () => void): void {
  const source = new EventSource('/api/events');
  for (const event of ['unit', 'acknowledgement']) source.addEventListener(event, notify);
}

/** Whether an acquisition was made by the simulator. */
export function isSimulated(unit: UnitView): boolean {
  return unit.inputs.some(({ collection }) => collection?.startsWith('sim-') === true);
}
