import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BboxLonLat, bboxLonLatOf, type Detection } from '@landsicht/core';
import type { Polygon } from 'geojson';
import { canonicalJson } from '../../../runs/canonical-json.js';
import { beginUnit, commitUnit, discardUnit, isDone } from '../../../runs/lake.js';
import type { Manifest, UnitFile, UnitTask } from '../../../runs/unit.js';
import { resultItem } from '../../../stac/result-item.js';
import { writeDetections } from '../../../store/geoparquet.js';
import type { AlertRecord, AreaOfInterest } from './alerts.js';
import type { EventRules } from './event-rules.js';
import type { EventSummary } from './event-summary.js';
import { floodEventsInfo } from './events-info.js';
import { gridOfRegion, latticeEpsg, outlineOf } from './lattice.js';
import type { Observation } from './observation.js';
import { emptyRegion, type Region, unionAll } from './region.js';

export interface Publication {
  readonly rules: EventRules;
  readonly areas: readonly AreaOfInterest[];
  /** Overflights the events were made from, and the flood units they lie in. */
  readonly observations: readonly Observation[];
  readonly units: readonly Manifest[];
  readonly events: readonly EventSummary[];
  readonly records: readonly AlertRecord[];
  /** Latest known water of a record, by alert id. */
  readonly waters: ReadonlyMap<string, Region>;
}

/** What the events were made from and became (layers of exposure change too): the same need no second unit unless there is something new to say. */
export function inputsOf({ rules, areas, observations, events }: Pick<Publication, 'rules' | 'areas' | 'observations' | 'events'>): string {
  const unitKeys = observations.flatMap((observation) => observation.unitKeys).sort();
  return createHash('sha256')
    .update(canonicalJson({ rules, areas: areas.map(plainArea), unitKeys, events }))
    .digest('hex');
}

/**
 * Writes `lake/flood-events/<key>/`: `alerts.json` (the new versions), `events.json` (all events as they stand), the outlines of the
 * alerts as detections. The key covers the records, so a repeated run writes nothing and no file ever changes.
 */
export async function publishAlerts(lakeDir: string, publication: Publication): Promise<string> {
  const task = taskOf(publication);
  if (await isDone(lakeDir, task)) return task.key;
  const { records, events, waters, observations } = publication;
  const region = unionAll([...waters.values()]);
  const grid =
    region.cells > 0
      ? gridOfRegion(region)
      : { width: 1, height: 1, transform: [10, 0, 4_500_000, 0, -10, 3_100_000] as const, epsg: latticeEpsg };
  const observedUtc = (observations.at(-1) as Observation).observedUtc.toISOString();
  const begun = await beginUnit(lakeDir, task);
  try {
    await writeFile(join(begun.dir, 'alerts.json'), `${canonicalJson({ alerts: records }, 1)}\n`);
    await writeFile(join(begun.dir, 'events.json'), `${canonicalJson({ events }, 1)}\n`);
    await writeDetections(
      join(begun.dir, 'detections.parquet'),
      records.map((record) => outlineDetection(record, waters.get(record.alertId) ?? emptyRegion, task.key)),
    );
    const files: UnitFile[] = [
      { path: 'alerts.json', role: 'table', mediaType: 'application/json' },
      { path: 'events.json', role: 'table', mediaType: 'application/json' },
      { path: 'detections.parquet', role: 'detections', mediaType: 'application/vnd.apache.parquet' },
    ];
    await writeFile(
      join(begun.dir, 'item.json'),
      `${JSON.stringify(resultItem({ task, info: floodEventsInfo, grid, observedUtc, files }), null, 1)}\n`,
    );
    const of = (type: AlertRecord['type']) => records.filter((record) => record.type === type).length;
    await commitUnit(begun, task, floodEventsInfo, {
      files: [...files, { path: 'item.json', role: 'item', mediaType: 'application/geo+json' }],
      grid,
      bboxLonLat: bboxLonLatOf(grid),
      observedUtc,
      summary: { events: events.length, alertsNew: of('new'), alertsUpdate: of('update'), alertsClear: of('clear') },
      flags: [],
    });
    return task.key;
  } catch (error) {
    await discardUnit(begun);
    throw error;
  }
}

function taskOf({ rules, areas, observations, units, events, records }: Publication): UnitTask {
  const used = new Set(observations.flatMap(({ unitKeys }) => unitKeys));
  const subjects = units
    .filter(({ key }) => used.has(key))
    .flatMap(({ key, inputs }) => inputs.filter(({ role }) => role === 'subject').map((input) => ({ key, input })))
    .sort((a, b) => (a.input.acquiredUtc + a.key < b.input.acquiredUtc + b.key ? -1 : 1));
  const last = subjects.at(-1);
  const parts: Omit<UnitTask, 'key'> = {
    monitor: floodEventsInfo.id,
    monitorVersion: floodEventsInfo.version,
    parameters: {
      rules: canonicalJson(rules),
      areas: canonicalJson(areas.map(plainArea)),
      inputs: inputsOf({ rules, areas, observations, events }),
    },
    model: null,
    items: [],
    inputs: subjects.map(({ input }) => ({ ...input, role: input === last?.input ? 'subject' : 'reference' })),
    assets: subjects.map(({ key, input }) => ({ itemId: input.itemId, asset: 'flood-unit', identity: key })),
    window: null,
    title: `flood events up to ${last?.input.acquiredUtc ?? ''}`,
  };
  return {
    ...parts,
    key: createHash('sha256')
      .update(canonicalJson({ ...parts, events, records }))
      .digest('hex'),
  };
}

function plainArea({ id, title, raiseHa, minimumSeverity }: AreaOfInterest): AreaOfInterest {
  return { id, title, raiseHa, minimumSeverity };
}

function outlineDetection(record: AlertRecord, water: Region, unitKey: string): Detection {
  const { alertId, version, type, event, sceneIds } = record;
  return {
    id: createHash('sha256').update(`${alertId} ${version}`).digest('hex').slice(0, 24),
    monitor: floodEventsInfo.id,
    class: type === 'clear' ? 'clear' : event.state,
    geometry: water.cells > 0 ? outlineOf(water) : boxOf(record.bboxLonLat),
    areaM2: event.areaHa * 10_000,
    areaEpsg: latticeEpsg,
    likelihood: event.likelihood == null ? null : event.likelihood.mean / 100,
    observedUtc: new Date(event.lastLookUtc),
    sceneIds: [...sceneIds],
    unitKey,
  };
}

/** What was withdrawn has no water to draw. */
function boxOf([west, south, east, north]: BboxLonLat): Polygon {
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}
