import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, crsTransform, type Grid } from '@landsicht/core';
import type { Position } from 'geojson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRaster } from '../../scene/testing/made-raster.js';
import { openForestMask } from './forest-mask.js';
import { readPolygons } from './polygons-on-grid.js';
import { StandCounter } from './stands.js';
import { madeGrid } from './testing/made-series.js';

const grid = madeGrid(20, 10);
let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-forest-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A rectangle of the grid's pixels as a ring in lon/lat. */
function ring(left: number, top: number, right: number, bottom: number): Position[] {
  const { forward } = crsTransform(grid.epsg, 4326);
  const at = (col: number, row: number) => forward(...affine.apply(grid.transform, col, row));
  return [at(left, top), at(left, bottom), at(right, bottom), at(right, top), at(left, top)];
}

async function geoJson(name: string, features: readonly [rings: Position[][], properties: object][]): Promise<string> {
  const path = join(dir, name);
  const list = features.map(([coordinates, properties]) => ({ type: 'Feature', geometry: { type: 'Polygon', coordinates }, properties }));
  await writeFile(path, JSON.stringify({ type: 'FeatureCollection', features: list }));
  return path;
}

const countOf = (mask: Uint8Array) => mask.reduce((sum, one) => sum + one, 0);

describe('the forest mask', () => {
  it('takes a raster in another CRS and of other pixels', async () => {
    const [west, north] = crsTransform(grid.epsg, 25833).forward(grid.transform[2], grid.transform[5]);
    const coarse: Grid = { width: 5, height: 5, transform: affine.northUp(west, north, 20), epsg: 25833 };
    const path = await writeRaster(join(dir, 'coarse.tif'), coarse, new Uint8Array(25).fill(80));
    const mask = await openForestMask(path, grid, 50);
    const rows = await mask.rows(0, 10);
    await mask.close();
    expect(countOf(rows)).toBe(100);
    expect([rows[9], rows[10]]).toEqual([1, 0]);
  });

  it('takes polygons in lon/lat, holes and strips of rows included', async () => {
    const path = await geoJson('forest.geojson', [[[ring(2, 1, 12, 9), ring(4, 3, 6, 5).reverse()], {}]]);
    const mask = await openForestMask(path, grid, 0);
    expect(countOf(await mask.rows(0, 10))).toBe(80 - 4);
    expect(await mask.rows(3, 2)).toEqual((await mask.rows(0, 10)).subarray(60, 100));
  });

  it('refuses an empty mask, one of another place, and one below the limit, by name', async () => {
    const empty = await writeRaster(join(dir, 'empty.tif'), grid, new Uint8Array(200));
    await expect(openForestMask(empty, grid, 0)).rejects.toThrow(/empty\.tif: no forest pixel/);
    const low = await writeRaster(join(dir, 'low.tif'), grid, new Uint8Array(200).fill(40));
    await expect(openForestMask(low, grid, 50)).rejects.toThrow(/low\.tif.*above forestMaskAbove=50/);
    const far = await geoJson('far.geojson', [[[ring(5000, 5000, 5010, 5010)], {}]]);
    await expect(openForestMask(far, grid, 0)).rejects.toThrow(/far\.geojson/);
    await expect(openForestMask(join(dir, 'none.gpkg'), grid, 0)).rejects.toThrow(/none\.gpkg/);
  });
});

describe('compartments', () => {
  it('tell what lies in them in hectares, under the names of forest administrations', async () => {
    const path = await geoJson('stands.geojson', [
      [[ring(0, 0, 10, 10)], { Revier: 'Rossau', ABT: 12, Teilfläche: 'a1' }],
      [[ring(10, 0, 20, 10)], { Revier: '=cmd', Abteilung: '13' }],
      [[ring(900, 900, 910, 910)], { Abteilung: 'elsewhere' }],
    ]);
    const stands = new StandCounter(await readPolygons(path, 'compartments'), grid);
    const of = (value: number) => Uint8Array.from({ length: 200 }, (_, o) => (o % 20 < 5 ? value : 0));
    const day = new Uint16Array(200);
    day[3] = 17_700;
    stands.count(stands.rows(0, 10), {
      state: of(4),
      tier: of(2),
      first_anomaly: day,
      confirmed: day,
      cleared: day,
      confidence: of(90),
      observations: of(20),
    });
    const [head, first, second, ...more] = stands.csv().trimEnd().split('\r\n');
    expect(head).toMatch(/^forstbezirk,revier,abteilung,unterabteilung,teilflaeche,area_ha/);
    expect(first).toBe(',Rossau,12,,a1,1.0000,1.0000,0.0000,0.5000,0.0000,0.0000,2018-06-18,2018-06-18');
    expect(second).toMatch(/^,'=cmd,13/);
    expect(more).toEqual([]);
  });
});
