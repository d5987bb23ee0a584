import { affine, type Grid } from '@landsicht/core';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { PixelRing, TracedPart } from './trace.js';

/** Outlines on pixel corners → closed rings in the CRS of the grid, exteriors counter-clockwise, holes clockwise (RFC 7946). */
export function pixelGeometry(parts: readonly TracedPart[], grid: Grid): Polygon | MultiPolygon {
  const polygons = parts.map(({ exterior, holes }) => [exterior, ...holes].map((ring) => placeRing(ring, grid)));
  const [only] = polygons;
  return polygons.length === 1 && only != null ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: polygons };
}

function placeRing(ring: PixelRing, { transform }: Grid): Position[] {
  const points: Position[] = [];
  for (let i = 0; i < ring.length; i += 2) points.push(affine.apply(transform, ring[i] as number, ring[i + 1] as number));
  points.push(points[0] as Position);
  const [a, b, , d, e] = transform;
  return a * e - b * d > 0 ? points.reverse() : points; // rows that run northward mirror the picture
}
