import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, type Grid, maskReasons } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCogWriter } from '../../../raster/cog-writer.js';
import { landcoverReasons, referenceRaster } from './given-raster.js';

const scene: Grid = { width: 4, height: 4, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };

describe('rasters that are given', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-given-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  async function write(name: string, grid: Grid, bands: readonly (readonly number[])[]): Promise<string> {
    const path = join(dir, name);
    const layout = { grid, pixelType: 'u8', bands: bands.map((_, i) => ({ name: `b${i}` })), overviews: 'mode', nodata: 99 } as const;
    const sink = await openCogWriter(path, layout);
    await sink.writeRows(
      bands.map((band) => Uint8Array.from(band)),
      grid.height,
    );
    await sink.close();
    return path;
  }

  it('puts reference water of another grid and CRS onto the scene', async () => {
    // Web Mercator, 20 px of 40 m around the scene: water everywhere, so that only the placing is tested
    const [x, y] = [1_413_500, 6_636_200];
    const grid: Grid = { width: 20, height: 20, transform: affine.northUp(x - 400, y + 400, 40), epsg: 3857 };
    const path = await write('mercator.tif', grid, [new Array(400).fill(1)]);
    const raster = await referenceRaster(path, { ...scene, transform: affine.northUp(0, 0, 10), epsg: 25833 }, new Date('2025-06-01'));
    expect([...(await raster.rows(0, 4))]).toEqual(new Array(16).fill(255)); // far away: unknown
    await raster.close();
  });

  it('takes the band of the month where there are twelve, and knows "unknown" from "none"', async () => {
    const half: Grid = { ...scene, width: 2, height: 2, transform: affine.northUp(400_000, 5_660_000, 20) };
    const bands = Array.from({ length: 12 }, (_, month) => (month === 5 ? [1, 0, 99, 1] : [0, 0, 0, 0]));
    const path = await write('months.tif', half, bands);
    const june = await referenceRaster(path, scene, new Date('2025-06-17T16:51:12Z'));
    expect([...(await june.rows(0, 4))]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 255, 255, 1, 1, 255, 255, 1, 1]);
    await june.close();
    const may = await referenceRaster(path, scene, new Date('2025-05-17T16:51:12Z'));
    expect([...(await may.rows(0, 1))]).toEqual([0, 0, 0, 0]);
    await may.close();
  });

  it('takes no other value for "no water": it may be seasonal water, or the gap of a file that does not say so', async () => {
    const path = await write('gfm.tif', scene, [[0, 1, 2, 255, ...new Array(12).fill(0)]]);
    const raster = await referenceRaster(path, scene, new Date('2025-06-01'));
    expect([...(await raster.rows(0, 1))]).toEqual([0, 1, 255, 255]);
    await raster.close();
  });

  it('reads built-up and trees from WorldCover', async () => {
    const path = await write('worldcover.tif', scene, [[50, 10, 30, 80, ...new Array(12).fill(40)]]);
    const cover = await landcoverReasons(path, scene);
    expect([...(await cover.rows(0, 1))]).toEqual([maskReasons.urban.code, maskReasons['dense-vegetation'].code, 0, 0]);
    await cover.close();
  });
});
