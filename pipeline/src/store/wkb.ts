import { LandsichtError } from '@landsicht/core';
import type { MultiPolygon, Polygon, Position } from 'geojson';

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

/** Reads both byte orders; `lake-damaged` where the bytes are no two-dimensional Polygon or MultiPolygon. */
export function fromWkb(bytes: Uint8Array): Polygon | MultiPolygon {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const need = (count: number): void => {
    if (at + count > bytes.byteLength) {
      throw new LandsichtError('lake-damaged', `WKB geometry ends after ${bytes.byteLength} bytes; expected at least ${at + count}`);
    }
  };
  const head = (): { type: number; count: number; little: boolean } => {
    need(9);
    const little = view.getUint8(at) === LITTLE_ENDIAN;
    const type = view.getUint32(at + 1, little);
    const count = view.getUint32(at + 5, little);
    at += 9;
    return { type, count, little };
  };
  const rings = (count: number, little: boolean): Position[][] => {
    const read: Position[][] = [];
    for (let r = 0; r < count; r++) {
      need(4);
      const points = view.getUint32(at, little);
      at += 4;
      need(16 * points);
      const ring: Position[] = new Array(points);
      for (let p = 0; p < points; p++, at += 16) ring[p] = [view.getFloat64(at, little), view.getFloat64(at + 8, little)];
      read.push(ring);
    }
    return read;
  };
  const outer = head();
  if (outer.type === POLYGON) return { type: 'Polygon', coordinates: rings(outer.count, outer.little) };
  if (outer.type !== MULTIPOLYGON) {
    throw new LandsichtError('lake-damaged', `WKB geometry: expected Polygon (3) or MultiPolygon (6), got type ${outer.type}`);
  }
  const polygons: Position[][][] = [];
  for (let p = 0; p < outer.count; p++) {
    const inner = head();
    if (inner.type !== POLYGON) throw new LandsichtError('lake-damaged', `WKB MultiPolygon: part ${p} has type ${inner.type}, expected 3`);
    polygons.push(rings(inner.count, inner.little));
  }
  return { type: 'MultiPolygon', coordinates: polygons };
}
