import { describe, expect, it } from 'vitest';
import { type Outline, polygonIou, poolCrowns, type Ring, scoreCrowns } from './crown-score.js';

const square = (x: number, y: number, side = 4): Ring => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
];
const crown = (name: string, x: number, y: number, side?: number): Outline => ({ class: name, ring: square(x, y, side) });
const rules = { dead: ['red', 'grey'], ignored: ['green'], isInside: (x: number) => x > 0 && x < 100 };

describe('polygonIou', () => {
  it('is overlap by union', () => {
    expect(polygonIou(square(0, 0), square(0, 0))).toBe(1);
    expect(polygonIou(square(0, 0), square(2, 0))).toBeCloseTo(8 / 24, 2);
    expect(polygonIou(square(0, 0), square(5, 0))).toBe(0);
  });
});

describe('scoreCrowns', () => {
  it('matches one to one, best first, and tells wrong classes', () => {
    const truth = [crown('red', 10, 0), crown('grey', 14, 0), crown('healthy', 30, 0)];
    const found = [crown('red', 10.5, 0), crown('red', 10.2, 0), crown('red', 14, 0.2)];
    expect(scoreCrowns(found, truth, rules)).toEqual({ tp: 2, fp: 1, fn: 0, rightClass: 1 });
  });

  it('takes one outline over two crowns for one false alarm and two misses', () => {
    expect(scoreCrowns([crown('red', 10, 0, 8)], [crown('red', 10, 0), crown('red', 14, 4)], rules)).toEqual({
      tp: 0,
      fp: 1,
      fn: 2,
      rightClass: 0,
    });
  });

  it('judges neither green attack nor crowns at the edge', () => {
    const truth = [crown('green', 10, 0), crown('red', -3, 0), crown('grey', 99, 0)];
    const found = [crown('red', 10, 0), crown('red', -3, 0), crown('grey', 104, 0)];
    expect(scoreCrowns(found, truth, rules)).toEqual({ tp: 0, fp: 0, fn: 0, rightClass: 0 });
  });

  it('pools counts', () => {
    expect(
      poolCrowns([
        { tp: 1, fp: 2, fn: 3, rightClass: 1 },
        { tp: 1, fp: 0, fn: 0, rightClass: 0 },
      ]),
    ).toEqual({ tp: 2, fp: 2, fn: 3, rightClass: 1 });
  });
});
