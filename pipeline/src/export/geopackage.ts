import type { AttributeValue } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';
import initSqlJs, { type SqlJsDatabase, type SqlJsValue } from 'sql.js';
import { toWkb } from '../store/wkb.js';
import { type CrsWkt, crsWkt } from './crs-wkt.js';
import { bothTitles, type ExportColumn } from './export-table.js';

export interface GeoPackageLayer {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly epsg: number;
  /** Of all features. */
  readonly geometryType: 'POLYGON' | 'MULTIPOLYGON';
  readonly columns: readonly Pick<ExportColumn, 'name' | 'title' | 'type' | 'unit'>[];
  /** ISO 8601; kept instead of the clock, so that the same results give the same bytes. */
  readonly lastChangeUtc: string;
}

export interface GeoPackageFeature {
  readonly geometry: Polygon | MultiPolygon;
  /** In the order of the columns. */
  readonly values: readonly AttributeValue[];
}

const columnTypes: Readonly<Record<ExportColumn['type'], string>> = {
  text: 'TEXT',
  number: 'DOUBLE',
  date: 'DATE',
  time: 'DATETIME',
  flag: 'BOOLEAN',
};

/** The bytes of a GeoPackage 1.3 (OGC 12-128r18) with one feature layer; column titles by its schema extension. No spatial index. */
export async function geoPackage(layer: GeoPackageLayer, features: Iterable<GeoPackageFeature>): Promise<Uint8Array> {
  const { Database } = await initSqlJs();
  const database = new Database();
  try {
    database.run('PRAGMA page_size = 4096');
    database.run('PRAGMA application_id = 1196444487'); // "GPKG"
    database.run('PRAGMA user_version = 10300');
    database.run('BEGIN');
    database.run(coreTables);
    addCrs(database, crsWkt(layer.epsg));
    addLayer(database, layer, addFeatures(database, layer, features));
    database.run('COMMIT');
    return database.export();
  } finally {
    database.close();
  }
}

/** Requirements 10–33 and the schema extension (annex F.9). */
const coreTables = `
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
  m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC,
  max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write');
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
`;

function addCrs(database: SqlJsDatabase, wanted: CrsWkt): void {
  const needed = wanted.epsg === 4326 ? [wanted] : [crsWkt(4326), wanted];
  for (const { epsg, name, wkt } of needed) {
    database.run('INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)', [name, epsg, 'EPSG', epsg, wkt]);
  }
}

type Extent = [minX: number, minY: number, maxX: number, maxY: number];

function addFeatures(database: SqlJsDatabase, layer: GeoPackageLayer, features: Iterable<GeoPackageFeature>): Extent {
  const columns = layer.columns.map(({ name, type }) => `${quoted(name)} ${columnTypes[type]}`);
  const table = quoted(layer.name);
  database.run(
    `CREATE TABLE ${table} (${['fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL', `geom ${layer.geometryType}`, ...columns].join(', ')})`,
  );
  const names = ['geom', ...layer.columns.map(({ name }) => quoted(name))];
  const statement = database.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`);
  const all: Extent = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { geometry, values } of features) {
    const one = layer.geometryType === 'MULTIPOLYGON' ? asMulti(geometry) : geometry;
    statement.run([geometryBlob(one, layer.epsg, all), ...values.map(sqlValue)]);
  }
  statement.free();
  return all;
}

function addLayer(database: SqlJsDatabase, layer: GeoPackageLayer, extent: Extent): void {
  const bounds = extent.map((value) => (Number.isFinite(value) ? value : null));
  database.run('INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
    layer.name,
    'features',
    layer.title,
    layer.description,
    layer.lastChangeUtc,
    ...bounds,
    layer.epsg,
  ]);
  database.run('INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)', [layer.name, 'geom', layer.geometryType, layer.epsg]);
  const used = new Set<string>();
  for (const { name, title, unit } of layer.columns) {
    const unique = used.has(title.de) ? null : title.de;
    used.add(title.de);
    const described = unit == null ? bothTitles(title) : `${bothTitles(title)} [${unit}]`;
    database.run('INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)', [layer.name, name, unique, title.de, described]);
  }
}

function sqlValue(value: AttributeValue): SqlJsValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function asMulti(geometry: Polygon | MultiPolygon): MultiPolygon {
  return geometry.type === 'MultiPolygon' ? geometry : { type: 'MultiPolygon', coordinates: [geometry.coordinates] };
}

/** GeoPackageBinary: magic, version 0, flags (little-endian, envelope of x and y), srs_id, envelope, WKB. Widens `all`. */
function geometryBlob(geometry: Polygon | MultiPolygon, epsg: number, all: Extent): Uint8Array {
  const extent: Extent = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
  for (const ring of rings) for (const [x = 0, y = 0] of ring) widen(extent, x, y);
  widen(all, extent[0], extent[1]);
  widen(all, extent[2], extent[3]);
  const wkb = toWkb(geometry);
  const bytes = new Uint8Array(40 + wkb.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x47, 0x50, 0, 0b11]);
  view.setInt32(4, epsg, true);
  [extent[0], extent[2], extent[1], extent[3]].forEach((value, i) => {
    view.setFloat64(8 + 8 * i, value, true);
  });
  bytes.set(wkb, 40);
  return bytes;
}

function widen(extent: Extent, x: number, y: number): void {
  if (x < extent[0]) extent[0] = x;
  if (y < extent[1]) extent[1] = y;
  if (x > extent[2]) extent[2] = x;
  if (y > extent[3]) extent[3] = y;
}
