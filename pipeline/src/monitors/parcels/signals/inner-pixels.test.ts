import { affine, type Grid } from '@landsicht/core';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { projectGeometry } from '../../../vector/project-geometry.js';
import { innerPixels, placeParcel, toleranceM } from './inner-pixels.js';
import { parcelSets } from './pixel-sets.js';

const grid: Grid = { width: 60, height: 50, transform: affine.northUp(400_000, 5_700_000, 10), epsg: 25833 };

/** Rings in metres right and down of the grid's corner, as a lon/lat geometry. */
function drawn(...polygons: (readonly (readonly [number, number])[])[][]): Polygon | MultiPolygon {
  const coordinates = polygons.map((rings) =>
    rings.map((ring) => [...ring, ring[0] as [number, number]].map(([x, y]): Position => [400_000 + x, 5_700_000 - y])),
  );
  const geometry: MultiPolygon = { type: 'MultiPolygon', coordinates };
  return projectGeometry(geometry, 25833, 4326);
}

/** Centres inside by the crossing rule and at least `bufferM` from every edge, looked at one by one. */
function byHand(geometry: Polygon | MultiPolygon, bufferM: number): Set<string> {
  const projected = projectGeometry(geometry, 4326, 25833);
  const rings = projected.type === 'Polygon' ? projected.coordinates : projected.coordinates.flat();
  const found = new Set<string>();
  for (let row = 0; row < grid.height; row++) {
    for (let col = 0; col < grid.width; col++) {
      const [x, y] = affine.apply(grid.transform, col + 0.5, row + 0.5);
      let [inside, nearest] = [false, Infinity];
      for (const ring of rings) {
        for (let i = 1; i < ring.length; i++) {
          const [[xa = 0, ya = 0], [xb = 0, yb = 0]] = [ring[i - 1] as Position, ring[i] as Position];
          if (ya > y !== yb > y && x < xa + ((y - ya) * (xb - xa)) / (yb - ya)) inside = !inside;
          const share = Math.max(0, Math.min(1, ((x - xa) * (xb - xa) + (y - ya) * (yb - ya)) / ((xb - xa) ** 2 + (yb - ya) ** 2 || 1)));
          nearest = Math.min(nearest, Math.hypot(x - xa - share * (xb - xa), y - ya - share * (yb - ya)));
        }
      }
      if (inside && nearest >= bufferM - toleranceM) found.add(`${row} ${col}`);
    }
  }
  return found;
}

function pixelsOf(geometry: Polygon | MultiPolygon, bufferM: number): Set<string> {
  const { runs, count } = innerPixels(placeParcel(geometry, grid), grid, [{ bufferM, atLeast: 0 }]);
  const found = new Set<string>();
  for (let i = 0; i < runs.length; i += 3)
    for (let col = runs[i + 1] as number; col < (runs[i + 2] as number); col++) found.add(`${runs[i]} ${col}`);
  expect(found.size).toBe(count);
  return found;
}

const shapes = {
  'a leaning field': drawn([
    [
      [33, 41],
      [412, 17],
      [471, 333],
      [120, 402],
    ],
  ]),
  'a field with a pond': drawn([
    [
      [20, 20],
      [420, 20],
      [420, 420],
      [20, 420],
    ],
    [
      [151, 149],
      [151, 263],
      [268, 263],
      [268, 149],
    ],
  ]),
  'two parts': drawn(
    [
      [
        [11, 13],
        [203, 31],
        [187, 222],
        [27, 209],
      ],
    ],
    [
      [
        [301, 207],
        [533, 190],
        [560, 431],
        [322, 455],
      ],
    ],
  ),
  'a bent strip': drawn([
    [
      [15, 15],
      [500, 15],
      [500, 90],
      [95, 95],
      [90, 470],
      [12, 466],
    ],
  ]),
  'a spike': drawn([
    [
      [100, 400],
      [305, 20],
      [330, 400],
    ],
  ]),
};

describe('innerPixels', () => {
  it.each(Object.entries(shapes))('takes the centres of %s that keep 10 and 20 m from its border, no other', (_, geometry) => {
    for (const bufferM of [0, 10, 20]) expect([...pixelsOf(geometry, bufferM)].sort()).toEqual([...byHand(geometry, bufferM)].sort());
    expect(pixelsOf(geometry, 10).size).toBeGreaterThan(100);
  });

  it('finds nothing in a field without area, in one beside the grid and in one narrower than twice the buffer', () => {
    const flat = drawn([
      [
        [50, 50],
        [300, 50],
        [120, 50],
      ],
    ]);
    const beside = drawn([
      [
        [900, 900],
        [1200, 900],
        [1200, 1200],
      ],
    ]);
    const narrow = drawn([
      [
        [50, 50],
        [450, 50],
        [450, 69],
        [50, 69],
      ],
    ]);
    for (const geometry of [flat, beside, narrow]) expect(pixelsOf(geometry, 10).size).toBe(0);
    expect(pixelsOf(narrow, 0).size).toBeGreaterThan(0);
  });

  it('keeps of a field across the edge of the grid what lies on it, and says that it is cut', () => {
    const geometry = drawn([
      [
        [-100, 100],
        [200, 100],
        [200, 300],
        [-100, 300],
      ],
    ]);
    expect(innerPixels(placeParcel(geometry, grid), grid, [{ bufferM: 10, atLeast: 0 }])).toMatchObject({ isCut: true, count: 19 * 18 });
    expect(innerPixels(placeParcel(shapes['a spike'], grid), grid, [{ bufferM: 10, atLeast: 0 }]).isCut).toBe(false);
  });
});

describe('parcelSets', () => {
  it('takes the widest buffer for bands of 20 m that leaves enough pixels', () => {
    const field = (side: number) => ({
      geometry: drawn([
        [
          [100, 100],
          [100 + side, 100],
          [100 + side, 100 + side],
          [100, 100 + side],
        ],
      ]),
    });
    const { fine, coarse, coarseGrid } = parcelSets([field(160), field(80), field(40), field(15)], grid);
    expect(coarseGrid).toMatchObject({ width: 30, height: 25, transform: affine.northUp(400_000, 5_700_000, 20) });
    expect([...coarse.bufferM]).toEqual([20, 10, 10, 0]);
    expect([...coarse.counts]).toEqual([36, 16, 4, 1]);
    expect([...fine.counts]).toEqual([14 * 14, 6 * 6, 2 * 2, 0]);
  });
});
