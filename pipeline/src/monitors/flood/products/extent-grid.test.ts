import { affine, bboxOf, type Grid } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { extentGrid } from './extent-grid.js';

const grid = (x: number, y: number, size: number, epsg = 25833): Grid => ({
  width: 100,
  height: 50,
  transform: affine.northUp(x, y, size),
  epsg,
});

describe('one grid for several', () => {
  it('is the same for one, and covers two on one lattice exactly', () => {
    const a = grid(400_000, 5_660_000, 10);
    expect(extentGrid([a])).toEqual(a);
    const both = extentGrid([a, grid(400_500, 5_660_200, 10)]);
    expect(bboxOf(both)).toEqual([400_000, 5_659_500, 401_500, 5_660_200]);
    expect([both.width, both.height]).toEqual([150, 70]);
  });

  it('has the finest pixels of the most frequent CRS and takes in scenes of another zone', () => {
    const wide = extentGrid([grid(400_000, 5_660_000, 20), grid(400_000, 5_660_000, 10), grid(830_000, 5_670_000, 10, 25832)]);
    expect(wide.epsg).toBe(25833);
    expect(wide.transform[0]).toBe(10);
    const [west, south, east, north] = bboxOf(wide);
    expect([west <= 400_000, east >= 402_000, south <= 5_659_000, north >= 5_660_000]).toEqual([true, true, true, true]);
    expect(wide.width * wide.height).toBeGreaterThan(5000);
  });

  it('refuses what no raster holds', () => {
    expect(() => extentGrid([grid(300_000, 5_660_000, 1), grid(700_000, 6_060_000, 1)])).toThrow(/at most 4000000000 fit.*--aoi/);
  });
});
