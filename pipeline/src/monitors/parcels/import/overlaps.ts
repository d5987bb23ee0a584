import { intersect } from '@turf/turf';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { ringArea } from './ring-checks.js';

export interface PlanarParcel {
  readonly id: string;
  /** In metres. */
  readonly geometry: Polygon | MultiPolygon;
}

export interface Overlap {
  readonly a: number;
  readonly b: number;
  readonly areaM2: number;
}

/** A strip of 10 cm along a 100 m border is drawing, not overlap. */
export const minimumOverlapM2 = 10;

/** Pairs of parcels that share ground, by sweeping their boxes west to east. */
export function overlapsOf(parcels: readonly PlanarParcel[]): Overlap[] {
  const boxes = parcels.map(({ geometry }) => boxOf(geometry));
  const order = [...parcels.keys()].sort((a, b) => (boxes[a]?.[0] ?? 0) - (boxes[b]?.[0] ?? 0));
  const overlaps: Overlap[] = [];
  let open: number[] = [];
  for (const i of order) {
    const box = boxes[i] as Box;
    open = open.filter((j) => (boxes[j] as Box)[2] > box[0]);
    for (const j of open) {
      const other = boxes[j] as Box;
      if (other[1] >= box[3] || other[3] <= box[1]) continue;
      const areaM2 = sharedAreaM2(parcels[i] as PlanarParcel, parcels[j] as PlanarParcel);
      if (areaM2 >= minimumOverlapM2) overlaps.push({ a: Math.min(i, j), b: Math.max(i, j), areaM2 });
    }
    open.push(i);
  }
  return overlaps.sort((one, other) => one.a - other.a || one.b - other.b);
}

type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

function boxOf(geometry: Polygon | MultiPolygon): Box {
  let [minX, minY, maxX, maxY] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [ring] of polygonsOf(geometry)) {
    for (const [x = 0, y = 0] of ring ?? []) {
      [minX, minY, maxX, maxY] = [Math.min(minX, x), Math.min(minY, y), Math.max(maxX, x), Math.max(maxY, y)];
    }
  }
  return [minX, minY, maxX, maxY];
}

export function polygonsOf(geometry: Polygon | MultiPolygon): readonly Position[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

/** Planar: turf clips coordinates as they are. */
export function sharedAreaM2(a: Pick<PlanarParcel, 'geometry'>, b: Pick<PlanarParcel, 'geometry'>): number {
  const feature = ({ geometry }: Pick<PlanarParcel, 'geometry'>) => ({
    type: 'Feature' as const,
    geometry: inMillimetres(geometry),
    properties: {},
  });
  const shared = intersect({ type: 'FeatureCollection', features: [feature(a), feature(b)] });
  return shared == null ? 0 : planarAreaM2(shared.geometry);
}

/** Borders that neighbours share differ by nanometres after a change of projection, which breaks clipping. */
function inMillimetres(geometry: Polygon | MultiPolygon): Polygon | MultiPolygon {
  const rounded = (polygon: readonly Position[][]) =>
    polygon.map((ring) => ring.map((position) => position.map((value) => Math.round(value * 1000) / 1000)));
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: rounded(geometry.coordinates) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map(rounded) };
}

export function planarAreaM2(geometry: Polygon | MultiPolygon): number {
  return polygonsOf(geometry).reduce(
    (sum, [outer = [], ...holes]) => sum + Math.abs(ringArea(outer)) - holes.reduce((all, hole) => all + Math.abs(ringArea(hole)), 0),
    0,
  );
}
