import { createHash } from 'node:crypto';
import { affine, areaEpsgOf, crsTransform, type Detection, type Grid } from '@landsicht/core';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { doubleArea } from './pixel-ring.js';
import type { PixelRing, TracedPart, TracedPolygon } from './trace.js';

export interface DetectionContext {
  readonly grid: Grid;
  readonly monitor: string;
  /** Class id of a traced value. */
  classOf(value: number): string;
  readonly minimumAreaM2: number;
  /** 0..1 of a polygon; absent = the monitor gives none. */
  likelihoodOf?(polygon: TracedPolygon): number;
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
      geometry: geometryOf(shapes[i] ?? polygon.parts, context.grid),
      areaM2,
      areaEpsg,
      likelihood: context.likelihoodOf?.(polygon) ?? null,
      observedUtc: context.observedUtc,
      sceneIds: context.sceneIds,
      unitKey: context.unitKey,
    });
  });
  return detections;
}

/** Area of the pixels in m² on a projected CRS. On the grid's own CRS it is a multiple of the pixel area, exactly. */
export function polygonAreaM2(polygon: TracedPolygon, grid: Grid, areaEpsg: number): number {
  if (grid.epsg === areaEpsg) return polygon.pixelCount * affine.pixelArea(grid.transform);
  const { forward } = crsTransform(grid.epsg, areaEpsg);
  const project = (ring: PixelRing) => mapRing(ring, grid, (x, y) => forward(x, y)).flat();
  const area = (ring: PixelRing) => Math.abs(doubleArea(project(ring))) / 2;
  return polygon.parts.reduce((sum, { exterior, holes }) => sum + area(exterior) - holes.reduce((all, hole) => all + area(hole), 0), 0);
}

/** 24 hex digits: the same inputs give the same id, whatever the order of tracing. */
function detectionId(unitKey: string, detected: string, { firstRow, firstCol }: TracedPolygon): string {
  return createHash('sha256').update(`${unitKey} ${detected} ${firstRow} ${firstCol}`).digest('hex').slice(0, 24);
}

function geometryOf(parts: readonly TracedPart[], grid: Grid): Polygon | MultiPolygon {
  const { forward } = crsTransform(grid.epsg, 4326);
  const lonLat = (x: number, y: number): Position => forward(x, y).map(roundDegrees);
  const rings = parts.map(({ exterior, holes }) => [exterior, ...holes].map((ring) => closed(mapRing(ring, grid, lonLat))));
  const [only] = rings;
  return rings.length === 1 && only != null ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: rings };
}

function mapRing(ring: PixelRing, grid: Grid, to: (x: number, y: number) => Position): Position[] {
  const points: Position[] = [];
  for (let i = 0; i < ring.length; i += 2) points.push(to(...affine.apply(grid.transform, ring[i] as number, ring[i + 1] as number)));
  return points;
}

function closed(points: Position[]): Position[] {
  return [...points, points[0] as Position];
}

/** 1e-7° is about 1 cm (RFC 7946, section 11.2: no false precision). */
function roundDegrees(value: number): number {
  return Math.round(value * 1e7) / 1e7;
}
