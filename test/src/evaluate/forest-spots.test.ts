import { expect, it } from 'vitest';
import { near, spotSizes } from './forest-spots.js';

it('spotSizes joins diagonals but not the ends of neighbouring rows', () => {
  const drawn = [1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1];
  expect([...spotSizes(drawn, 4)]).toEqual([2, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 1]);
});

it('near reaches round corners and stops at the edge', () => {
  expect([...near([0, 0, 0, 0, 0, 0, 0, 0, 1], 3, 1)]).toEqual([0, 0, 0, 0, 1, 1, 0, 1, 1]);
});
