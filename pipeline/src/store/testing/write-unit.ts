import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AttributeValue, Detection, MonitorInfo } from '@landsicht/core';
import { beginUnit, commitUnit } from '../../runs/lake.js';
import type { Manifest, UnitTask } from '../../runs/unit.js';
import { writeDetections } from '../geoparquet.js';

export const testMonitor: MonitorInfo = {
  id: 'flood',
  version: '1.0.0',
  title: { de: 'Hochwasser', en: 'Flood' },
  question: { de: 'Wo steht Wasser?', en: 'Where is water?' },
  color: '#1565c0',
  sensors: ['sentinel-1'],
  needs: ['vh'],
  needsUnit: 'linear-power',
  parameters: {},
  classes: [{ id: 'flood', code: 1, title: { de: 'Flut', en: 'Flood' }, color: '#1565c0', detect: true }],
  layers: [{ id: 'flood', title: { de: 'Flut', en: 'Flood' }, kind: 'classes' }],
  limits: [],
};

export interface TestUnit {
  readonly name: string;
  readonly observedUtc: string;
  /** Item the unit is about; default one of its own. */
  readonly scene?: string;
  /** Of the detections' ids; default the name. */
  readonly idPrefix?: string;
  readonly info?: MonitorInfo;
  /** Squares of side `size` degrees with their lower left corner; ids `<idPrefix>-<index>`. */
  readonly squares: readonly {
    readonly lon: number;
    readonly lat: number;
    readonly size?: number;
    readonly class?: string;
    readonly attributes?: Readonly<Record<string, AttributeValue>>;
  }[];
  readonly bboxLonLat?: readonly [number, number, number, number];
}

export function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

export function detectionsOf({ name, idPrefix = name, observedUtc, squares, info = testMonitor }: TestUnit): Detection[] {
  return squares.map(({ lon, lat, size = 0.1, ...rest }, i) => ({
    id: `${idPrefix}-${i}`,
    monitor: info.id,
    class: rest.class ?? 'flood',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [lon, lat],
          [lon + size, lat],
          [lon + size, lat + size],
          [lon, lat + size],
          [lon, lat],
        ],
      ],
    },
    areaM2: 1000 * (i + 1),
    areaEpsg: 32633,
    likelihood: i % 2 === 0 ? null : 0.5,
    observedUtc: new Date(observedUtc),
    sceneIds: [`scene-${name}`],
    unitKey: keyOf(name),
    ...(rest.attributes == null ? {} : { attributes: rest.attributes }),
  }));
}

/** Commits a unit with these detections to a lake, as a run does. */
export async function writeUnit(lakeDir: string, unit: TestUnit): Promise<Manifest> {
  const info = unit.info ?? testMonitor;
  const task: UnitTask = {
    key: keyOf(unit.name),
    monitor: info.id,
    monitorVersion: info.version,
    parameters: {},
    model: null,
    items: [],
    inputs: [
      {
        itemId: unit.scene ?? `scene-${unit.name}`,
        collection: 's1',
        sensor: 'sentinel-1',
        acquiredUtc: unit.observedUtc,
        attribution: null,
        role: 'subject',
      },
    ],
    assets: [],
    window: null,
    title: unit.name,
  };
  const begun = await beginUnit(lakeDir, task);
  await writeDetections(join(begun.dir, 'detections.parquet'), detectionsOf(unit), info.attributes);
  return commitUnit(begun, task, info, {
    files: [{ path: 'detections.parquet', role: 'detections', mediaType: 'application/vnd.apache.parquet' }],
    grid: { width: 10, height: 10, transform: [10, 0, 400_000, 0, -10, 5_660_000], epsg: 25833 },
    bboxLonLat: unit.bboxLonLat ?? [13, 51, 14, 52],
    observedUtc: unit.observedUtc,
    summary: { observedPx: 100 },
    flags: [],
  });
}
