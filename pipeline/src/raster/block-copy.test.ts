import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, type Grid, type PixelArray } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCog } from './cog-writer.js';
import { openRaster } from './open-raster.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-block-copy-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Noise over the whole range, so that differences wrap. */
async function noise(name: string, pixelType: 'u16' | 'i16', width: number, height: number): Promise<{ path: string; pixels: PixelArray }> {
  const random = randomOf(width);
  const values = Uint16Array.from({ length: width * height }, () => Math.floor(random() * 65_536));
  const pixels = pixelType === 'u16' ? values : new Int16Array(values.buffer);
  const grid: Grid = { width, height, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };
  const path = join(dir, `${name}.tif`);
  await writeCog(path, { grid, pixelType, bands: [{ name: 'a' }], overviews: 'average' }, [pixels]);
  return { path, pixels };
}

const bytesOf = (pixels: PixelArray) => Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);

describe('16-bit differences', () => {
  // even widths are summed two samples to a word, odd ones one at a time
  it.each([
    ['u16', 1100, 700],
    ['u16', 1101, 600],
    ['i16', 1100, 520],
  ] as const)('%s of %i×%i px come back whole and in windows', async (type, width, height) => {
    const { path, pixels } = await noise(`${type}-${width}`, type, width, height);
    const file = await openRaster(path);
    const [whole] = (await file.read()).data;
    expect(bytesOf(whole as PixelArray).equals(bytesOf(pixels))).toBe(true);
    for (const window of [
      { col: 0, row: 3, width: 1000, height: 550 },
      { col: 1, row: 0, width: 700, height: 20 },
      { col: 512, row: 511, width: 101, height: 9 },
      { col: -4, row: -2, width: 600, height: 30 },
    ]) {
      const { data, valid } = await file.read({ window });
      const wrong = valid.findIndex((ok, i) => {
        const [row, col] = [window.row + Math.floor(i / window.width), window.col + (i % window.width)];
        const inside = row >= 0 && col >= 0 && row < height && col < width;
        return ok !== Number(inside) || (inside && data[0]?.[i] !== pixels[row * width + col]);
      });
      expect([window, wrong]).toEqual([window, -1]);
    }
    await file.close();
  });

  it.each(['u16', 'i16'] as const)('%s read through a table are what the table says, unobserved codes and all', async (type) => {
    const { path, pixels } = await noise(`through-${type}`, type, 1100, 700);
    const file = await openRaster(path);
    const table = Float32Array.from({ length: 65_536 }, (_, code) => code / 7);
    const observed = Uint8Array.from(table, (_, code) => (code % 5 === 0 ? 0 : 1));
    for (const window of [
      { col: 0, row: 3, width: 1000, height: 550 },
      { col: 1, row: 0, width: 700, height: 20 },
      { col: -3, row: -2, width: 1106, height: 33 },
    ]) {
      const into = new Float32Array(window.width * window.height).fill(-1);
      const { data, valid } = await file.read({ window, bands: [0], through: { table, observed, into } });
      expect(data[0]).toBe(into);
      const wrong = into.findIndex((value, i) => {
        const [row, col] = [window.row + Math.floor(i / window.width), window.col + (i % window.width)];
        const inside = row >= 0 && col >= 0 && row < 700 && col < 1100;
        const code = inside ? (pixels[row * 1100 + col] ?? 0) & 0xffff : 0;
        return value !== table[code] || valid[i] !== (inside ? observed[code] : 0);
      });
      expect([window, wrong]).toEqual([window, -1]);
    }
    await file.close();
  });
});
