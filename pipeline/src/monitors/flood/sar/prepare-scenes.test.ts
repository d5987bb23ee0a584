import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StacItem } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAssetAccess } from '../../../sources/access/asset-access.js';
import { flood } from '../flood.js';
import { prepareScene, type ScenePart } from './prepare-scene.js';
import { prepareScenes } from './prepare-scenes.js';
import { ground, madeGrid, madeScene } from './testing/made-radar.js';

const isBuilt = existsSync(new URL('../../../../dist/monitors/flood/sar/scene-worker.js', import.meta.url));
const parameters = Object.fromEntries(Object.entries(flood.info.parameters).map(([name, { default: value }]) => [name, value]));

describe(isBuilt ? 'prepareScenes' : 'prepareScenes (threads skipped: needs npm run build)', () => {
  let dir = '';
  let items: StacItem[] = [];
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-prepare-'));
    const shore = (col: number) => (col < 90 ? ground.water : ground.land);
    items = await Promise.all([2, 8, 14].map((day) => madeScene({ dir, id: `day-${day}`, day, ground: shore })));
  });
  afterAll(() => rm(dir, { recursive: true }));

  let runs = 0;
  async function prepare(scenes: readonly StacItem[], threads: number, signal = new AbortController().signal) {
    const unitDir = join(dir, `unit-${runs++}`);
    await mkdir(unitDir);
    const access = createAssetAccess();
    const parts = scenes.map(
      (item, index): ScenePart => ({
        ...{ item, index, grid: madeGrid, parameters, dir: unitDir },
        ...{ model: null, modelsDir: undefined, device: 'cpu' },
      }),
    );
    const fractions: number[] = [];
    const prepared = await prepareScenes(parts, {
      context: { dir: unitDir, progress: () => {}, signal, access, threads },
      first: (part, abort, progress) => prepareScene(part, { signal: abort, access, progress }),
      progress: (fraction) => fractions.push(fraction),
    });
    return { prepared, fractions };
  }

  it.skipIf(!isBuilt)('makes the same bytes on three threads as on one, in the order of the scenes', async () => {
    const [one, three] = [await prepare(items, 1), await prepare(items, 3)];
    for (const [i, { backscatter, water, membership }] of one.prepared.entries()) {
      const other = three.prepared[i];
      expect(other?.backscatter).toMatchObject({ tiles: backscatter.tiles, medianDb: backscatter.medianDb });
      for (const [a, b] of [
        [backscatter.vh, other?.backscatter.vh],
        [backscatter.vv, other?.backscatter.vv],
        [water, other?.water],
        [membership, other?.membership],
      ]) {
        expect((await readFile(a ?? '')).equals(await readFile(b ?? ''))).toBe(true);
      }
    }
    expect(three.fractions.at(-1)).toBeCloseTo(1);
  });

  it.skipIf(!isBuilt)('fails with the error of the scene that another thread could not read', async () => {
    const broken = join(dir, 'broken.tif');
    await writeFile(broken, 'not a TIFF');
    const bad: StacItem = {
      ...(items[1] as StacItem),
      id: 'bad',
      assets: { vh: { href: broken, bands: [{ name: 'vh', unit: 'linear' }] } },
    };
    await expect(prepare([items[0] as StacItem, bad], 2)).rejects.toMatchObject({
      name: 'LandsichtError',
      message: expect.stringContaining('broken.tif'),
    });
  });

  it.skipIf(!isBuilt)('stops all threads when the unit is stopped', async () => {
    const stop = new AbortController();
    const running = prepare(items, 2, stop.signal);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
