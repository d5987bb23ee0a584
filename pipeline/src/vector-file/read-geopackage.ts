import { LandsichtError } from '@landsicht/core';
import type { Geometry } from 'geojson';
import initSqlJs, { type SqlJsDatabase, type SqlJsValue } from 'sql.js';
import { epsgOfWkt } from './epsg-of-wkt.js';
import type { FeatureFile, FieldValue, ReadFeaturesOptions, VectorFeature } from './feature-file.js';
import { readWkb } from './read-wkb.js';

/** Bytes of the envelope by the code in the flags of a geometry's header (OGC 12-128r18, 2.1.3). */
const envelopeBytes = [0, 32, 48, 48, 64];

export async function readGeoPackage(bytes: Uint8Array, path: string, { layer, epsg }: ReadFeaturesOptions): Promise<FeatureFile> {
  const { Database } = await initSqlJs();
  const database = new Database(bytes);
  try {
    const layers = rowsOf(
      database,
      `SELECT c.table_name AS name, g.column_name AS geometry, s.organization AS organization, s.organization_coordsys_id AS code, s.definition AS definition
       FROM gpkg_contents c JOIN gpkg_geometry_columns g ON g.table_name = c.table_name LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
       WHERE c.data_type = 'features' ORDER BY c.table_name`,
    );
    const names = layers.map(({ name }) => String(name)).join(', ');
    const chosen = layer == null && layers.length === 1 ? layers[0] : layers.find(({ name }) => name === layer);
    if (chosen == null) {
      throw new LandsichtError(
        'vector-invalid',
        `${path}: has the layers ${names || 'none'}; ${layer == null ? 'expected one: name the layer' : `no "${layer}"`}`,
      );
    }
    const table = String(chosen['name']);
    const column = String(chosen['geometry']);
    const code = Number(chosen['code']);
    const isEpsg = String(chosen['organization']).toUpperCase() === 'EPSG' && code > 0;
    const known = isEpsg ? code : (epsgOfWkt(String(chosen['definition'] ?? '')) ?? epsg);
    if (known == null)
      throw new LandsichtError('crs-missing', `${path}: layer ${table} names no EPSG code. Set it, e.g. ogr2ogr -a_srs EPSG:25833`);
    const rows = rowsOf(database, `SELECT * FROM ${quoted(table)}`);
    const fields = rowsOf(database, `PRAGMA table_info(${quoted(table)})`).flatMap(({ name }) => (name === column ? [] : [String(name)]));
    const features = rows.map((row, i): VectorFeature => {
      const { [column]: blob, ...properties } = row;
      const geometry = blob instanceof Uint8Array ? geometryOf(blob, `${path}: ${table}, row ${i + 1}`) : null;
      return { geometry, properties: properties as Record<string, FieldValue> };
    });
    return { path, layer: table, epsg: known, fields, features };
  } finally {
    database.close();
  }
}

function geometryOf(blob: Uint8Array, where: string): Geometry | null {
  if (blob[0] !== 0x47 || blob[1] !== 0x50)
    throw new LandsichtError('vector-invalid', `${where}: no GeoPackage geometry. Write the file again, e.g. with ogr2ogr`);
  const flags = blob[3] ?? 0;
  if ((flags & 0x10) !== 0) return null; // empty
  return readWkb(blob.subarray(8 + (envelopeBytes[(flags >> 1) & 7] ?? 0)), where);
}

function rowsOf(database: SqlJsDatabase, sql: string): Record<string, SqlJsValue>[] {
  const statement = database.prepare(sql);
  const rows: Record<string, SqlJsValue>[] = [];
  try {
    while (statement.step()) rows.push(statement.getAsObject());
  } finally {
    statement.free();
  }
  return rows;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
