import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { latticeGrid, maskOfRegion, outlineOf, regionOfGeometry } from './lattice.js';
import { commonCells, difference, eachRun, intersection, type Region, RegionBuilder, union, unionAll } from './region.js';

const size = 40;

function randomRegion(seed: number, share: number): Region {
  const random = randomOf(seed);
  const builder = new RegionBuilder();
  for (let row = 0; row < size; row++) for (let col = 0; col < size; col++) if (random() < share) builder.add(row - 7, col, col + 1);
  return builder.finish();
}

function cellSet(region: Region): Set<number> {
  const cells = new Set<number>();
  eachRun(region, (row, start, end) => {
    for (let col = start; col < end; col++) cells.add((row + 7) * size + col);
  });
  return cells;
}

describe('regions', () => {
  it('agree with sets of cells on union, overlap and difference', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const [a, b] = [randomRegion(seed, 0.1 * seed), randomRegion(seed + 100, 0.5)];
      const [x, y] = [cellSet(a), cellSet(b)];
      expect(cellSet(union(a, b))).toEqual(new Set([...x, ...y]));
      expect(cellSet(intersection(a, b))).toEqual(new Set([...x].filter((cell) => y.has(cell))));
      expect(cellSet(difference(a, b))).toEqual(new Set([...x].filter((cell) => !y.has(cell))));
      expect(commonCells(a, b)).toBe(intersection(a, b).cells);
      expect(union(a, b)).toEqual(union(b, a));
    }
  });

  it('join many at once as one after the other', () => {
    const many = Array.from({ length: 9 }, (_, i) => randomRegion(i, 0.02));
    expect(unionAll(many)).toEqual(many.reduce(union));
  });

  it('come back from their own outline, holes and all', () => {
    const builder = new RegionBuilder();
    for (let row = 0; row < 12; row++) {
      if (row < 4 || row > 7) builder.add(-300_000 + row, 450_000, 450_020);
      else {
        builder.add(-300_000 + row, 450_000, 450_006);
        builder.add(-300_000 + row, 450_014, 450_020);
      }
    }
    const region = builder.finish();
    expect(region.cells).toBe(20 * 12 - 8 * 4);
    expect(outlineOf(region).coordinates[0]).toHaveLength(2);
    expect(commonCells(regionOfGeometry(outlineOf(region)), region)).toBe(region.cells);
    const grid = latticeGrid(449_990, -300_005, 40, 30);
    expect(maskOfRegion(region, grid, 0, 30).reduce((sum, cell) => sum + cell, 0)).toBe(region.cells);
  });
});
