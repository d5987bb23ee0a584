import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, bboxOf, type Grid, sameGrid, windowGrid } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCog } from './cog-writer.js';
import { hasGdal, inspectWithGdal, runGdal } from './testing/gdal.js';
import { warp } from './warp.js';
import { sourceWindowFor, suggestGrid, type WarpMethod, warpScale } from './warp-grid.js';

const dir = mkdtempSync(join(tmpdir(), 'landsicht-warp-'));
afterAll(() => rmSync(dir, { recursive: true }));

const methods: readonly WarpMethod[] = ['nearest', 'bilinear', 'cubic', 'average', 'mode'];
const oracle = hasGdal ? 'as gdalwarp does' : 'as gdalwarp does (skipped: needs gdal-bin and python3-gdal)';

/** Smooth relief with texture of ±200 DN at a few pixels' wavelength; nodata 0 in a disk and in scattered pixels. */
function terrain({ width, height }: Grid, holes: boolean): { data: Uint16Array; valid: Uint8Array } {
  const data = new Uint16Array(width * height);
  const random = randomOf(7);
  for (let i = 0; i < data.length; i++) {
    const col = i % width;
    const row = Math.floor(i / width);
    const smooth = 3000 + 1500 * Math.sin(col / 40) * Math.cos(row / 31);
    data[i] = smooth + 120 * Math.sin(col / 1.9 + row / 3.1) + 80 * random();
    const inDisk = Math.hypot(col - width * 0.6, row - height * 0.4) < 40;
    if (holes && (inDisk || random() < 0.01)) data[i] = 0;
  }
  return { data, valid: Uint8Array.from(data, (value) => (value === 0 ? 0 : 1)) };
}

interface Case {
  readonly name: string;
  readonly source: Grid;
  readonly target: Grid;
}

const utm33: Grid = { width: 340, height: 300, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };
const lonLat: Grid = { width: 320, height: 280, transform: affine.northUp(13.2, 51.2, 0.00014, 0.00009), epsg: 4326 };
const cases: readonly Case[] = [
  {
    name: '25833 → 3857 at the same size',
    source: utm33,
    target: { width: 350, height: 310, transform: affine.northUp(1_511_000, 6_635_900, 15.9), epsg: 3857 },
  },
  {
    name: '25833 → 3857 three times coarser',
    source: utm33,
    target: { width: 115, height: 105, transform: affine.northUp(1_511_000, 6_635_900, 47), epsg: 3857 },
  },
  {
    name: '4326 → 32633 slightly finer',
    source: lonLat,
    target: { width: 380, height: 330, transform: affine.northUp(374_100, 5_673_400, 8.5), epsg: 32633 },
  },
];

/** gdalwarp onto exactly the target grid; 0 where it finds nothing. */
function gdalwarp(from: string, { source, target }: Case, method: WarpMethod): Uint16Array {
  const to = join(dir, 'warped.img');
  const resampling = method === 'nearest' ? 'near' : method;
  const scale = warpScale(source, target);
  // gdalwarp 3.6 guesses the kernel's width from the clipped extent of each chunk; coarser targets need the true one for comparison
  const kernel = scale.x < 0.95 ? ['-wo', `XSCALE=${scale.x}`, '-wo', `YSCALE=${scale.y}`] : [];
  const grid = ['-t_srs', `EPSG:${target.epsg}`, '-te', ...bboxOf(target).map(String), '-ts', String(target.width), String(target.height)];
  runGdal('gdalwarp', ['-q', '-overwrite', ...grid, ...kernel, '-et', '0.125', '-r', resampling, '-ovr', 'NONE', '-of', 'ENVI', from, to]);
  return new Uint16Array(new Uint8Array(readFileSync(to)).buffer); // ENVI is bare row-major pixels
}

/** 1 where a pixel and its eight neighbours are observed. */
function interiorOf(observed: Uint8Array, { width, height }: Grid): Uint8Array {
  return observed.map((_, i) => {
    const col = i % width;
    const row = Math.floor(i / width);
    if (col === 0 || row === 0 || col === width - 1 || row === height - 1) return 0;
    for (const d of [-width - 1, -width, -width + 1, -1, 0, 1, width - 1, width, width + 1]) if (observed[i + d] !== 1) return 0;
    return 1;
  });
}

describe.skipIf(!hasGdal)(`warping ${oracle}`, () => {
  describe.each(cases)('$name', (one) => {
    const { name, source, target } = one;
    describe.each([false, true])('with holes: %s', (holes) => {
      const path = join(dir, `${name.replaceAll(/\W+/g, '-')}-${holes}.tif`);
      const { data, valid } = terrain(source, holes);
      beforeAll(() =>
        writeCog(path, { grid: source, pixelType: 'u16', bands: [{ name: 'dn' }], overviews: 'average', nodata: 0, compression: 'none' }, [
          data,
        ]),
      );
      it.each(methods)('%s', (method) => {
        const expected = gdalwarp(path, one, method);
        const got = warp({ grid: source, data: [data], valid }, target, { method });
        const pixels = got.data[0] as Uint16Array;
        const expectedValid = Uint8Array.from(expected, (value) => (value === 0 ? 0 : 1));
        const interior = interiorOf(
          expectedValid.map((v, i) => v & (got.valid[i] ?? 0)),
          target,
        );
        const count = interior.reduce((sum, v) => sum + v, 0);
        const close = interior.reduce((sum, v, i) => sum + (v === 1 && Math.abs((pixels[i] ?? 0) - (expected[i] ?? 0)) <= 1 ? 1 : 0), 0);
        expect(count).toBeGreaterThan(0.5 * expected.length);
        expect(close / count).toBeGreaterThanOrEqual(0.999);
        // with average and mode gdalwarp also fills pixels whose footprint lies up to a pixel outside the source: at most a rim
        const differ = expectedValid.reduce((sum, v, i) => sum + (v === got.valid[i] ? 0 : 1), 0);
        const allowed = method === 'average' || method === 'mode' ? target.width + target.height : 0.001 * expected.length;
        expect(differ).toBeLessThanOrEqual(allowed);
      });
    });
  });

  it.each([
    [utm33, 3857, undefined],
    [utm33, 4326, undefined],
    [lonLat, 32633, undefined],
    [utm33, 3857, 20],
  ])('suggests the grid of gdalwarp for %o in EPSG:%i at %s', async (source, epsg, resolution) => {
    const path = join(dir, 'suggest.tif');
    const data = new Uint8Array(source.width * source.height);
    await writeCog(path, { grid: source, pixelType: 'u8', bands: [{ name: 'dn' }], overviews: 'average' }, [data]);
    const size = resolution == null ? [] : ['-tr', String(resolution), String(resolution)];
    runGdal('gdalwarp', ['-q', '-overwrite', '-t_srs', `EPSG:${epsg}`, ...size, path, join(dir, 'suggested.tif')]);
    const {
      size: [width, height],
      geotransform,
    } = inspectWithGdal(join(dir, 'suggested.tif'));
    const [c, a, b, f, d, e] = geotransform as [number, number, number, number, number, number];
    const suggested = suggestGrid(source, epsg, resolution);
    expect([suggested.width, suggested.height]).toEqual([width, height]);
    expect(sameGrid(suggested, { width, height, epsg, transform: [a, b, c, d, e, f] })).toBe(true);
  });
});

describe('warping', () => {
  it.each(methods)('gives the same pixels in blocks as at once: %s', (method) => {
    const { source, target } = cases[1] as Case;
    const { data, valid } = terrain(source, true);
    const whole = warp({ grid: source, data: [data], valid }, target, { method, maxErrorPx: 0 });
    const scale = warpScale(source, target);
    for (const window of [
      { col: 0, row: 0, width: 48, height: 48 },
      { col: 48, row: 30, width: 48, height: 40 },
      { col: 70, row: 60, width: 45, height: 45 },
    ]) {
      const block = windowGrid(target, window);
      const needed = sourceWindowFor(source, block, { method, scale });
      if (needed == null) throw new Error('block does not meet the source');
      expect(needed.width * needed.height).toBeLessThan(0.6 * data.length);
      const cut = <T extends Uint16Array | Uint8Array>(array: T): T =>
        array.filter((_, i) => {
          const col = (i % source.width) - needed.col;
          const row = Math.floor(i / source.width) - needed.row;
          return col >= 0 && col < needed.width && row >= 0 && row < needed.height;
        }) as T;
      const part = warp({ grid: windowGrid(source, needed), data: [cut(data)], valid: cut(valid) }, block, {
        method,
        maxErrorPx: 0,
        scale,
      });
      const differ = part.valid.reduce((sum, v, i) => {
        const at = (window.row + Math.floor(i / window.width)) * target.width + window.col + (i % window.width);
        return sum + (v === whole.valid[at] && part.data[0]?.[i] === whole.data[0]?.[at] ? 0 : 1);
      }, 0);
      expect(differ).toBe(0);
    }
  });

  it('keeps pixels as they are on the same grid', () => {
    const grid = windowGrid(utm33, { col: 160, row: 90, width: 90, height: 70 });
    const { data, valid } = terrain(grid, true);
    for (const method of methods) {
      const same = warp({ grid, data: [data], valid }, grid, { method });
      expect(same.valid, method).toEqual(valid);
      expect(same.data[0], method).toEqual(data);
    }
  });

  it('never lets an unobserved value in, NaN included, and keeps all bands', () => {
    const grid: Grid = { width: 4, height: 2, transform: affine.northUp(0, 20, 10), epsg: 25833 };
    const half: Grid = { width: 2, height: 1, transform: affine.northUp(0, 20, 20), epsg: 25833 };
    const source = {
      grid,
      data: [Float32Array.of(1, Number.NaN, 5, 5, 3, Number.NaN, 5, 5), Int16Array.of(-1, 999, -2, -2, -2, 999, -2, -2)],
      valid: Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0),
    };
    const { data, valid } = warp(source, half, { method: 'average' });
    expect([...valid]).toEqual([1, 0]);
    expect(data[0]).toEqual(Float32Array.of(2, 0));
    expect(data[1]).toEqual(Int16Array.of(-1, 0)); // −1.5 rounds half up
  });

  it('clamps cubic overshoot to the type', () => {
    const grid: Grid = { width: 8, height: 8, transform: affine.northUp(0, 80, 10), epsg: 25833 };
    const fine: Grid = { width: 16, height: 16, transform: affine.northUp(0, 80, 5), epsg: 25833 };
    const data = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0 : 255));
    const cubic = warp({ grid, data: [data], valid: new Uint8Array(64).fill(1) }, fine, { method: 'cubic' });
    const row = [...(cubic.data[0] ?? []).slice(8 * 16, 9 * 16)];
    expect(row.slice(0, 7).every((v) => v < 30)).toBe(true);
    expect(row.slice(9).every((v) => v > 225)).toBe(true);
  });

  it('has no source window where grids do not meet', () => {
    const far: Grid = { ...utm33, transform: affine.northUp(500_000, 5_660_000, 10) };
    expect(sourceWindowFor(utm33, far, { method: 'cubic' })).toBeNull();
    expect(
      sourceWindowFor(utm33, windowGrid(utm33, { col: 100, row: 50, width: 10, height: 20 }), { method: 'cubic', marginPx: 4 }),
    ).toEqual({
      col: 95,
      row: 45,
      width: 20,
      height: 30,
    });
  });

  it('refuses arrays that do not fit the grid', () => {
    expect(() => warp({ grid: utm33, data: [new Uint8Array(3)], valid: new Uint8Array(3) }, utm33, { method: 'nearest' })).toThrow(
      'warp: expected 102000 pixels (340×300), got 3',
    );
  });
});
