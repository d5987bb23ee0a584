import { writeFile } from 'node:fs/promises';
import { type AttributeValue, type Detection, errorMessage, LandsichtError, type MonitorAttribute } from '@landsicht/core';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import { writeError } from '../raster/write-error.js';
import { geometryBbox } from './geometry-bbox.js';
import { fromWkb, toWkb } from './wkb.js';

/** Rows are read and skipped by row group: small enough to skip usefully, large enough to compress. */
const ROW_GROUP_ROWS = 50_000;

const column = (name: string, type: NonNullable<SchemaElement['type']>, more: Partial<SchemaElement> = {}): SchemaElement => ({
  name,
  type,
  repetition_type: 'REQUIRED',
  ...more,
});
const text = (name: string): SchemaElement => column(name, 'BYTE_ARRAY', { converted_type: 'UTF8', logical_type: { type: 'STRING' } });

/** Explicit, so that an empty file has the same columns as a full one. */
const commonSchema: SchemaElement[] = [
  text('id'),
  text('monitor'),
  text('class'),
  column('area_m2', 'DOUBLE'),
  column('area_epsg', 'INT32'),
  column('likelihood', 'DOUBLE', { repetition_type: 'OPTIONAL' }),
  column('observed_utc', 'INT64', {
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  }),
  { name: 'scene_ids', repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  text('element'),
  text('unit_key'),
  { name: 'bbox', repetition_type: 'REQUIRED', num_children: 4 },
  column('xmin', 'DOUBLE'),
  column('ymin', 'DOUBLE'),
  column('xmax', 'DOUBLE'),
  column('ymax', 'DOUBLE'),
  column('geometry', 'BYTE_ARRAY'),
];

/** A column of its own for each attribute, named by its id, so that QGIS and GDAL show it; null where a detection has none. */
const attributeColumns: Readonly<Record<MonitorAttribute['type'], Partial<SchemaElement> & Pick<SchemaElement, 'type'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  number: { type: 'DOUBLE' },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  flag: { type: 'BOOLEAN' },
};

type Attribute = Pick<MonitorAttribute, 'id' | 'type'>;

/** Key of the file's metadata that says which columns are attributes. */
const ATTRIBUTES_KEY = 'landsicht:attributes';

/**
 * Detections as GeoParquet 1.1 (WKB, lon/lat, bbox covering), with the attributes their monitor declares. The same detections give the
 * same bytes.
 */
export async function writeDetections(
  path: string,
  detections: readonly Detection[],
  attributes: readonly MonitorAttribute[] = [],
): Promise<void> {
  assertDeclared(path, detections, attributes);
  const boxes = detections.map(({ geometry }) => geometryBbox(geometry));
  const writer = new ByteWriter();
  await parquetWrite({
    writer,
    schema: [
      { name: 'detections', num_children: columnNames.length + 1 + attributes.length },
      ...commonSchema,
      ...attributes.map(({ id, type }): SchemaElement => ({ name: id, repetition_type: 'OPTIONAL', ...attributeColumns[type] })),
    ],
    createdBy: 'landsicht',
    rowGroupSize: ROW_GROUP_ROWS,
    columnData: [
      { name: 'id', data: detections.map(({ id }) => id) },
      { name: 'monitor', data: detections.map(({ monitor }) => monitor) },
      { name: 'class', data: detections.map((detection) => detection.class) },
      { name: 'area_m2', data: detections.map(({ areaM2 }) => areaM2) },
      { name: 'area_epsg', data: detections.map(({ areaEpsg }) => areaEpsg) },
      { name: 'likelihood', data: detections.map(({ likelihood }) => likelihood) },
      { name: 'observed_utc', data: detections.map(({ observedUtc }) => observedUtc) },
      { name: 'scene_ids', data: detections.map(({ sceneIds }) => [...sceneIds]) },
      { name: 'unit_key', data: detections.map(({ unitKey }) => unitKey) },
      { name: 'bbox', data: boxes.map(([xmin, ymin, xmax, ymax]) => ({ xmin, ymin, xmax, ymax })) },
      { name: 'geometry', data: detections.map(({ geometry }) => toWkb(geometry)) },
      ...attributes.map((one) => ({ name: one.id, data: detections.map(({ attributes: values }) => stored(values?.[one.id], one)) })),
    ],
    kvMetadata: [
      { key: 'geo', value: JSON.stringify(geoMetadata(detections, boxes)) },
      ...(attributes.length === 0
        ? []
        : [{ key: ATTRIBUTES_KEY, value: JSON.stringify(attributes.map(({ id, type }): Attribute => ({ id, type }))) }]),
    ],
  });
  await writeFile(path, writer.getBytes()).catch((error: unknown) => {
    throw writeError(error, path);
  });
}

/** Nothing a monitor says is dropped silently. */
function assertDeclared(path: string, detections: readonly Detection[], attributes: readonly MonitorAttribute[]): void {
  const known = new Set(attributes.map(({ id }) => id));
  const taken = commonSchema.find(({ name }) => known.has(name));
  if (taken != null) {
    throw new LandsichtError('bad-argument', `${path}: attribute "${taken.name}" has the name of a column of every detection`);
  }
  for (const { id, attributes: values = {} } of detections) {
    const stranger = Object.keys(values).find((name) => !known.has(name));
    if (stranger != null) {
      throw new LandsichtError('bad-argument', `${path}: detection ${id} has "${stranger}", which its monitor does not declare`);
    }
  }
}

function stored(value: AttributeValue | undefined, { id, type }: Attribute): AttributeValue | Date {
  if (value == null) return null;
  if (type !== 'date') return value;
  const day = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(day.valueOf()))
    throw new LandsichtError('bad-argument', `Attribute "${id}": expected a day like 2026-11-24, got "${value}"`);
  return day;
}

/** GeoParquet 1.1.0 file metadata. No `crs` means OGC:CRS84. */
function geoMetadata(detections: readonly Detection[], boxes: readonly (readonly [number, number, number, number])[]): object {
  const extent = boxes.reduce<number[] | null>(
    (all, [w, s, e, n]) =>
      all == null ? [w, s, e, n] : [Math.min(all[0] ?? w, w), Math.min(all[1] ?? s, s), Math.max(all[2] ?? e, e), Math.max(all[3] ?? n, n)],
    null,
  );
  return {
    version: '1.1.0',
    primary_column: 'geometry',
    columns: {
      geometry: {
        encoding: 'WKB',
        geometry_types: [...new Set(detections.map(({ geometry }) => geometry.type))].sort(),
        ...(extent == null ? {} : { bbox: extent }),
        covering: { bbox: { xmin: ['bbox', 'xmin'], ymin: ['bbox', 'ymin'], xmax: ['bbox', 'xmax'], ymax: ['bbox', 'ymax'] } },
      },
    },
  };
}

interface DetectionRow {
  readonly id: string;
  readonly monitor: string;
  readonly class: string;
  readonly area_m2: number;
  readonly area_epsg: number;
  readonly likelihood: number | null;
  readonly observed_utc: Date;
  readonly scene_ids: string[];
  readonly unit_key: string;
  readonly geometry: Uint8Array;
}

const columnNames = [
  'id',
  'monitor',
  'class',
  'area_m2',
  'area_epsg',
  'likelihood',
  'observed_utc',
  'scene_ids',
  'unit_key',
  'geometry',
] as const satisfies readonly (keyof DetectionRow)[];

/** All detections of a file, in its order; `lake-damaged` where it is not one of ours. */
export async function readDetections(path: string): Promise<Detection[]> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file, { geoparquet: false });
    const declared = metadata.key_value_metadata?.find(({ key }) => key === ATTRIBUTES_KEY)?.value;
    const attributes = declared == null ? [] : (JSON.parse(declared) as Attribute[]);
    const rows = (await parquetReadObjects({
      file,
      metadata,
      columns: [...columnNames, ...attributes.map(({ id }) => id)],
      geoparquet: false,
      utf8: false,
    })) as unknown as (DetectionRow & Record<string, unknown>)[];
    return rows.map((row) => ({
      id: row.id,
      monitor: row.monitor,
      class: row.class,
      geometry: fromWkb(row.geometry),
      areaM2: row.area_m2,
      areaEpsg: row.area_epsg,
      likelihood: row.likelihood ?? null,
      observedUtc: row.observed_utc,
      sceneIds: row.scene_ids,
      unitKey: row.unit_key,
      ...(attributes.length === 0 ? {} : { attributes: Object.fromEntries(attributes.map(({ id }) => [id, readBack(row[id])])) }),
    }));
  } catch (cause) {
    throw new LandsichtError(
      'lake-damaged',
      `${path}: not a readable file of detections (${errorMessage(cause)}). Remove it and run again`,
      {
        cause,
      },
    );
  }
}

function readBack(value: unknown): AttributeValue {
  return value instanceof Date ? value.toISOString().slice(0, 10) : ((value ?? null) as AttributeValue);
}
