import { describe, expect, it } from 'vitest';
import { dayOf, dayScale, linearScale } from './chart-scale.js';

describe('linearScale', () => {
  it('covers the values with round ticks', () => {
    const scale = linearScale([0.53, 1.27], [100, 0], 5);
    expect(scale.ticks).toEqual([0.4, 0.6, 0.8, 1, 1.2, 1.4]);
    expect(scale.toPx(0.4)).toBe(100);
    expect(scale.toPx(1.4)).toBe(0);
  });

  it('draws a single value and no value', () => {
    expect(linearScale([3], [0, 10], 4).ticks.length).toBeGreaterThan(1);
    expect(linearScale([], [0, 10], 4).ticks[0]).toBe(0);
  });
});

describe('dayScale', () => {
  it('ticks at new years over several years', () => {
    const scale = dayScale([dayOf('2015-12-03'), dayOf('2018-12-12')], [0, 300]);
    expect(scale.ticks.map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))).toEqual([
      '2016-01-01',
      '2016-07-01',
      '2017-01-01',
      '2017-07-01',
      '2018-01-01',
      '2018-07-01',
    ]);
    expect(scale.toPx(dayOf('2018-12-12'))).toBe(300);
  });
});
