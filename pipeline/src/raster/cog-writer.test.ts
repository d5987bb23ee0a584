import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, allocate, type CogLayout, type Grid, type PixelArray, type PixelType } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { openCogSink, openCogWriter, writeCog } from './cog-writer.js';
import { hasGdal, inspectWithGdal, readBytesWithGdal } from './testing/gdal.js';

const dir = mkdtempSync(join(tmpdir(), 'landsicht-cog-'));
afterAll(() => rmSync(dir, { recursive: true }));
const withGdal = hasGdal ? 'as GDAL sees it' : 'as GDAL sees it (skipped: needs gdal-bin and python3-gdal)';

function gridOf(width: number, height: number): Grid {
  return { width, height, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };
}

/** Smooth with noise, over the whole range of the type. */
function texture(type: PixelType, { width, height }: Grid, seed = 1): PixelArray {
  const data = allocate(type, width * height);
  const random = randomOf(seed);
  const [low, high] = {
    u8: [0, 250],
    i8: [-120, 120],
    u16: [0, 65_000],
    i16: [-30_000, 30_000],
    u32: [0, 4e9],
    i32: [-2e9, 2e9],
    f32: [-50, 50],
    f64: [-1e9, 1e9],
  }[type] as [number, number];
  for (let i = 0; i < data.length; i++) {
    const smooth = 0.5 + 0.4 * Math.sin((i % width) / 37) * Math.cos(Math.floor(i / width) / 23);
    data[i] = low + (high - low) * (smooth + 0.1 * random());
  }
  return data;
}

function sha256(data: PixelArray): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}

function continuous(pixelType: PixelType, grid: Grid, more: Partial<CogLayout> = {}): CogLayout {
  return { grid, pixelType, bands: [{ name: 'value' }], overviews: 'average', ...more };
}

describe.skipIf(!hasGdal)(`a COG ${withGdal}`, () => {
  const types = { u8: 'Byte', i8: 'Byte', u16: 'UInt16', i16: 'Int16', u32: 'UInt32', i32: 'Int32', f32: 'Float32', f64: 'Float64' };
  it.each(Object.entries(types) as [PixelType, string][])('keeps %s pixels', async (type, gdalType) => {
    const grid = gridOf(601, 530);
    const path = join(dir, `${type}.tif`);
    const data = texture(type, grid);
    await writeCog(path, continuous(type, grid), [data]);
    const { cog, bands, size, structure } = inspectWithGdal(path);
    expect(cog).toEqual({ warnings: [], errors: [] });
    expect(size).toEqual([601, 530]);
    expect(structure).toMatchObject({ LAYOUT: 'COG', COMPRESSION: 'DEFLATE', PREDICTOR: type.startsWith('f') ? '3' : '2' });
    expect(bands[0]).toMatchObject({ type: gdalType, nodata: null });
    expect(bands[0]?.levels.map((level) => level.size)).toEqual([
      [601, 530],
      [301, 265],
    ]);
    expect(bands[0]?.levels[0]?.sha256).toBe(sha256(data));
  });

  it.each([
    [1, 1],
    [511, 513],
    [1500, 700],
    [1025, 40],
    [3, 1100],
  ])('is valid at %i×%i with overviews down to one tile', async (width, height) => {
    const grid = gridOf(width, height);
    const path = join(dir, `${width}x${height}.tif`);
    const bands = [1, 2, 3].map((seed) => texture('u8', grid, seed));
    await writeCog(
      path,
      { grid, pixelType: 'u8', bands: [{ name: 'red' }, { name: 'green' }, { name: 'blue' }], overviews: 'average' },
      bands,
    );
    const facts = inspectWithGdal(path);
    expect(facts.cog).toEqual({ warnings: [], errors: [] });
    expect(facts.bands.map((band) => band.levels[0]?.sha256)).toEqual(bands.map(sha256));
    expect(facts.bands.map((band) => band.color)).toEqual(['Red', 'Green', 'Blue']);
    const last = facts.bands[0]?.levels.at(-1)?.size ?? [0, 0];
    expect(Math.max(...last)).toBeLessThanOrEqual(512);
    expect(facts.bands[0]?.levels).toHaveLength(1 + Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / 512))));
  });

  it.each(['f32', 'f64', 'u16'] as const)('keeps several %s bands with and without compression', async (type) => {
    const grid = gridOf(70, 50);
    for (const compression of ['deflate', 'none'] as const) {
      const path = join(dir, `${type}-${compression}.tif`);
      const bands = [1, 2].map((seed) => texture(type, grid, seed));
      await writeCog(path, { ...continuous(type, grid), bands: [{ name: 'a' }, { name: 'b' }], compression, tileSize: 32 }, bands);
      const facts = inspectWithGdal(path);
      expect(facts.cog).toEqual({ warnings: [], errors: [] });
      expect(facts.bands.map((band) => band.levels[0]?.sha256)).toEqual(bands.map(sha256));
    }
  });

  it('keeps names, units, scale, offset, nodata, metadata and place', async () => {
    const grid = gridOf(20, 10);
    const path = join(dir, 'described.tif');
    await writeCog(
      path,
      {
        grid,
        pixelType: 'i16',
        bands: [
          { name: 'NDVI <summer> & "autumn"', unit: 'dB', scale: 0.0001, offset: -0.1 },
          { name: 'Höhe', unit: 'm' },
        ],
        nodata: -10_000,
        overviews: 'average',
        metadata: { TIFFTAG_DATETIME: '2026:06:01 10:20:30', SOURCE: 'S2 & S1' },
      },
      [texture('i16', grid), texture('i16', grid)],
    );
    const facts = inspectWithGdal(path);
    expect(facts.epsg).toBe('25833');
    expect(facts.geotransform).toEqual([400_000, 10, 0, 5_660_000, 0, -10]);
    expect(facts.metadata).toMatchObject({ TIFFTAG_DATETIME: '2026:06:01 10:20:30', SOURCE: 'S2 & S1', AREA_OR_POINT: 'Area' });
    expect(facts.bands[0]).toMatchObject({
      description: 'NDVI <summer> & "autumn"',
      unit: 'dB',
      scale: 0.0001,
      offset: -0.1,
      nodata: '-10000.0',
    });
    expect(facts.bands[1]).toMatchObject({ description: 'Höhe', unit: 'm', nodata: '-10000.0' });
  });

  it('keeps geographic and rotated grids', async () => {
    const geographic: Grid = { width: 8, height: 8, transform: affine.northUp(13, 51, 1e-4), epsg: 4326 };
    await writeCog(join(dir, 'lonlat.tif'), continuous('f32', geographic), [texture('f32', geographic)]);
    const lonLat = inspectWithGdal(join(dir, 'lonlat.tif'));
    expect(lonLat.epsg).toBe('4326');
    expect(lonLat.geotransform).toEqual([13, 1e-4, 0, 51, 0, -1e-4]);
    const rotated: Grid = { ...gridOf(8, 8), transform: [8, 6, 400_000, 6, -8, 5_660_000], epsg: 31469 };
    await writeCog(join(dir, 'rotated.tif'), continuous('f32', rotated), [texture('f32', rotated)]);
    const turned = inspectWithGdal(join(dir, 'rotated.tif'));
    expect(turned.epsg).toBe('31469');
    expect(turned.geotransform).toEqual([400_000, 8, 6, 5_660_000, 6, -8]);
  });

  it('writes a palette and mode overviews of classes', async () => {
    const grid = gridOf(600, 4);
    const path = join(dir, 'classes.tif');
    const data = new Uint8Array(600 * 4).fill(255);
    // each 2×2 block: 1 1 / 2 3 → 1; the next one: 255 255 / 255 7 → 255 (nodata is in the majority)
    for (let col = 0; col < 600; col += 4) {
      data[col] = 1;
      data[col + 1] = 1;
      data[600 + col] = 2;
      data[600 + col + 1] = 3;
      data[600 + col + 3] = 7;
    }
    await writeCog(
      path,
      { ...continuous('u8', grid), overviews: 'mode', nodata: 255, colors: { 0: '#000000', 1: '#2b6cb0', 7: '#FF8000cc' } },
      [data],
    );
    const facts = inspectWithGdal(path);
    expect(facts.cog).toEqual({ warnings: [], errors: [] });
    expect(facts.bands[0]?.color).toBe('Palette');
    expect(facts.bands[0]?.palette?.[1]).toEqual([0x2b, 0x6c, 0xb0, 255]);
    expect(facts.bands[0]?.palette?.[7]?.slice(0, 3)).toEqual([255, 128, 0]);
    const overview = new Uint8Array(readBytesWithGdal(path, 1, 0));
    expect([...overview.slice(0, 4)]).toEqual([1, 255, 1, 255]);
  });

  it('averages only observed pixels in overviews', async () => {
    const grid = gridOf(600, 3);
    const nan = new Float32Array(1800).fill(Number.NaN);
    nan[0] = 2;
    nan[601] = 4;
    nan[1200] = 7;
    await writeCog(join(dir, 'nan.tif'), continuous('f32', grid, { nodata: Number.NaN }), [nan]);
    expect(inspectWithGdal(join(dir, 'nan.tif')).bands[0]?.nodata).toBe('nan');
    const overview = new Float32Array(readBytesWithGdal(join(dir, 'nan.tif'), 1, 0));
    expect([overview[0], overview[1], overview[300]]).toEqual([3, Number.NaN, 7]);
    const zero = new Int16Array(1800);
    zero.set([-5, 5, 3, 0], 0);
    zero.set([0, 0, 0, 4], 600);
    await writeCog(join(dir, 'zero.tif'), continuous('i16', grid, { nodata: 0 }), [zero]);
    // −5 and 5 average to 0, which would read as nodata; 3 and 4 to 4 (half up)
    expect([...new Int16Array(readBytesWithGdal(join(dir, 'zero.tif'), 1, 0)).slice(0, 3)]).toEqual([1, 4, 0]);
  });

  it('becomes a BigTIFF where offsets would not fit', async () => {
    const grid = gridOf(1100, 700);
    const path = join(dir, 'big.tif');
    const data = texture('u16', grid);
    const sink = await openCogSink(path, continuous('u16', grid), 100_000);
    await sink.writeRows([data], 700);
    await sink.close();
    const facts = inspectWithGdal(path);
    expect(facts.bigTiff).toBe(true);
    expect(facts.cog).toEqual({ warnings: [], errors: [] });
    expect(facts.bands[0]?.levels[0]?.sha256).toBe(sha256(data));
    expect(facts.epsg).toBe('25833');
  });
});

describe('writing', () => {
  it('gives the same bytes for rows one at a time, all at once, and again', async () => {
    const grid = gridOf(300, 217);
    const layout = continuous('u16', grid, { tileSize: 64, nodata: 0 });
    const data = texture('u16', grid) as Uint16Array;
    await writeCog(join(dir, 'once.tif'), layout, [data]);
    await writeCog(join(dir, 'twice.tif'), layout, [data]);
    const sink = await openCogWriter(join(dir, 'rows.tif'), layout);
    for (let row = 0; row < 217; row++) await sink.writeRows([data.subarray(row * 300, (row + 1) * 300)], 1);
    await sink.close();
    const once = readFileSync(join(dir, 'once.tif'));
    expect(readFileSync(join(dir, 'twice.tif')).equals(once)).toBe(true);
    expect(readFileSync(join(dir, 'rows.tif')).equals(once)).toBe(true);
  });

  it('leaves nothing behind before close, after abort and after a failure', async () => {
    const folder = mkdtempSync(join(dir, 'abort-'));
    const path = join(folder, 'a.tif');
    const grid = gridOf(40, 40);
    const sink = await openCogWriter(path, continuous('u8', grid, { tileSize: 16 }));
    await sink.writeRows([new Uint8Array(40 * 20)], 20);
    expect(readdirSync(folder)).not.toContain('a.tif');
    await sink.abort();
    expect(readdirSync(folder)).toEqual([]);
    await expect(sink.writeRows([new Uint8Array(40)], 1)).rejects.toMatchObject({ code: 'bad-argument' });
    const short = await openCogWriter(path, continuous('u8', grid));
    await expect(short.close()).rejects.toThrow('closed after 0 of 40 rows');
    await expect(writeCog(path, continuous('u8', grid), [new Uint16Array(1600)])).rejects.toThrow(
      'band "value": expected u8 pixels, got Uint16Array',
    );
    await expect(writeCog(path, continuous('u8', grid), [new Uint8Array(1601)])).rejects.toThrow('expected 1600 pixels (40×40), got 1601');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replaces an earlier file only when complete', async () => {
    const path = join(dir, 'replace.tif');
    const grid = gridOf(16, 16);
    await writeCog(path, continuous('u8', grid), [new Uint8Array(256).fill(1)]);
    const before = readFileSync(path);
    const sink = await openCogWriter(path, continuous('u8', grid));
    await sink.writeRows([new Uint8Array(256).fill(2)], 16);
    expect(readFileSync(path).equals(before)).toBe(true);
    await sink.close();
    expect(readFileSync(path).equals(before)).toBe(false);
  });

  it('names the path where it cannot write', async () => {
    const path = join(dir, 'missing-folder', 'a.tif');
    await expect(openCogWriter(path, continuous('u8', gridOf(4, 4)))).rejects.toMatchObject({
      code: 'workspace-unwritable',
      message: expect.stringContaining(path),
    });
  });

  it.each([
    [{ nodata: 300 }, 'nodata 300 does not fit u8 (0 to 255)'],
    [{ tileSize: 100 }, 'tileSize must be a multiple of 16 up to 8192, got 100'],
    [{ bands: [] }, 'expected at least one band'],
    [{ colors: { 1: 'red' } }, 'palette code 1: expected #rrggbb or #rrggbbaa, got "red"'],
    [{ pixelType: 'u16', colors: { 1: '#ff0000' } }, 'a palette needs one u8 band'],
    [{ grid: gridOf(0, 4) }, 'expected a size of at least 1×1 pixels, got 0×4'],
  ] as [Partial<CogLayout>, string][])('refuses %j', async (more, message) => {
    await expect(openCogWriter(join(dir, 'refused.tif'), continuous('u8', gridOf(4, 4), more))).rejects.toThrow(message);
  });
});
