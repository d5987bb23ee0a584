import { LandsichtError, type StacItem } from '@landsicht/core';
import type { PlannedUnit, PlanRequest } from '../../runs/unit.js';
import { unitInputs } from '../../runs/unit-input.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { bandsOf } from '../../scene/band-map.js';
import { windowOfArea } from '../../scene/grid-of-item.js';
import { sensorOf } from '../../scene/sensor-of.js';
import { opticalFamilyOf, opticalPartOf } from './optical/optical-part.js';

/** Values of the parameter `sensor`. */
const choices = ['auto', 'radar', 'optical'];
/** Scenes under more cloud than this show too little to be worth reading as a reference. */
const mostCloudPercent = 60;
/** Of the smaller of two scenes, to be about the same place: neighbouring tiles of a grid share their borders only. */
const leastShare = 0.5;
/** Two products of one overflight are not before and after. */
const samePassMs = 3_600_000;

/** One unit per radar scene and one per optical scene; an item that pairs both makes a radar unit, with `sensor=optical` the optical one. */
export function planFlood(items: readonly StacItem[], request: PlanRequest): PlannedUnit[] {
  const sensor = String(request.parameters['sensor'] ?? 'auto');
  if (!choices.includes(sensor)) {
    throw new LandsichtError('bad-argument', `--set sensor=${sensor}: expected ${choices.join(', ')}`);
  }
  const radar = sensor === 'optical' ? [] : items.filter((item) => isRadar(item, request));
  const optical =
    sensor === 'radar'
      ? []
      : items.flatMap((item) => (sensor === 'auto' && sensorOf(item) === 'sentinel-1' ? [] : (opticalPartOf(item) ?? [])));
  return [...planRadar(radar, request), ...planOptical(optical, request)];
}

/** With VH, or VV alone but for the simple form. */
function isRadar(item: StacItem, { parameters }: PlanRequest): boolean {
  const bands = parameters['detector'] === 'simple' ? ['vh'] : ['vh', 'vv'];
  return sensorOf(item) === 'sentinel-1' && bandsOf(item).some(({ name }) => bands.includes(name));
}

/**
 * References are the latest earlier scenes of the same relative orbit and orbit direction that overlap the subject: only these share the
 * viewing geometry (GFM; flood.md 3.1).
 */
function planRadar(items: readonly StacItem[], request: PlanRequest): PlannedUnit[] {
  return planUnits(items, request, 'vh', (item, subject) => {
    const orbit = item.properties['sat:relative_orbit'];
    return (
      typeof orbit === 'number' &&
      orbit === subject.properties['sat:relative_orbit'] &&
      item.properties['sat:orbit_state'] === subject.properties['sat:orbit_state'] &&
      overlapShare(bboxOfItem(item), bboxOfItem(subject)) > 0
    );
  });
}

/** References are the latest earlier scenes of the same family over the same place that clouds leave most of to see. */
function planOptical(items: readonly StacItem[], request: PlanRequest): PlannedUnit[] {
  return planUnits(items, request, 'blue', (item, subject) => {
    const cloudPercent = item.properties['eo:cloud_cover'];
    return (
      opticalFamilyOf(sensorOf(item)) === opticalFamilyOf(sensorOf(subject)) &&
      !(typeof cloudPercent === 'number' && cloudPercent > mostCloudPercent) &&
      acquiredUtcOf(subject).getTime() - acquiredUtcOf(item).getTime() > samePassMs &&
      overlapShare(bboxOfItem(item), bboxOfItem(subject)) >= leastShare
    );
  });
}

/** `gridBand`: one of the bands with the scene's finest pixels. `isReference` is asked of earlier scenes only. */
function planUnits(
  items: readonly StacItem[],
  { parameters, bboxLonLat }: PlanRequest,
  gridBand: string,
  isReference: (item: StacItem, subject: StacItem) => boolean,
): PlannedUnit[] {
  const wanted = Number(parameters['referenceScenes']);
  const usable = [...items].sort(byTime);
  return usable
    .filter((item) => bboxLonLat == null || item.bbox == null || overlapShare(bboxOfItem(item), bboxLonLat) > 0)
    .map((subject) => {
      const earlier = usable.filter((item) => byTime(item, subject) < 0 && isReference(item, subject));
      const inUnit = [subject, ...earlier.slice(Math.max(0, earlier.length - wanted))];
      const gridAsset = bandsOf(subject).find(({ name }) => name === gridBand)?.asset ?? '';
      return {
        title: `flood ${subject.id}`,
        model: null,
        items: inUnit,
        inputs: unitInputs(inUnit),
        window: windowOfArea(subject, gridAsset, bboxLonLat),
      };
    });
}

function byTime(a: StacItem, b: StacItem): number {
  return acquiredUtcOf(a).getTime() - acquiredUtcOf(b).getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

type Bbox = readonly [number, number, number, number];

/** Null where an item does not say where it lies: it meets nothing. */
function bboxOfItem({ bbox }: StacItem): Bbox | null {
  if (bbox?.length === 6) return [bbox[0] ?? 0, bbox[1] ?? 0, bbox[3] ?? 0, bbox[4] ?? 0];
  return bbox?.length === 4 ? (bbox as unknown as Bbox) : null;
}

/** 0..1 of the smaller box, in degrees. */
function overlapShare(a: Bbox | null, b: Bbox | null): number {
  if (a == null || b == null) return 0;
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const area = ([west, south, east, north]: Bbox) => (east - west) * (north - south);
  return width > 0 && height > 0 ? (width * height) / Math.min(area(a), area(b)) : 0;
}
