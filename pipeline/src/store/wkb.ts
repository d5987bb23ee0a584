import { errorMessage, LandsichtError } from '@landsicht/core';
import type { Geometry, MultiPolygon, Polygon } from 'geojson';
import { readWkb } from '../vector-file/read-wkb.js';

/** ISO WKB (OGC 06-103r4): geometry type codes. */
const POLYGON = 3;
const MULTIPOLYGON = 6;
const LITTLE_ENDIAN = 1;

/** Little-endian two-dimensional WKB; further ordinates of a position are left out. */
export function toWkb(geometry: Polygon | MultiPolygon): Uint8Array {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const polygonBytes = polygons.reduce((sum, rings) => sum + 9 + rings.reduce((s, ring) => s + 4 + 16 * ring.length, 0), 0);
  const bytes = new Uint8Array(polygonBytes + (geometry.type === 'Polygon' ? 0 : 9));
  const view = new DataView(bytes.buffer);
  let at = 0;
  const head = (type: number, count: number): void => {
    view.setUint8(at, LITTLE_ENDIAN);
    view.setUint32(at + 1, type, true);
    view.setUint32(at + 5, count, true);
    at += 9;
  };
  if (geometry.type === 'MultiPolygon') head(MULTIPOLYGON, polygons.length);
  for (const rings of polygons) {
    head(POLYGON, rings.length);
    for (const ring of rings) {
      view.setUint32(at, ring.length, true);
      at += 4;
      for (const [x = Number.NaN, y = Number.NaN] of ring) {
        view.setFloat64(at, x, true);
        view.setFloat64(at + 8, y, true);
        at += 16;
      }
    }
  }
  return bytes;
}

/** A Polygon or MultiPolygon of the lake; `lake-damaged` where the bytes are neither. */
export function fromWkb(bytes: Uint8Array): Polygon | MultiPolygon {
  let geometry: Geometry;
  try {
    geometry = readWkb(bytes, 'WKB');
  } catch (cause) {
    throw new LandsichtError('lake-damaged', errorMessage(cause), { cause });
  }
  if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') return geometry;
  throw new LandsichtError('lake-damaged', `WKB geometry: expected a Polygon or MultiPolygon, got a ${geometry.type}`);
}
