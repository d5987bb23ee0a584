import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detection, MonitorAttribute } from '@landsicht/core';
import { parquetMetadata } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from './duckdb.js';
import { readDetections, writeDetections } from './geoparquet.js';
import { detectionsOf } from './testing/write-unit.js';
import { fromWkb, toWkb } from './wkb.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-geoparquet-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const squares = detectionsOf({
  name: 'a',
  observedUtc: '2024-09-16T05:16:21.123Z',
  squares: [
    { lon: 13.1, lat: 51.2 },
    { lon: 13.5, lat: 51.4 },
  ],
});
const hole: Detection = {
  ...(squares[0] as Detection),
  id: 'Höhle "1"',
  sceneIds: ['a', 'b', 'c'],
  geometry: {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [0, 0],
          [3, 0],
          [3, 3],
          [0, 0],
        ],
        [
          [1, 0.5],
          [2, 1],
          [2, 0.5],
          [1, 0.5],
        ],
      ],
      [
        [
          [10, 10],
          [11, 10],
          [11, 11],
          [10, 10],
        ],
      ],
    ],
  },
};

const attributes: MonitorAttribute[] = [
  { id: 'abteilung', shortName: 'abt', title: { de: 'Abteilung', en: 'Compartment' }, type: 'text' },
  { id: 'spruceShare', shortName: 'spruce', title: { de: 'Fichtenanteil', en: 'Share of spruce' }, type: 'number', unit: '%' },
  { id: 'confirmedOn', shortName: 'confirmed', title: { de: 'Bestätigt am', en: 'Confirmed on' }, type: 'date' },
  { id: 'sanitary', shortName: 'sanitary', title: { de: 'Sanitärhieb', en: 'Sanitary cut' }, type: 'flag' },
];
const told = squares.map((square, i) => ({
  ...square,
  attributes:
    i === 0
      ? { abteilung: '12 a³ „Höhe“', spruceShare: 87.5, confirmedOn: '2019-07-07', sanitary: true }
      : { abteilung: null, spruceShare: null, confirmedOn: null, sanitary: false },
}));

describe('GeoParquet of detections', () => {
  it('gives back what was written: holes, several parts, umlauts, null likelihood, milliseconds', async () => {
    const path = join(dir, 'back.parquet');
    await writeDetections(path, [...squares, hole]);
    expect(await readDetections(path)).toEqual([...squares, hole]);
  });

  it('gives attributes back in columns of their own, with their types', async () => {
    const path = join(dir, 'attributes.parquet');
    await writeDetections(path, told, attributes);
    expect(await readDetections(path)).toEqual(told);
    const database = await openDatabase(':memory:');
    const [row] = await database.rows(
      'SELECT typeof(abteilung) AS a, typeof(spruceShare) AS b, typeof(confirmedOn) AS c, typeof(sanitary) AS d FROM read_parquet($path)',
      { path },
    );
    await database.close();
    expect(row).toEqual({ a: 'VARCHAR', b: 'DOUBLE', c: 'DATE', d: 'BOOLEAN' });
  });

  it('refuses attributes that are not declared, and names that are taken', async () => {
    const path = join(dir, 'undeclared.parquet');
    await expect(writeDetections(path, told)).rejects.toThrow(/a-0 has "abteilung", which its monitor does not declare/);
    const [one] = attributes as [MonitorAttribute];
    await expect(writeDetections(path, squares, [{ ...one, id: 'class' }])).rejects.toThrow(/"class" has the name of a column/);
    const bad = told.map((detection) => ({ ...detection, attributes: { ...detection.attributes, confirmedOn: 'July' } }));
    await expect(writeDetections(path, bad, attributes)).rejects.toThrow(/"confirmedOn": expected a day like 2026-11-24, got "July"/);
  });

  it('keeps the columns of a file without detections', async () => {
    const path = join(dir, 'empty.parquet');
    await writeDetections(path, []);
    expect(await readDetections(path)).toEqual([]);
    const { schema } = parquetMetadata((await readFile(path)).buffer as ArrayBuffer);
    expect(schema.map(({ name }) => name)).toContain('unit_key');
  });

  it('writes equal bytes for equal detections', async () => {
    await writeDetections(join(dir, '1.parquet'), squares);
    await writeDetections(join(dir, '2.parquet'), squares);
    expect(await readFile(join(dir, '1.parquet'))).toEqual(await readFile(join(dir, '2.parquet')));
  });

  it('says what it is: GeoParquet 1.1, WKB, lon/lat, a bbox column for every row', async () => {
    const path = join(dir, 'geo.parquet');
    await writeDetections(path, [...squares, hole]);
    const bytes = await readFile(path);
    const metadata = parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
    const geo = JSON.parse(metadata.key_value_metadata?.find(({ key }) => key === 'geo')?.value ?? '{}');
    expect(geo).toMatchObject({
      version: '1.1.0',
      primary_column: 'geometry',
      columns: { geometry: { encoding: 'WKB', geometry_types: ['MultiPolygon', 'Polygon'], bbox: [0, 0, 13.6, 51.5] } },
    });
    expect(geo.columns.geometry.covering.bbox.ymax).toEqual(['bbox', 'ymax']);
    expect(geo.columns.geometry.crs).toBeUndefined();
  });

  it('is read by DuckDB with the geometry type', async () => {
    const path = join(dir, 'duck.parquet');
    await writeDetections(path, [...squares, hole]);
    const database = await openDatabase(':memory:');
    const rows = await database.rows<{ id: string; wkt: string; kind: string }>(
      'SELECT id, st_astext(geometry) AS wkt, typeof(geometry) AS kind FROM read_parquet($path) WHERE bbox.xmax < 12',
      { path },
    );
    await database.close();
    expect(rows).toEqual([{ id: hole.id, kind: "GEOMETRY('OGC:CRS84')", wkt: expect.stringMatching(/^MULTIPOLYGON \(\(\(0 0, 3 0/) }]);
  });

  it('names a file that is not one of ours', async () => {
    const path = join(dir, 'page.parquet');
    await writeFile(path, '<!doctype html><title>502</title>');
    await expect(readDetections(path)).rejects.toMatchObject({ code: 'lake-damaged', message: expect.stringContaining(path) });
  });

  it('says that a folder is missing when it cannot write', async () => {
    await expect(writeDetections(join(dir, 'no', 'x.parquet'), squares)).rejects.toMatchObject({ code: 'workspace-unwritable' });
  });
});

describe('WKB', () => {
  it('reads big-endian geometries', () => {
    const bytes = new Uint8Array(9 + 4 + 16 * 3);
    const view = new DataView(bytes.buffer);
    view.setUint32(1, 3);
    view.setUint32(5, 1);
    view.setUint32(9, 3);
    [1, 2, 3, 4, 1, 2].forEach((value, i) => {
      view.setFloat64(13 + 8 * i, value);
    });
    expect(fromWkb(bytes).coordinates).toEqual([
      [
        [1, 2],
        [3, 4],
        [1, 2],
      ],
    ]);
  });

  it('refuses cut geometries and other types', () => {
    const bytes = toWkb(hole.geometry);
    expect(() => fromWkb(bytes.subarray(0, 60))).toThrow(/geometry ends before its \d+ bytes/);
    expect(() => fromWkb(Uint8Array.of(1, 1, 0, 0, 0, ...new Uint8Array(16)))).toThrow(/expected a Polygon or MultiPolygon, got a Point/);
    const huge = Uint8Array.from(bytes);
    new DataView(huge.buffer).setUint32(18, 0xffffffff, true);
    expect(() => fromWkb(huge)).toThrow(/geometry ends before its \d+ bytes/);
  });
});
