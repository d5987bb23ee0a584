import { LandsichtError } from '@landsicht/core';
import type { Geometry, Position } from 'geojson';
import { epsgOfWkt } from './epsg-of-wkt.js';
import type { FeatureFile, FieldValue, ReadFeaturesOptions } from './feature-file.js';
import { layerNameOf } from './layer-name.js';
import { readDbf } from './read-dbf.js';

export interface ShapefileParts {
  readonly shp: Uint8Array;
  readonly dbf: Uint8Array | null;
  readonly prj: Uint8Array | null;
  readonly cpg: Uint8Array | null;
}

/** ESRI Shapefile Technical Description (1998): points, lines and polygons, with or without z and m (left out). */
export function readShapefile({ shp, dbf, prj, cpg }: ShapefileParts, path: string, { epsg }: ReadFeaturesOptions): FeatureFile {
  const wkt = prj == null ? null : new TextDecoder().decode(prj);
  const known = wkt == null ? epsg : (epsgOfWkt(wkt) ?? epsg);
  if (known == null) {
    throw new LandsichtError(
      'crs-missing',
      wkt == null
        ? `${path}: the .prj beside it is missing, so its place on earth is unknown. Put it there, or name the CRS with --epsg 25833`
        : `${path}: its .prj names no CRS that is known (${wkt.slice(0, 60)}…). Name it with --epsg 25833`,
    );
  }
  if (dbf == null)
    throw new LandsichtError('not-found', `${path}: the .dbf with the attributes is missing beside it. Copy all parts of the Shapefile`);
  const geometries = readShapes(shp, path);
  const { fields, rows } = readDbf(dbf, path, cpg == null ? null : new TextDecoder().decode(cpg));
  if (rows.length !== geometries.length) {
    throw new LandsichtError(
      'vector-invalid',
      `${path}: ${geometries.length} shapes but ${rows.length} rows in the .dbf. The parts are not of one file; copy them again`,
    );
  }
  const features = geometries.flatMap((geometry, i) => {
    const row = rows[i];
    return row == null ? [] : [{ geometry, properties: row as Record<string, FieldValue> }]; // null: deleted
  });
  return { path, layer: layerNameOf(path), epsg: known, fields, features };
}

function readShapes(shp: Uint8Array, path: string): (Geometry | null)[] {
  const view = new DataView(shp.buffer, shp.byteOffset, shp.byteLength);
  if (shp.length < 100 || view.getInt32(0) !== 9994)
    throw new LandsichtError('vector-invalid', `${path}: no Shapefile (its file code is missing). Copy it again`);
  const shapes: (Geometry | null)[] = [];
  let at = 100;
  while (at + 12 <= shp.length) {
    const end = at + 8 + 2 * view.getInt32(at + 4);
    const where = `${path}: shape ${shapes.length + 1}`;
    if (end > shp.length || end < at + 12)
      throw new LandsichtError('vector-invalid', `${where}: ends beyond the file (${shp.length} bytes). It is cut off; copy it again`);
    shapes.push(readShape(new DataView(shp.buffer, shp.byteOffset + at + 8, end - at - 8), where));
    at = end;
  }
  return shapes;
}

function readShape(view: DataView, where: string): Geometry | null {
  const type = view.getInt32(0, true);
  const xy = (at: number): Position => [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
  switch (type % 10) {
    case 0:
      return null;
    case 1:
      return { type: 'Point', coordinates: xy(4) };
    case 8:
      return { type: 'MultiPoint', coordinates: Array.from({ length: view.getInt32(36, true) }, (_, i) => xy(40 + 16 * i)) };
    case 3:
    case 5: {
      const [parts, points] = [view.getInt32(36, true), view.getInt32(40, true)];
      if (parts < 0 || points < 0 || 44 + 4 * parts + 16 * points > view.byteLength) {
        throw new LandsichtError(
          'vector-invalid',
          `${where}: claims ${parts} parts with ${points} points, more than its bytes hold. Copy it again`,
        );
      }
      const starts = Array.from({ length: parts }, (_, i) => view.getInt32(44 + 4 * i, true));
      const chains = starts.map((start, i) => {
        const stop = starts[i + 1] ?? points;
        return Array.from({ length: Math.max(0, stop - start) }, (_, k) => xy(44 + 4 * parts + 16 * (start + k)));
      });
      return type % 10 === 3 ? { type: 'MultiLineString', coordinates: chains } : polygonsOf(chains);
    }
    default:
      throw new LandsichtError(
        'vector-unsupported',
        `${where}: shape type ${type}; points, lines and polygons are read. Convert it, e.g. with ogr2ogr`,
      );
  }
}

/** Outer rings turn clockwise, holes counter-clockwise; a hole belongs to the smallest outer ring around its first point. */
function polygonsOf(rings: readonly Position[][]): Geometry | null {
  const outer: { ring: Position[]; area: number; holes: Position[][] }[] = [];
  const holes: Position[][] = [];
  for (const ring of rings.filter((one) => one.length > 0)) {
    const area = signedArea(ring);
    if (area <= 0) outer.push({ ring, area: -area, holes: [] });
    else holes.push(ring);
  }
  for (const hole of holes) {
    const around = outer.filter(({ ring }) => holds(ring, hole[0] as Position)).sort((a, b) => a.area - b.area)[0];
    if (around != null) around.holes.push(hole);
    else outer.push({ ring: hole.toReversed(), area: signedArea(hole), holes: [] }); // a lone ring of the wrong turn is ground
  }
  const polygons = outer.map(({ ring, holes: own }) => [ring, ...own]);
  if (polygons.length === 0) return null;
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0] as Position[][] }
    : { type: 'MultiPolygon', coordinates: polygons };
}

/** Positive where the ring turns counter-clockwise. */
function signedArea(ring: readonly Position[]): number {
  const [x0 = 0, y0 = 0] = ring[0] ?? [];
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    const [[xa = 0, ya = 0], [xb = 0, yb = 0]] = [ring[i - 1] as Position, ring[i] as Position];
    twice += (xa - x0) * (yb - y0) - (xb - x0) * (ya - y0);
  }
  return twice / 2;
}

function holds(ring: readonly Position[], [x = 0, y = 0]: Position): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[xa = 0, ya = 0], [xb = 0, yb = 0]] = [ring[i] as Position, ring[j] as Position];
    if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside;
  }
  return inside;
}
