import { describe, expect, it } from 'vitest';
import { scoreStates, sixStateOf } from './six-states.js';

describe('sixStateOf', () => {
  it('merges grades and regrowth, and knows nothing of "not modelled"', () => {
    expect(['dieback-low', 'dieback', 'cut-regrowth', 'sanitary-cut', 'mixed', 'not-modelled'].map(sixStateOf)).toEqual([
      'dieback',
      'dieback',
      'cut',
      'sanitary-cut',
      'mixed',
      null,
    ]);
  });
});

describe('scoreStates', () => {
  it('keeps what is not judged and what is not modelled apart', () => {
    const score = scoreStates([0, 0, 0, 1, 1, 3, -1, 0], [0, 0, 1, 1, 0, 2, 1, -1]);
    expect(score.matrix[0]).toEqual([2, 1, 0, 0, 0, 0]);
    expect(score).toMatchObject({ overall: 0.5, notModelled: 1 });
    expect(score.pa.slice(0, 4)).toEqual([2 / 3, 0.5, null, 0]);
    expect(score.ua.slice(0, 4)).toEqual([2 / 3, 0.5, 0, null]);
    expect(score.balanced).toBeCloseTo((2 / 3 + 0.5) / 3);
  });
});
