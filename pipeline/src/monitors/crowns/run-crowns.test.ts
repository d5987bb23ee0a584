import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, maskReasons, type ParameterValues, type StacItem } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRaster } from '../../raster/open-raster.js';
import { writeRaster } from '../../scene/testing/made-raster.js';
import { createAssetAccess } from '../../sources/access/asset-access.js';
import { readDetections } from '../../store/geoparquet.js';
import { crowns } from './crowns.js';
import { paintedForest, pixelM, type Tree } from './testing/painted-forest.js';

const defaults = Object.fromEntries(Object.entries(crowns.info.parameters).map(([name, { default: value }]) => [name, value]));

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-crowns-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

let runs = 0;
async function run(item: StacItem, settings: ParameterValues = {}) {
  const parameters = { ...defaults, ...settings };
  const [unit] = crowns.plan([item], { parameters, bboxLonLat: null });
  if (unit == null) throw new Error('no unit planned');
  const unitDir = join(dir, `unit-${runs++}`);
  await mkdir(unitDir);
  const task = { ...unit, key: 'k', monitor: 'crowns', monitorVersion: crowns.info.version, parameters, assets: [] };
  const context = { dir: unitDir, progress: () => {}, signal: new AbortController().signal, access: createAssetAccess() };
  const output = await crowns.run(task, context);
  const layer = async (id: string) => {
    const file = await openRaster(join(unitDir, `${id}.tif`));
    const { data } = await file.read({});
    await file.close();
    return data[0] as Uint8Array;
  };
  return { output, layer, detections: await readDetections(join(unitDir, 'detections.parquet')), files: await readdir(unitDir) };
}

/** Two red and one grey tree. */
const three = (col: number, row: number): Tree =>
  row === 3 && (col === 3 || col === 4) ? 'red' : row === 8 && col === 9 ? 'grey' : 'live';
const at = (codes: Uint8Array, width: number, col: number, row: number) => codes[(row * 25 + 12) * width + col * 25 + 12];

describe('dead crowns', () => {
  it('are found, parted, measured and told by stage; bare ground is none', async () => {
    const item = await paintedForest({ dir, id: 'three', widthPx: 400, heightPx: 300, tree: three, bare: [280, 30, 380, 120] });
    const { output, layer, detections, files } = await run(item);
    const codes = await layer('class');
    expect([at(codes, 400, 3, 3), at(codes, 400, 4, 3), at(codes, 400, 9, 8), at(codes, 400, 0, 0), at(codes, 400, 13, 2)]).toEqual([
      3, 3, 4, 1, 0,
    ]);
    expect(detections.map((one) => [one.class, one.attributes?.['stage']]).sort()).toEqual([
      ['grey', 'grey'],
      ['red', 'red'],
      ['red', 'red'],
    ]);
    for (const { attributes, likelihood, areaM2, geometry } of detections) {
      expect(geometry.type).toBe('Polygon');
      expect(attributes?.['diameterM']).toBeGreaterThan(3.6); // painted 4.4 m
      expect(attributes?.['diameterM']).toBeLessThan(5.2);
      expect(areaM2).toBeCloseTo(Number(attributes?.['crownAreaM2']), 1);
      expect(likelihood).toBeGreaterThan(0.8);
      expect(attributes?.['heightM']).toBeNull();
    }
    expect(output.flags).toEqual([]);
    expect(output.summary).toMatchObject({ redCrowns: 2, greyCrowns: 1, notObservedPx: 0, detections: 3 });
    expect(output.summary['deadShareOfCanopyPercent']).toBeCloseTo((100 * 3) / (16 * 12 - 14), 0);
    expect((await layer('likelihood'))[(8 * 25 + 12) * 400 + 9 * 25 + 12]).toBeGreaterThan(80);
    expect(files.sort()).toEqual(['class.tif', 'detections.parquet', 'exclusion.tif', 'item.json', 'likelihood.tif']);
  });

  it('are found by colour alone where there is no near infrared, which is said', async () => {
    const item = await paintedForest({ dir, id: 'rgb', widthPx: 400, heightPx: 300, tree: three, bands: ['red', 'green', 'blue'] });
    const { output } = await run(item);
    expect(output.summary).toMatchObject({ redCrowns: 2, greyCrowns: 1 });
    expect(output.flags).toEqual(['no-nir']);
  });

  it('are the same whether a tile ends on them or not', async () => {
    const columns = [39, 40, 41, 42];
    const item = await paintedForest({
      dir,
      id: 'wide',
      widthPx: 1400,
      heightPx: 125,
      tree: (col, row) => (row === 2 && columns.includes(col) ? 'grey' : 'live'),
    });
    const { detections, layer } = await run(item);
    expect(detections).toHaveLength(4);
    const codes = await layer('class');
    expect(columns.map((col) => at(codes, 1400, col, 2))).toEqual([4, 4, 4, 4]);
    const areas = detections.map(({ areaM2 }) => areaM2);
    expect(Math.max(...areas) - Math.min(...areas)).toBeLessThan(1.5);
  });

  it('take heights from a model: what is low is none, the top is told', async () => {
    const item = await paintedForest({ dir, id: 'high', widthPx: 400, heightPx: 300, tree: three });
    const metres = Float32Array.from({ length: 80 * 60 }, (_, i) => (i % 80 > 38 ? 2 : 24)); // 1 m pixels, low in the east
    const grid = { width: 80, height: 60, transform: affine.northUp(400_000, 5_640_000, 1), epsg: 25833 };
    const ndsm = await writeRaster(join(dir, 'ndsm.tif'), grid, metres);
    const { detections } = await run(item, { ndsm });
    expect(detections.map((one) => [one.class, one.attributes?.['heightM']])).toEqual([
      ['red', 24],
      ['red', 24],
    ]);
    const elsewhere = await writeRaster(join(dir, 'far.tif'), { ...grid, transform: affine.northUp(300_000, 5_640_000, 1) }, metres);
    await expect(run(item, { ndsm: elsewhere })).rejects.toThrow(/far\.tif: does not overlap high/);
  });

  it('are not judged on a flight in March, which is said; on request they are', async () => {
    const bare = (col: number, row: number): Tree => ((col + row) % 3 === 0 ? 'grey' : 'live');
    const item = await paintedForest({ dir, id: 'march', widthPx: 300, heightPx: 200, tree: bare, acquired: '2024-03-10T10:00:00Z' });
    const { output, layer, detections } = await run(item);
    expect(output.flags).toEqual(['leaf-off', 'nothing-observed']);
    expect([detections.length, new Set(await layer('class')), new Set(await layer('exclusion'))]).toEqual([
      0,
      new Set([255]),
      new Set([maskReasons['leaf-off'].code]),
    ]);
    expect((await run(item, { leafOff: 'judge' })).detections.length).toBeGreaterThan(20);
  });

  it('need a green canopy to compare with', async () => {
    const item = await paintedForest({ dir, id: 'all-grey', widthPx: 200, heightPx: 200, tree: () => 'grey' });
    expect((await run(item)).output.flags).toEqual(['no-green-canopy', 'nothing-observed']);
  });

  it('say what a setting may be', async () => {
    const item = await paintedForest({ dir, id: 'small', widthPx: 100, heightPx: 100 });
    await expect(run(item, { leafOff: 'maybe' })).rejects.toThrow(/--set leafOff=maybe: expected refuse or judge/);
    expect(pixelM).toBe(0.2);
  });
});
