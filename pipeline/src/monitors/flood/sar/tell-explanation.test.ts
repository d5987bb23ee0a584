import { expect, it } from 'vitest';
import { tellFloodExplanation } from './tell-explanation.js';

const explanation = {
  item: 'S1A',
  pixel: { col: 1, row: 2 },
  incidenceDeg: 38,
  handM: 1.2,
  slopeDeg: null,
  sigma0Filtered: [
    { item: 'S1A', vhDb: -24, vvDb: -18 },
    { item: 'before', vhDb: -15, vvDb: null },
    { item: 'earlier', vhDb: -16, vvDb: null },
  ],
  thresholdTest: { bimodalTiles: 4, kittlerIllingworthDb: -19.5, nearBimodalTile: 0.5, levelVhDb: -20, levelVvDb: -14 },
  votes: { threshold: { vote: 'yes', likelihood: 0.93 }, change: { vote: 'none', likelihood: null }, baseline: null },
  result: 'flood',
  likelihoodPercent: 88,
  flags: ['wind', 'a_new_flag'],
};

it('tells every detector’s vote with what it measured and its threshold', () => {
  const told = tellFloodExplanation(explanation);
  expect(told.tests.map(({ vote, likelihoodPercent }) => [vote, likelihoodPercent])).toEqual([
    ['yes', 93],
    ['none', null],
    ['absent', null],
  ]);
  const values = (i: number) => Object.fromEntries((told.tests[i]?.values ?? []).map(({ title, value }) => [title.en, value]));
  expect(values(0)).toMatchObject({ 'VH now': -24, 'Water below (VH)': -20, 'Tiles with two peaks': 4 });
  expect(values(1)).toMatchObject({ 'VH before (median)': -15.5, 'VH fell by': 8.5, 'Seed from': 5 });
  expect(values(1)).not.toHaveProperty('VV fell by'); // no VV before
  expect(told.values.map(({ value }) => value)).toEqual([38, 1.2, null]);
});

it('says in words what weakens the result, and shows a code that has none', () => {
  expect(tellFloodExplanation(explanation).flags.map(({ de }) => de)).toEqual(['Wind: raues Wasser wird übersehen', 'a_new_flag']);
});

it('tells of a place where nobody voted', () => {
  const told = tellFloodExplanation({ item: 'S1A', result: 'not-observed', likelihoodPercent: null });
  expect(told).toMatchObject({ result: 'not-observed', likelihoodPercent: null });
  expect(told.tests.every(({ vote }) => vote === 'absent')).toBe(true);
});
