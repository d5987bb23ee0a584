import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, crsTransform, type Grid, maskReasons } from '@landsicht/core';
import type { FeatureCollection, Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import { writeCog } from '../../../raster/cog-writer.js';
import { openRaster } from '../../../raster/open-raster.js';
import { floodCodes } from '../info.js';
import { type AreaTableRow, areaTable, type TableArea } from './area-table.js';
import { buildingIndex, type ExposureLayers, landUseOfPolygons, landUseOfRaster, populationOf, roadIndex } from './exposure-layers.js';

// 10 m pixels: a character is 0.01 ha
const grid: Grid = { width: 10, height: 6, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };
const map = [
  '..FFF.....', //
  '..FFF..RR.',
  '..FFFF.RR.',
  '....FF....',
  '????..W...',
  '????......',
];
const codes: Record<string, number> = { '.': 0, F: floodCodes.flood, R: floodCodes.reference, W: floodCodes.water, '?': 255 };
const flood = Uint8Array.from(map.join(''), (c) => codes[c] ?? 0);
const exclusion = Uint8Array.from(flood, (code, i) =>
  code === 255 ? (i < 50 ? maskReasons.urban.code : maskReasons['radar-shadow'].code) : 0,
);
/** 91 on the first flooded pixel, 92 on the second …, never above 100. */
let nth = 90;
const likelihood = Uint8Array.from(flood, (code) => (code === floodCodes.flood ? Math.min(100, ++nth) : 255));
const source = async (row: number, rows: number) => ({
  flood: flood.subarray(row * 10, (row + rows) * 10),
  exclusion: exclusion.subarray(row * 10, (row + rows) * 10),
  likelihood: likelihood.subarray(row * 10, (row + rows) * 10),
});

const { forward } = crsTransform(grid.epsg, 4326);
const lonLat = (col: number, row: number) => forward(...affine.apply(grid.transform, col, row));
const box = (left: number, top: number, right: number, bottom: number): Polygon => ({
  type: 'Polygon',
  coordinates: [[lonLat(left, top), lonLat(left, bottom), lonLat(right, bottom), lonLat(right, top), lonLat(left, top)]],
});
const collection = (...features: [geometry: object, properties: object][]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: features.map(([geometry, properties]) => ({ type: 'Feature', geometry, properties })) as FeatureCollection['features'],
});

const all: TableArea = { id: 'all', title: 'All', geometry: null };
const west: TableArea = { id: 'west', title: 'West', geometry: box(0, 0, 4.01, 6) };
const elsewhere: TableArea = { id: 'far', title: 'Far away', geometry: box(100, 100, 110, 110) };
const layers: ExposureLayers = {
  landUse: landUseOfPolygons(collection([box(0, 0, 3.99, 6), { class: 'arable' }], [box(4.01, 0, 10, 3), { class: 'settlement' }]), grid),
  buildings: buildingIndex(
    collection(
      [box(2.2, 0.2, 2.6, 0.6), {}], // flooded
      [box(1.2, 1.2, 2.1, 1.8), {}], // its eastern edge reaches into the water
      [box(7.2, 4.2, 7.6, 4.6), {}], // dry
      [{ type: 'Point', coordinates: lonLat(4.5, 3.5) }, {}], // flooded
    ),
    grid,
  ),
  roads: roadIndex(
    collection(
      [{ type: 'LineString', coordinates: [lonLat(0, 1.5), lonLat(10, 1.5)] }, { class: 'primary' }], // 3 of 10 pixels in water
      [{ type: 'LineString', coordinates: [lonLat(2, 0), lonLat(5, 3)] }, { class: 'track' }], // 3 diagonals in water
    ),
    grid,
  ),
  population: async (row, rows) => Float64Array.from({ length: 10 * rows }, (_, i) => (row + i / 10 < 3 ? 0.5 : 0)),
};

const round = (value: number | undefined) => Math.round((value ?? Number.NaN) * 1e4) / 1e4;

describe('areaTable', () => {
  it('counts a drawn scene as worked by hand', async () => {
    const [row] = (await areaTable({ grid, source, areas: [all], layers, bandRows: 3 })) as [AreaTableRow];
    expect(round(row.areaHa)).toBe(0.6);
    expect(round(row.floodedHa)).toBe(0.12);
    expect(round(row.waterHa)).toBe(0.01);
    expect(round(row.referenceWaterHa)).toBe(0.04);
    expect(round(row.notObservedHa)).toBe(0.08);
    expect(round(row.notObservedShare)).toBe(round(8 / 60));
    expect(row.notObservedHaByReason).toEqual({ urban: 0.04, 'radar-shadow': 0.04 });
    // columns 2, 3 of three rows are arable; columns 4, 5 above row 3 settlement; two pixels below are neither
    expect(Object.fromEntries(Object.entries(row.floodedHaByLandUse ?? {}).map(([k, v]) => [k, round(v)]))).toEqual({
      arable: 0.06,
      settlement: 0.04,
      unknown: 0.02,
    });
    expect(row.buildings).toBe(3);
    expect(round(row.roadsKmByClass?.['primary'])).toBe(0.03);
    expect(round(row.roadsKmByClass?.['track'])).toBe(round((3 * 10 * Math.SQRT2) / 1000));
    expect(row.population).toBeCloseTo(10 * 0.5);
    // 91 … 100, 100, 100
    expect(row.likelihood?.mean).toBeCloseTo((955 + 200) / 12);
    expect(row.likelihood?.p10).toBe(92);
  });

  it('counts in areas of interest only what lies in them, and knows that nothing was seen where no pixel is', async () => {
    const [inWest, far] = (await areaTable({ grid, source, areas: [west, elsewhere], layers, bandRows: 4 })) as [
      AreaTableRow,
      AreaTableRow,
    ];
    expect(round(inWest.areaHa)).toBe(0.24);
    expect(round(inWest.floodedHa)).toBe(0.06);
    expect(round(inWest.notObservedShare)).toBe(round(8 / 24));
    expect(inWest.buildings).toBe(2);
    expect(round(inWest.roadsKmByClass?.['primary'])).toBe(0.02);
    expect(far).toMatchObject({ areaHa: 0, floodedHa: 0, notObservedShare: 1, likelihood: null });
  });

  it('gives the same table whatever the size of the bands', async () => {
    const once = await areaTable({ grid, source, areas: [all, west], layers, bandRows: 6 });
    expect(await areaTable({ grid, source, areas: [all, west], layers, bandRows: 1 })).toEqual(once);
  });

  it('says null, not zero, for layers that were not given', async () => {
    const [row] = (await areaTable({ grid, source: async (r, n) => ({ flood: (await source(r, n)).flood }), areas: [all] })) as [
      AreaTableRow,
    ];
    expect(row).toMatchObject({ buildings: null, roadsKmByClass: null, population: null, floodedHaByLandUse: null, likelihood: null });
    expect(row.notObservedHaByReason).toEqual({ nodata: 0.08 });
  });

  it('shares the people of 100 m cells among pixels by area, and reads land use of another grid', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'landsicht-table-'));
    const cells: Grid = { width: 2, height: 1, transform: affine.northUp(399_950, 5_660_000, 100), epsg: 25833 };
    const write = async (name: string, pixels: Float32Array) => {
      const path = join(dir, name);
      await writeCog(path, { grid: cells, pixelType: 'f32', bands: [{ name }], overviews: 'mode' }, [pixels]);
      return openRaster(path);
    };
    // the first cell ends after five columns; 200 people on 10 000 m² are 2 a pixel; GHS-POP marks what it does not know with −200
    const people = await write('people.tif', Float32Array.of(200, -200));
    const use = await write('use.tif', Float32Array.of(21, 7));
    const given = { population: populationOf(people, grid), landUse: landUseOfRaster(use, grid, { 21: 'arable', 23: 'arable' }) };
    const [row] = (await areaTable({ grid, source, areas: [all], layers: given })) as [AreaTableRow];
    expect(row.population).toBeCloseTo(2 * 10); // 10 of 12 flooded pixels lie in columns 2–4
    expect(Object.entries(row.floodedHaByLandUse ?? {}).map(([name, ha]) => [name, round(ha)])).toEqual([
      ['unknown', 0.02],
      ['arable', 0.1],
    ]);
    await Promise.all([people.close(), use.close()]);
    await rm(dir, { recursive: true });
  });
});
