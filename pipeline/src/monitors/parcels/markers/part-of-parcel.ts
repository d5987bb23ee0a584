import { pixelAreaM2 } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';
import { hysteresis } from '../../../vector/components.js';
import { lonLatGeometry } from '../../../vector/to-detections.js';
import { PolygonTracer, type TracedPolygon } from '../../../vector/trace.js';
import { round } from './mowing-drop.js';
import type { PixelCourse } from './pixel-course.js';

/** What is smaller is left out, ha (parcels.md 6). */
const minimumPartHa = 0.01;

export interface ParcelPart {
  /** Longitude, latitude. */
  readonly geometry: Polygon | MultiPolygon;
  readonly pixels: number;
  /** ha, four decimals (GAPInVeKoSV §29). */
  readonly areaHa: number;
  /** Of the inner pixels, 0..1. */
  readonly share: number;
}

/** `codes` of the inner pixels → those of connected groups (8 neighbours) that hold a 2 and have at least so many pixels. */
export function connectedPixels({ grid, places }: PixelCourse, codes: Uint8Array, minimumPx: number): Uint8Array {
  const kept = hysteresis(onGrid(grid.width * grid.height, places, codes), grid.width, { connectivity: 8, minimumPx });
  return Uint8Array.from(places, (place) => kept[place] as number);
}

/** The marked inner pixels as a part of the parcel; null where they are too few to speak of. */
export function partOf(course: PixelCourse, marked: Uint8Array): ParcelPart | null {
  return partFrom(course, groupsOf(course, marked));
}

/** The largest connected group (8 neighbours) of the marked inner pixels. */
export function largestPartOf(course: PixelCourse, marked: Uint8Array): ParcelPart | null {
  const [largest] = groupsOf(course, marked).sort((a, b) => b.pixelCount - a.pixelCount);
  return largest == null ? null : partFrom(course, [largest]);
}

function partFrom({ grid, places }: PixelCourse, groups: readonly TracedPolygon[]): ParcelPart | null {
  const pixels = groups.reduce((sum, { pixelCount }) => sum + pixelCount, 0);
  const areaHa = round((pixels * pixelAreaM2(grid)) / 10_000, 4);
  if (pixels === 0 || areaHa < minimumPartHa) return null;
  const parts = groups.flatMap((group) => group.parts);
  return { geometry: lonLatGeometry(parts, grid), pixels, areaHa, share: round(pixels / places.length, 4) };
}

function groupsOf({ grid, places }: PixelCourse, marked: Uint8Array): TracedPolygon[] {
  const values = onGrid(grid.width * grid.height, places, marked);
  const tracer = new PolygonTracer(grid.width, { connectivity: 8 });
  const found: TracedPolygon[] = [];
  for (let at = 0; at < values.length; at += grid.width) found.push(...tracer.addRow(values.subarray(at, at + grid.width)));
  return [...found, ...tracer.finish()];
}

function onGrid(length: number, places: Uint32Array, values: Uint8Array): Uint8Array {
  const out = new Uint8Array(length);
  places.forEach((place, i) => {
    out[place] = values[i] as number;
  });
  return out;
}
