import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, LandsichtError, type LocalText } from '@landsicht/core';
import type { Store, StoredUnit } from '@landsicht/pipeline/store';
import type { z } from 'zod';
import { type Alert, type AlertRecord, alertFileSchema, eventFileSchema, type FollowedEvent } from './alert-schemas.js';

/** Every page with an alert says so (flood.md section 6). */
const disclaimer: LocalText = {
  de: 'Automatisch erzeugt, keine amtliche Warnung.',
  en: 'Generated automatically, not an official warning.',
};

interface Published {
  readonly monitor: string;
  readonly unitKey: string;
  readonly record: AlertRecord;
}

/** Alerts and followed events out of the tables of units without layers. Files of a unit never change: each is read once. */
export class AlertBook {
  private readonly store: Store;
  private readonly lakeDir: string;
  private readonly files = new Map<string, unknown>();

  constructor(store: Store, lakeDir: string) {
    this.store = store;
    this.lakeDir = lakeDir;
  }

  /** Latest version of each alert, latest look first. */
  async alerts(): Promise<Alert[]> {
    const published: Published[] = [];
    for (const unit of await this.units('alerts.json')) {
      const { alerts } = await this.read(unit, 'alerts.json', alertFileSchema);
      const { key, monitor } = unit.manifest;
      published.push(...alerts.map((record) => ({ monitor: monitor.id, unitKey: key, record })));
    }
    const acknowledgements = await this.store.acknowledgements();
    const versionsOf = new Map<string, Published[]>();
    for (const one of published) versionsOf.set(one.record.alertId, [...(versionsOf.get(one.record.alertId) ?? []), one]);
    return [...versionsOf.entries()]
      .map(([alertId, versions]) =>
        alertOf(
          versions.sort((a, b) => a.record.version - b.record.version),
          acknowledgements.filter((entry) => entry.alertId === alertId),
        ),
      )
      .sort((a, b) => b.event.lastLookUtc.localeCompare(a.event.lastLookUtc) || b.event.areaHa - a.event.areaHa);
  }

  async alert(id: string): Promise<Alert> {
    const found = (await this.alerts()).find(({ alertId }) => alertId === id);
    if (found == null) throw new LandsichtError('not-found', 'There is no alert of this id. /api/alerts lists those there are.');
    return found;
  }

  /** As the publication that was finished last tells them. */
  async events(): Promise<FollowedEvent[]> {
    const newest = new Map<string, StoredUnit>();
    for (const unit of await this.units('events.json')) {
      const { id } = unit.manifest.monitor;
      const other = newest.get(id);
      if (other == null || isLater(unit, other)) newest.set(id, unit);
    }
    const alerts = await this.alerts();
    const events: FollowedEvent[] = [];
    for (const [monitor, unit] of newest) {
      const file = await this.read(unit, 'events.json', eventFileSchema);
      for (const event of file.events) {
        const alertIds = alerts.filter((alert) => alert.event.eventId === event.eventId).map(({ alertId }) => alertId);
        events.push({ ...event, monitor, alertIds });
      }
    }
    return events.sort((a, b) => b.lastLookUtc.localeCompare(a.lastLookUtc) || b.areaHa - a.areaHa || b.maximumHa - a.maximumHa);
  }

  /** Units that have such a table, of monitors that look at results instead of scenes. */
  private async units(table: string): Promise<StoredUnit[]> {
    const found: StoredUnit[] = [];
    for (const { info } of await this.store.monitors()) {
      if (info.layers.length > 0) continue;
      let token: string | undefined;
      do {
        const page = await this.store.units({ monitor: info.id, limit: 1_000, token });
        found.push(...page.units.filter(({ manifest }) => manifest.files.some(({ path, role }) => role === 'table' && path === table)));
        token = page.next ?? undefined;
      } while (token != null);
    }
    return found;
  }

  private async read<S extends z.ZodType>({ manifest }: StoredUnit, table: string, schema: S): Promise<z.infer<S>> {
    const path = join(this.lakeDir, manifest.monitor.id, manifest.key, table);
    const kept = this.files.get(path);
    if (kept != null) return kept as z.infer<S>;
    try {
      const parsed = schema.parse(JSON.parse(await readFile(path, 'utf8')));
      this.files.set(path, parsed);
      return parsed;
    } catch (cause) {
      throw new LandsichtError(
        'lake-damaged',
        `${path}: not readable as ${table} (${errorMessage(cause)}). Remove this folder and run again`,
        { cause },
      );
    }
  }
}

function isLater(a: StoredUnit, b: StoredUnit): boolean {
  const finished = a.finishedUtc.getTime() - b.finishedUtc.getTime();
  return finished > 0 || (finished === 0 && a.manifest.observedUtc > b.manifest.observedUtc);
}

function alertOf(versions: readonly Published[], entries: Awaited<ReturnType<Store['acknowledgements']>>): Alert {
  const { monitor, unitKey, record } = versions.at(-1) as Published;
  return {
    ...record,
    ...{ monitor, unitKey, disclaimer, madeBy: 'machine' },
    acknowledged: entries.some(({ version }) => version === record.version),
    acknowledgements: entries.map(({ version, person, note, acknowledgedUtc }) => ({
      ...{ version, person, note },
      acknowledgedUtc: acknowledgedUtc.toISOString(),
    })),
    versions: versions.map(({ record: { version, type, headline, event } }) => ({
      version,
      type,
      headline,
      observedUtc: event.lastLookUtc,
    })),
  };
}
