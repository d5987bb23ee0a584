import { expect, it } from 'vitest';
import { signNames } from './series/damage-probability.js';
import { tellBeetleExplanation } from './tell-explanation.js';

it('tells what the probability rests on in words, the heaviest sign first, and leaves out what adds nothing', () => {
  const signs = signNames.map((name, k) => ({ name, value: 1, adds: k === 0 ? 0 : (-1) ** k * k }));
  const told = tellBeetleExplanation({ forest: true, confidencePercent: 62, probability: { kind: 'stressed', base: -1, signs } });
  const test = told.tests.find(({ title }) => title.en === 'What the probability rests on');
  expect(test).toMatchObject({ vote: 'yes', likelihoodPercent: 62 });
  expect(test?.values.map(({ value }) => value)).toEqual([-11, 10, -9, 8, -7, 6, -5, 4, -3, 2, -1]);
  for (const { title } of test?.values ?? []) {
    expect(title).toMatchObject({ de: expect.stringMatching(/[A-ZÄÖÜ]/), en: expect.stringMatching(/^[A-Z]/) });
  }
});

it('tells nothing of it in mode fordead', () => {
  expect(tellBeetleExplanation({ forest: true, confidencePercent: 30, probability: null }).tests).toHaveLength(1);
});
