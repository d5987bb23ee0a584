import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Affine, affine, type Grid, type PixelArray } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeCog } from './cog-writer.js';
import { hasGdal, readBytesWithGdal, runGdal } from './testing/gdal.js';
import { rasterKeeper } from './testing/open-rasters.js';

const matrix = fileURLToPath(new URL('../../../../shared/data/geotiff/matrix/', import.meta.url));
const there = existsSync(matrix);
const dir = mkdtempSync(join(tmpdir(), 'landsicht-geotiff-'));
const path = (name: string): string => join(dir, name);
const { open, close } = rasterKeeper();
afterEach(close);
afterAll(() => rmSync(dir, { recursive: true }));

function bytesOf(data: PixelArray | undefined): Buffer {
  return data == null ? Buffer.alloc(0) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function expectTransform(transform: Affine | null | undefined, expected: readonly number[]): void {
  expect(transform).not.toBeNull();
  for (const [i, value] of expected.entries()) expect(transform?.[i]).toBeCloseTo(value, 6);
}

describe('a COG of our own', () => {
  const grid: Grid = { width: 600, height: 400, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };
  const random = randomOf(3);
  const red = Float32Array.from({ length: 600 * 400 }, (_, i) => (i % 601 === 0 ? -9999 : i % 977 === 0 ? Number.NaN : random()));
  const nir = Float32Array.from(red, (value) => value * 2);

  beforeAll(async () => {
    const bands = [{ name: 'red', unit: 'reflectance', scale: 0.5, offset: -0.1 }, { name: 'nir' }];
    await writeCog(
      path('own.tif'),
      { grid, pixelType: 'f32', bands, overviews: 'average', nodata: -9999, tileSize: 128, metadata: { KEY: 'a & <b>' } },
      [red, nir],
    );
  });

  it('tells grid, bands, metadata and levels', async () => {
    const raster = await open(path('own.tif'));
    expect(raster).toMatchObject({
      format: 'geotiff',
      pixelType: 'f32',
      grid,
      georeference: 'affine',
      colors: null,
      metadata: { KEY: 'a & <b>' },
    });
    expect(raster.bands).toEqual([
      { name: 'red', unit: 'reflectance', scale: 0.5, offset: -0.1, nodata: -9999 },
      { name: 'nir', unit: null, scale: 1, offset: 0, nodata: -9999 },
    ]);
    expect(raster.levels.slice(0, 3)).toEqual([
      { width: 600, height: 400 },
      { width: 300, height: 200 },
      { width: 150, height: 100 },
    ]);
  });

  it('marks nodata and NaN of any band that was asked for, and stores values as they are', async () => {
    const { data, valid } = await (await open(path('own.tif'))).read({ bands: [0] });
    expect(data).toHaveLength(1);
    expect(bytesOf(data[0]).equals(bytesOf(red))).toBe(true);
    expect(valid.findIndex((v, i) => v !== (red[i] === -9999 || Number.isNaN(red[i]) ? 0 : 1))).toBe(-1);
  });

  it('reads bands in the order asked for', async () => {
    const { data } = await (await open(path('own.tif'))).read({ bands: [1, 0], window: { col: 7, row: 9, width: 3, height: 2 } });
    expect([data[0]?.[0], data[1]?.[0]]).toEqual([nir[9 * 600 + 7], red[9 * 600 + 7]]);
  });

  it('gives pixels beyond the image as not observed', async () => {
    const raster = await open(path('own.tif'));
    const window = { col: -5, row: 395, width: 20, height: 10 };
    const { data, valid } = await raster.read({ window, bands: [1] });
    for (let i = 0; i < valid.length; i++) {
      const col = window.col + (i % 20);
      const row = window.row + Math.floor(i / 20);
      const at = row * 600 + col;
      const observed = col >= 0 && row < 400 && red[at] !== -9999 && !Number.isNaN(red[at]);
      expect(valid[i]).toBe(observed ? 1 : 0);
      if (observed) expect(data[0]?.[i]).toBe(nir[at]);
    }
    expect((await raster.read({ window: { col: 700, row: 0, width: 4, height: 4 } })).valid.every((v) => v === 0)).toBe(true);
  });

  it('refuses levels and bands that are not there', async () => {
    const raster = await open(path('own.tif'));
    await expect(raster.read({ level: 9 })).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(raster.read({ bands: [2] })).rejects.toMatchObject({ code: 'band-missing' });
    await expect(raster.read({ window: { col: 0.5, row: 0, width: 1, height: 1 } })).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('stops when it is cancelled', async () => {
    const raster = await open(path('own.tif'));
    await expect(raster.read({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('a file that is not there', () => {
  it('is named', async () => {
    await expect(open(path('none.tif'))).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('none.tif') });
    await expect(open(dir)).rejects.toMatchObject({ code: 'raster-invalid', message: expect.stringContaining('folder') });
  });
});

describe.skipIf(!there)(`georeference of the matrix${there ? '' : ' (skipped: needs ../shared/data)'}`, () => {
  it('reads scale, offset and descriptions', async () => {
    const raster = await open(`${matrix}u16_scale_offset_desc.tif`);
    expect(raster.bands).toHaveLength(4);
    for (const { scale, offset, name } of raster.bands) expect([scale, offset, typeof name]).toEqual([1e-4, -0.1, 'string']);
  });

  it('masks the 20 rows × 30 columns of the internal mask', async () => {
    const { width, valid } = await (await open(`${matrix}u16_deflate_internalmask.tif`)).read();
    expect(valid.findIndex((v, i) => v !== (i % width < 30 && Math.floor(i / width) < 20 ? 0 : 1))).toBe(-1);
  });

  it('reads a rotated transform', async () => {
    const { grid } = await open(`${matrix}u16_rotated_geotransform.tif`);
    expect(grid?.transform[1]).not.toBe(0);
    expect(grid?.transform[3]).not.toBe(0);
  });

  it('gives ground control points instead of a grid', async () => {
    const raster = await open(`${matrix}u16_gcps.tif`);
    expect(raster).toMatchObject({ grid: null, georeference: 'gcps' });
    expect(raster.gcps.length).toBeGreaterThanOrEqual(3);
    expect(raster.gcpEpsg).toBeGreaterThan(0);
  });

  it('says that there is no georeference', async () => {
    expect(await open(`${matrix}u16_no_georef.tif`)).toMatchObject({ grid: null, georeference: 'none', gcps: [], gcpEpsg: null });
  });

  it('reads windows of a sparse file', async () => {
    const { valid } = await (await open(`${matrix}u16_sparse_4096.tif`)).read({
      window: { col: 4000, row: 4000, width: 200, height: 200 },
    });
    expect(valid[0]).toBe(1);
    expect(valid.at(-1)).toBe(0);
  });
});

/** Small files with what our own writer does not write. */
const script = `
import sys, numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
out = sys.argv[1] + "/"
def make(name, bands, dtype, options, epsg=25833, transform=(400000, 10, 0, 5660000, 0, -10), size=(90, 70)):
    d = gdal.GetDriverByName("GTiff").Create(out + name, size[0], size[1], bands, dtype, options)
    if transform: d.SetGeoTransform(transform)
    if epsg:
        s = osr.SpatialReference()
        s.ImportFromEPSG(epsg) if isinstance(epsg, int) else s.ImportFromProj4(epsg)
        d.SetProjection(s.ExportToWkt())
    y, x = np.mgrid[:size[1], :size[0]]
    for b in range(bands): d.GetRasterBand(b + 1).WriteArray((x * 3 + y * 5 + b * 7) % 251)
    return d
d = make("point.tif", 1, gdal.GDT_Byte, []); d.SetMetadataItem("AREA_OR_POINT", "Point"); d = None
d = make("nan.tif", 1, gdal.GDT_Float32, ["COMPRESS=DEFLATE"]); d.GetRasterBand(1).SetNoDataValue(float("nan")); d = None
d = make("lowest.tif", 1, gdal.GDT_Float32, []); d.GetRasterBand(1).SetNoDataValue(-3.4028234663852886e+38); d.GetRasterBand(1).WriteArray(np.full((1, 5), -3.4028234663852886e+38)); d = None
d = make("palette.tif", 1, gdal.GDT_Byte, []); t = gdal.ColorTable(); t.SetColorEntry(1, (43, 108, 176, 255)); d.GetRasterBand(1).SetColorTable(t); d = None
d = make("alpha.tif", 4, gdal.GDT_Byte, ["PHOTOMETRIC=RGB", "ALPHA=YES", "INTERLEAVE=BAND"]); a = np.full((70, 90), 255, np.uint8); a[:10, :20] = 0; d.GetRasterBand(4).WriteArray(a); d = None
d = make("custom.tif", 1, gdal.GDT_Byte, [], epsg="+proj=tmerc +lat_0=1 +lon_0=12.3 +k=0.9 +ellps=GRS80 +units=m"); d = None
d = make("degrees.tif", 1, gdal.GDT_Byte, [], epsg=4326, transform=(13, 0.001, 0, 51, 0, -0.001)); d = None
d = make("nbits12.tif", 1, gdal.GDT_UInt16, ["NBITS=12", "COMPRESS=LZW"]); d = None
d = make("half.tif", 1, gdal.GDT_Float32, ["NBITS=16", "COMPRESS=DEFLATE"]); d = None
d = make("strip.tif", 3, gdal.GDT_UInt16, ["BLOCKYSIZE=1200", "INTERLEAVE=BAND"], size=(900, 1200)); d = None
d = make("sparse.tif", 1, gdal.GDT_Byte, ["SPARSE_OK=TRUE", "TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"]); d.GetRasterBand(1).SetNoDataValue(0); d = None
d = gdal.GetDriverByName("GTiff").Create(out + "hole.tif", 64, 64, 1, gdal.GDT_Byte, ["SPARSE_OK=TRUE", "TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"]); d.GetRasterBand(1).SetNoDataValue(7); d.GetRasterBand(1).WriteArray(np.full((16, 16), 9, np.uint8)); d = None
d = make("lerc-nan.tif", 1, gdal.GDT_Float32, ["COMPRESS=LERC", "MAX_Z_ERROR=0", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"]); a = d.GetRasterBand(1).ReadAsArray(); a[3:9, 4:40] = np.nan; d.GetRasterBand(1).WriteArray(a); d = None
d = make("lerc-u8.tif", 3, gdal.GDT_Byte, ["COMPRESS=LERC_DEFLATE", "MAX_Z_ERROR=0"]); d.GetRasterBand(1).WriteArray(np.random.default_rng(1).integers(0, 255, (70, 90))); d = None
d = make("i8.tif", 1, gdal.GDT_Byte, ["PIXELTYPE=SIGNEDBYTE"]); d = None
d = make("complex.tif", 1, gdal.GDT_CFloat32, []); d = None
gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
d = make("masked.tif", 3, gdal.GDT_Byte, ["TILED=YES"], size=(600, 500)); d.CreateMaskBand(gdal.GMF_PER_DATASET); m = np.full((500, 600), 255, np.uint8); m[:, 300:] = 0; d.GetRasterBand(1).GetMaskBand().WriteArray(m); d = None
gdal.Translate(out + "masked-jpeg.tif", out + "masked.tif", format="COG", creationOptions=["COMPRESS=JPEG", "BLOCKSIZE=128", "OVERVIEWS=IGNORE_EXISTING"])
gdal.Translate(out + "grey-jpeg.tif", out + "nbits12.tif", outputType=gdal.GDT_Byte, creationOptions=["COMPRESS=JPEG", "JPEG_QUALITY=100"])
gdal.Translate(out + "alpha-jpeg.tif", out + "alpha.tif", creationOptions=["COMPRESS=JPEG", "JPEG_QUALITY=100", "INTERLEAVE=PIXEL"])
gdal.Translate(out + "webp.tif", out + "alpha.tif", creationOptions=["COMPRESS=WEBP", "WEBP_LOSSLESS=YES", "INTERLEAVE=PIXEL"])
`;

describe.skipIf(!hasGdal)(`GeoTIFFs as GDAL writes them${hasGdal ? '' : ' (skipped: needs gdal-bin and python3-gdal)'}`, () => {
  beforeAll(() => {
    runGdal('/usr/bin/python3', ['-c', script, dir]);
  });

  it.each(['nbits12.tif', 'half.tif', 'strip.tif', 'sparse.tif', 'hole.tif', 'lerc-nan.tif', 'lerc-u8.tif', 'alpha.tif', 'lowest.tif'])(
    'reads %s as GDAL does',
    async (name) => {
      const { data } = await (await open(path(name))).read();
      for (const [band, pixels] of data.entries())
        expect(bytesOf(pixels).equals(Buffer.from(readBytesWithGdal(path(name), band + 1)))).toBe(true);
    },
  );

  it('reads a window of a large uncompressed strip', async () => {
    const raster = await open(path('strip.tif'));
    const whole = Buffer.from(readBytesWithGdal(path('strip.tif'), 2));
    const { data } = await raster.read({ bands: [1], window: { col: 5, row: 1100, width: 4, height: 90 } });
    expect(data[0]?.[0]).toBe(whole.readUInt16LE((1100 * 900 + 5) * 2));
    expect(data[0]?.at(-1)).toBe(whole.readUInt16LE((1189 * 900 + 8) * 2));
  });

  it.each([
    ['grey-jpeg.tif', 3],
    ['masked-jpeg.tif', 3],
    ['alpha-jpeg.tif', 3],
    ['webp.tif', 0],
  ])('reads %s within %i of GDAL', async (name, most) => {
    const { data } = await (await open(path(name))).read();
    for (const [band, pixels] of data.entries()) {
      const expected = Buffer.from(readBytesWithGdal(path(name), band + 1));
      expect(pixels.findIndex((value, i) => Math.abs(value - (expected[i] ?? 0)) > most)).toBe(-1);
    }
  });

  it('shifts PixelIsPoint by half a pixel, as GDAL does', async () => {
    expectTransform((await open(path('point.tif'))).grid?.transform, [10, 0, 400_000, 0, -10, 5_660_000]);
  });

  it('takes NaN and the lowest f32 for nodata', async () => {
    const nan = await open(path('nan.tif'));
    expect(nan.bands[0]?.nodata).toBeNaN();
    const { valid } = await (await open(path('lowest.tif'))).read();
    expect([...valid.subarray(0, 7)]).toEqual([0, 0, 0, 0, 0, 1, 1]);
  });

  it('marks holes of a sparse file as not observed where it has a nodata value', async () => {
    const { data, valid } = await (await open(path('hole.tif'))).read();
    expect([data[0]?.[0], valid[0], data[0]?.[40], valid[40]]).toEqual([9, 1, 7, 0]);
  });

  it('marks NaN that LERC keeps as a mask', async () => {
    const { data, valid } = await (await open(path('lerc-nan.tif'))).read();
    expect([data[0]?.[5 * 90 + 10], valid[5 * 90 + 10], valid[0]]).toEqual([Number.NaN, 0, 1]);
  });

  it('reads a palette', async () => {
    expect((await open(path('palette.tif'))).colors).toMatchObject({ 0: '#000000', 1: '#2b6cb0' });
  });

  it('masks by alpha, also where alpha was not asked for and lies in a plane of its own', async () => {
    for (const bands of [[0, 1, 2], [3], undefined]) {
      const { valid } = await (await open(path('alpha.tif'))).read(bands == null ? {} : { bands });
      expect(valid.findIndex((v, i) => v !== (i % 90 < 20 && Math.floor(i / 90) < 10 ? 0 : 1))).toBe(-1);
    }
  });

  it('keeps the internal mask at every level', async () => {
    const raster = await open(path('masked-jpeg.tif'));
    expect(raster.levels.length).toBeGreaterThan(1);
    for (const level of raster.levels.keys()) {
      const { width, valid } = await raster.read({ level });
      expect([valid[0], valid[width - 1]]).toEqual([1, 0]);
    }
  });

  it('reads geographic EPSG codes, and tells a CRS without a code from no georeference', async () => {
    expect((await open(path('degrees.tif'))).grid).toMatchObject({ epsg: 4326 });
    const custom = await open(path('custom.tif'));
    expect(custom).toMatchObject({ grid: null, georeference: 'no-crs' });
    expectTransform(custom.transform, [10, 0, 400_000, 0, -10, 5_660_000]);
  });

  it('reads signed bytes', async () => expect((await open(path('i8.tif'))).pixelType).toBe('i8'));

  it('names what it does not read', async () => {
    await expect(open(path('complex.tif'))).rejects.toMatchObject({
      code: 'raster-unsupported',
      message: expect.stringContaining('complex'),
    });
  });
});
