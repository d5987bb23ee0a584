import { expect, it } from 'vitest';
import { logLikelihoodRatio, nextOdds } from './attack-odds.js';

it('every sign of damage weighs for attack, and more in summer than in winter', () => {
  const sound = logLikelihoodRatio(0, 0, 0, false);
  expect(sound).toBeLessThan(0);
  for (const [index, distance, browning] of [
    [2, 0, 0],
    [0, 2, 0],
    [0, 0, 2],
  ] as const) {
    const summer = logLikelihoodRatio(index, distance, browning, false);
    expect(summer).toBeGreaterThan(sound);
    expect(logLikelihoodRatio(index, distance, browning, true)).toBeLessThan(summer);
  }
});

it('one wild date does not decide, two in the flight season do', () => {
  const wild = logLikelihoodRatio(40, 40, 40, false);
  expect(wild).toBe(logLikelihoodRatio(6, 6, 6, false));
  const once = nextOdds(nextOdds(0, 30, 0), 30, wild);
  expect(once).toBeLessThan(1);
  expect(nextOdds(once, 15, wild)).toBeGreaterThan(1);
});

it('odds rise by themselves only while beetles fly, and stay within bounds', () => {
  expect(nextOdds(1e-3, 0, 0)).toBeCloseTo(1e-3, 9);
  expect(nextOdds(1e-3, 30, 0)).toBeGreaterThan(1e-2);
  let [most, least] = [1, 1];
  for (let k = 0; k < 50; k++) [most, least] = [nextOdds(most, 10, 5), nextOdds(least, 0, -3)];
  expect([most, least]).toEqual([1e4, 1e-4]);
});
