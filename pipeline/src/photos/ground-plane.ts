import { crsTransform, utmEpsgFor } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';

/** x east and y north in metres, from a place on the ground. */
export type PointM = readonly [x: number, y: number];

export interface LonLat {
  readonly lonDeg: number;
  readonly latDeg: number;
}

/** Rings of a parcel, outer and holes alike, in metres around `from`. */
export function ringsAround(parcel: Polygon | MultiPolygon, from: LonLat): PointM[][] {
  const { forward } = crsTransform(4326, utmEpsgFor(from.lonDeg, from.latDeg));
  const [x0, y0] = forward(from.lonDeg, from.latDeg);
  const polygons = parcel.type === 'Polygon' ? [parcel.coordinates] : parcel.coordinates;
  return polygons.flat().map((ring) =>
    ring.map(([lon = 0, lat = 0]): PointM => {
      const [x, y] = forward(lon, lat);
      return [x - x0, y - y0];
    }),
  );
}

/** Metres from the origin to the nearest edge. */
export function distanceToEdgeM(rings: readonly (readonly PointM[])[]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const ring of rings) {
    for (const [[ax, ay], [bx, by]] of edges(ring)) {
      const [dx, dy] = [bx - ax, by - ay];
      const lengthSquared = dx * dx + dy * dy;
      const t = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / lengthSquared));
      nearest = Math.min(nearest, Math.hypot(ax + t * dx, ay + t * dy));
    }
  }
  return nearest;
}

/** Whether a ray from the origin (degrees clockwise from north) crosses an edge within `reachM`. */
export function rayMeets(rings: readonly (readonly PointM[])[], bearingDeg: number, reachM: number): boolean {
  const bearing = (bearingDeg * Math.PI) / 180;
  const [ux, uy] = [Math.sin(bearing), Math.cos(bearing)];
  for (const ring of rings) {
    for (const [[ax, ay], [bx, by]] of edges(ring)) {
      const [dx, dy] = [bx - ax, by - ay];
      const cross = ux * dy - uy * dx;
      if (cross === 0) continue;
      const along = (ax * dy - ay * dx) / cross;
      const onEdge = (ax * uy - ay * ux) / cross;
      if (along >= 0 && along <= reachM && onEdge >= 0 && onEdge <= 1) return true;
    }
  }
  return false;
}

const EARTH_RADIUS_M = 6_371_008.8;

/** Great-circle distance (haversine). */
export function distanceM(a: LonLat, b: LonLat): number {
  const rad = Math.PI / 180;
  const [dLat, dLon] = [(b.latDeg - a.latDeg) * rad, (b.lonDeg - a.lonDeg) * rad];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.latDeg * rad) * Math.cos(b.latDeg * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

function* edges(ring: readonly PointM[]): Generator<readonly [PointM, PointM]> {
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = [ring[i], ring[(i + 1) % ring.length]];
    if (a != null && b != null) yield [a, b];
  }
}
