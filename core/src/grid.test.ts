import { describe, expect, it } from 'vitest';
import { northUp } from './affine.js';
import {
  areaEpsgOf,
  assertSameGrid,
  bboxLonLatOf,
  bboxOf,
  corners,
  footprintLonLat,
  type Grid,
  intersectWindows,
  padWindow,
  pixelSizeM,
  rowBands,
  sameGrid,
  tileWindows,
  type Window,
  windowGrid,
  windowOfBbox,
  windowOfBboxLonLat,
} from './grid.js';

const grid: Grid = { width: 100, height: 80, transform: northUp(411_000, 5_656_500, 10), epsg: 25833 };

describe('windows', () => {
  it('cuts the ground under a window, also beyond the grid', () => {
    expect(windowGrid(grid, { col: 10, row: 20, width: 5, height: 4 })).toEqual({
      width: 5,
      height: 4,
      transform: northUp(411_100, 5_656_300, 10),
      epsg: 25833,
    });
    expect(windowGrid(grid, { col: -3, row: 0, width: 1, height: 1 }).transform[2]).toBe(410_970);
  });

  it('meet where they overlap, and are null where they only touch', () => {
    const window = { col: 0, row: 0, width: 10, height: 10 };
    expect(intersectWindows(window, { col: 8, row: 4, width: 10, height: 2 })).toEqual({ col: 8, row: 4, width: 2, height: 2 });
    expect(intersectWindows(window, { col: 10, row: 0, width: 5, height: 5 })).toBeNull();
  });

  it('grow on all sides', () => {
    expect(padWindow({ col: 5, row: 5, width: 2, height: 3 }, 4)).toEqual({ col: 1, row: 1, width: 10, height: 11 });
  });

  const pixelsOf = (windows: readonly Window[]): number[] => {
    const counts = new Array<number>(7 * 5).fill(0);
    for (const w of windows) {
      for (let r = w.row; r < w.row + w.height; r++)
        for (let c = w.col; c < w.col + w.width; c++) counts[r * 7 + c] = (counts[r * 7 + c] ?? 0) + 1;
    }
    return counts;
  };

  it('cover every pixel once as row bands and as tiles', () => {
    expect(new Set(pixelsOf(rowBands({ width: 7, height: 5 }, 2)))).toEqual(new Set([1]));
    expect(new Set(pixelsOf(tileWindows({ width: 7, height: 5 }, 3)))).toEqual(new Set([1]));
    expect(tileWindows({ width: 7, height: 5 }, 3)).toHaveLength(6);
  });

  it('take whole pixels under a bbox, without those that only share an edge', () => {
    expect(windowOfBbox(grid, [411_020, 5_656_400, 411_040, 5_656_480])).toEqual({ col: 2, row: 2, width: 2, height: 8 });
    expect(windowOfBbox(grid, [411_021, 5_656_401, 411_041, 5_656_479])).toEqual({ col: 2, row: 2, width: 3, height: 8 });
  });

  it('are clipped to the grid, and null beside it', () => {
    expect(windowOfBbox(grid, [0, 0, 411_010, 9e6])).toEqual({ col: 0, row: 0, width: 1, height: 80 });
    expect(windowOfBbox(grid, [0, 0, 1, 1])).toBeNull();
  });

  it('find a place given in longitude and latitude', () => {
    const window = windowOfBboxLonLat(grid, [13.7373, 51.0504, 13.7374, 51.0505]);
    expect(window).toEqual({ col: 49, row: 30, width: 2, height: 2 }); // 411494.37, 5656188.09 is in pixel 49, 31
  });
});

describe('footprints', () => {
  it('have four corners, counter-clockwise from the lower left', () => {
    expect(corners(grid)).toEqual([
      [411_000, 5_655_700],
      [412_000, 5_655_700],
      [412_000, 5_656_500],
      [411_000, 5_656_500],
    ]);
    expect(bboxOf(grid)).toEqual([411_000, 5_655_700, 412_000, 5_656_500]);
  });

  it('are closed counter-clockwise rings in longitude and latitude, as RFC 7946 wants them', () => {
    const ring = footprintLonLat(grid, 4);
    expect(ring).toHaveLength(17);
    expect(ring[0]).toEqual(ring.at(-1));
    const signedArea = ring
      .slice(1)
      .reduce((sum, [x, y], i) => sum + ((ring[i] as [number, number])[0] * y - x * (ring[i] as [number, number])[1]) / 2, 0);
    expect(signedArea).toBeGreaterThan(0);
    expect(ring.every(([lon, lat]) => lon > 13 && lon < 14 && lat > 51 && lat < 51.1)).toBe(true);
  });

  it('bound the bent edges, not only the corners', () => {
    const wide: Grid = { width: 2, height: 2, transform: northUp(200_000, 6_000_000, 200_000), epsg: 32633 }; // 15° E, where the upper edge is northernmost, is at 500 km
    const cornerNorth = Math.max(
      ...corners(wide).map(([x, y]) => footprintLonLat({ ...wide, width: 1, height: 1, transform: northUp(x, y, 1e-6) })[0]?.[1] ?? 0),
    );
    expect(bboxLonLatOf(wide)[3]).toBeGreaterThan(cornerNorth + 0.005);
  });
});

describe('sameGrid', () => {
  it('allows a millionth of a pixel', () => {
    expect(sameGrid(grid, { ...grid, transform: northUp(411_000 + 5e-6, 5_656_500, 10) })).toBe(true);
    expect(sameGrid(grid, { ...grid, transform: northUp(411_000.01, 5_656_500, 10) })).toBe(false);
  });

  it('tells grids of different CRS or size apart', () => {
    expect(sameGrid(grid, { ...grid, epsg: 32633 })).toBe(false);
    expect(sameGrid(grid, { ...grid, width: 99 })).toBe(false);
  });

  it('refuses to mix, naming both grids and what to do', () => {
    const other = { ...grid, epsg: 32633 };
    expect(() => assertSameGrid(grid, other, 'Mask of S2A')).toThrow(
      expect.objectContaining({
        code: 'crs-mismatch',
        message: expect.stringMatching(/Mask of S2A: expected .*EPSG:25833.*got .*EPSG:32633.*Warp/),
      }),
    );
    expect(() => assertSameGrid(grid, { ...grid }, 'Mask')).not.toThrow();
  });
});

describe('sizes', () => {
  it('of metre pixels are their own', () => {
    expect(pixelSizeM(grid)).toEqual({ x: 10, y: 10 });
  });

  it('of degree pixels are metres at that latitude (Vincenty on WGS 84: 70197.65 and 111247.93 m a degree at 51°)', () => {
    const degrees: Grid = { width: 2, height: 2, transform: northUp(13, 51.001, 0.001), epsg: 4326 };
    const { x, y } = pixelSizeM(degrees);
    expect(x).toBeCloseTo(70.197, 2);
    expect(y).toBeCloseTo(111.248, 2);
  });

  it('are measured in the grid’s own projection, never in degrees or Web Mercator', () => {
    expect(areaEpsgOf(grid)).toBe(25833);
    expect(areaEpsgOf({ width: 2, height: 2, transform: northUp(13.7, 51.1, 0.001), epsg: 4326 })).toBe(32633);
    expect(areaEpsgOf({ width: 2, height: 2, transform: northUp(1_529_229, 6_630_213, 10), epsg: 3857 })).toBe(32633);
    expect(areaEpsgOf({ width: 2, height: 2, transform: northUp(15.5, -23.2, 0.001), epsg: 4326 })).toBe(32733);
  });
});
