import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StacItem } from '@landsicht/core';
import { addModel } from '@landsicht/models';
import { madeManifest, writeOnnx } from '@landsicht/models/probe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRaster } from '../../../raster/open-raster.js';
import { planRun } from '../../../runs/plan-run.js';
import { createAssetAccess } from '../../../sources/access/asset-access.js';
import { flood } from '../flood.js';
import { type Ground, ground, inBox, madeScene } from './testing/made-radar.js';

const defaults = Object.fromEntries(Object.entries(flood.info.parameters).map(([name, { default: value }]) => [name, value]));
const lake = [20, 20, 80, 90] as const;
const flooded = [40, 120, 180, 190] as const;
const usual: Ground = (col, row) => (inBox(col, row, lake) ? ground.water : ground.land);
const withFlood: Ground = (col, row) => (inBox(col, row, flooded) ? ground.water : usual(col, row));

/** Mean of 3 × 3 in VH, then sigmoid(−23 dB − VH): water where VH is dark. */
const darkIsWater = writeOnnx({
  channels: [2, 1],
  constants: [
    { name: 'w', shape: [1, 2, 3, 3], data: Float32Array.from({ length: 18 }, (_, i) => (i < 9 ? 0 : -1 / 9)) },
    { name: 'b', shape: [1], data: Float32Array.of(-23) },
  ],
  nodes: [
    { op: 'Conv', inputs: ['input', 'w', 'b'], output: 'c', attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] } },
    { op: 'Sigmoid', inputs: ['c'], output: 'output' },
  ],
});

describe('a network instead of thresholds (simulated scenes)', () => {
  let dir: string;
  let modelsDir: string;
  let items: StacItem[];
  const parameters = { ...defaults, detector: 'model', model: 'dark-water' };
  const context = () => ({
    dir: join(dir, 'unit'),
    modelsDir,
    progress: () => {},
    signal: new AbortController().signal,
    access: createAssetAccess(),
    device: 'cpu' as const,
  });
  const plan = () => planRun({ monitor: flood, items, parameters, bboxLonLat: null, catalogueDir: join(dir, 'catalogue') });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-network-'));
    modelsDir = join(dir, 'models');
    const [model, manifest] = [join(dir, 'given.onnx'), join(dir, 'given.json')];
    await writeFile(model, darkIsWater);
    await writeFile(manifest, JSON.stringify(madeManifest('dark-water', darkIsWater, { bands: ['vv', 'vh'], classes: ['water'] })));
    await addModel(model, manifest, modelsDir);
    const scenes = [2, 8, 14].map((day) => madeScene({ dir, id: `before-${day}`, day, ground: usual }));
    items = [...(await Promise.all(scenes)), await madeScene({ dir, id: 'now', day: 20, ground: withFlood })];
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('finds flood and what was water before, says that a network did, and names it in the unit', async () => {
    const task = (await plan()).find(({ inputs }) => inputs[0]?.itemId === 'now');
    if (task == null) throw new Error('no unit planned');
    expect(task.model).toEqual({ id: 'dark-water', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await mkdir(join(dir, 'unit'));
    const output = await flood.run(task, context());
    expect(output.flags).toContain('network');
    expect(output.flags).not.toContain('no_change_detector');
    const file = await openRaster(join(dir, 'unit', 'flood.tif'));
    const { data, width } = { ...(await file.read({})), width: file.width };
    await file.close();
    const codes = data[0] as Uint8Array;
    const share = ([left, top, right, bottom]: readonly [number, number, number, number], code: number) => {
      let [n, hits] = [0, 0];
      for (let row = top + 2; row < bottom - 2; row++)
        for (let col = left + 2; col < right - 2; col++) {
          n++;
          if (codes[row * width + col] === code) hits++;
        }
      return hits / n;
    };
    expect(share(flooded, 1)).toBeGreaterThan(0.97);
    expect(share(lake, 2)).toBeGreaterThan(0.97);
    expect(share([100, 20, 220, 100], 1)).toBeLessThan(0.01);
    const told = await flood.explain?.(task, { x: 401_005, y: 5_658_495 }, { ...context(), access: createAssetAccess() });
    expect(told).toMatchObject({ votes: { threshold: { vote: 'yes' }, change: null, baseline: null }, result: 'flood' });
  });

  it('is another unit than by rules, refuses a model that is not there, and one that was exchanged', async () => {
    const [byRules] = await planRun({ monitor: flood, items, parameters: defaults, bboxLonLat: null });
    const [byNetwork] = await plan();
    expect(byNetwork?.key).not.toBe(byRules?.key);
    const missing = { ...parameters, model: 'no-such' };
    await expect(
      planRun({ monitor: flood, items, parameters: missing, bboxLonLat: null, catalogueDir: join(dir, 'catalogue') }),
    ).rejects.toThrow(/no model "no-such".*dark-water/);
    const exchanged = { ...byNetwork, model: { id: 'dark-water', sha256: '0'.repeat(64) } } as NonNullable<typeof byNetwork>;
    await mkdir(join(dir, 'exchanged'));
    await expect(flood.run(exchanged, { ...context(), dir: join(dir, 'exchanged') })).rejects.toMatchObject({ code: 'model-invalid' });
  });

  it('needs both polarisations and says so', async () => {
    const vv = await madeScene({ dir, id: 'vv-alone', day: 20, ground: withFlood, bands: ['vv'] });
    const tasks = await planRun({ monitor: flood, items: [vv], parameters, bboxLonLat: null, catalogueDir: join(dir, 'catalogue') });
    await mkdir(join(dir, 'vv'));
    await expect(flood.run(tasks[0] as NonNullable<(typeof tasks)[0]>, { ...context(), dir: join(dir, 'vv') })).rejects.toMatchObject({
      code: 'band-missing',
      message: expect.stringMatching(/vv-alone.*no vh/),
    });
  });
});
