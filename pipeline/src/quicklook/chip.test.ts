import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crsTransform, type Grid } from '@landsicht/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRaster } from '../scene/testing/made-raster.js';
import { itemOf } from '../scene/testing/shared-data.js';
import { CHIP_PX, type ChipStyle, chipGrid, paintChip } from './chip.js';
import { createChips } from './chips.js';

const grid: Grid = { width: 60, height: 60, transform: [10, 0, 400_000, 0, -10, 5_700_000], epsg: 32633 };
const { forward } = crsTransform(32633, 4326);
/** 200 m × 200 m in the middle of the scene. */
const ring = [
  [400_200, 5_699_600],
  [400_400, 5_699_600],
  [400_400, 5_699_800],
  [400_200, 5_699_800],
  [400_200, 5_699_600],
].map(([x = 0, y = 0]) => [...forward(x, y)]);
const geometry = { type: 'Polygon' as const, coordinates: [ring] };

let dir = '';
let item: ReturnType<typeof itemOf>;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-chip-'));
  // west half a green field, east half bright bare soil; a cloud in the mask over all of it
  const halves = (west: number, east: number) =>
    Uint16Array.from({ length: 3600 }, (_, i) => 1000 + Math.round(10_000 * (i % 60 < 30 ? west : east)));
  const band = async (name: string, west: number, east: number) => ({
    href: await writeRaster(join(dir, `${name}.tif`), grid, halves(west, east)),
    type: 'image/tiff; application=geotiff',
    'raster:bands': [{ scale: 0.0001, offset: -0.1, nodata: 0, data_type: 'uint16' }],
  });
  item = itemOf({
    id: 'S2A_test',
    properties: { platform: 'sentinel-2a', 's2:processing_baseline': '05.10', 'proj:epsg': 32633 },
    assets: {
      blue: await band('blue', 0.03, 0.12),
      green: await band('green', 0.06, 0.15),
      red: await band('red', 0.03, 0.2),
      nir: await band('nir', 0.45, 0.25),
      swir16: await band('swir16', 0.2, 0.35),
      scl: { href: await writeRaster(join(dir, 'scl.tif'), grid, new Uint8Array(3600).fill(9)), type: 'image/tiff; application=geotiff' },
    },
  });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const stretch = { B02: [0, 0.2], B03: [0, 0.2], B04: [0, 0.2], B08: [0, 0.5], B11: [0, 0.5] } as const;

async function pixels(style: ChipStyle): Promise<(col: number, row: number) => number[]> {
  const png = await paintChip({ item, geometry, style, stretch });
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([CHIP_PX, CHIP_PX]);
  return (col, row) => [...data.subarray(4 * (row * info.width + col), 4 * (row * info.width + col) + 4)];
}

it('draws the parcel in the middle, with what lies around it', () => {
  const { transform, epsg } = chipGrid(geometry, 32633);
  const sideM = transform[0] * CHIP_PX;
  expect(epsg).toBe(32633);
  expect(sideM).toBeGreaterThan(330);
  expect(sideM).toBeLessThan(340);
  expect(transform[2] + sideM / 2).toBeCloseTo(400_300, 0);
  expect(transform[5] - sideM / 2).toBeCloseTo(5_699_700, 0);
});

it('stretches reflectance alike on every date, and shows what the mask calls cloud', async () => {
  const at = await pixels('true');
  const [field, soil] = [at(40, 64), at(88, 64)];
  expect(field).toEqual([expect.closeTo(38, -1), expect.closeTo(77, -1), expect.closeTo(38, -1), 255]);
  expect(soil).toEqual([255, expect.closeTo(191, -1), expect.closeTo(153, -1), 255]);
});

it('shows near infrared, short-wave infrared and red as false colour', async () => {
  const at = await pixels('false');
  expect(at(40, 64)).toEqual([expect.closeTo(230, -1), expect.closeTo(102, -1), expect.closeTo(38, -1), 255]);
});

it('colours greenness from brown to dark green', async () => {
  const at = await pixels('ndvi');
  const [field, soil] = [at(40, 64), at(88, 64)];
  expect((field[1] ?? 0) - (field[0] ?? 0)).toBeGreaterThan(40);
  expect((soil[0] ?? 0) - (soil[1] ?? 0)).toBeGreaterThan(20);
});

it('outlines the parcel', async () => {
  const at = await pixels('true');
  const row = Array.from({ length: CHIP_PX }, (_, col) => at(col, 64));
  expect(row.filter(([r, g, b]) => r === 255 && g === 225 && b === 0)).toHaveLength(2);
});

it('leaves out what the scene does not cover', async () => {
  const far = { type: 'Polygon' as const, coordinates: [ring.map(([lon = 0, lat = 0]) => [lon - 0.0035, lat])] };
  const png = await paintChip({ item, geometry: far, style: 'true', stretch });
  const { data } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect(data[4 * (10 * CHIP_PX) + 3]).toBe(0);
});

describe('on a thread', () => {
  const isBuilt = existsSync(new URL('../../dist/quicklook/chip-worker.js', import.meta.url));

  it.skipIf(!isBuilt)('paints the same picture, and tells what went wrong (skipped: needs npm run build)', async () => {
    const chips = createChips({ waiting: 2 });
    const signal = new AbortController().signal;
    const request = { item, geometry, style: 'true', stretch } as const;
    try {
      expect(Buffer.from(await chips.paint(request, signal))).toEqual(Buffer.from(await paintChip(request)));
      const assets = Object.fromEntries(Object.entries(item.assets).filter(([name]) => name !== 'blue'));
      await expect(chips.paint({ ...request, item: { ...item, assets } }, signal)).rejects.toMatchObject({ code: 'band-missing' });
      const stop = new AbortController();
      const [first, second] = [chips.paint(request, stop.signal), chips.paint(request, signal)];
      await expect(chips.paint(request, signal)).rejects.toMatchObject({ code: 'busy' });
      stop.abort();
      await expect(first).rejects.toMatchObject({ code: 'aborted' });
      expect((await second).length).toBeGreaterThan(100);
    } finally {
      await chips.close();
    }
  });
});
