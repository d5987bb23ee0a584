/** Nesting depth of `coordinates` above a position, by GeoJSON type (RFC 7946). */
const depths: Readonly<Record<string, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

export interface GeometryFault {
  /** Below `geometry`, e.g. `.coordinates[0][3]`. */
  readonly place: string;
  readonly expected: string;
  readonly got: unknown;
}

/** What is wrong with a GeoJSON geometry in lon/lat degrees, or null. Ring orientation is not checked (older writers ignore it). */
export function geometryFault(geometry: unknown): GeometryFault | null {
  const { type, coordinates, geometries } = (geometry ?? {}) as { type?: unknown; coordinates?: unknown; geometries?: unknown };
  if (type === 'GeometryCollection' && Array.isArray(geometries)) {
    for (const [i, part] of geometries.entries()) {
      const wrong = geometryFault(part);
      if (wrong != null) return { ...wrong, place: `.geometries[${i}]${wrong.place}` };
    }
    return null;
  }
  const depth = typeof type === 'string' && Object.hasOwn(depths, type) ? depths[type] : undefined;
  if (depth == null) return { place: '.type', expected: 'a GeoJSON geometry type or null', got: type };
  const polygonal = type === 'Polygon' || type === 'MultiPolygon';
  return coordinatesFault(coordinates, depth, polygonal, '.coordinates');
}

function coordinatesFault(value: unknown, depth: number, polygonal: boolean, place: string): GeometryFault | null {
  if (!Array.isArray(value)) return { place, expected: 'a list', got: value };
  if (depth === 0) return positionFault(value, place);
  if (depth === 1 && polygonal) {
    const wrong = ringFault(value, place);
    if (wrong != null) return wrong;
  }
  if (value.length === 0) return { place, expected: 'at least one member', got: value };
  for (const [i, part] of value.entries()) {
    const wrong = coordinatesFault(part, depth - 1, polygonal, `${place}[${i}]`);
    if (wrong != null) return wrong;
  }
  return null;
}

function positionFault(position: readonly unknown[], place: string): GeometryFault | null {
  const [lon, lat] = position;
  const ok = typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= 360 && Math.abs(lat) <= 91; // pixel edges of global grids reach a little beyond the pole
  return ok
    ? null
    : { place, expected: '[longitude, latitude] in degrees (projected coordinates must be converted to EPSG:4326)', got: position };
}

function ringFault(ring: readonly unknown[], place: string): GeometryFault | null {
  if (ring.length < 4) return { place, expected: 'a ring of at least four positions', got: ring };
  const closed = JSON.stringify(ring[0]) === JSON.stringify(ring[ring.length - 1]);
  return closed ? null : { place, expected: 'a closed ring (last position = first)', got: [ring[0], ring[ring.length - 1]] };
}
