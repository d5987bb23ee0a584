import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, crsTransform, maskReasons, type ParameterValues, type StacItem } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRaster } from '../../raster/open-raster.js';
import type { UnitTask } from '../../runs/unit.js';
import { writeRaster } from '../../scene/testing/made-raster.js';
import { createAssetAccess } from '../../sources/access/asset-access.js';
import { readDetections } from '../../store/geoparquet.js';
import { explainFloodUnit } from './explain-flood-unit.js';
import { flood } from './flood.js';
import { type MadeOptical, madeOptical, opticalGrid } from './optical/testing/made-optical.js';

const defaults = Object.fromEntries(Object.entries(flood.info.parameters).map(([name, { default: value }]) => [name, value]));
type Box = readonly [left: number, top: number, right: number, bottom: number];
const isIn = (col: number, row: number, [left, top, right, bottom]: Box) => col >= left && col < right && row >= top && row < bottom;

const lake: Box = [20, 20, 80, 70];
const flooded: Box = [100, 80, 200, 150];
const cloudy: Box = [150, 80, 230, 190];
const usual: MadeOptical['ground'] = (col, row) => (isIn(col, row, lake) ? 'lake' : 'meadow');
const withFlood: MadeOptical['ground'] = (col, row) => (isIn(col, row, flooded) ? 'turbid' : usual(col, row));
const clear = () => 4;

describe('flood on optical scenes (simulated)', () => {
  let dir: string;
  let before: StacItem[];
  let now: StacItem;
  const make = (scene: Omit<MadeOptical, 'dir'>) => madeOptical({ dir, ...scene });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-optical-'));
    before = await Promise.all([2, 7].map((day) => make({ id: `before-${day}`, day, ground: usual, scl: clear })));
    now = await make({ id: 'now', day: 20, ground: withFlood, scl: clear });
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const plan = (items: readonly StacItem[], settings: ParameterValues = {}) =>
    flood.plan(items, { parameters: { ...defaults, ...settings }, bboxLonLat: null });
  const unitOf = (items: readonly StacItem[], id: string, settings: ParameterValues = {}) => {
    const planned = plan(items, settings).find(({ inputs }) => inputs[0]?.itemId === id);
    if (planned == null) throw new Error(`no unit of ${id} planned`);
    return planned;
  };

  let runs = 0;
  async function run(items: readonly StacItem[], id: string, settings: ParameterValues = {}) {
    const parameters = { ...defaults, ...settings };
    const unit = unitOf(items, id, settings);
    const task: UnitTask = { key: 'k', monitor: 'flood', monitorVersion: flood.info.version, parameters, assets: [], ...unit };
    const unitDir = join(dir, `unit-${runs++}`);
    await mkdir(unitDir);
    const context = { dir: unitDir, progress: () => {}, signal: new AbortController().signal, access: createAssetAccess() };
    const output = await flood.run(task, context);
    const layer = async (name: string) => {
      const file = await openRaster(join(unitDir, `${name}.tif`));
      const { data } = await file.read({});
      await file.close();
      return data[0] as Uint8Array;
    };
    return { output, task, context, layer, dir: unitDir, files: await readdir(unitDir) };
  }

  /** Share of a box, two pixels inside its border, with a code. */
  function share(codes: Uint8Array, [left, top, right, bottom]: Box, code: number): number {
    let [n, hits] = [0, 0];
    for (let row = top + 2; row < bottom - 2; row++) {
      for (let col = left + 2; col < right - 2; col++) {
        n++;
        if (codes[row * opticalGrid.width + col] === code) hits++;
      }
    }
    return hits / n;
  }

  it('tells turbid flood from a lake that was there before, and leaves nothing but results behind', async () => {
    const { output, layer, files } = await run([...before, now], 'now');
    const [state, likelihood, reference] = [await layer('flood'), await layer('likelihood'), await layer('reference')];
    expect(share(state, flooded, 1)).toBe(1);
    expect(share(state, lake, 2)).toBe(1);
    expect(share(state, [20, 80, 90, 190], 0)).toBe(1);
    expect(share(reference, lake, 1)).toBe(1);
    expect(likelihood[100 * opticalGrid.width + 150]).toBeGreaterThan(80);
    expect(likelihood[40 * opticalGrid.width + 40]).toBe(0);
    expect(output.flags).toEqual(['few_earlier_scenes', 'terrain_not_used']);
    expect(output.summary['floodM2']).toBe(7000 * 100);
    expect(files.filter((name) => name.endsWith('.raw'))).toEqual([]);
  });

  it('calls flood under the product’s clouds not observed, with the reason, never dry', async () => {
    const scl = (col: number, row: number) => (isIn(col, row, cloudy) ? (row < 130 ? 9 : 3) : 4);
    const { output, layer } = await run([...before, await make({ id: 'cloudy', day: 21, ground: withFlood, scl })], 'cloudy');
    const [state, exclusion] = [await layer('flood'), await layer('exclusion')];
    expect(share(state, [100, 80, 150, 150], 1)).toBe(1);
    expect(share(state, cloudy, 255)).toBe(1);
    expect(share(exclusion, [150, 80, 230, 130], maskReasons.cloud.code)).toBe(1);
    expect(share(exclusion, [150, 130, 230, 190], maskReasons['cloud-shadow'].code)).toBe(1);
    expect(output.summary['notObservedPx']).toBe(80 * 110);
  });

  it('hides cloud by its own test where the product has no mask, and says so', async () => {
    const ground: MadeOptical['ground'] = (col, row) => (isIn(col, row, [160, 20, 230, 70]) ? 'cloud' : withFlood(col, row));
    const sun = { 'view:sun_azimuth': 160, 'view:sun_elevation': 45 };
    const scene = await make({ id: 'l1c', day: 22, ground, sensor: 'sentinel-2-l1c', properties: sun });
    const { output, layer } = await run([...before, scene], 'l1c');
    const state = await layer('flood');
    expect(share(state, [160, 20, 230, 70], 255)).toBe(1);
    expect(state.filter((code, i) => code === 0 && isIn(i % 240, Math.floor(i / 240), flooded)).length).toBe(0);
    expect(output.flags).toEqual(['top_of_atmosphere', 'own_cloud_mask', 'few_earlier_scenes', 'terrain_not_used']);
  });

  it('calls water of unknown kind where no earlier scene saw the ground, and flags it', async () => {
    const hidden = await make({ id: 'hidden', day: 8, ground: usual, scl: (col) => (col >= 150 ? 8 : 4) });
    const { output, layer } = await run([hidden, now], 'now');
    const state = await layer('flood');
    expect(share(state, [100, 80, 150, 150], 1)).toBe(1);
    expect(share(state, [150, 80, 200, 150], 3)).toBe(1);
    expect(output.flags).toContain('reference_not_observed');
  });

  it('calls everything not observed under closed cloud', async () => {
    const { output, layer } = await run([...before, await make({ id: 'closed', day: 23, ground: withFlood, scl: () => 9 })], 'closed');
    for (const id of ['flood', 'water', 'likelihood']) expect((await layer(id)).every((code) => code === 255)).toBe(true);
    expect(output.flags).toContain('nothing-observed');
    expect(output.summary['observedPx']).toBe(0);
  });

  it('calls nothing on a slope of 20° flood where a terrain model says so, but keeps the usual water', async () => {
    const grid = { ...opticalGrid, width: 80, height: 80, transform: affine.northUp(399_900, 5_660_100, 40) };
    const tilted = Float32Array.from({ length: 6400 }, (_, i) => Math.floor(i / 80) * 40 * Math.tan((20 * Math.PI) / 180));
    const dem = await writeRaster(join(dir, 'dem.tif'), grid, tilted, { overviews: 'average' });
    const { output, layer } = await run([...before, now], 'now', { dem });
    const state = await layer('flood');
    expect(state.filter((code) => code === 1).length).toBe(0);
    expect(share(state, lake, 2)).toBe(1);
    expect(output.flags).not.toContain('terrain_not_used');
  });

  it('gives each flood its own likelihood, the depth where there is a terrain model, and a table of what it touches', async () => {
    // a flat plain that falls 1 m from the northern edge of the flood to its southern one, towards a ditch at the bottom
    const heights = Float32Array.from({ length: 240 * 200 }, (_, i) => 100 - Math.floor(i / 240) / 70);
    const dem = await writeRaster(join(dir, 'plain.tif'), opticalGrid, heights, { overviews: 'average' });
    const folder = join(dir, 'exposure');
    await mkdir(folder);
    const lonLat = (col: number, row: number) => crsTransform(25833, 4326).forward(400_000 + 10 * col, 5_660_000 - 10 * row);
    const box = (left: number, top: number, right: number, bottom: number) => [
      [lonLat(left, top), lonLat(left, bottom), lonLat(right, bottom), lonLat(right, top), lonLat(left, top)],
    ];
    const write = (path: string, features: readonly (readonly [string, unknown, object])[]) =>
      writeFile(
        path,
        JSON.stringify({
          type: 'FeatureCollection',
          features: features.map(([type, coordinates, properties]) => ({ type: 'Feature', properties, geometry: { type, coordinates } })),
        }),
      );
    await write(join(folder, 'buildings.geojson'), [
      ['Polygon', box(110, 90, 112, 92), {}],
      ['Polygon', box(10, 150, 12, 152), {}],
    ]);
    await write(join(folder, 'roads.geojson'), [['LineString', [lonLat(90, 100.5), lonLat(210, 100.5)], { kind: 'district' }]]);
    await write(join(dir, 'landuse.geojson'), [['Polygon', box(0, 0, 150, 200), { class: 'arable' }]]);
    await write(join(dir, 'areas.geojson'), [['Polygon', box(100, 80, 120, 200), { id: 'west', name: 'West' }]]);
    const scl = (col: number) => (col >= 190 ? 9 : 4);
    const scene = await make({ id: 'counted', day: 24, ground: withFlood, scl });
    const {
      output,
      layer,
      files,
      dir: unitDir,
    } = await run([...before, scene], 'counted', {
      dem,
      exposure: folder,
      landuse: join(dir, 'landuse.geojson'),
      areas: join(dir, 'areas.geojson'),
    });
    const { areas } = JSON.parse(await readFile(join(unitDir, 'areas.json'), 'utf8')) as { areas: Record<string, unknown>[] };
    expect(areas).toMatchObject([
      {
        areaId: 'all',
        floodedHa: 63,
        notObservedHaByReason: { cloud: 100 },
        notObservedShare: expect.closeTo(50 / 240, 3),
        floodedHaByLandUse: { arable: 35, unknown: 28 },
        buildings: 1,
        roadsKmByClass: { district: expect.closeTo(0.9, 2) },
        population: null,
      },
      { areaId: 'west', title: 'West', floodedHa: 14, buildings: 1 },
    ]);
    expect(output.summary).toMatchObject({ floodM2: 630_000, buildings: 1 });
    const [detection, ...more] = await readDetections(join(unitDir, 'detections.parquet'));
    expect(more).toEqual([]);
    expect(detection?.likelihood).toBeGreaterThan(0.8);
    expect(detection?.attributes?.['likelihoodP10']).toBeGreaterThan(80);
    const depth = (await layer('depth')) as unknown as Float32Array;
    const deepest = Math.max(...depth.filter((metres) => metres >= 0));
    expect(deepest).toBeGreaterThan(0.2);
    expect(detection?.attributes?.['depthMaxM']).toBeCloseTo(deepest, 1);
    expect(Number.isNaN(depth[40 * 240 + 40])).toBe(true);
    expect(files).toEqual(expect.arrayContaining(['areas.json', 'depth.tif']));
    expect(files).not.toContain('hand.tif');
  });

  it('subtracts given reference water of another grid and CRS, where no earlier scene is there', async () => {
    // 40 m pixels in zone 32: about the lake
    const [west, north] = crsTransform(25833, 25832).forward(400_000, 5_660_000);
    const grid = { width: 100, height: 100, transform: affine.northUp(west - 400, north + 400, 40), epsg: 25832 };
    const { forward } = crsTransform(25832, 25833);
    const water = Uint8Array.from({ length: 10_000 }, (_, i) => {
      const [x, y] = forward(...affine.apply(grid.transform, (i % 100) + 0.5, Math.floor(i / 100) + 0.5));
      return isIn((x - 400_000) / 10, (5_660_000 - y) / 10, [18, 18, 82, 72]) ? 1 : 0;
    });
    const reference = await writeRaster(join(dir, 'reference.tif'), grid, water);
    const { output, layer } = await run([now], 'now', { reference });
    const state = await layer('flood');
    expect(share(state, lake, 2)).toBeGreaterThan(0.99);
    expect(share(state, flooded, 1)).toBe(1);
    expect(output.flags).not.toContain('no-reference');
  });

  it('lets the scene decide where the terrain model has a hole, and gives no depth there', async () => {
    const heights = Float32Array.from({ length: 240 * 200 }, (_, i) => {
      const [col, row] = [i % 240, Math.floor(i / 240)];
      return isIn(col, row, [140, 60, 240, 200]) ? -9999 : 100 + row * 10 * Math.tan((20 * Math.PI) / 180);
    });
    const dem = await writeRaster(join(dir, 'holes.tif'), opticalGrid, heights, { overviews: 'average', nodata: -9999 });
    const { layer } = await run([...before, now], 'now', { dem });
    const state = await layer('flood');
    expect(share(state, [142, 80, 200, 150], 1)).toBe(1);
    expect(share(state, [100, 80, 138, 150], 0)).toBe(1);
    const depth = (await layer('depth')) as unknown as Float32Array;
    expect(depth.every((metres) => Number.isNaN(metres) || metres >= 0)).toBe(true);
    expect(Number.isNaN(depth[120 * 240 + 180])).toBe(true);
  });

  it('takes as reference earlier scenes of the same family that are not overcast, in any order of arrival', async () => {
    const others = await Promise.all([
      make({ id: 'overcast', day: 12, ground: usual, scl: clear, properties: { 'eo:cloud_cover': 90 } }),
      make({ id: 'landsat', day: 13, ground: usual, sensor: 'landsat-c2-l2' }),
      make({ id: 'later', day: 28, ground: usual, scl: clear }),
      make({ id: 'same-pass', day: 20, ground: withFlood, sensor: 'sentinel-2-l1c' }),
    ]);
    const inputs = (items: readonly StacItem[]) => unitOf(items, 'now').inputs.map(({ itemId, role }) => [itemId, role]);
    const expected = [
      ['now', 'subject'],
      ['before-2', 'reference'],
      ['before-7', 'reference'],
    ];
    expect(inputs([...before, now, ...others])).toEqual(expected);
    expect(inputs([...others, now, ...[...before].reverse()])).toEqual(expected);
  });

  it('plans radar only, optical only, or what there is; anything else is an error', () => {
    expect(plan([now], { sensor: 'radar' })).toEqual([]);
    expect(plan([now], { sensor: 'optical' }).length).toBe(1);
    expect(() => plan([now], { sensor: 'sar' })).toThrow(/sensor=sar: expected auto, radar, optical/);
  });

  it('explains a place with every test’s value', async () => {
    const { task, context } = await run([...before, now], 'now');
    const explain = (col: number, row: number) =>
      explainFloodUnit(task, { x: 400_000 + 10 * col + 5, y: 5_660_000 - 10 * row - 5 }, context);
    expect(await explain(150, 100)).toMatchObject({
      item: 'now',
      pixel: { col: 150, row: 100 },
      scenes: [
        { item: 'now', answer: 'water', dswxClass: 'high', tests: { productMask: null, dswx: { 'MNDWI > 0.124': true } } },
        { item: 'before-2', answer: 'dry' },
        { item: 'before-7', answer: 'dry' },
      ],
      result: 'flood',
    });
    expect(await explain(40, 40)).toMatchObject({ result: 'reference', likelihoodPercent: 0 });
    expect(await explain(-3, 4)).toBeNull();
    const part = { ...task, window: { col: 96, row: 72, width: 60, height: 60 } };
    const inPart = (col: number, row: number) =>
      explainFloodUnit(part, { x: 400_000 + 10 * col + 5, y: 5_660_000 - 10 * row - 5 }, context);
    expect(await inPart(150, 100)).toMatchObject({ pixel: { col: 150, row: 100 }, result: 'flood' });
    expect(await inPart(40, 40)).toBeNull(); // in the scene, but not in the unit
  });
});
