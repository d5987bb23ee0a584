import { concludeEvidence } from '../../monitors/parcels/conditions/conclude-parcel.js';
import { type JudgedParcel, writeConclusions } from '../../monitors/parcels/conditions/conclusions-file.js';
import { evidenceOf } from '../../monitors/parcels/conditions/evidence.js';
import { loadRules } from '../../monitors/parcels/conditions/load-rules.js';
import {
  type DrawnSeason,
  drawnMarker,
  drawnMarkers,
  drawnParcel,
  drawnSeason,
} from '../../monitors/parcels/conditions/testing/drawn-season.js';
import type { Parcel } from '../../monitors/parcels/import/parcel.js';
import { beginUnit, commitUnit } from '../../runs/lake.js';
import type { Manifest, UnitTask } from '../../runs/unit.js';
import { keyOf, testMonitor } from './write-unit.js';

export interface DrawnJudgement {
  readonly parcel: Partial<Parcel>;
  readonly season?: DrawnSeason;
  /** Days of sure mowings. */
  readonly mownOn?: readonly string[];
  readonly asOf?: string;
}

const rules = await loadRules();

export function judgedOf({ parcel: changes, season, mownOn = [], asOf = '2026-11-20' }: DrawnJudgement): JudgedParcel {
  const parcel = drawnParcel(changes);
  const markers = mownOn.map((day) => drawnMarker('mowing', day, { values: { ndviBefore: 0.9, ndviAfter: 0.68, ndviDrop: 0.22 } }));
  const evidence = evidenceOf({
    ...{ parcel, season: { ...drawnSeason(season), parcelId: parcel.id }, asOf },
    markers: { ...drawnMarkers(markers), id: parcel.id },
    crop: { declaredGroup: 'grass', probabilities: { grass: 0.9, 'winter-cereals': 0.1 }, clearDatesAprSep: 18 },
  });
  return { evidence, geometry: parcel.geometry, conclusions: concludeEvidence(evidence, rules) };
}

/** Commits a unit of judged parcels to a lake, as a run does. */
export async function writeParcelUnit(
  lakeDir: string,
  name: string,
  judged: readonly JudgedParcel[],
  observedUtc: string,
): Promise<Manifest> {
  const info = { ...testMonitor, id: 'parcels' };
  const sceneIds = [...new Set(judged.flatMap(({ evidence }) => evidence.looks.map(({ sceneId }) => sceneId)))].sort();
  const task: UnitTask = {
    ...{
      key: keyOf(name),
      monitor: info.id,
      monitorVersion: info.version,
      parameters: {},
      model: null,
      items: [],
      assets: [],
      window: null,
      title: name,
    },
    inputs: sceneIds.map((itemId) => ({
      ...{
        itemId,
        collection: 's2',
        sensor: 'sentinel-2-l2a' as const,
        acquiredUtc: observedUtc,
        attribution: null,
        role: 'subject' as const,
      },
    })),
  };
  const begun = await beginUnit(lakeDir, task);
  return commitUnit(begun, task, info, {
    files: await writeConclusions(begun.dir, rules, judged),
    grid: { width: 10, height: 10, transform: [10, 0, 400_000, 0, -10, 5_660_000], epsg: 25833 },
    ...{ bboxLonLat: [12, 51, 13, 52], observedUtc, summary: { parcels: judged.length }, flags: [] },
  });
}
