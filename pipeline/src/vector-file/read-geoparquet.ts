import { LandsichtError } from '@landsicht/core';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { z } from 'zod';
import type { FeatureFile, FieldValue, ReadFeaturesOptions, VectorFeature } from './feature-file.js';
import { layerNameOf } from './layer-name.js';
import { readWkb } from './read-wkb.js';

const geoSchema = z.object({
  primary_column: z.string(),
  columns: z.record(
    z.string(),
    z.object({
      encoding: z.string(),
      crs: z.object({ id: z.object({ authority: z.string(), code: z.union([z.number(), z.string()]) }).optional() }).nullish(),
    }),
  ),
});

/** GeoParquet 1.0/1.1 with WKB; without `crs` it is OGC:CRS84. fiboa files are such. */
export async function readGeoParquet(bytes: Uint8Array, path: string, { epsg }: ReadFeaturesOptions): Promise<FeatureFile> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const text = parquetMetadata(file).key_value_metadata?.find(({ key }) => key === 'geo')?.value;
  if (text == null)
    throw new LandsichtError(
      'vector-invalid',
      `${path}: a Parquet file without "geo" metadata. Write it as GeoParquet, e.g. ogr2ogr -f Parquet`,
    );
  const geo = geoSchema.parse(JSON.parse(text));
  const column = geo.primary_column;
  const { encoding, crs } = geo.columns[column] ?? {};
  if (encoding !== 'WKB') throw new LandsichtError('vector-unsupported', `${path}: geometry encoded as ${encoding}; expected WKB`);
  const id = crs?.id;
  const known = crs === undefined || id?.authority === 'OGC' ? 4326 : id?.authority === 'EPSG' ? Number(id.code) : epsg;
  if (known == null) throw new LandsichtError('crs-missing', `${path}: its CRS has no EPSG code. Set it, e.g. ogr2ogr -a_srs EPSG:25833`);
  const rows = await parquetReadObjects({ file, compressors, geoparquet: false, utf8: false });
  const features = rows.map((row, i): VectorFeature => {
    const { [column]: blob, ...rest } = row as Record<string, unknown>;
    const geometry = blob instanceof Uint8Array ? readWkb(blob, `${path}: row ${i + 1}`) : null;
    return { geometry, properties: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, plain(value)])) };
  });
  return { path, layer: layerNameOf(path), epsg: known, fields: Object.keys(rows[0] ?? {}).filter((name) => name !== column), features };
}

function plain(value: unknown): FieldValue {
  if (value == null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one));
}
