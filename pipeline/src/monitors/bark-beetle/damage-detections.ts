import { createHash } from 'node:crypto';
import { type AttributeValue, affine, crsTransform, type Detection, type Grid, type StacItem } from '@landsicht/core';
import { epochDayOf } from '../../scene/series-groups.js';
import { simplify } from '../../vector/simplify.js';
import { toDetections } from '../../vector/to-detections.js';
import type { DamageAttributeId } from './damage-attributes.js';
import { groups } from './damage-groups.js';
import { type DamageRegion, median } from './damage-regions.js';
import type { ForestNeighbourhood } from './forest-neighbourhood.js';
import { barkBeetleInfo, type DamageClassId } from './info.js';
import { stateClasses, stateCodes, tierCodes } from './series/state-codes.js';
import { isoDay, type StandCounter, standFields } from './stands.js';

export interface DetectionParts {
  readonly grid: Grid;
  readonly unitKey: string;
  readonly observedUtc: Date;
  /** Dates the result rests on, oldest first. */
  readonly used: readonly StacItem[];
  readonly stands: StandCounter;
  readonly neighbourhood: ForestNeighbourhood;
  /** CRS units an outline may move when it is thinned. */
  readonly toleranceCrs: number;
}

/** Damage polygons with everything a forester asks of them, the most urgent first. */
export function damageDetections(regions: readonly DamageRegion[], parts: DetectionParts): Detection[] {
  const { grid, unitKey, observedUtc, toleranceCrs } = parts;
  const polygons = regions.map(({ polygon }) => polygon);
  const byPolygon = new Map(regions.map((region) => [region.polygon, region]));
  const shapes = simplify(polygons, { toleranceCrs, transform: grid.transform });
  const detections = toDetections(
    polygons,
    {
      grid,
      monitor: barkBeetleInfo.id,
      classOf: String,
      minimumAreaM2: 0, // by pixel count before: areas of pixels vary on grids in degrees
      likelihoodOf: (polygon) => rounded(byPolygon.get(polygon)?.meanConfidence ?? 0, 2),
      observedUtc,
      sceneIds: [],
      unitKey,
    },
    shapes,
  );
  const told = detections.map((detection, i) => describe(detection, regions[i] as DamageRegion, parts));
  const score = ({ attributes }: Detection) => Number(attributes?.['score'] ?? 0);
  return told
    .sort((a, b) => score(b) - score(a) || (a.id < b.id ? -1 : 1))
    .map((detection, i) => ({ ...detection, attributes: { ...detection.attributes, rank: i + 1 } }));
}

const legendOfState = new Map(stateClasses.map(({ code, sachsenforst }) => [code, sachsenforst]));
const cutStates: readonly number[] = [stateCodes.cut, stateCodes.sanitaryCut, stateCodes.cutRegrowth, stateCodes.sanitaryCutRegrowth];
const sanitaryStates: readonly number[] = [stateCodes.sanitaryCut, stateCodes.sanitaryCutRegrowth];

function describe(detection: Detection, region: DamageRegion, parts: DetectionParts): Detection {
  const { grid, used, stands, neighbourhood, observedUtc } = parts;
  const { pixelCount, firstAnomalyDays, centre, meanConfidence } = region;
  const isDamage = region.group === groups.damage;
  const isCut = isDamage && share(region.states, cutStates) > 0.5;
  const tier = !isDamage ? 'suspected' : (region.tiers.get(tierCodes.cleared) ?? 0) * 2 > pixelCount ? 'cleared' : 'confirmed';
  const firstDay = firstAnomalyDays[0] ?? 0;
  const medianDay = median(firstAnomalyDays); // a spot that grows stays fresh
  const today = Math.floor(observedUtc.getTime() / 86_400_000);
  const areaHa = detection.areaM2 / 10_000;
  const [stand, standPixels] = mostFrequent(region.stands);
  const forestShare = neighbourhood.shareAround(centre.row, centre.col);
  const legendClass = isDamage ? legendClassOf(region) : null;
  const [longitude, latitude] = crsTransform(grid.epsg, 4326).forward(...affine.apply(grid.transform, centre.col, centre.row));
  const attributes: Record<DamageAttributeId, AttributeValue> = {
    damageId: identityOf(region, grid),
    rank: 0,
    score: tier === 'cleared' ? 0 : rounded(urgency({ confidence: meanConfidence, areaHa, ageDays: today - medianDay, forestShare }), 3),
    legendClass,
    tier,
    confidence: rounded(meanConfidence, 2),
    firstSuspected: isoDay(firstDay),
    firstAnomaly: isoDay(medianDay),
    confirmedOn: isoDay(region.confirmedDay),
    clearedOn: isoDay(region.clearedDay),
    lastSeen: isoDay(region.lastClearDay),
    areaHa: rounded(areaHa, 2),
    pixels: pixelCount,
    stage: tier === 'cleared' ? 'cleared' : stageOf(today - firstDay, isDamage),
    cause: isFlightSeason(firstDay) ? 'bark-beetle' : 'unknown',
    isCut,
    isSanitary: isDamage && share(region.states, sanitaryStates) > 0.5,
    longitude: rounded(longitude, 6),
    latitude: rounded(latitude, 6),
    ...(Object.fromEntries(standFields.map((field) => [field, stands.stands[stand - 1]?.[field] ?? null])) as Record<
      (typeof standFields)[number],
      string | null
    >),
    standShare: stand === 0 ? null : rounded((100 * standPixels) / Math.max(1, stands.pixelsOf(stand - 1)), 1),
    forestShare: rounded(100 * forestShare, 0),
    observations: region.observations,
    lastClear: isoDay(region.lastClearDay),
    modelVersion: `${barkBeetleInfo.id} ${barkBeetleInfo.version}`,
    status: 'new',
  };
  const days = [firstDay, region.confirmedDay, region.clearedDay, region.lastClearDay];
  const classId: DamageClassId =
    legendClass == null ? 'suspected' : ((['open', 'open-regrowth', 'dying', 'medium-loss'] as const)[legendClass - 1] ?? 'medium-loss');
  return { ...detection, class: classId, sceneIds: scenesOf(days, used), attributes };
}

/** Scenes in which it was first suspected, confirmed, cleared and last seen. */
function scenesOf(days: readonly number[], used: readonly StacItem[]): string[] {
  return used.filter((item) => days.includes(epochDayOf(item))).map(({ id }) => id);
}

/**
 * The same from the first suspicion to the clearing, whatever was run in between: place and day of the oldest anomaly. Where two spots
 * grow together the older name stays.
 */
function identityOf({ anchor }: DamageRegion, grid: Grid): string {
  const [x, y] = affine.apply(grid.transform, anchor.col, anchor.row);
  return createHash('sha256').update(`${barkBeetleInfo.id} ${grid.epsg} ${x} ${y} ${anchor.day}`).digest('hex').slice(0, 16);
}

/** Younger than this an attack can still be felled before the beetles fly (development about 7 weeks; forest.md 7). */
const freshDays = 42;

interface Urgency {
  readonly confidence: number;
  readonly areaHa: number;
  readonly ageDays: number;
  readonly forestShare: number;
}

/** Confidence × log of the area in pixels × freshness × spruce around it (forest.md 7). */
export function urgency({ confidence, areaHa, ageDays, forestShare }: Urgency): number {
  const freshness = Math.min(1, freshDays / Math.max(1, ageDays));
  return confidence * Math.log1p(areaHa * 100) * freshness * (0.5 + forestShare / 2);
}

/** Estimated from age alone: green to 10 weeks, red to 20, then grey (forest.md 9, stage targets). */
function stageOf(ageDays: number, isConfirmed: boolean): string {
  if (!isConfirmed) return 'suspected';
  return ageDays <= 140 ? 'red' : 'grey';
}

/** Beetles fly from April to October. */
function isFlightSeason(epochDay: number): boolean {
  const month = new Date(epochDay * 86_400_000).getUTCMonth() + 1;
  return epochDay > 0 && month >= 4 && month <= 10;
}

/** The most frequent of the four classes. */
function legendClassOf({ states }: DamageRegion): number {
  const counts = new Map<number, number>();
  for (const [code, count] of states) {
    const legend = legendOfState.get(code);
    if (legend != null) counts.set(legend, (counts.get(legend) ?? 0) + count);
  }
  return mostFrequent(counts)[0];
}

/** Key and count; the smaller key among equals, [0, 0] of nothing. */
function mostFrequent(counts: ReadonlyMap<number, number>): readonly [key: number, count: number] {
  return [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0] ?? [0, 0];
}

function share(counts: ReadonlyMap<number, number>, keys: readonly number[]): number {
  let [all, some] = [0, 0];
  for (const [key, count] of counts) {
    all += count;
    if (keys.includes(key)) some += count;
  }
  return all === 0 ? 0 : some / all;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
