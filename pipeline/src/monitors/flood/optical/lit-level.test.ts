import { describe, expect, it } from 'vitest';
import { boxSum } from './box-sum.js';
import { litLevel } from './lit-level.js';

describe('litLevel', () => {
  it('fills a hollow to its rim, keeps what is bright, and lifts dark edges to the 17.5th percentile of the ground', () => {
    const columns = 6;
    const ground = [3, 3, 3, 3, 3, 3, 3, 1, 1, 5, 3, 1, 3, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3];
    const level = litLevel(columns, 4, Float32Array.from(ground));
    expect([...level]).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 3, 5, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]);
  });

  it('counts blocks of cloud as land of median brightness, not as a wall', () => {
    const cloud = NaN;
    const ground = [2, 2, 2, 2, 2, 2, cloud, cloud, cloud, 2, 2, cloud, 1, cloud, 2, 2, cloud, cloud, cloud, 2, 2, 2, 2, 2, 2];
    expect(litLevel(5, 5, Float32Array.from(ground))[12]).toBe(2);
  });

  it('refuses means that do not fit', () => {
    expect(() => litLevel(3, 3, new Float32Array(8))).toThrow(/expected 3×3 block means, got 8/);
  });
});

describe('boxSum', () => {
  it('equals adding up the neighbours', () => {
    const [columns, rows, radius] = [7, 5, 2];
    const values = Float64Array.from({ length: columns * rows }, (_, i) => (i * 37) % 11);
    const sums = boxSum(columns, rows, values, radius);
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < columns; col++) {
        let sum = 0;
        for (let y = Math.max(0, row - radius); y <= Math.min(rows - 1, row + radius); y++)
          for (let x = Math.max(0, col - radius); x <= Math.min(columns - 1, col + radius); x++) sum += values[y * columns + x] ?? 0;
        expect(sums[row * columns + col]).toBe(sum);
      }
    }
  });
});
