import type { BboxLonLat } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';

/** Smallest box around the outer rings. Geometries that cross the antimeridian are cut there (RFC 7946), so west ≤ east. */
export function geometryBbox(geometry: Polygon | MultiPolygon): BboxLonLat {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let [west, south, east, north] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [outer = []] of polygons) {
    for (const [x = Number.NaN, y = Number.NaN] of outer) {
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < south) south = y;
      if (y > north) north = y;
    }
  }
  return [west, south, east, north];
}
