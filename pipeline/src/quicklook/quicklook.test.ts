import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, bboxOf, type CogLayout, crsTransform, type Grid } from '@landsicht/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCog } from '../raster/cog-writer.js';
import { hasGdal, readBytesWithGdal, runGdal } from '../raster/testing/gdal.js';
import { type TileAddress, tileGrid } from './plan.js';
import { createQuicklook, type Quicklook, type QuicklookLayer } from './quicklook.js';

const grid: Grid = { width: 700, height: 600, transform: affine.northUp(410_000, 5_650_000, 10), epsg: 25833 };
const layout: CogLayout = { grid, pixelType: 'u8', bands: [{ name: 'flood' }], nodata: 255, overviews: 'mode', tileSize: 256 };
const classes = [
  { code: 1, color: '#1565c0' },
  { code: 2, color: '#8fb8d9' },
];
let dir: string;
let path: string;
let quicklook: Quicklook;

/** Blobs of class 1 and 2 on class 0; the first 50 columns were not observed. */
const codes = Uint8Array.from({ length: grid.width * grid.height }, (_, i) => {
  const [col, row] = [i % grid.width, Math.floor(i / grid.width)];
  if (col < 50) return 255;
  const wave = Math.sin(col / 37) * Math.cos(row / 29);
  return wave > 0.4 ? 1 : wave < -0.5 ? 2 : 0;
});

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-quicklook-'));
  path = join(dir, 'flood.tif');
  await writeCog(path, layout, [codes]);
  quicklook = createQuicklook();
});
afterAll(async () => {
  await quicklook.close();
  await rm(dir, { recursive: true, force: true });
});

const layer = (kind: QuicklookLayer['kind'] = 'classes'): QuicklookLayer => ({ kind, classes, color: '#1565c0', path });

/** The tile over a place of the grid. */
function tileAt(col: number, row: number, z: number, scale: 1 | 2 = 1): TileAddress {
  const half = Math.PI * 6_378_137;
  const [x, y] = crsTransform(25833, 3857).forward(...affine.apply(grid.transform, col, row));
  const index = (share: number): number => Math.floor(share * 2 ** z);
  return { z, x: index((x + half) / (2 * half)), y: index((half - y) / (2 * half)), scale };
}

async function decode(png: Uint8Array): Promise<{ width: number; data: Buffer }> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, data };
}

describe('quicklook', () => {
  it.skipIf(!hasGdal)('paints the same pixels as gdalwarp (skipped: needs gdal-bin)', async () => {
    for (const [address, overview] of [
      [tileAt(350, 300, 14), 'NONE'],
      [tileAt(350, 300, 13, 2), 'NONE'],
      [tileAt(350, 300, 12), '0'],
    ] as const) {
      const { width, data } = await decode(await quicklook.tile(layer(), address));
      const target = tileGrid(address);
      const warped = join(dir, `${address.z}-${address.scale}.tif`);
      const size = String(target.width);
      runGdal('gdalwarp', [
        '-q',
        '-ovr',
        overview,
        '-t_srs',
        'EPSG:3857',
        '-te',
        ...bboxOf(target).map(String),
        '-ts',
        size,
        size,
        path,
        warped,
      ]);
      const expected = new Uint8Array(readBytesWithGdal(warped));
      expect(width).toBe(target.width);
      let [same, painted] = [0, 0];
      for (let i = 0; i < expected.length; i++) {
        const blue = expected[i] === 1 ? 0xc0 : expected[i] === 2 ? 0xd9 : 0;
        if (data[4 * i + 2] === blue && data[4 * i + 3] === (blue === 0 ? 0 : 255)) same++;
        if (blue !== 0) painted++;
      }
      expect(painted / expected.length).toBeGreaterThan(0.1);
      expect(same / expected.length).toBeGreaterThan(0.999);
    }
  });

  it('is transparent beside the raster and where nothing was observed', async () => {
    const beside = await decode(await quicklook.tile(layer(), { z: 14, x: 3, y: 3, scale: 2 }));
    expect(beside.width).toBe(512);
    expect(beside.data.every((value) => value === 0)).toBe(true);
    const edge = await decode(await quicklook.tile(layer('image'), tileAt(0, 300, 14)));
    expect(edge.data.some((value) => value !== 0)).toBe(true);
  });

  it('tells the value at a place, and nothing where there is none', async () => {
    const at = (col: number, row: number): Promise<number | null> => {
      const [lon, lat] = crsTransform(25833, 4326).forward(...affine.apply(grid.transform, col + 0.5, row + 0.5));
      return quicklook.value(path, lon, lat);
    };
    const one = codes.indexOf(1);
    expect(await at(one % grid.width, Math.floor(one / grid.width))).toBe(1);
    expect(await at(10, 10)).toBeNull();
    expect(await at(-1, 10)).toBeNull();
    expect(await at(10, 600)).toBeNull();
  });

  it('knows the range of its values without "none"', async () => {
    expect(await quicklook.range(path)).toEqual([1, 2]);
  });

  it('names a file that is no raster', async () => {
    const page = join(dir, 'page.tif');
    await writeFile(page, '<!doctype html>');
    await expect(quicklook.tile({ ...layer(), path: page }, tileAt(350, 300, 14))).rejects.toMatchObject({ code: 'raster-invalid' });
  });
});
