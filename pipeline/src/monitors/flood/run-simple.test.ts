import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRaster } from '../../raster/open-raster.js';
import type { UnitTask } from '../../runs/unit.js';
import { createAssetAccess } from '../../sources/access/asset-access.js';
import { readDetections } from '../../store/geoparquet.js';
import { flood } from './flood.js';
import { type Ground, ground, inBox, madeScene } from './sar/testing/made-radar.js';

describe('the simple form on simulated scenes', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-simple-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('counts as flood what it draws and lists: no crumbs at the shore of a lake that grew by a pixel', async () => {
    const lakeOf =
      (right: number): Ground =>
      (col, row) =>
        inBox(col, row, [20, 20, right, 120]) ? ground.water : ground.land;
    const flooded: Ground = (col, row) => (inBox(col, row, [140, 40, 200, 120]) ? ground.water : lakeOf(81)(col, row));
    const scenes = [
      await madeScene({ dir, id: 'before', day: 2, ground: lakeOf(80) }),
      await madeScene({ dir, id: 'now', day: 14, ground: flooded }),
    ];
    const defaults = Object.fromEntries(Object.entries(flood.info.parameters).map(([name, { default: value }]) => [name, value]));
    const parameters = { ...defaults, detector: 'simple' };
    const unit = flood.plan(scenes, { parameters, bboxLonLat: null }).find(({ inputs }) => inputs[0]?.itemId === 'now');
    if (unit == null) throw new Error('no unit planned');
    const task: UnitTask = { key: 'k', monitor: 'flood', monitorVersion: flood.info.version, parameters, assets: [], ...unit };
    const out = join(dir, 'unit');
    await mkdir(out);
    const context = { dir: out, progress: () => {}, signal: new AbortController().signal, access: createAssetAccess() };
    const { summary } = await flood.run(task, context);
    const file = await openRaster(join(out, 'flood.tif'));
    const { data } = await file.read();
    await file.close();
    const drawnPx = (data[0] as Uint8Array).filter((code) => code === 1).length;
    const listedM2 = (await readDetections(join(out, 'detections.parquet'))).reduce((sum, { areaM2 }) => sum + areaM2, 0);
    expect(listedM2).toBe(drawnPx * 100);
    expect(summary['floodM2']).toBe(listedM2);
    expect(listedM2).toBeGreaterThan(4500 * 100);
    expect((await readdir(out)).filter((name) => name.endsWith('.raw'))).toEqual([]);
  });
});
