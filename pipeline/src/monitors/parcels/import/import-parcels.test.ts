import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Geometry, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../../../vector-file/feature-file.js';
import { readFeatures } from '../../../vector-file/read-features.js';
import { importParcels } from './import-parcels.js';
import { listParcels, storeParcels } from './parcel-store.js';
import { selfIntersection } from './ring-checks.js';

const samples = fileURLToPath(new URL('../../../../../../shared/data/agri/parcels/', import.meta.url));

const square = (x: number, y: number, size: number): Position[] => [
  [x, y],
  [x, y + size],
  [x + size, y + size],
  [x + size, y],
  [x, y],
];
const polygon = (...coordinates: Position[][]): Geometry => ({ type: 'Polygon', coordinates });
const base = { x: 400_000, y: 5_650_000 };

/** A file of parcels in EPSG:25833 with columns id, code, area_ha. */
function importOf(rows: readonly [geometry: Geometry | null, properties: Record<string, FieldValue>][]) {
  const features = rows.map(([geometry, properties]) => ({ geometry, properties: { code: '115', ...properties } }));
  return importParcels({ path: 'made.gpkg', layer: 'made', epsg: 25833, fields: ['id', 'code', 'area_ha'], features }, 2025);
}
const kindsOf = ({ findings }: ReturnType<typeof importOf>) => findings.map(({ kind, parcel }) => `${parcel} ${kind}`);

describe.skipIf(!existsSync(samples))('importParcels on the agencies’ samples (skipped: needs ../shared/data)', () => {
  it.each([
    ['de_bb/antrag_land_gem.shp', 'de-bb-gsaa', 'declaration', 2025],
    ['de_sh/de_sh.gpkg', 'de-sh-lpis', 'reference', 2024],
    ['at/INSPIRE_SCHLAEGE_2025-1_POLYGON.gpkg', 'at-gsaa', 'declaration', 2025],
    ['nl/brpgewaspercelen_definitief_2023.gpkg', 'nl-gsaa', 'declaration', 2023],
  ])('%s: every row ends in a parcel or a finding', async (name, schema, kind, year) => {
    const imported = importParcels(await readFeatures(join(samples, name)), null);
    expect(imported.schema).toBe(schema);
    const rows = new Set([...imported.parcels.flatMap((parcel) => parcel.rows), ...imported.findings.flatMap((finding) => finding.rows)]);
    expect(rows.size).toBe(100);
    for (const parcel of imported.parcels) expect(parcel).toMatchObject({ kind, year });
    expect(imported.findings.filter((finding) => finding.kind === 'area-mismatch')).toEqual([]);
  });

  it('joins the rows of a Brandenburg Schlag and adds up their claims', async () => {
    const { parcels } = importParcels(await readFeatures(join(samples, 'de_bb/antrag_land_gem.shp')), null);
    const joined = parcels.filter(({ rows }) => rows.length > 1);
    expect(joined.length).toBeGreaterThan(0);
    for (const { declaredHa, areaHa } of joined) expect(Math.abs((declaredHa ?? 0) - areaHa)).toBeLessThan(0.01);
  });
});

describe('importParcels', () => {
  it('measures on the file’s own metres and places in longitude and latitude', () => {
    const { parcels, findings } = importOf([[polygon(square(base.x, base.y, 100)), { id: 'a', area_ha: 1 }]]);
    expect(findings).toEqual([]);
    expect(parcels).toEqual([
      expect.objectContaining({
        id: 'a',
        areaHa: 1,
        declaredHa: 1,
        areaEpsg: 25833,
        lane: 'full',
        causes: [],
        cropCode: '115',
        year: 2025,
      }),
    ]);
    expect(JSON.stringify(parcels[0]?.geometry.coordinates)).toMatch(/^\[\[\[13\.5\d*,50\.9/);
  });

  it('reports bow-tie, self-touching, open, empty and missing geometry by parcel', () => {
    const bow = polygon([
      [base.x, base.y],
      [base.x + 100, base.y + 100],
      [base.x + 100, base.y],
      [base.x, base.y + 150],
      [base.x, base.y],
    ]);
    const touching = polygon([
      [base.x, base.y],
      [base.x + 100, base.y],
      [base.x + 50, base.y + 50],
      [base.x + 100, base.y + 100],
      [base.x, base.y + 100],
      [base.x + 50, base.y + 50],
      [base.x, base.y],
    ]);
    const imported = importOf([
      [bow, { id: 'bow' }],
      [touching, { id: 'touching' }],
      [
        polygon([
          [base.x, base.y],
          [base.x, base.y],
          [base.x, base.y],
          [base.x, base.y],
        ]),
        { id: 'empty' },
      ],
      [polygon(square(base.x + 5000, base.y, 100).slice(0, 4)), { id: 'open' }],
      [null, { id: 'none' }],
      [{ type: 'Point', coordinates: [base.x, base.y] }, { id: 'point' }],
    ]);
    expect(kindsOf(imported)).toEqual(
      expect.arrayContaining([
        'bow self-intersection',
        'touching self-intersection',
        'empty zero-area',
        'open invalid-ring',
        'none no-geometry',
        'point not-polygon',
      ]),
    );
    expect(imported.parcels.find(({ id }) => id === 'bow')).toMatchObject({
      lane: 'none',
      causes: expect.arrayContaining(['BOUNDARY_CONFLICT']),
    });
  });

  it('reports duplicates and overlaps with the parcel they meet and the shared area', () => {
    const { findings } = importOf([
      [polygon(square(base.x, base.y, 100)), { id: 'a' }],
      [polygon(square(base.x + 50, base.y, 100)), { id: 'b' }],
      [polygon(square(base.x, base.y, 100)), { id: 'c' }],
      [polygon(square(base.x + 150, base.y, 100)), { id: 'neighbour' }],
      [polygon(square(base.x + 900, base.y, 100)), { id: 'twice' }],
      [polygon(square(base.x + 1100, base.y, 100)), { id: 'twice' }],
    ]);
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'overlap', parcel: 'b', values: { with: 'a', areaM2: 5000 } }),
        expect.objectContaining({ kind: 'duplicate-geometry', parcel: 'c', values: { with: 'a' } }),
        expect.objectContaining({ kind: 'duplicate-id', parcel: 'twice' }),
      ]),
    );
    expect(findings.some(({ parcel }) => parcel === 'neighbour')).toBe(false);
  });

  it('reports claims off by more than 2 %, parcels too small and strips too narrow', () => {
    const strip = polygon([
      [base.x, base.y],
      [base.x, base.y + 800],
      [base.x + 15, base.y + 800],
      [base.x + 15, base.y],
      [base.x, base.y],
    ]);
    const imported = importOf([
      [polygon(square(base.x + 2000, base.y, 100)), { id: 'off', area_ha: 1.03 }],
      [polygon(square(base.x + 3000, base.y, 100)), { id: 'near', area_ha: 1.01 }],
      [polygon(square(base.x + 4000, base.y, 30)), { id: 'small' }],
      [strip, { id: 'strip' }],
    ]);
    expect(kindsOf(imported).sort()).toEqual(['off area-mismatch', 'small too-small', 'strip too-narrow']);
  });

  it('says what columns it knows when it knows none of a file', () => {
    expect(() => importParcels({ path: 'x.gpkg', layer: 'x', epsg: 25833, fields: ['foo'], features: [] }, null)).toThrow(
      /x\.gpkg: its columns foo are of no known file of parcels.*Rename the column/,
    );
  });

  it('is stored whole and read back by year', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'parcels-'));
    const imported = importOf([[polygon(square(base.x, base.y, 100)), { id: 'a', area_ha: 1 }]]);
    const stored = await storeParcels(dir, imported);
    expect((await storeParcels(dir, imported)).id).toBe(stored.id);
    expect(await listParcels(dir, 2025)).toEqual(imported.parcels);
    expect(await listParcels(dir, 2024)).toEqual([]);
  });
});

describe('selfIntersection', () => {
  it('finds none on a ring with a collinear point or a deep notch', () => {
    expect(
      selfIntersection([
        [0, 0],
        [5, 0],
        [10, 0],
        [10, 10],
        [5, 1],
        [0, 10],
        [0, 0],
      ]),
    ).toBeNull();
  });

  it('finds the crossing of a bow-tie', () => {
    expect(
      selfIntersection([
        [0, 0],
        [10, 10],
        [10, 0],
        [0, 10],
        [0, 0],
      ]),
    ).toEqual([5, 5]);
  });

  it('finds a spike that runs back on itself', () => {
    expect(
      selfIntersection([
        [0, 0],
        [10, 0],
        [10, 10],
        [10, 20],
        [10, 5],
        [0, 5],
        [0, 0],
      ]),
    ).not.toBeNull();
  });
});
