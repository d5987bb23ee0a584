import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Grid, type StacItem, windowGrid } from '@landsicht/core';
import { FieldRenderer, fieldPasses, fieldRadarPasses, simulateFields } from '@landsicht/data-samples';
import { createAssetAccess, openCogWriter, openScene } from '@landsicht/pipeline';
import { afterAll, describe, expect, it } from 'vitest';
import { fieldGrid, opticalFieldScene, radarFieldScene } from './field-scene.js';

const dir = await mkdtemp(join(tmpdir(), 'landsicht-field-scene-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const coarser = ({ epsg, width, height, transform: [a, b, c, d, e, f] }: Grid): Grid => ({
  ...{ epsg, width: width / 2, height: height / 2 },
  transform: [2 * a, 2 * b, c, 2 * d, 2 * e, f],
});

describe('scenes of fields in memory', () => {
  it('read as those that simulateFields writes, on both grids', async () => {
    const made = await simulateFields({ dir, seed: 307, parcels: 3, everyDays: 60, writeCog: openCogWriter });
    const renderer = new FieldRenderer(307, 3, 2025);
    const grid = fieldGrid(renderer);
    const open = async (folder: string, id: string) => {
      const path = join(dirname(made.catalog), folder, id, `${id}.json`);
      const item = JSON.parse(await readFile(path, 'utf8')) as StacItem;
      const assets = Object.fromEntries(
        Object.entries(item.assets).map(([key, asset]) => [key, { ...asset, href: join(dirname(path), asset.href) }]),
      );
      return openScene({ ...item, assets }, { access: createAssetAccess() });
    };
    const fine = windowGrid(grid, { col: 4, row: 6, width: 20, height: 16 });
    const coarse = windowGrid(coarser(grid), { col: 2, row: 3, width: 10, height: 8 });
    const [pass] = fieldPasses(307, 2025, 60);
    const [radarPass] = fieldRadarPasses(307, 2025);
    if (pass == null || radarPass == null) throw new Error('no pass');
    const written = await open('sentinel-2', `SIMF_S2B_T33UVS_${pass.utc.toISOString().slice(0, 10).replace(/-/g, '')}_L2A`);
    const { scene } = opticalFieldScene(renderer, pass);
    for (const [names, on] of [
      [['red', 'nir', 'scl'], fine],
      [['swir16', 'rededge2'], coarse],
    ] as const) {
      const [ours, theirs] = [await scene.read(names, { grid: on }), await written.read(names, { grid: on })];
      for (const name of names) {
        const off = Array.from(ours.bands[name] as Float32Array, (value, k) => Math.abs(value - Number(theirs.bands[name]?.[k])));
        expect(Math.max(...off), name).toBeLessThan(1e-4);
      }
      expect(ours.valid).toEqual(theirs.valid);
    }
    await written.close();
    const radar = await open('sentinel-1', `SIMF_S1A_IW_GRDH_1SDV_${radarPass.utc.toISOString().replace(/[-:]/g, '').slice(0, 15)}`);
    const [ours, theirs] = [
      await radarFieldScene(renderer, radarPass).scene.read(['vv'], { grid: coarse }),
      await radar.read(['vv'], { grid: coarse }),
    ];
    await radar.close();
    const db = (values: ArrayLike<number>) => 10 * Math.log10(Array.from(values).reduce((a, b) => a + b, 0) / values.length);
    // files may be averaged or interpolated to 20 m
    expect(Math.abs(db(ours.bands.vv) - db(theirs.bands.vv))).toBeLessThan(0.3);
  });
});
