import { loadAlerts, loadEvents, loadMonitors, loadUnits, type UnitView } from './api-client.js';
import type { DeskData } from './desk-data.js';

export type Loaded = Pick<DeskData, 'monitors' | 'units' | 'events' | 'alerts'>;

/** What there is, from the server. A question asked again ends the one before. */
export class DeskLoader {
  private asked = new AbortController();

  /** null where a later question made the answer useless. */
  async load(desk: string): Promise<Loaded | null> {
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    try {
      const [all, events, alerts] = await Promise.all([loadMonitors(signal), loadEvents(signal), loadAlerts(signal)]);
      const monitors = all.filter(({ layers }) => layers.length > 0); // the others look at results, not at scenes
      const monitor = monitors.find(({ id }) => id === desk) ?? monitors[0];
      const units = monitor == null ? [] : await loadUnits(monitor.id, signal);
      if (signal.aborted) return null;
      const scenes = new Set(units.flatMap(subjectsOf));
      const isHere = ({ history }: Pick<DeskData['events'][number], 'history'>) =>
        history.some(({ sceneIds }) => sceneIds.some((id) => scenes.has(id)));
      return { monitors, units, events: events.filter(isHere), alerts: alerts.filter(({ event }) => isHere(event)) };
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }
}

export function subjectsOf({ inputs }: UnitView): string[] {
  return inputs.filter(({ role }) => role === 'subject').map(({ itemId }) => itemId);
}
