import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, type Grid, maskReasons, type PixelArray, type StacAsset } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScene } from './open-scene.js';
import { writeRaster } from './testing/made-raster.js';
import { itemOf } from './testing/shared-data.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-scene-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const fine: Grid = { width: 40, height: 40, transform: affine.northUp(411_000, 5_656_400, 10), epsg: 25833 };
const coarse: Grid = { width: 20, height: 20, transform: affine.northUp(411_000, 5_656_400, 20), epsg: 25833 };

let count = 0;
async function asset(grid: Grid, data: PixelArray, members: Partial<StacAsset> = {}): Promise<StacAsset> {
  return { href: await writeRaster(join(dir, `${count++}.tif`), grid, data), type: 'image/tiff; application=geotiff', ...members };
}

function sentinel2(assets: Record<string, StacAsset>, properties: Record<string, unknown> = {}, collection = 'sentinel-2-c1-l2a') {
  return itemOf({ id: 'S2_made', collection, properties: { 's2:processing_baseline': '05.10', ...properties }, assets });
}

const ramp = (grid: Grid, from: number): Uint16Array => Uint16Array.from({ length: grid.width * grid.height }, (_, i) => from + i);

describe('reading onto another grid', () => {
  it('keeps values of clouds out of their neighbours, also where 20 m pixels are interpolated', async () => {
    const scl = new Uint8Array(400).fill(4);
    const swir = new Uint16Array(400).fill(2000); // 0.1
    const red = new Uint16Array(1600).fill(3000); // 0.2
    for (let row = 8; row < 12; row++) {
      scl.fill(9, row * 20 + 8, row * 20 + 12);
      swir.fill(11_000, row * 20 + 8, row * 20 + 12);
    }
    for (let row = 16; row < 24; row++) red.fill(11_000, row * 40 + 16, row * 40 + 24);
    const scene = await openScene(
      sentinel2({ red: await asset(fine, red), swir16: await asset(coarse, swir), scl: await asset(coarse, scl) }),
    );
    const grid: Grid = { width: 60, height: 60, transform: affine.northUp(411_003, 5_656_397, 6.3), epsg: 32633 };
    const { bands, valid, reason } = await scene.read(['red', 'swir16'], { grid });
    const observed = (band: Float32Array) => [
      ...new Set(
        Array.from(band)
          .filter((_, i) => valid[i] === 1)
          .map((value) => value.toFixed(3)),
      ),
    ];
    expect(observed(bands.red as Float32Array)).toEqual(['0.200']);
    expect(observed(bands.swir16 as Float32Array)).toEqual(['0.100']);
    const clouds = reason?.filter((code) => code === maskReasons.cloud.code).length ?? 0;
    expect(clouds).toBeGreaterThan((80 / 6.3) ** 2 * 0.9);
    expect(clouds).toBeLessThan((80 / 6.3) ** 2 * 1.1);
    await scene.close();
  });

  it('averages where the target is coarser, and takes classes by the most frequent', async () => {
    const red = Uint16Array.from({ length: 1600 }, (_, i) => (i % 2 === 0 ? 2000 : 4000));
    const scl = new Uint8Array(400).fill(6);
    scl[0] = 4;
    const scene = await openScene(sentinel2({ red: await asset(fine, red), scl: await asset(coarse, scl) }));
    const { bands } = await scene.read(['red', 'scl'], {
      grid: { width: 5, height: 5, transform: affine.northUp(411_000, 5_656_400, 80), epsg: 25833 },
    });
    expect(bands.red[7]).toBeCloseTo(0.2, 6);
    expect([...bands.scl]).toEqual(new Array(25).fill(6));
    await scene.close();
  });

  it('cuts without resampling where the grid shares the scene’s pixels', async () => {
    const scene = await openScene(sentinel2({ red: await asset(fine, ramp(fine, 1001)) }));
    const grid: Grid = { width: 3, height: 2, transform: affine.northUp(411_050, 5_656_380, 10), epsg: 25833 };
    const { bands } = await scene.read(['red'], { grid });
    expect(Array.from(bands.red, (value) => Math.round(value * 10_000))).toEqual([86, 87, 88, 126, 127, 128]);
    await scene.close();
  });

  it('finds nothing observed elsewhere', async () => {
    const scene = await openScene(
      sentinel2({ red: await asset(fine, ramp(fine, 1001)), scl: await asset(coarse, new Uint8Array(400).fill(4)) }),
    );
    const { valid, reason } = await scene.read(['red'], { grid: { ...fine, transform: affine.northUp(500_000, 5_656_400, 10) } });
    expect([valid.includes(1), new Set(reason)]).toEqual([false, new Set([maskReasons.nodata.code])]);
    await scene.close();
  });

  it('takes a window or a grid, not both', async () => {
    const scene = await openScene(sentinel2({ red: await asset(fine, ramp(fine, 1)) }));
    await expect(scene.read(['red'], { grid: fine, window: { col: 0, row: 0, width: 1, height: 1 } })).rejects.toMatchObject({
      code: 'bad-argument',
    });
    await scene.close();
  });
});

describe('masks', () => {
  it('buffer clouds by metres, the same in every window', async () => {
    const scl = new Uint8Array(400).fill(4);
    scl[10 * 20 + 10] = 8;
    const item = sentinel2({ red: await asset(fine, ramp(fine, 1001)), scl: await asset(coarse, scl) });
    const scene = await openScene(item, { cloudBufferM: 60 });
    const whole = await scene.read(['red']);
    const part = await scene.read(['red'], { window: { col: 24, row: 20, width: 8, height: 4 } }); // beside the cloud
    const adjacent = maskReasons['cloud-adjacent'].code;
    expect(whole.reason?.filter((code) => code === adjacent).length).toBe(4 * 28); // 29 cells lie within 3 of 20 m, one is the cloud
    for (let i = 0; i < 32; i++) expect(part.reason?.[i]).toBe(whole.reason?.[(20 + Math.floor(i / 8)) * 40 + 24 + (i % 8)]);
    expect(part.reason?.includes(adjacent)).toBe(true);
    await scene.close();
  });

  it('that cover a part of the scene leave the rest unobserved', async () => {
    const half: Grid = { ...coarse, height: 10 };
    const scene = await openScene(
      sentinel2({ red: await asset(fine, ramp(fine, 1001)), scl: await asset(half, new Uint8Array(200).fill(4)) }),
    );
    const { valid } = await scene.read(['red']);
    expect(valid.reduce((sum, ok) => sum + ok, 0)).toBe(800);
    await scene.close();
  });

  it('with 0 for clear stay clear, whatever their nodata tag says', async () => {
    const clm: StacAsset = {
      href: await writeRaster(join(dir, 'clm.tif'), coarse, new Uint8Array(400), { nodata: 0 }),
      type: 'image/tiff; application=geotiff',
    };
    const scene = await openScene(sentinel2({ red: await asset(fine, ramp(fine, 1001)), clm }));
    expect((await scene.read(['red'])).valid.every((ok) => ok === 1)).toBe(true);
    await scene.close();
  });
});

describe('Earth Search items whose "offset not applied" is doubtful', () => {
  const properties = { 's2:processing_baseline': '04.00', 'earthsearch:boa_offset_applied': false };
  const declared = { 'raster:bands': [{ scale: 1e-4, offset: -0.1, nodata: 0 }] };

  it.each([
    ['already shifted pixels', 150, 0],
    ['pixels as ESA delivers them', 1_100, -0.1],
  ])('%s: the darkest decide', async (_, darkest, offset) => {
    const scene = await openScene(sentinel2({ red: await asset(fine, ramp(fine, darkest), declared) }, properties, 'sentinel-2-l2a'));
    const { bands } = await scene.read(['red']);
    expect(bands.red[0]).toBeCloseTo(darkest * 1e-4 + offset, 6);
    await scene.close();
  });
});

describe('product metadata', () => {
  it('gives the offset of each band where the item holds none', async () => {
    const mtd = join(dir, 'MTD_MSIL1C.xml');
    const offsets = Array.from({ length: 13 }, (_, i) => `<RADIO_ADD_OFFSET band_id="${i}">${-1000 - i}</RADIO_ADD_OFFSET>`).join('');
    await writeFile(
      mtd,
      `<n1:X><PROCESSING_BASELINE>05.00</PROCESSING_BASELINE><QUANTIFICATION_VALUE unit="none">10000</QUANTIFICATION_VALUE>${offsets}</n1:X>`,
    );
    const item = itemOf({
      id: 'made',
      collection: 'sentinel-2-l1c',
      assets: { B8A: await asset(fine, ramp(fine, 3000)), 'product-metadata': { href: mtd, type: 'application/xml' } },
    });
    const scene = await openScene(item);
    expect((await scene.read(['nir08'])).bands.nir08[0]).toBeCloseTo((3000 - 1008) / 10_000, 6);
    await scene.close();
  });
});

describe('bad input', () => {
  it('names the band that is missing, the item and what it has', async () => {
    const scene = await openScene(sentinel2({ red: await asset(fine, ramp(fine, 1)), nir: await asset(fine, ramp(fine, 1)) }));
    await expect(scene.read(['swir16'])).rejects.toMatchObject({
      code: 'band-missing',
      message: 'Item S2_made has no band "swir16"; it has red, nir',
    });
    await scene.close();
  });

  it('names the assets of an item without any band', async () => {
    const item = sentinel2({ thumbnail: { href: '/a.jpg', type: 'image/jpeg' }, stuff: { href: '/b.tif', type: 'image/tiff' } });
    await expect(openScene(item)).rejects.toMatchObject({
      code: 'band-missing',
      message: expect.stringMatching(/S2_made.*thumbnail, stuff.*eo:bands/),
    });
  });

  it('says when the item counts more bands than the file', async () => {
    const image = await asset(fine, ramp(fine, 1), { bands: [{ name: 'red' }, { name: 'green' }] });
    const scene = await openScene(itemOf({ id: 'two', assets: { image } }));
    await expect(scene.read(['green'])).rejects.toMatchObject({
      code: 'band-missing',
      message: expect.stringMatching(/"green" is band 2, the file has 1/),
    });
    await scene.close();
  });

  it('says when the item’s CRS is not the file’s', async () => {
    for (const crs of [{ 'proj:epsg': 32632 }, { 'proj:code': 'EPSG:32632' }]) {
      const item = sentinel2({ red: await asset(fine, ramp(fine, 1)) }, crs);
      await expect(openScene(item)).rejects.toMatchObject({
        code: 'crs-mismatch',
        message: expect.stringMatching(/S2_made.*EPSG:32632.*EPSG:25833/),
      });
    }
  });

  it('refuses bands of different CRSs', async () => {
    const scene = await openScene(
      sentinel2({ red: await asset(fine, ramp(fine, 1)), nir: await asset({ ...fine, epsg: 32633 }, ramp(fine, 1)) }),
    );
    await expect(scene.read(['nir'])).rejects.toMatchObject({
      code: 'crs-mismatch',
      message: expect.stringMatching(/"nir".*EPSG:32633.*EPSG:25833.*gdalwarp/),
    });
    await scene.close();
  });

  it.each(['1867-01-01T00:00:00Z', '2023-02-30T00:00:00Z', '3019-01-01T00:00:00Z', 'yesterday', '5', null])(
    'refuses the time %s',
    async (datetime) => {
      const item = sentinel2({ red: await asset(fine, ramp(fine, 1)) }, { datetime });
      await expect(openScene(item)).rejects.toMatchObject({
        code: 'item-invalid',
        message: expect.stringMatching(/S2_made: properties\.datetime is .*expected an RFC 3339 time/),
      });
    },
  );

  it('refuses a sensor it does not know', async () => {
    const item = sentinel2({ red: await asset(fine, ramp(fine, 1)) }, { 'landsicht:sensor': 'sentinel-9' });
    await expect(openScene(item)).rejects.toMatchObject({
      code: 'item-invalid',
      message: expect.stringMatching(/"sentinel-9".*sentinel-2-l2a/),
    });
  });

  it('hands on that a file is not there, and can try again', async () => {
    const item = sentinel2({ red: { href: join(dir, 'absent.tif'), type: 'image/tiff' } });
    await expect(openScene(item)).rejects.toMatchObject({ code: 'not-found', message: expect.stringMatching(/absent\.tif/) });
  });

  it('stops when it is told to', async () => {
    const scene = await openScene(sentinel2({ red: await asset(fine, ramp(fine, 1)) }));
    await expect(scene.read(['red'], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    await scene.close();
  });
});
