import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PixelArray } from '@landsicht/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasGdal, readBytesWithGdal, runGdal } from './testing/gdal.js';
import { rasterKeeper } from './testing/open-rasters.js';

const dir = mkdtempSync(join(tmpdir(), 'landsicht-jp2-'));
const { open, close } = rasterKeeper();
afterEach(close);
afterAll(() => rmSync(dir, { recursive: true }));
const hasDriver = hasGdal && runGdal('gdalinfo', ['--formats']).includes('JP2OpenJPEG');
const needs = hasDriver ? '' : ' (skipped: needs gdal-bin with JP2OpenJPEG)';
const path = (name: string): string => join(dir, name);

/** s2: as Sentinel-2 is packed (tiles, 15 bit, 5 reductions, GMLJP2 only), sizes that no tile divides. */
const script = `
import sys, numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
rng = np.random.default_rng(0)
def make(name, w, h, bands, dtype, top, low, epsg, transform, options):
    m = gdal.GetDriverByName("MEM").Create("", w, h, bands, dtype)
    m.SetGeoTransform(transform)
    s = osr.SpatialReference(); s.ImportFromEPSG(epsg); m.SetProjection(s.ExportToWkt())
    y, x = np.mgrid[:h, :w]
    for b in range(bands):
        m.GetRasterBand(b + 1).WriteArray(low + np.clip(top * (0.5 + 0.3 * np.sin(x / 17 + b) * np.cos(y / 23)) + rng.normal(0, top / 60, (h, w)), 0, top).astype("int64"))
    gdal.GetDriverByName("JP2OpenJPEG").CreateCopy(sys.argv[1] + "/" + name, m, options=["REVERSIBLE=YES", "QUALITY=100"] + options)
utm = [399960, 10, 0, 5900040, 0, -10]
make("s2.jp2", 701, 433, 1, gdal.GDT_UInt16, 20000, 0, 32633, utm, ["BLOCKXSIZE=256", "BLOCKYSIZE=256", "NBITS=15", "RESOLUTIONS=6", "GeoJP2=NO"])
make("rgb.jp2", 301, 203, 3, gdal.GDT_Byte, 255, 0, 25833, utm, ["GMLJP2=NO"])
make("u16.jp2", 300, 200, 1, gdal.GDT_UInt16, 65535, 0, 32633, utm, [])
make("i16.jp2", 300, 200, 1, gdal.GDT_Int16, 3000, -1500, 4326, [13, 0.001, 0, 51, 0, -0.001], ["GeoJP2=NO"])
make("bare.j2k", 300, 200, 1, gdal.GDT_Byte, 255, 0, 32633, utm, ["CODEC=J2K"])
`;

/** Whole arrays are compared as bytes: `toEqual` takes seconds for a million numbers. */
function sameBytes(pixels: PixelArray | undefined, expected: ArrayBuffer): boolean {
  return pixels != null && Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength).equals(Buffer.from(expected));
}

describe.skipIf(!hasDriver)(`JPEG 2000${needs}`, () => {
  beforeAll(() => {
    runGdal('/usr/bin/python3', ['-c', script, dir]);
  });

  it.each([
    ['s2.jp2', 'u16'],
    ['rgb.jp2', 'u8'],
    ['u16.jp2', 'u16'],
    ['i16.jp2', 'i16'],
    ['bare.j2k', 'u8'],
  ])('reads %s as GDAL does', async (name, type) => {
    const raster = await open(path(name));
    expect(raster).toMatchObject({ format: 'jpeg2000', pixelType: type });
    const { data, valid } = await raster.read();
    for (const [band, pixels] of data.entries()) expect(sameBytes(pixels, readBytesWithGdal(path(name), band + 1))).toBe(true);
    expect(valid.every((v) => v === 1)).toBe(true);
  });

  it('reads every overview that GDAL offers', async () => {
    const raster = await open(path('s2.jp2'));
    expect(raster.levels.slice(0, 4)).toEqual([
      { width: 701, height: 433 },
      { width: 351, height: 217 },
      { width: 176, height: 109 },
      { width: 88, height: 55 },
    ]);
    for (const overview of [0, 1]) {
      const { data } = await raster.read({ level: overview + 1 });
      expect(sameBytes(data[0], readBytesWithGdal(path('s2.jp2'), 1, overview))).toBe(true);
    }
  });

  it('reads a window across tiles and beyond the image, at any level', async () => {
    const raster = await open(path('s2.jp2'));
    for (const level of [0, 2]) {
      const whole = await raster.read({ level });
      const window = { col: 40, row: 30, width: 700, height: 450 };
      const part = await raster.read({ level, window });
      const wrong = part.valid.findIndex((observed, i) => {
        const col = window.col + (i % window.width);
        const row = window.row + Math.floor(i / window.width);
        const inside = col < whole.width && row < whole.height;
        return inside ? observed !== 1 || part.data[0]?.[i] !== whole.data[0]?.[row * whole.width + col] : observed !== 0;
      });
      expect(wrong).toBe(-1);
    }
  });

  it('takes the georeference from GMLJP2, GeoJP2, with either axis order, or says that there is none', async () => {
    const gridOf = async (name: string) => {
      const { grid, georeference } = await open(path(name));
      return { georeference, epsg: grid?.epsg, transform: grid?.transform };
    };
    const utm = [10, 0, 399_960, 0, -10, 5_900_040];
    expect(await gridOf('s2.jp2')).toEqual({ georeference: 'affine', epsg: 32633, transform: utm });
    expect(await gridOf('rgb.jp2')).toEqual({ georeference: 'affine', epsg: 25833, transform: utm });
    const degrees = await gridOf('i16.jp2');
    expect(degrees).toMatchObject({ georeference: 'affine', epsg: 4326 });
    for (const [i, value] of [0.001, 0, 13, 0, -0.001, 51].entries()) expect(degrees.transform?.[i]).toBeCloseTo(value, 9);
    expect(await gridOf('bare.j2k')).toEqual({ georeference: 'none' });
  });

  it('refuses a file that is cut off or damaged, and reads the next one', async () => {
    const whole = readFileSync(path('s2.jp2'));
    writeFileSync(path('cut.jp2'), whole.subarray(0, whole.length / 2));
    await expect(open(path('cut.jp2'))).rejects.toMatchObject({
      code: 'raster-invalid',
      message: expect.stringContaining('cut.jp2'),
    });
    const bare = readFileSync(path('bare.j2k'));
    writeFileSync(path('short.j2k'), bare.subarray(0, 200));
    const short = await open(path('short.j2k'));
    await expect(short.read()).rejects.toMatchObject({ code: 'raster-invalid', message: expect.stringContaining('beyond the end') });
    const good = await open(path('u16.jp2'));
    expect((await good.read()).width).toBe(300);
  });
});
