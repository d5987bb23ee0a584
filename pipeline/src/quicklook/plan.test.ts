import { affine, bboxOf, crsTransform, type Grid } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { planTile, type TileAddress, tileGrid, zoomRange } from './plan.js';

/** 20 × 20 km near Dresden at 10 m, with COG overviews. */
const grid: Grid = { width: 2000, height: 2000, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };
const levels = [2000, 1000, 500].map((size) => ({ width: size, height: size }));

/** The tile over the middle of the grid. */
function middle(z: number): TileAddress {
  const half = Math.PI * 6_378_137;
  const [x, y] = crsTransform(25833, 3857).forward(410_000, 5_650_000);
  const place = (share: number): number => Math.floor(share * 2 ** z);
  return { z, x: place((x + half) / (2 * half)), y: place((half - y) / (2 * half)), scale: 1 };
}

describe('tileGrid', () => {
  it('puts tile 0/0/0 over the whole Web Mercator square', () => {
    expect(bboxOf(tileGrid({ z: 0, x: 0, y: 0, scale: 1 })).map((v) => Math.round(v * 100) / 100)).toEqual([
      -20037508.34, -20037508.34, 20037508.34, 20037508.34,
    ]);
  });

  it('counts rows from the north and keeps the ground at twice the pixels', () => {
    const once = tileGrid({ z: 12, x: 2200, y: 1370, scale: 1 });
    const twice = tileGrid({ z: 12, x: 2200, y: 1370, scale: 2 });
    expect(bboxOf(once)).toEqual(bboxOf(twice));
    expect([once.width, twice.width]).toEqual([256, 512]);
    const [, , , north] = bboxOf(tileGrid({ z: 12, x: 2200, y: 1371, scale: 1 }));
    expect(north).toBeCloseTo(bboxOf(once)[1], 6);
  });
});

describe('planTile', () => {
  it('reads full resolution close up and overviews from far, never coarser than the tile', () => {
    // 10 m of ground are 15.9 m of Web Mercator here; tile pixels: z14 9.6 m, z12 38 m, z11 76 m
    const plan = (z: number) => planTile({ levels }, grid, middle(z), 'nearest');
    expect(plan(14)?.level).toBe(0);
    expect(plan(12)?.level).toBe(1);
    expect(plan(11)?.level).toBe(2);
    expect(plan(14)?.window.width).toBeLessThan(256);
  });

  it('keeps an overview of odd size on pixels of exactly 2ⁿ', () => {
    const odd: Grid = { ...grid, width: 2001, height: 2001 };
    const plan = planTile({ levels: [2001, 1001, 501].map((n) => ({ width: n, height: n })) }, odd, middle(11), 'nearest');
    expect(plan?.source.transform[0]).toBe(40);
  });

  it('reads nothing beside the raster and below its smallest zoom', () => {
    expect(planTile({ levels }, grid, { z: 14, x: 0, y: 0, scale: 1 }, 'nearest')).toBeNull();
    expect(planTile({ levels }, grid, { z: 2, x: 2, y: 1, scale: 1 }, 'nearest')).toBeNull();
  });

  it('offers zooms from a few pixels to beyond the own resolution', () => {
    expect(zoomRange(grid)).toEqual({ minzoom: 5, maxzoom: 16 });
  });
});
