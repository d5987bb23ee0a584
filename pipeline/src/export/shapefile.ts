import { type AttributeValue, LandsichtError } from '@landsicht/core';
import type { Position } from 'geojson';
import { crsWkt } from './crs-wkt.js';
import { dbfTable } from './dbf.js';
import { type ExportTable, outlineIn, partsOf } from './export-table.js';

const HEADER_BYTES = 100;
const POLYGON = 5;
/** Offsets are counted in 16-bit words of a signed 32-bit number; most programs stop at 2 GiB. */
const MAX_BYTES = 2 ** 31 - 1;

/** Parts of a Shapefile (Esri white paper, July 1998) by extension: polygons, columns by short name, CRS, encoding UTF-8. */
export function shapefile({ columns, detections }: ExportTable, epsg: number): ReadonlyMap<string, Uint8Array> {
  const records = detections.map((detection) => polygonRecord(partsOf(outlineIn(detection, epsg))));
  const rows = detections.map((detection) => columns.map((column): AttributeValue => column.value(detection)));
  const dbf = dbfTable(columns, rows);
  const { shp, shx } = mainAndIndex(records);
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  return new Map([
    ['shp', shp],
    ['shx', shx],
    ['dbf', dbf],
    ['prj', text(crsWkt(epsg).esriWkt)],
    ['cpg', text('UTF-8')],
  ]);
}

interface PolygonRecord {
  /** Without the record header. */
  readonly content: Uint8Array;
  readonly extent: readonly [minX: number, minY: number, maxX: number, maxY: number];
}

/** Outer rings clockwise, holes counter-clockwise: the other way round than in GeoJSON. */
function polygonRecord(parts: readonly Position[][][]): PolygonRecord {
  const rings = parts.flatMap((part) => part.map((ring, i) => turned(ring, i === 0)));
  const points = rings.reduce((sum, ring) => sum + ring.length, 0);
  const content = new Uint8Array(44 + 4 * rings.length + 16 * points);
  const view = new DataView(content.buffer);
  view.setInt32(0, POLYGON, true);
  view.setInt32(36, rings.length, true);
  view.setInt32(40, points, true);
  let [minX, minY, maxX, maxY] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let point = 0;
  rings.forEach((ring, r) => {
    view.setInt32(44 + 4 * r, point, true);
    for (const [x = 0, y = 0] of ring) {
      const at = 44 + 4 * rings.length + 16 * point++;
      view.setFloat64(at, x, true);
      view.setFloat64(at + 8, y, true);
      minX = Math.min(minX, x);
      minY = Math.min(minY, y);
      maxX = Math.max(maxX, x);
      maxY = Math.max(maxY, y);
    }
  });
  [minX, minY, maxX, maxY].forEach((value, i) => {
    view.setFloat64(4 + 8 * i, value, true);
  });
  return { content, extent: [minX, minY, maxX, maxY] };
}

function turned(ring: readonly Position[], clockwise: boolean): readonly Position[] {
  const [ox = 0, oy = 0] = ring[0] ?? [];
  let doubled = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i - 1] ?? [];
    const [bx = 0, by = 0] = ring[i] ?? [];
    doubled += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
  }
  return doubled < 0 === clockwise ? ring : ring.toReversed();
}

function mainAndIndex(records: readonly PolygonRecord[]): { readonly shp: Uint8Array; readonly shx: Uint8Array } {
  const bytes = records.reduce((sum, { content }) => sum + 8 + content.length, HEADER_BYTES);
  if (bytes > MAX_BYTES) {
    throw new LandsichtError('bad-argument', `A Shapefile holds at most 2 GiB of outlines, got ${bytes} bytes. Use --format gpkg`);
  }
  const extent = [0, 1, 2, 3].map((i) =>
    records.reduce((far, one) => Math[i < 2 ? 'min' : 'max'](far, one.extent[i] ?? 0), records[0]?.extent[i] ?? 0),
  );
  const shp = withHeader(bytes, extent);
  const shx = withHeader(HEADER_BYTES + 8 * records.length, extent);
  const [shpView, shxView] = [new DataView(shp.buffer), new DataView(shx.buffer)];
  let at = HEADER_BYTES;
  records.forEach(({ content }, i) => {
    shpView.setInt32(at, i + 1);
    shpView.setInt32(at + 4, content.length / 2);
    shp.set(content, at + 8);
    shxView.setInt32(HEADER_BYTES + 8 * i, at / 2);
    shxView.setInt32(HEADER_BYTES + 8 * i + 4, content.length / 2);
    at += 8 + content.length;
  });
  return { shp, shx };
}

function withHeader(bytes: number, extent: readonly number[]): Uint8Array {
  const file = new Uint8Array(bytes);
  const view = new DataView(file.buffer);
  view.setInt32(0, 9994);
  view.setInt32(24, bytes / 2);
  view.setInt32(28, 1000, true);
  view.setInt32(32, POLYGON, true);
  extent.forEach((value, i) => {
    view.setFloat64(36 + 8 * i, value, true);
  });
  return file;
}
