import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { bayesFlood, waterMeanVvDb } from './bayes.js';
import { fallingZ, risingS } from './fuzzy.js';
import { histogramOf } from './histogram.js';
import { ashmanD, kittlerIllingworth, otsu } from './thresholds.js';
import { vote } from './vote.js';

const range = { minimum: -35, maximum: 10, bins: 450 };

/** Two normal populations by Box and Muller. */
function mixture(n: number, share: number, [m1, s1]: [number, number], [m2, s2]: [number, number]): Float64Array {
  const random = randomOf(5);
  return Float64Array.from({ length: n }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return random() < share ? m1 + s1 * normal : m2 + s2 * normal;
  });
}

const histogram = (values: ArrayLike<number>) => histogramOf(values, new Uint8Array(values.length).fill(1), range);

/** Where two weighted normal densities cross between their means: the error-free ideal of Kittler and Illingworth. */
function crossing(share: number, [m1, s1]: [number, number], [m2, s2]: [number, number]): number {
  const log = (x: number, p: number, m: number, s: number) => Math.log(p / s) - 0.5 * ((x - m) / s) ** 2;
  let [low, high] = [m1, m2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (log(middle, share, m1, s1) > log(middle, 1 - share, m2, s2)) low = middle;
    else high = middle;
  }
  return low;
}

describe('kittlerIllingworth', () => {
  it.each([
    [0.5, [-25, 1.5], [-16, 1.5]],
    [0.1, [-24, 2], [-15, 1.5]],
    [0.8, [-26, 2.5], [-15, 2]],
  ] as [number, [number, number], [number, number]][])('finds where the two populations cross (water share %f)', (share, water, land) => {
    const threshold = kittlerIllingworth(histogram(mixture(200_000, share, water, land)));
    expect(Math.abs((threshold ?? 99) - crossing(share, water, land))).toBeLessThan(0.35);
  });

  it('gives none where there is no spread on both sides', () => {
    expect(kittlerIllingworth(histogram([-20, -20, -20]))).toBeNull();
    expect(kittlerIllingworth(histogram([]))).toBeNull();
  });
});

describe('otsu', () => {
  it('splits two spikes in the middle of the empty valley, with all variance between them', () => {
    const split = otsu(histogram([...Array(30).fill(-25.02), ...Array(70).fill(-15.02)]));
    expect(split?.threshold).toBeCloseTo(-20, 0);
    expect(split?.varianceRatio).toBeCloseTo(1, 6);
    expect(split?.minorityShare).toBeCloseTo(0.3, 6);
  });

  it('says that one normal population is not bimodal: its variance ratio is 2/π', () => {
    const split = otsu(histogram(mixture(200_000, 1, [-16, 1.5], [0, 1])));
    expect(split?.varianceRatio).toBeCloseTo(2 / Math.PI, 2);
  });
});

describe('ashmanD', () => {
  it('is √2·distance over the joint spread', () => {
    expect(ashmanD(-24, 2, -15, 1)).toBeCloseTo((Math.SQRT2 * 9) / Math.sqrt(5), 12);
    expect(ashmanD(-20, 1, -20, 3)).toBe(0);
  });
});

describe('fuzzy membership', () => {
  it('follows S and Z at the places where they split', () => {
    expect([0, 2.5, 5, 7.5, 10].map((x) => risingS(x, 0, 10))).toEqual([0, 0.125, 0.5, 0.875, 1]);
    expect([-1, 2.5, 5, 11].map((x) => fallingZ(x, 0, 10))).toEqual([1, 0.875, 0.5, 0]);
  });
});

describe('bayesFlood', () => {
  it('knows water by its incidence angle (values of the specification)', () => {
    for (const [angle, db] of [
      [30, -15.97],
      [35, -17.94],
      [40, -19.91],
      [45, -21.88],
    ] as const)
      expect(waterMeanVvDb(angle)).toBeCloseTo(db, 2);
  });

  it('decides at the modes and gives no verdict where it cannot', () => {
    const dry = { meanDb: -9, stdDb: 1.5 };
    expect(bayesFlood(-19.9, 40, dry)).toMatchObject({ state: 'decided', flood: true });
    expect(bayesFlood(-9, 40, dry)).toMatchObject({ state: 'decided', flood: false });
    expect(bayesFlood(-19.9, 20, dry).state).toBe('incidence');
    expect(bayesFlood(-19.9, 40, { meanDb: -19, stdDb: 1 }).state).toBe('conflicting');
    expect(bayesFlood(2, 40, dry).state).toBe('outlier');
    expect(bayesFlood(-14.1, 40, { meanDb: -9, stdDb: 2.5 }).state).toBe('uncertain');
  });
});

describe('vote', () => {
  const yes = { flood: true, likelihood: 0.9 };
  const no = { flood: false, likelihood: 0.2 };

  it.each([
    [[yes, yes, yes], 'flood'],
    [[yes, yes, no], 'flood'],
    [[yes, yes, null], 'flood'],
    [[null, yes, null], 'flood'],
    [[yes, no, null], 'no-flood'],
    [[yes, no, no], 'no-flood'],
    [[no, null, null], 'no-flood'],
    [[null, null, null], 'not-classified'],
  ] as const)('%j → %s (GFM table 18)', (answers, state) => {
    expect(vote(answers).state).toBe(state);
  });

  it('averages the likelihood over those that delivered', () => {
    expect(vote([yes, no, null])).toEqual({ state: 'no-flood', likelihoodPercent: 55 });
  });
});
