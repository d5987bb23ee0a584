import { defaultEventRules } from '../monitors/flood/events/event-rules.js';
import { floodEventsInfo } from '../monitors/flood/events/events-info.js';
import { floodEvents } from '../monitors/flood/events/flood-events.js';
import { floodInfo } from '../monitors/flood/info.js';
import { listManifests } from '../runs/lake-read.js';

/** The simulated radar has one orbit that repeats after 12 days. */
const demoRules = { ...defaultEventRules, maximumGapDays: 12 };

/**
 * Follows the simulated floods from pass to pass, as if they came in one by one, so that alerts have a history. Where alerts were
 * published before, only what is new is said. Returns numbers of events and of all versions of alerts said now.
 */
export async function demoEvents(lakeDir: string, signal: AbortSignal): Promise<{ readonly events: number; readonly alerts: number }> {
  const { manifests } = await listManifests(lakeDir);
  const of = (id: string) => manifests.filter(({ monitor }) => monitor.id === id).map(({ observedUtc }) => observedUtc);
  const passes = of(floodEventsInfo.id).length > 0 ? [] : [...new Set(of(floodInfo.id))].sort();
  const request = { lakeDir, rules: demoRules, exposure: {}, areaFiles: [] };
  let alerts = 0;
  for (const pass of passes) {
    signal.throwIfAborted();
    alerts += (await floodEvents({ ...request, untilUtc: new Date(pass) })).alerts.length;
  }
  const last = await floodEvents(request);
  return { events: last.events.length, alerts: alerts + last.alerts.length };
}
