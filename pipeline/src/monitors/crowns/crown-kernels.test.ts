import { affine, type Grid } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { boxMean, boxSum } from './box-mean.js';
import { distanceToZero } from './distance.js';
import { largeRegions } from './large-regions.js';
import { refusalOf } from './refusal.js';
import { watershed } from './watershed.js';
import { workGrid } from './work-grid.js';

const width = 23;
const height = 17;
const random = (seed: number): Uint8Array =>
  Uint8Array.from({ length: width * height }, (_, i) => ((Math.imul(i + seed, 2654435761) >>> 16) % 5 === 0 ? 0 : 1));

describe('kernels of the crown chain', () => {
  it.each([0, 1, 3, 9, 40])('sum over a box of radius %i as by brute force', (radius) => {
    const values = Float32Array.from(random(1), (one, i) => one * (i % 7));
    const sums = boxSum(values, width, radius);
    for (const [row, col] of [
      [0, 0],
      [8, 11],
      [height - 1, width - 1],
      [3, width - 2],
    ] as const) {
      let expected = 0;
      for (let r = Math.max(0, row - radius); r <= Math.min(height - 1, row + radius); r++) {
        for (let c = Math.max(0, col - radius); c <= Math.min(width - 1, col + radius); c++) expected += values[r * width + c] as number;
      }
      expect(sums[row * width + col]).toBe(expected);
    }
  });

  it('leaves unobserved pixels out of a mean', () => {
    const valid = Uint8Array.of(1, 0, 1);
    expect([...boxMean(Float32Array.of(2, 0, 6), boxSum(valid, 3, 1), { width: 3, radius: 1 })]).toEqual([2, 4, 6]);
  });

  it('measures distances as by brute force', () => {
    const mask = random(7);
    const distance = distanceToZero(mask, width);
    for (let i = 0; i < mask.length; i++) {
      let nearest = Number.POSITIVE_INFINITY;
      for (let k = 0; k < mask.length; k++) {
        if (mask[k] === 0)
          nearest = Math.min(nearest, Math.hypot((i % width) - (k % width), Math.floor(i / width) - Math.floor(k / width)));
      }
      expect(distance[i]).toBeCloseTo(nearest, 4);
    }
  });

  it('parts two discs at their neck and keeps one disc whole', () => {
    const mask = Uint8Array.from({ length: 60 * 30 }, (_, i) => {
      const [x, y] = [i % 60, Math.floor(i / 60)];
      return Math.hypot(x - 15, y - 15) < 9 || Math.hypot(x - 31, y - 15) < 9 || Math.hypot(x - 50, y - 15) < 6 ? 1 : 0;
    });
    const { labels, peaks } = watershed(distanceToZero(mask, 60), 60);
    expect(peaks).toHaveLength(4);
    expect(new Set([labels[15 * 60 + 15], labels[15 * 60 + 31], labels[15 * 60 + 50]]).size).toBe(3);
    expect(labels.every((label, i) => label > 0 === (mask[i] === 1))).toBe(true);
  });

  it('keeps regions from a size on', () => {
    const mask = Uint8Array.from('110000' + '110001' + '000001', Number);
    expect([...largeRegions(mask, 6, 3)].join('')).toBe('110000' + '110000' + '000000');
  });
});

describe('the grid crowns are judged on', () => {
  const utm = (size: number): Grid => ({ width: 1001, height: 1000, transform: affine.northUp(400_000, 5_640_000, size), epsg: 25833 });

  it('is the image’s own at 20 cm, and puts finer pixels together', () => {
    expect(workGrid(utm(0.2), 'x')).toEqual({ grid: utm(0.2), pixelM: 0.2 });
    expect(workGrid(utm(0.05), 'x')).toMatchObject({
      grid: { width: 250, height: 250, transform: [0.2, 0, 400_000, 0, -0.2, 5_640_000] },
      pixelM: 0.2,
    });
  });

  it('is in metres for an image in degrees', () => {
    const degrees: Grid = { width: 500, height: 500, transform: affine.northUp(13.5, 51, 0.000002), epsg: 4326 };
    const { grid, pixelM } = workGrid(degrees, 'x');
    expect([grid.epsg, grid.width * pixelM]).toEqual([32633, expect.closeTo(70, -1)]);
  });

  it('refuses pixels that are too coarse, as those of metres stated as degrees', () => {
    expect(() => workGrid(utm(10), 'tile 7')).toThrow(/tile 7: crowns need pixels of at most 0\.5 m, got 10 m/);
    const wrong: Grid = { width: 10, height: 10, transform: [0.2, 0, 13.5, 0, -0.2, 51], epsg: 4326 };
    expect(() => workGrid(wrong, 'tile 7')).toThrow(/got 22\d{3} m \(EPSG:4326\).*its CRS is wrong: metres stated as degrees/);
  });
});

describe('vitality is refused', () => {
  const grid: Grid = { width: 10, height: 10, transform: affine.northUp(400_000, 5_640_000, 0.2), epsg: 25833 };
  const south: Grid = { ...grid, transform: affine.northUp(400_000, 5_640_000, 0.2), epsg: 32733 };
  const reference = {
    haze: { red: 0, green: 0, blue: 0, nir: 0 },
    gcc: 0.38,
    ndvi: 0.3,
    brightness: 40,
    roughness: 0.3,
    lossDeviation: 0.1,
    greenShare: 0.8,
  };
  const [july, march] = [new Date('2024-07-01'), new Date('2024-03-10')];

  it.each([
    ['leaf-off', 'out of season', reference, march, grid],
    [null, 'out of season, but for a forest that is all green', { ...reference, greenShare: 0.95 }, march, grid],
    [null, 'in season', reference, july, grid],
    [null, 'in March of the south', reference, march, south],
    ['leaf-off', 'in July of the south', reference, july, south],
    ['no-green-canopy', 'in season without anything green', null, july, grid],
    ['no-green-canopy', 'in season with hardly any green', { ...reference, greenShare: 0.1 }, july, grid],
  ] as const)('%s: %s', (expected, _, seen, day, where) => {
    expect(refusalOf(seen, 0.5, day, where)).toBe(expected);
  });

  it('canopy-too-varied: where live canopy itself looks dead', () => {
    expect(refusalOf(reference, 1.6, july, grid)).toBe('canopy-too-varied');
  });
});
