import type { StacItem } from '@landsicht/core';
import type { PlannedUnit, PlanRequest, UnitInput } from '../../runs/unit.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { attributionOf } from '../../scene/attribution.js';
import { bandsOf } from '../../scene/band-map.js';
import { windowOfArea } from '../../scene/grid-of-item.js';
import { sensorOf } from '../../scene/sensor-of.js';

/**
 * One unit per Sentinel-1 scene with VH (or VV alone, but for the simple form). Its references are the latest earlier scenes of the same relative orbit and
 * orbit direction that overlap it: only these share the viewing geometry (GFM; flood.md 3.1).
 */
export function planFlood(items: readonly StacItem[], request: PlanRequest): PlannedUnit[] {
  const wanted = Number(request.parameters['referenceScenes']);
  const bands = request.parameters['detector'] === 'simple' ? ['vh'] : ['vh', 'vv'];
  const usable = items
    .filter((item) => sensorOf(item) === 'sentinel-1' && bandsOf(item).some(({ name }) => bands.includes(name)))
    .sort(byTime);
  return usable
    .filter((item) => request.bboxLonLat == null || item.bbox == null || overlaps(bboxOfItem(item), request.bboxLonLat))
    .map((subject) => {
      const earlier = usable.filter((item) => isReferenceOf(item, subject));
      const items = [subject, ...earlier.slice(Math.max(0, earlier.length - wanted))];
      return {
        title: `flood ${subject.id}`,
        model: null,
        items,
        inputs: items.map((item, i) => inputOf(item, i === 0 ? 'subject' : 'reference')),
        window: windowOfArea(subject, vhAssetOf(subject), request.bboxLonLat),
      };
    });
}

function isReferenceOf(item: StacItem, subject: StacItem): boolean {
  return (
    byTime(item, subject) < 0 &&
    relativeOrbitOf(item) != null &&
    relativeOrbitOf(item) === relativeOrbitOf(subject) &&
    item.properties['sat:orbit_state'] === subject.properties['sat:orbit_state'] &&
    overlaps(bboxOfItem(item), bboxOfItem(subject))
  );
}

function vhAssetOf(item: StacItem): string {
  return bandsOf(item).find(({ name }) => name === 'vh')?.asset ?? '';
}

export function inputOf(item: StacItem, role: UnitInput['role']): UnitInput {
  const sensor = sensorOf(item);
  const acquiredUtc = acquiredUtcOf(item);
  return {
    itemId: item.id,
    collection: item.collection ?? null,
    sensor,
    acquiredUtc: acquiredUtc.toISOString(),
    attribution: attributionOf(item, sensor, acquiredUtc),
    role,
  };
}

function byTime(a: StacItem, b: StacItem): number {
  return acquiredUtcOf(a).getTime() - acquiredUtcOf(b).getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function relativeOrbitOf(item: StacItem): number | null {
  const orbit = item.properties['sat:relative_orbit'];
  return typeof orbit === 'number' ? orbit : null;
}

type Bbox = readonly [number, number, number, number];

/** Null where an item does not say where it lies: it meets nothing. */
function bboxOfItem({ bbox }: StacItem): Bbox | null {
  if (bbox?.length === 6) return [bbox[0] ?? 0, bbox[1] ?? 0, bbox[3] ?? 0, bbox[4] ?? 0];
  return bbox?.length === 4 ? (bbox as unknown as Bbox) : null;
}

function overlaps(a: Bbox | null, b: Bbox | null): boolean {
  return a != null && b != null && a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
