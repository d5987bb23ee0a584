import type { DetectionFeature, MonitorView } from './api-client.js';

type Tiers = NonNullable<MonitorView['tiers']>;
export type Tier = Tiers['steps'][number];

/** The tier of a detection on a day (ISO 8601), null = today; null where nothing was known of it yet. */
export function tierOn({ properties }: DetectionFeature, { attribute, steps }: Tiers, day: string | null): Tier | null {
  const now = steps.findIndex(({ id }) => id === properties[attribute]);
  if (day == null) return steps[now] ?? null;
  // a part of it may be a step ahead: the whole never is
  return steps.slice(0, now + 1).findLast(({ since }) => isDayUpTo(properties[since], day)) ?? null;
}

const earlier = new WeakMap<DetectionFeature, Map<string, DetectionFeature>>();

/** Detections with the class and tier they had on a day; what was not known then is left out. The same objects for the same day. */
export function detectionsOn(
  detections: readonly DetectionFeature[],
  { tiers }: MonitorView,
  day: string | null,
): readonly DetectionFeature[] {
  if (tiers == null || day == null) return detections;
  return detections.flatMap((detection) => {
    const tier = tierOn(detection, tiers, day);
    if (tier == null) return [];
    if (tier.id === detection.properties[tiers.attribute]) return [detection];
    const known = earlier.get(detection) ?? new Map<string, DetectionFeature>();
    earlier.set(detection, known);
    const properties = { ...detection.properties, class: tier.id, [tiers.attribute]: tier.id };
    const then = known.get(tier.id) ?? { ...detection, properties };
    known.set(tier.id, then);
    return [then];
  });
}

export interface KnownDays {
  /** The day before anything was known. */
  readonly first: string;
  /** The day of the acquisition: all is known. */
  readonly last: string;
  /** On which something became known, oldest first. */
  readonly changes: readonly string[];
}

/** null where the monitor's detections carry no dates. */
export function knownDaysOf(detections: readonly DetectionFeature[], { tiers }: MonitorView, observedUtc: string): KnownDays | null {
  if (tiers == null) return null;
  const last = observedUtc.slice(0, 10);
  const dates = detections.flatMap(({ properties }) => {
    const now = tiers.steps.findIndex(({ id }) => id === properties[tiers.attribute]);
    return tiers.steps.slice(0, now + 1).map(({ since }) => properties[since]);
  });
  const changes = [...new Set(dates.filter((date) => isDayUpTo(date, last)))].sort();
  const [first] = changes;
  return first == null ? null : { first: addDays(first, -1), last, changes };
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

function isDayUpTo(value: unknown, day: string): value is string {
  return typeof value === 'string' && value <= day;
}
