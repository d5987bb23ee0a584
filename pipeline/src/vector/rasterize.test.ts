import { affine, crsTransform, type Grid } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import type { Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import { planarArea } from './area.js';
import { pixelGeometry } from './pixel-geometry.js';
import { PolygonMask, rasterize } from './rasterize.js';
import { PolygonTracer } from './trace.js';

function gridOf(width: number, height: number): Grid {
  return { width, height, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };
}

/** Polygon in pixels of the grid → its CRS. */
function polygon(grid: Grid, ...rings: [number, number][][]): Polygon {
  const place = ([col, row]: [number, number]) => affine.apply(grid.transform, col, row);
  return { type: 'Polygon', coordinates: rings.map((ring) => [...ring, ring[0] as [number, number]].map(place)) };
}

function draw(mask: Uint8Array, width: number): string[] {
  const text = Array.from(mask, (v) => (v === 1 ? '#' : '.')).join('');
  return Array.from({ length: mask.length / width }, (_, r) => text.slice(r * width, (r + 1) * width));
}

describe('rasterize', () => {
  const grid = gridOf(6, 4);

  it('marks pixels whose centre lies inside', () => {
    const shape = polygon(grid, [
      [0.6, 0.4],
      [3.4, 0.4],
      [3.4, 2.6],
      [0.6, 2.6],
    ]);
    expect(draw(rasterize(shape, 25833, grid), 6)).toEqual(['.##...', '.##...', '.##...', '......']);
  });

  it('leaves holes open and clips what reaches beyond the grid', () => {
    const shape = polygon(
      grid,
      [
        [-3, -3],
        [9, -3],
        [9, 9],
        [-3, 9],
      ],
      [
        [2, 1],
        [4, 1],
        [4, 3],
        [2, 3],
      ],
    );
    expect(draw(rasterize(shape, 25833, grid), 6)).toEqual(['######', '##..##', '##..##', '######']);
  });

  it('gives a centre on a common border to exactly one of two neighbours', () => {
    const left = polygon(grid, [
      [0, 0],
      [2.5, 0],
      [2.5, 2.5],
      [0, 2.5],
    ]);
    const right = polygon(grid, [
      [2.5, 0],
      [6, 0],
      [6, 2.5],
      [2.5, 2.5],
    ]);
    const sum = rasterize(left, 25833, grid).map((v, i) => v + (rasterize(right, 25833, grid)[i] ?? 0));
    expect([...sum.subarray(0, 12)]).toEqual(new Array(12).fill(1));
  });

  it('unites overlapping polygons of a multipolygon instead of cancelling them', () => {
    const a = polygon(grid, [
      [0, 0],
      [4, 0],
      [4, 2],
      [0, 2],
    ]).coordinates;
    const b = polygon(grid, [
      [2, 1],
      [6, 1],
      [6, 3],
      [2, 3],
    ]).coordinates;
    expect(draw(rasterize({ type: 'MultiPolygon', coordinates: [a, b] }, 25833, grid), 6)).toEqual([
      '####..',
      '######',
      '..####',
      '......',
    ]);
  });

  it('takes an area in degrees onto a projected grid', () => {
    const { inverse } = crsTransform(4326, 25833);
    const inDegrees: Polygon = {
      type: 'Polygon',
      coordinates: polygon(grid, [
        [1, 1],
        [5, 1],
        [5, 3],
        [1, 3],
      ]).coordinates.map((ring) => ring.map(([x = 0, y = 0]) => inverse(x, y))),
    };
    expect(draw(rasterize(inDegrees, 4326, grid), 6)).toEqual(['......', '.####.', '.####.', '......']);
  });

  it('gives the same rows in any portions', () => {
    const big = gridOf(50, 40);
    const random = randomOf(6);
    const star = Array.from({ length: 17 }, (_, i): [number, number] => {
      const [angle, radius] = [(i / 17) * 2 * Math.PI, 5 + 22 * random()];
      return [25 + radius * Math.cos(angle), 20 + radius * Math.sin(angle)];
    });
    const mask = new PolygonMask(polygon(big, star), 25833, big);
    const pieces = [0, 7, 14, 21, 28, 35].map((row) => [...mask.rows(row, Math.min(7, 40 - row))]);
    expect(pieces.flat()).toEqual([...mask.rows(0, 40)]);
  });

  it('gives back what was traced, and its area', () => {
    const random = randomOf(12);
    for (let round = 0; round < 30; round++) {
      const g = gridOf(1 + Math.floor(random() * 30), 1 + Math.floor(random() * 30));
      const image = Uint8Array.from({ length: g.width * g.height }, () => (random() < 0.5 ? 0 : 1 + Math.floor(random() * 2)));
      for (const connectivity of [4, 8] as const) {
        const tracer = new PolygonTracer(g.width, { connectivity });
        const rows = Array.from({ length: g.height }, (_, r) => image.subarray(r * g.width, (r + 1) * g.width));
        const polygons = [...rows.flatMap((row) => tracer.addRow(row)), ...tracer.finish()];
        const drawn = new Uint8Array(image.length);
        for (const traced of polygons) {
          const geometry = pixelGeometry(traced.parts, g);
          expect(planarArea(geometry)).toBeCloseTo(traced.pixelCount * 100, 6);
          rasterize(geometry, 25833, g).forEach((v, i) => {
            if (v === 1) drawn[i] = (drawn[i] ?? 0) + traced.value;
          });
        }
        expect(drawn).toEqual(image);
      }
    }
  });
});
