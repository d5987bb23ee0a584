import { expect, it } from 'vitest';
import { Reliability } from './reliability.js';

it('Reliability gives Brier, what it must beat, and the table', () => {
  const reliability = new Reliability();
  reliability.add(90, true);
  reliability.add(100, true);
  reliability.add(20, false);
  reliability.add(25, true);
  expect(reliability.brier).toBeCloseTo((0.01 + 0 + 0.04 + 0.5625) / 4);
  expect(reliability.climatology).toBeCloseTo(0.75 * 0.25);
  expect(reliability.rows()).toEqual([
    { fromPercent: 20, count: 2, said: expect.closeTo(0.225), came: 0.5 },
    { fromPercent: 90, count: 2, said: expect.closeTo(0.95), came: 1 },
  ]);
  expect(new Reliability().brier).toBeNull();
});
