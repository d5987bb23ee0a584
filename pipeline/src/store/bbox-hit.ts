import { type BboxCrs, type BboxLonLat, type CrsTransform, crsTransform } from '@landsicht/core';
import type { MultiPolygon, Polygon, Position } from 'geojson';

/** A search box in some CRS, prepared for two steps: columns of boxes first, outlines where those cannot tell. */
export interface BboxHit {
  /** Nothing outside these boxes hits. Two where the search box crosses the antimeridian. */
  readonly outer: readonly BboxLonLat[];
  /** Everything that touches one of these boxes with its own box inside it hits; null where that cannot be promised. */
  readonly inner: readonly (BboxLonLat | null)[];
  /** The exact answer. */
  hits(geometry: Polygon | MultiPolygon): boolean;
}

const STEPS = 16;

/** A box in lon/lat; west > east means that it crosses the antimeridian (RFC 7946, 5.2). */
export function bboxHitLonLat([west, south, east, north]: BboxLonLat): BboxHit {
  const boxes: BboxLonLat[] =
    west <= east
      ? [[west, south, east, north]]
      : [
          [west, south, 180, north],
          [-180, south, east, north],
        ];
  return { outer: boxes, inner: boxes, hits: (geometry) => boxes.some((box) => polygonMeetsBox(geometry, box)) };
}

/** A box in the projected CRS `epsg`: its edges are straight there and curves in lon/lat. */
export function bboxHitProjected(box: BboxCrs, epsg: number): BboxHit {
  const transform = crsTransform(4326, epsg);
  const [west, east, south, north] = edges(box, transform);
  const outer: BboxLonLat = [least(west, 0), least(south, 1), greatest(east, 0), greatest(north, 1)];
  const inner: BboxLonLat = [greatest(west, 0), greatest(south, 1), least(east, 0), least(north, 1)];
  const promised = [...outer, ...inner].every(Number.isFinite) && inner[0] < inner[2] && inner[1] < inner[3];
  const finite = outer.every(Number.isFinite);
  return {
    outer: finite ? [outer] : [[-180, -90, 180, 90]],
    inner: [promised ? inner : null],
    hits: (geometry) => polygonMeetsBox(geometry, box, transform),
  };
}

/** The four edges in lon/lat, densified. */
function edges([xMin, yMin, xMax, yMax]: BboxCrs, { inverse }: CrsTransform): [Position[], Position[], Position[], Position[]] {
  const along = (from: number, to: number, step: number): number => from + ((to - from) * step) / STEPS;
  const steps = Array.from({ length: STEPS + 1 }, (_, step) => step);
  return [
    steps.map((step) => inverse(xMin, along(yMin, yMax, step))),
    steps.map((step) => inverse(xMax, along(yMin, yMax, step))),
    steps.map((step) => inverse(along(xMin, xMax, step), yMin)),
    steps.map((step) => inverse(along(xMin, xMax, step), yMax)),
  ];
}

function least(points: readonly Position[], ordinate: 0 | 1): number {
  return Math.min(...points.map((point) => point[ordinate] ?? Number.NaN));
}

function greatest(points: readonly Position[], ordinate: 0 | 1): number {
  return Math.max(...points.map((point) => point[ordinate] ?? Number.NaN));
}

/** Whether a polygon (lon/lat, moved by `transform` if given) and a closed box share a point. */
export function polygonMeetsBox(geometry: Polygon | MultiPolygon, box: BboxCrs, transform?: CrsTransform): boolean {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some((rings) => {
    const moved = transform == null ? rings : rings.map((ring) => ring.map(([x = Number.NaN, y = Number.NaN]) => transform.forward(x, y)));
    return moved.some((ring) => ringMeetsBox(ring, box)) || contains(moved, box[0], box[1]);
  });
}

/** An edge of the ring touches the box: Liang–Barsky clipping. */
function ringMeetsBox(ring: readonly Position[], [xMin, yMin, xMax, yMax]: BboxCrs): boolean {
  for (let i = 1; i < ring.length; i++) {
    const [x0 = Number.NaN, y0 = Number.NaN] = ring[i - 1] ?? [];
    const [x1 = Number.NaN, y1 = Number.NaN] = ring[i] ?? [];
    let enter = 0;
    let leave = 1;
    const clip = (delta: number, room: number): void => {
      if (delta === 0) {
        if (room < 0) leave = -1;
      } else if (delta < 0) enter = Math.max(enter, room / delta);
      else leave = Math.min(leave, room / delta);
    };
    clip(x0 - x1, x0 - xMin);
    clip(x1 - x0, xMax - x0);
    clip(y0 - y1, y0 - yMin);
    clip(y1 - y0, yMax - y0);
    if (enter <= leave) return true;
  }
  return false;
}

/** Even-odd rule over all rings, so that holes count as outside. */
function contains(rings: readonly (readonly Position[])[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [x0 = Number.NaN, y0 = Number.NaN] = ring[i - 1] ?? [];
      const [x1 = Number.NaN, y1 = Number.NaN] = ring[i] ?? [];
      if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
    }
  }
  return inside;
}
