import { describe, expect, it } from 'vitest';
import { confusionOf, pool, scoresOf } from './confusion.js';

describe('confusionOf', () => {
  it('counts each pixel once and keeps "not observed" and "no label" out of dry', () => {
    const answer = [1, 1, 0, 0, 255, 1, 0, 255];
    const truth = [1, 0, 1, 0, 1, -1, -1, 0];
    expect(confusionOf(answer, truth)).toEqual({ tp: 1, fp: 1, fn: 1, tn: 1, unknown: 4 });
  });

  it('refuses rasters of different size', () => {
    expect(() => confusionOf([1], [1, 0])).toThrow(/1 answers for 2 labels/);
  });
});

describe('scoresOf', () => {
  it('pools counts before taking ratios', () => {
    const pooled = scoresOf(pool([confusionOf([1, 1], [1, 0]), confusionOf([0, 1], [1, 1])]));
    expect(pooled).toMatchObject({ tp: 2, fp: 1, fn: 1, iou: 0.5, precision: 2 / 3, recall: 2 / 3 });
  });

  it('gives null, not zero, where nothing could be judged', () => {
    expect(scoresOf(confusionOf([255, 255], [1, 0]))).toMatchObject({ iou: null, recall: null, fpr: null, unknown: 2 });
  });
});
