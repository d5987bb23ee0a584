import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, type ParameterValues, type StacItem } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRaster } from '../../../raster/open-raster.js';
import type { UnitOutput, UnitTask } from '../../../runs/unit.js';
import { writeRaster } from '../../../scene/testing/made-raster.js';
import { createAssetAccess } from '../../../sources/access/asset-access.js';
import { flood } from '../flood.js';
import { keepSceneFacts, sceneFactsOf } from './scene-facts.js';
import { type Ground, ground, inBox, type MadeScene, madeGrid, madeScene } from './testing/made-radar.js';

const defaults = Object.fromEntries(Object.entries(flood.info.parameters).map(([name, { default: value }]) => [name, value]));
const lake = [20, 20, 80, 90] as const;
const airfield = [150, 20, 220, 60] as const;
const flooded = [40, 120, 180, 190] as const;

const usual: Ground = (col, row) => (inBox(col, row, lake) ? ground.water : inBox(col, row, airfield) ? ground.airfield : ground.land);
const withFlood: Ground = (col, row) => (inBox(col, row, flooded) ? ground.water : usual(col, row));
const windyFlood: Ground = (col, row) => {
  const here = withFlood(col, row);
  return here === ground.water ? ground.windyWater : here;
};

describe('the SAR ensemble on simulated scenes', () => {
  let dir: string;
  let before: StacItem[];
  const make = (scene: Omit<MadeScene, 'dir'>) => madeScene({ dir, ...scene });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-ensemble-'));
    before = await Promise.all([2, 8, 14].map((day) => make({ id: `before-${day}`, day, ground: usual })));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  let runs = 0;
  /** Plans all scenes, runs the unit of the last one, and reads its layers. */
  async function run(items: readonly StacItem[], settings: ParameterValues = {}, cacheDir?: string) {
    const parameters = { ...defaults, ...settings };
    const planned = flood.plan(items, { parameters, bboxLonLat: null });
    const unit = planned.find(({ inputs }) => inputs[0]?.itemId === items.at(-1)?.id);
    if (unit == null) throw new Error('no unit planned');
    const task: UnitTask = { key: 'k', monitor: 'flood', monitorVersion: flood.info.version, parameters, assets: [], ...unit };
    const unitDir = join(dir, `unit-${runs++}`);
    await mkdir(unitDir);
    const context = { dir: unitDir, progress: () => {}, signal: new AbortController().signal, access: createAssetAccess() };
    const output = await flood.run(task, cacheDir == null ? context : { ...context, cacheDir });
    const layer = async (id: string) => {
      const file = await openRaster(join(unitDir, `${id}.tif`));
      const { data } = await file.read({});
      await file.close();
      return data[0] as Uint8Array;
    };
    return { output, task, context, layer, files: await readdir(unitDir) };
  }

  /** Share of a box, two pixels inside its border, with a code. */
  function share(codes: Uint8Array, [left, top, right, bottom]: readonly [number, number, number, number], code: number): number {
    let [n, hits] = [0, 0];
    for (let row = top + 2; row < bottom - 2; row++) {
      for (let col = left + 2; col < right - 2; col++) {
        n++;
        if (codes[row * madeGrid.width + col] === code) hits++;
      }
    }
    return hits / n;
  }
  const flags = ({ flags: all }: UnitOutput) => all.filter((flag) => flag !== 'terrain_not_used' && flag !== 'incidence_assumed');

  it('tells flood from a lake and an airfield that were there before, and leaves nothing but results behind', async () => {
    const { output, layer, files } = await run([...before, await make({ id: 'now', day: 20, ground: withFlood })]);
    const [state, likelihood, reference] = [await layer('flood'), await layer('likelihood'), await layer('reference')];
    // also where crumbs at the shore were given to the lake
    expect(state.filter((code, i) => code === 2 && reference[i] !== 1)).toEqual(new Uint8Array());
    expect(share(state, flooded, 1)).toBeGreaterThan(0.98);
    expect(share(state, lake, 2)).toBeGreaterThan(0.98);
    expect(share(state, airfield, 1)).toBe(0);
    // land at the median of all chips, a little of which looks like dense vegetation
    expect(share(state, [185, 70, 235, 215], 0)).toBeGreaterThan(0.96);
    expect(likelihood[150 * madeGrid.width + 100]).toBeGreaterThan(90);
    expect(likelihood[215 * madeGrid.width + 200]).toBeLessThan(10);
    expect(likelihood[50 * madeGrid.width + 50]).toBe(0);
    expect(output.summary['likelihoodMean']).toBeGreaterThan(85);
    expect(flags(output)).toEqual([]);
    expect(files.filter((name) => name.endsWith('.raw'))).toEqual([]);
  });

  it('finds no flood in a dry scene with look-alikes before and after', async () => {
    const { layer } = await run([...before, await make({ id: 'dry', day: 20, ground: usual })]);
    expect((await layer('flood')).filter((code) => code === 1).length).toBe(0);
  });

  it('sees through wind: VH decides', async () => {
    const { output, layer } = await run([...before, await make({ id: 'windy', day: 20, ground: windyFlood })]);
    expect(share(await layer('flood'), flooded, 1)).toBeGreaterThan(0.95);
    expect(flags(output)).toEqual(['wind']);
  });

  it('calls nothing on a slope of 20° flood where a terrain model says so, and no lake usual water there', async () => {
    const grid = { ...madeGrid, width: 80, height: 80, transform: affine.northUp(399_900, 5_660_100, 40) };
    const tilted = Float32Array.from({ length: 6400 }, (_, i) => Math.floor(i / 80) * 40 * Math.tan((20 * Math.PI) / 180));
    const dem = await writeRaster(join(dir, 'dem.tif'), grid, tilted, { overviews: 'average' });
    const { output, layer } = await run([...before, await make({ id: 'slope', day: 20, ground: withFlood })], { dem });
    const state = await layer('flood');
    expect(state.filter((code) => code === 1).length).toBe(0);
    expect(share(state, lake, 255)).toBeGreaterThan(0.95);
    expect(output.flags).not.toContain('terrain_not_used');
  });

  it('uses no earlier scene of another orbit, and says that it could not compare', async () => {
    const other = await Promise.all([2, 8].map((day) => make({ id: `other-${day}`, day, ground: usual, orbit: 22 })));
    const { output, task, layer } = await run([...other, await make({ id: 'alone', day: 20, ground: withFlood })]);
    expect(task.items.map(({ id }) => id)).toEqual(['alone']);
    expect(share(await layer('flood'), flooded, 3)).toBeGreaterThan(0.98);
    expect(flags(output)).toEqual(['no-reference', 'no_change_detector', 'no_baseline_detector']);
  });

  it('runs on VV alone and says so', async () => {
    const vv = await Promise.all([2, 8, 14].map((day) => make({ id: `vv-${day}`, day, ground: usual, bands: ['vv'] })));
    const { output, layer } = await run([...vv, await make({ id: 'vv-now', day: 20, ground: withFlood, bands: ['vv'] })]);
    expect(share(await layer('flood'), flooded, 1)).toBeGreaterThan(0.95);
    expect(flags(output)).toContain('vv_only');
  });

  it.each([
    ['dB said to be linear', { stored: 'dB', said: 'linear' }, 'units_db_detected'],
    ['linear said to be dB', { stored: 'linear', said: 'dB' }, 'units_linear_detected'],
    ['VV and VH exchanged', { swapped: true }, 'polarisations_swapped'],
  ] as const)('puts right %s and says so', async (name, wrong, flag) => {
    const id = `wrong-${name.replaceAll(' ', '-')}`;
    const { output, layer } = await run([...before, await make({ id, day: 20, ground: withFlood, ...wrong })]);
    expect(share(await layer('flood'), flooded, 1)).toBeGreaterThan(0.98);
    expect(flags(output)).toEqual([flag]);
  });

  it('calls a scene without a number "not observed", never dry', async () => {
    const { output, layer } = await run([...before, await make({ id: 'empty', day: 20, ground: usual, stored: 'nothing' })]);
    expect((await layer('flood')).every((code) => code === 255)).toBe(true);
    expect((await layer('likelihood')).every((code) => code === 255)).toBe(true);
    expect(flags(output)).toContain('nothing-observed');
  });

  it('explains a place with the votes of the run', async () => {
    const items = [...before, await make({ id: 'asked', day: 20, ground: withFlood })];
    const { task, context } = await run(items);
    const explain = (col: number, row: number) =>
      flood.explain?.(task, { x: 400_000 + 10 * col + 5, y: 5_660_000 - 10 * row - 5 }, context) ?? Promise.resolve(null);
    const yes = { vote: 'yes' };
    expect(await explain(100, 150)).toMatchObject({
      item: 'asked',
      pixel: { col: 100, row: 150 },
      votes: { threshold: yes, change: yes, baseline: yes },
      result: 'flood',
    });
    // it was dark before: nothing can fall there
    expect(await explain(50, 50)).toMatchObject({
      votes: { threshold: yes, change: { vote: 'none' }, baseline: { vote: 'none' } },
      result: 'reference',
    });
    expect(await explain(210, 200)).toMatchObject({ votes: { threshold: { vote: 'no' }, change: { vote: 'no' } }, result: 'dry' });
    expect(await explain(-5, 10)).toBeNull();
    const part = { ...task, window: { col: 60, row: 60, width: 90, height: 130 } };
    const inPart = (col: number, row: number) => flood.explain?.(part, { x: 400_000 + 10 * col + 5, y: 5_660_000 - 10 * row - 5 }, context);
    expect(await inPart(100, 150)).toMatchObject({ pixel: { col: 100, row: 150 }, result: 'flood' });
    // in the scene, but not in the unit: it says nothing there
    expect(await inPart(210, 200)).toBeNull();
  });

  it('explains with what the run found out about the whole scene, where the cache has it', async () => {
    const items = [...before, await make({ id: 'told', day: 20, ground: withFlood })];
    const cacheDir = join(dir, 'cache');
    const { task, context, output } = await run(items, {}, cacheDir);
    expect(await sceneFactsOf(cacheDir, task.key)).toEqual({ handRange: null, flags: output.flags });
    await keepSceneFacts(cacheDir, task.key, { handRange: null, flags: ['wind'] });
    const place = { x: 401_005, y: 5_658_495 };
    expect(await flood.explain?.(task, place, { ...context, cacheDir })).toMatchObject({ flags: ['wind'] });
    expect(await flood.explain?.(task, place, context)).toMatchObject({ flags: output.flags });
  });
});
