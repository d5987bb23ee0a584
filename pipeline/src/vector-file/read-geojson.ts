import { LandsichtError } from '@landsicht/core';
import type { Geometry } from 'geojson';
import type { FeatureFile, FieldValue, ReadFeaturesOptions, VectorFeature } from './feature-file.js';
import { layerNameOf } from './layer-name.js';

const geometryTypes = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'GeometryCollection'];

/** RFC 7946: longitude, latitude. The `crs` member of 2008, which GDAL and QGIS still write for projected data, is obeyed. */
export function readGeoJson(bytes: Uint8Array, path: string, { epsg }: ReadFeaturesOptions): FeatureFile {
  const document = JSON.parse(new TextDecoder().decode(bytes)) as {
    type?: string;
    features?: unknown;
    crs?: { properties?: { name?: string } };
  };
  const list = document.type === 'Feature' ? [document] : document.features;
  if (!Array.isArray(list)) {
    throw new LandsichtError(
      'vector-invalid',
      `${path}: type "${document.type}"; expected a FeatureCollection with features, or a Feature`,
    );
  }
  const fields = new Set<string>();
  const features = list.map((one: { geometry?: Geometry | null; properties?: Record<string, unknown> | null }, i): VectorFeature => {
    const geometry = one?.geometry ?? null;
    if (geometry != null && !geometryTypes.includes(geometry.type)) {
      throw new LandsichtError(
        'vector-invalid',
        `${path}: feature ${i}: geometry of type "${geometry.type}"; expected ${geometryTypes.join(', ')}`,
      );
    }
    const properties = Object.fromEntries(Object.entries(one?.properties ?? {}).map(([name, value]) => [name, plain(value)]));
    for (const name of Object.keys(properties)) fields.add(name);
    return { geometry, properties };
  });
  const named = /EPSG:+(?:[\d.]*:)?(\d+)$/i.exec(document.crs?.properties?.name ?? '')?.[1];
  return { path, layer: layerNameOf(path), epsg: named != null ? Number(named) : (epsg ?? 4326), fields: [...fields], features };
}

function plain(value: unknown): FieldValue {
  if (value == null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value ?? null;
  return JSON.stringify(value);
}
