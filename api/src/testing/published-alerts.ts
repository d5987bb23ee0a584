import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bboxLonLatOf, type MonitorInfo } from '@landsicht/core';
import { type StoredUnit, writeDetections } from '@landsicht/pipeline/store';
import { floodInfo, grid, keyOf } from './small-lake.js';

export const eventsInfo: MonitorInfo = {
  ...floodInfo,
  id: 'flood-events',
  title: { de: 'Hochwasser-Ereignisse', en: 'Flood events' },
  classes: [{ id: 'new', code: 1, title: { de: 'Neu', en: 'New' }, color: '#c62828', detect: true }],
  layers: [],
};

export interface Publication {
  readonly name: string;
  readonly finishedUtc: string;
  /** Versions of the one alert `a1` about the event `e1`. */
  readonly versions: readonly number[];
  readonly areaHa: number;
}

export function eventOf(areaHa: number, looks = 2): Record<string, unknown> {
  const look = (day: number) => ({
    observedUtc: `2024-09-${day}T05:16:21.000Z`,
    ...{ state: 'update', sight: 'full', observedShare: 0.97, areaHa, seenHa: areaHa, unseenHa: 0, changeHa: 0, parts: 1 },
    ...{ sceneIds: [`S1A_${day}`], unitKeys: [keyOf('flood')], mergedIds: [] },
  });
  return {
    ...{ eventId: 'e1', state: 'update', end: null, successorId: null, predecessorIds: [], areaHa, maximumHa: areaHa },
    ...{ maximumUtc: '2024-09-16T05:16:21.000Z', bboxLonLat: [13.7, 50.9, 13.8, 51], severity: 'Unknown', certainty: 'Likely' },
    ...{ likelihood: { mean: 76, p10: 55 }, advisories: [], exposure: null },
    firstSeenUtc: '2024-09-16T05:16:21.000Z',
    raisedUtc: '2024-09-16T05:16:21.000Z',
    lastWaterUtc: '2024-09-17T05:16:21.000Z',
    lastLookUtc: '2024-09-17T05:16:21.000Z',
    immediateUntilUtc: '2024-09-17T17:16:21.000Z',
    history: Array.from({ length: looks }, (_, i) => look(16 + i)),
  };
}

/** Writes by hand what `landsicht events flood` leaves behind. */
export async function publish(lakeDir: string, { name, finishedUtc, versions, areaHa }: Publication): Promise<void> {
  const key = keyOf(name);
  const temporary = join(lakeDir, eventsInfo.id, `.tmp-${key}`);
  await mkdir(temporary, { recursive: true });
  const alerts = versions.map((version) => ({
    alertId: 'a1',
    version,
    ...{ type: version === 1 ? 'new' : 'update', clearReason: null },
    area: { id: 'everywhere', title: 'Gesamtes Gebiet', raiseHa: 1, minimumSeverity: 'Minor' },
    headline: { de: `Überflutung ${version}`, en: `Flooding ${version}` },
    description: { de: 'Automatisch erzeugt', en: 'Generated automatically' },
    event: eventOf(areaHa),
    bboxLonLat: [13.7, 50.9, 13.8, 51],
    sceneIds: ['S1A_16'],
    expiresUtc: '2024-09-23T05:16:21.000Z',
  }));
  const tables = { 'alerts.json': { alerts }, 'events.json': { events: [eventOf(areaHa)] } };
  for (const [path, table] of Object.entries(tables)) await writeFile(join(temporary, path), JSON.stringify(table));
  await writeDetections(join(temporary, 'detections.parquet'), []);
  const file = async (path: string, role: 'table' | 'detections') => {
    const bytes = await readFile(join(temporary, path));
    return { path, role, mediaType: 'application/json', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  const manifest: StoredUnit['manifest'] = {
    manifestVersion: 1,
    key,
    monitor: eventsInfo,
    parameters: {},
    model: null,
    inputs: [],
    assets: [],
    window: null,
    grid,
    bboxLonLat: bboxLonLatOf(grid),
    observedUtc: '2024-09-17T05:16:21.000Z',
    summary: {},
    flags: [],
    files: [await file('alerts.json', 'table'), await file('events.json', 'table'), await file('detections.parquet', 'detections')],
    software: { name: 'landsicht', version: '0.1.0' },
  };
  await writeFile(join(temporary, 'manifest.json'), JSON.stringify(manifest));
  await utimes(join(temporary, 'manifest.json'), new Date(), new Date(finishedUtc));
  await rename(temporary, join(lakeDir, eventsInfo.id, key));
}
