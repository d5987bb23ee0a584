import { createHash } from 'node:crypto';
import { type AttributeValue, affine, areaEpsgOf, type Detection, type Grid, pixelSizeM } from '@landsicht/core';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { planarArea } from './area.js';
import { pixelGeometry } from './pixel-geometry.js';
import { projectGeometry } from './project-geometry.js';
import type { TracedPart, TracedPolygon } from './trace.js';

export interface DetectionContext {
  readonly grid: Grid;
  readonly monitor: string;
  /** Class id of a traced value. */
  classOf(value: number): string;
  readonly minimumAreaM2: number;
  /** 0..1 of a polygon; absent = the monitor gives none. */
  likelihoodOf?(polygon: TracedPolygon): number;
  /** By ids of the monitor's `attributes`. */
  attributesOf?(polygon: TracedPolygon): Readonly<Record<string, AttributeValue>>;
  readonly observedUtc: Date;
  readonly sceneIds: readonly string[];
  readonly unitKey: string;
}

/**
 * Polygons on pixel corners → detections in lon/lat. The area is that of the pixels, before any simplification, measured on the
 * projected CRS `areaEpsgOf(grid)`; what is smaller than the minimum mapping unit is left out. `shapes` gives the outline to
 * publish for each polygon (default: the pixel outline).
 */
export function toDetections(
  polygons: readonly TracedPolygon[],
  context: DetectionContext,
  shapes: readonly (readonly TracedPart[])[] = [],
): Detection[] {
  const areaEpsg = areaEpsgOf(context.grid);
  const detections: Detection[] = [];
  polygons.forEach((polygon, i) => {
    const areaM2 = polygonAreaM2(polygon, context.grid, areaEpsg);
    if (areaM2 < context.minimumAreaM2) return;
    const detected = context.classOf(polygon.value);
    detections.push({
      id: detectionId(context.unitKey, detected, polygon),
      monitor: context.monitor,
      class: detected,
      geometry: lonLatGeometry(shapes[i] ?? polygon.parts, context.grid),
      areaM2,
      areaEpsg,
      likelihood: context.likelihoodOf?.(polygon) ?? null,
      observedUtc: context.observedUtc,
      sceneIds: context.sceneIds,
      unitKey: context.unitKey,
      ...(context.attributesOf == null ? {} : { attributes: context.attributesOf(polygon) }),
    });
  });
  return detections;
}

/** Area of the pixels in m² on a projected CRS. On the grid's own CRS it is a multiple of the pixel area, exactly. */
export function polygonAreaM2(polygon: TracedPolygon, grid: Grid, areaEpsg: number): number {
  if (grid.epsg === areaEpsg) return polygon.pixelCount * affine.pixelArea(grid.transform);
  return planarArea(projectGeometry(pixelGeometry(polygon.parts, grid), grid.epsg, areaEpsg));
}

/** 24 hex digits: the same inputs give the same id, whatever the order of tracing. */
function detectionId(unitKey: string, detected: string, { firstRow, firstCol }: TracedPolygon): string {
  return createHash('sha256').update(`${unitKey} ${detected} ${firstRow} ${firstCol}`).digest('hex').slice(0, 24);
}

/** 1e-7° is about 1 cm (RFC 7946, section 11.2: no false precision); below 1 m pixels that could bend a thin outline over itself. */
function roundingOf(grid: Grid): (position: Position) => Position {
  const perDegree = pixelSizeM(grid).x < 1 ? 1e9 : 1e7;
  return (position) => position.map((value) => Math.round(value * perDegree) / perDegree);
}

/** Outline on pixel corners → longitude and latitude, rounded. */
export function lonLatGeometry(parts: readonly TracedPart[], grid: Grid): Polygon | MultiPolygon {
  const geometry = projectGeometry(pixelGeometry(parts, grid), grid.epsg, 4326);
  const round = roundingOf(grid);
  const roundRings = (rings: Position[][]): Position[][] => rings.map((ring) => ring.map(round));
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: roundRings(geometry.coordinates) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map(roundRings) };
}
