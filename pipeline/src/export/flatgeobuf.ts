import type { AttributeValue, Detection } from '@landsicht/core';
import { Builder } from 'flatbuffers';
import type { Position } from 'geojson';
import { crsWkt } from './crs-wkt.js';
import { bothTitles, type ExportColumn, type ExportTable, layerNameOf, outlineIn, partsOf } from './export-table.js';
import { hilbertOrder, INDEX_NODE_SIZE, type IndexedBox, packedIndex } from './packed-index.js';

/** Field numbers and codes of the schemas header.fbs and feature.fbs, version 3. */
const magic = Uint8Array.of(0x66, 0x67, 0x62, 3, 0x66, 0x67, 0x62, 0);
const geometryCode = { Polygon: 3, MultiPolygon: 6 } as const;
const columnCode: Readonly<Record<ExportColumn['type'], number>> = { text: 11, number: 10, date: 13, time: 13, flag: 2 };

/** A FlatGeobuf 3 file with its spatial index: features in Hilbert order, column titles, CRS. */
export function flatGeobuf({ info, columns, detections, attribution }: ExportTable, epsg: number): Uint8Array {
  const items = detections.map((detection) => {
    const parts = partsOf(outlineIn(detection, epsg));
    return { detection, parts, box: boxOf(parts) };
  });
  const extent = extentOf(items.map(({ box }) => box));
  const sorted = hilbertOrder(
    items.map(({ box }) => box),
    extent,
  ).map((i) => items[i] as (typeof items)[number]);
  const geometryType = detections.some(({ geometry }) => geometry.type === 'MultiPolygon') ? 'MultiPolygon' : 'Polygon';
  const features = sorted.map(({ detection, parts }) => featureBytes(parts, geometryType, propertyBytes(columns, detection)));
  const header = headerBytes({
    name: layerNameOf(info),
    title: bothTitles(info.title),
    description: attribution,
    columns,
    count: detections.length,
    geometryType,
    epsg,
    extent,
  });
  let offset = 0;
  const leaves = sorted.map(({ box }, i): IndexedBox => {
    const leaf = { box, offset };
    offset += features[i]?.length ?? 0;
    return leaf;
  });
  return new Uint8Array(Buffer.concat([magic, header, packedIndex(leaves), ...features]));
}

type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

function boxOf(parts: readonly Position[][][]): Box {
  const xs = parts.flatMap((part) => (part[0] ?? []).map(([x = 0]) => x));
  const ys = parts.flatMap((part) => (part[0] ?? []).map(([, y = 0]) => y));
  const extreme = (values: readonly number[], which: 'min' | 'max'): number => values.reduce((a, b) => Math[which](a, b), values[0] ?? 0);
  return [extreme(xs, 'min'), extreme(ys, 'min'), extreme(xs, 'max'), extreme(ys, 'max')];
}

function extentOf(boxes: readonly Box[]): Box | null {
  return boxes.reduce<Box | null>(
    (all, [w, s, e, n]) =>
      all == null ? [w, s, e, n] : [Math.min(all[0], w), Math.min(all[1], s), Math.max(all[2], e), Math.max(all[3], n)],
    null,
  );
}

interface Header {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly columns: readonly ExportColumn[];
  readonly count: number;
  readonly geometryType: keyof typeof geometryCode;
  readonly epsg: number;
  readonly extent: Box | null;
}

function headerBytes({ name, title, description, columns, count, geometryType, epsg, extent }: Header): Uint8Array {
  const builder = new Builder(1024);
  const columnTables = columns.map((column) => columnTable(builder, column));
  builder.startVector(4, columnTables.length, 4);
  for (const table of columnTables.toReversed()) builder.addOffset(table);
  const columnVector = builder.endVector();
  const crs = crsTable(builder, epsg);
  const [nameText, titleText, descriptionText] = [name, title, description].map((text) => builder.createString(text)) as [
    number,
    number,
    number,
  ];
  const envelope = extent == null ? 0 : doubles(builder, extent);
  builder.startObject(14);
  builder.addFieldOffset(0, nameText, 0);
  builder.addFieldOffset(1, envelope, 0);
  builder.addFieldInt8(2, geometryCode[geometryType], 0);
  builder.addFieldOffset(7, columnVector, 0);
  builder.addFieldInt64(8, BigInt(count), 0n);
  builder.addFieldInt16(9, count === 0 ? 0 : INDEX_NODE_SIZE, 16);
  builder.addFieldOffset(10, crs, 0);
  builder.addFieldOffset(11, titleText, 0);
  builder.addFieldOffset(12, descriptionText, 0);
  builder.finishSizePrefixed(builder.endObject());
  return builder.asUint8Array();
}

function columnTable(builder: Builder, { name, title, type, unit }: ExportColumn): number {
  const nameText = builder.createString(name);
  const titleText = builder.createString(title.de);
  const description = builder.createString(unit == null ? bothTitles(title) : `${bothTitles(title)} [${unit}]`);
  builder.startObject(11);
  builder.addFieldOffset(0, nameText, 0);
  builder.addFieldInt8(1, columnCode[type], 0);
  builder.addFieldOffset(2, titleText, 0);
  builder.addFieldOffset(3, description, 0);
  return builder.endObject();
}

function crsTable(builder: Builder, epsg: number): number {
  const { name, wkt } = crsWkt(epsg);
  const [org, nameText, wktText] = ['EPSG', name, wkt].map((text) => builder.createString(text)) as [number, number, number];
  builder.startObject(6);
  builder.addFieldOffset(0, org, 0);
  builder.addFieldInt32(1, epsg, 0);
  builder.addFieldOffset(2, nameText, 0);
  builder.addFieldOffset(4, wktText, 0);
  return builder.endObject();
}

function featureBytes(parts: readonly Position[][][], type: keyof typeof geometryCode, properties: Uint8Array): Uint8Array {
  const builder = new Builder(1024);
  const propertyVector = builder.createByteVector(properties);
  const polygons = parts.map((rings) => polygonTable(builder, rings));
  let geometry = polygons[0] ?? 0;
  if (type === 'MultiPolygon') {
    builder.startVector(4, polygons.length, 4);
    for (const polygon of polygons.toReversed()) builder.addOffset(polygon);
    const partVector = builder.endVector();
    builder.startObject(8);
    builder.addFieldInt8(6, geometryCode.MultiPolygon, 0);
    builder.addFieldOffset(7, partVector, 0);
    geometry = builder.endObject();
  }
  builder.startObject(3);
  builder.addFieldOffset(0, geometry, 0);
  builder.addFieldOffset(1, propertyVector, 0);
  builder.finishSizePrefixed(builder.endObject());
  return builder.asUint8Array();
}

function polygonTable(builder: Builder, rings: readonly Position[][]): number {
  let ends = 0;
  if (rings.length > 1) {
    let end = 0;
    const sums = rings.map((ring) => (end += ring.length));
    builder.startVector(4, sums.length, 4);
    for (const sum of sums.toReversed()) builder.addInt32(sum);
    ends = builder.endVector();
  }
  const xy = doubles(
    builder,
    rings.flatMap((ring) => ring.flatMap(([x = 0, y = 0]) => [x, y])),
  );
  builder.startObject(8);
  builder.addFieldOffset(0, ends, 0);
  builder.addFieldOffset(1, xy, 0);
  builder.addFieldInt8(6, geometryCode.Polygon, 0);
  return builder.endObject();
}

function doubles(builder: Builder, values: readonly number[]): number {
  builder.startVector(8, values.length, 8);
  for (let i = values.length - 1; i >= 0; i--) builder.addFloat64(values[i] as number);
  return builder.endVector();
}

/** Column number (uint16) and value for each column that is not null. */
function propertyBytes(columns: readonly ExportColumn[], detection: Detection): Uint8Array {
  const parts: Uint8Array[] = [];
  columns.forEach((column, i) => {
    const value = column.value(detection);
    if (value != null) parts.push(Uint8Array.of(i & 0xff, i >>> 8), valueBytes(value, column.type));
  });
  return new Uint8Array(Buffer.concat(parts));
}

function valueBytes(value: NonNullable<AttributeValue>, type: ExportColumn['type']): Uint8Array {
  if (type === 'flag') return Uint8Array.of(value === true ? 1 : 0);
  if (type === 'number') return new Uint8Array(Float64Array.of(Number(value)).buffer);
  const text = new TextEncoder().encode(String(value));
  const bytes = new Uint8Array(4 + text.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  return bytes;
}
