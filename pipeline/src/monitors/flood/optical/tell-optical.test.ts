import { describe, expect, it } from 'vitest';
import { tellFloodUnit } from '../explain-flood-unit.js';

const scene = (answer: string, more: object = {}) => ({ item: 'x', answer, notObservedBecause: null, likelihood: 0.9, tests: {}, ...more });

describe('an optical explanation for the desk', () => {
  it('lists each test with its vote, the earlier scenes, and what weakens the result', () => {
    const tests = { reflectance: { green: 0.09 }, indices: { mndwi: 0.7 }, dswx: { 'MNDWI > 0.124': true, 'AWEIsh > 0': false } };
    const told = tellFloodUnit({
      scenes: [scene('water', { tests }), scene('dry'), scene('not-observed', { likelihood: null })],
      result: 'flood',
      likelihoodPercent: 90,
      flags: ['few_earlier_scenes', 'own_cloud_mask'],
    });
    expect(told.tests.map(({ title, vote }) => [title.en, vote])).toEqual([
      ['MNDWI > 0.124', 'yes'],
      ['AWEIsh > 0', 'no'],
      ['This scene', 'yes'],
      ['Earlier clear scenes: not always water', 'yes'],
    ]);
    expect(told.tests.at(-1)?.values.map(({ value }) => value)).toEqual([1, 0]);
    expect(told.values).toEqual([{ title: { de: 'Grün', en: 'Green' }, value: 9, unit: '%' }]);
    expect(told.flags.every(({ de, en }) => de !== en)).toBe(true);
  });

  it('says why a place was not observed, and that nothing tells its past', () => {
    const told = tellFloodUnit({ scenes: [scene('not-observed', { notObservedBecause: 'cloud-shadow', likelihood: null })] });
    expect(told.tests.map(({ vote }) => vote)).toEqual(['none', 'absent']);
    expect(told.tests[0]?.values[0]).toEqual({ title: { de: 'Wolkenschatten', en: 'Cloud shadow' }, value: 'cloud-shadow', unit: '' });
  });
});
