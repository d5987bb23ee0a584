import { LandsichtError } from '@landsicht/core';
import { ByteBuffer } from 'flatbuffers';
import type { Geometry, Position } from 'geojson';
import type { FeatureFile, FieldValue, ReadFeaturesOptions, VectorFeature } from './feature-file.js';
import { layerNameOf } from './layer-name.js';

/** Field offsets (4 + 2 × number) of header.fbs, crs.fbs and feature.fbs of FlatGeobuf 3. */
const header = { name: 4, geometryType: 8, columns: 18, featuresCount: 20, indexNodeSize: 22, crs: 24 } as const;
const columnField = { name: 4, type: 6 } as const;
const crsField = { code: 6 } as const;
const featureField = { geometry: 4, properties: 6 } as const;
const geometryField = { ends: 4, xy: 6, type: 16, parts: 18 } as const;

const types = ['', 'Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon', 'GeometryCollection'] as const;

/** FlatGeobuf 3, all features in file order. */
export function readFlatGeobuf(bytes: Uint8Array, path: string, { epsg }: ReadFeaturesOptions): FeatureFile {
  if (bytes[0] !== 0x66 || bytes[1] !== 0x67 || bytes[2] !== 0x62 || bytes[3] !== 3) {
    throw new LandsichtError('vector-invalid', `${path}: no FlatGeobuf of version 3. Write it again, e.g. with ogr2ogr -f FlatGeobuf`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(8, true);
  const head = new Table(new ByteBuffer(bytes.subarray(12, 12 + headerLength)));
  const columns = head
    .tables(header.columns)
    .map((column) => ({ name: column.text(columnField.name) ?? '', type: column.byte(columnField.type) }));
  const layerType = head.byte(header.geometryType);
  const count = head.long(header.featuresCount);
  const nodeSize = head.short(header.indexNodeSize, 16);
  const code = head.table(header.crs)?.int(crsField.code);
  const known = code != null && code > 0 ? code : epsg;
  if (known == null) throw new LandsichtError('crs-missing', `${path}: names no CRS. Set it, e.g. ogr2ogr -a_srs EPSG:25833`);
  let at = 12 + headerLength + indexBytes(count, nodeSize);
  const features: VectorFeature[] = [];
  while (at + 4 <= bytes.length) {
    const size = view.getUint32(at, true);
    const where = `${path}: feature ${features.length + 1}`;
    if (at + 4 + size > bytes.length)
      throw new LandsichtError('vector-invalid', `${where}: ends beyond the file. It is cut off; copy it again`);
    const feature = new Table(new ByteBuffer(bytes.subarray(at + 4, at + 4 + size)));
    const geometry = feature.table(featureField.geometry);
    features.push({
      geometry: geometry == null ? null : geometryOf(geometry, layerType, where),
      properties: propertiesOf(feature.bytes(featureField.properties), columns, where),
    });
    at += 4 + size;
  }
  return { path, layer: head.text(header.name) ?? layerNameOf(path), epsg: known, fields: columns.map(({ name }) => name), features };
}

/** Of the packed Hilbert R-tree: 40 bytes a node. */
function indexBytes(features: number, nodeSize: number): number {
  if (nodeSize < 2 || features === 0) return 0;
  let [level, nodes] = [features, features];
  do {
    level = Math.ceil(level / nodeSize);
    nodes += level;
  } while (level !== 1);
  return nodes * 40;
}

function geometryOf(table: Table, layerType: number, where: string): Geometry | null {
  const type = types[table.byte(geometryField.type) || layerType];
  const xy = table.doubles(geometryField.xy);
  const positions = Array.from({ length: xy.length / 2 }, (_, i): Position => [xy[2 * i] as number, xy[2 * i + 1] as number]);
  const ends = table.uints(geometryField.ends);
  const chains = (ends.length === 0 ? [positions.length] : ends).map((end, i, all) => positions.slice(i === 0 ? 0 : all[i - 1], end));
  switch (type) {
    case 'Point':
      return { type, coordinates: positions[0] ?? [] };
    case 'LineString':
    case 'MultiPoint':
      return { type, coordinates: positions };
    case 'MultiLineString':
    case 'Polygon':
      return { type, coordinates: chains };
    case 'MultiPolygon': {
      const parts = table.tables(geometryField.parts).map((part) => geometryOf(part, 3, where));
      return { type, coordinates: parts.flatMap((part) => (part?.type === 'Polygon' ? [part.coordinates] : [])) };
    }
    default:
      throw new LandsichtError(
        'vector-unsupported',
        `${where}: geometry of type "${type ?? 'unknown'}"; points, lines and polygons are read`,
      );
  }
}

type Column = { readonly name: string; readonly type: number };

/** Values as little-endian pairs of column number and value. */
function propertiesOf(bytes: Uint8Array, columns: readonly Column[], where: string): Record<string, FieldValue> {
  const properties: Record<string, FieldValue> = Object.fromEntries(columns.map(({ name }) => [name, null]));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder();
  let at = 0;
  const fixed = [
    [1, () => view.getInt8(at)],
    [1, () => view.getUint8(at)],
    [1, () => view.getUint8(at) !== 0],
    [2, () => view.getInt16(at, true)],
    [2, () => view.getUint16(at, true)],
    [4, () => view.getInt32(at, true)],
    [4, () => view.getUint32(at, true)],
    [8, () => Number(view.getBigInt64(at, true))],
    [8, () => Number(view.getBigUint64(at, true))],
    [4, () => view.getFloat32(at, true)],
    [8, () => view.getFloat64(at, true)],
  ] as const;
  while (at + 2 <= bytes.length) {
    const column = columns[view.getUint16(at, true)];
    at += 2;
    if (column == null)
      throw new LandsichtError('vector-invalid', `${where}: a value of a column the header does not have. Write the file again`);
    const kind = fixed[column.type];
    if (kind != null) {
      properties[column.name] = kind[1]();
      at += kind[0];
    } else {
      const length = view.getUint32(at, true);
      properties[column.name] = decoder.decode(bytes.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
  }
  return properties;
}

/** A FlatBuffers table read by field offset. */
class Table {
  readonly #buffer: ByteBuffer;
  readonly #at: number;

  constructor(buffer: ByteBuffer, at: number = buffer.readInt32(buffer.position()) + buffer.position()) {
    this.#buffer = buffer;
    this.#at = at;
  }

  #field(offset: number): number | null {
    const found = this.#buffer.__offset(this.#at, offset);
    return found === 0 ? null : this.#at + found;
  }

  byte(offset: number): number {
    const at = this.#field(offset);
    return at == null ? 0 : this.#buffer.readUint8(at);
  }

  short(offset: number, otherwise: number): number {
    const at = this.#field(offset);
    return at == null ? otherwise : this.#buffer.readUint16(at);
  }

  int(offset: number): number | null {
    const at = this.#field(offset);
    return at == null ? null : this.#buffer.readInt32(at);
  }

  long(offset: number): number {
    const at = this.#field(offset);
    return at == null ? 0 : Number(this.#buffer.readUint64(at));
  }

  text(offset: number): string | null {
    const at = this.#field(offset);
    return at == null ? null : String(this.#buffer.__string(at));
  }

  table(offset: number): Table | null {
    const at = this.#field(offset);
    return at == null ? null : new Table(this.#buffer, this.#buffer.__indirect(at));
  }

  tables(offset: number): Table[] {
    const { start, length } = this.#vector(offset);
    return Array.from({ length }, (_, i) => new Table(this.#buffer, this.#buffer.__indirect(start + 4 * i)));
  }

  bytes(offset: number): Uint8Array {
    const { start, length } = this.#vector(offset);
    return this.#buffer.bytes().subarray(start, start + length);
  }

  doubles(offset: number): number[] {
    const { start, length } = this.#vector(offset);
    return Array.from({ length }, (_, i) => this.#buffer.readFloat64(start + 8 * i));
  }

  uints(offset: number): number[] {
    const { start, length } = this.#vector(offset);
    return Array.from({ length }, (_, i) => this.#buffer.readUint32(start + 4 * i));
  }

  #vector(offset: number): { start: number; length: number } {
    const at = this.#field(offset);
    return at == null ? { start: 0, length: 0 } : { start: this.#buffer.__vector(at), length: this.#buffer.__vector_len(at) };
  }
}
