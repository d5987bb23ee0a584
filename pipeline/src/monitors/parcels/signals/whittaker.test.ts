import { describe, expect, it } from 'vitest';
import { smoothCurve, whittaker } from './whittaker.js';

/** (W + λD₂ᵀD₂)z = Wy by Gauss elimination of the full matrix. */
function dense(y: readonly number[], w: readonly number[], lambda: number): number[] {
  const n = y.length;
  const a = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n + 1 }, (_, j) => (i === j ? (w[i] as number) : j === n ? (w[i] as number) * (y[i] as number) : 0)),
  );
  for (let k = 0; k + 2 < n; k++) {
    const weights = [1, -2, 1];
    for (let p = 0; p < 3; p++)
      for (let q = 0; q < 3; q++)
        (a[k + p] as number[])[k + q] =
          ((a[k + p] as number[])[k + q] as number) + lambda * (weights[p] as number) * (weights[q] as number);
  }
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const f = ((a[j] as number[])[i] as number) / ((a[i] as number[])[i] as number);
      for (let k = i; k <= n; k++) (a[j] as number[])[k] = ((a[j] as number[])[k] as number) - f * ((a[i] as number[])[k] as number);
    }
  }
  const z = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = (a[i] as number[])[n] as number;
    for (let j = i + 1; j < n; j++) sum -= ((a[i] as number[])[j] as number) * (z[j] as number);
    z[i] = sum / ((a[i] as number[])[i] as number);
  }
  return z;
}

describe('whittaker', () => {
  it.each([3, 4, 5, 9, 40])('solves the same system as Gauss elimination, %i values', (n) => {
    const y = Array.from({ length: n }, (_, i) => Math.sin(i / 3) + ((i * 37) % 11) / 30);
    const w = Array.from({ length: n }, (_, i) => (i % 3 === 1 && n > 5 ? 0 : 1));
    const expected = dense(y, w, 20);
    for (const [i, value] of whittaker(y, w, 20).entries()) expect(value).toBeCloseTo(expected[i] as number, 8);
  });

  it('leaves a straight line as it is and carries it over gaps', () => {
    const z = whittaker([0, 1, -9, -9, 4, 5], [1, 1, 0, 0, 1, 1], 30);
    expect([...z].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('has no curve from a single value', () => {
    expect([...whittaker([1, 2, 3], [0, 1, 0], 5)].every(Number.isNaN)).toBe(true);
    expect(smoothCurve([], 20)).toEqual([]);
  });

  it('gives a value every five days from the first look to the last', () => {
    const looks = [0, 3, 14, 31].map((day) => ({ epochDay: 18_000 + day, value: 0.5 }));
    const curve = smoothCurve(looks, 20);
    expect(curve.map(({ epochDay }) => epochDay - 18_000)).toEqual([0, 5, 10, 15, 20, 25, 30]);
    for (const { value } of curve) expect(value).toBeCloseTo(0.5);
  });
});
