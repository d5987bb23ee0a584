import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLocalJson } from '../../../sources/read-json.js';
import { loadRules, ownRulesDir, parseRule } from './load-rules.js';

let dir = '';
let fallow: Record<string, unknown> = {};
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-rules-'));
  fallow = (await readLocalJson(join(ownRulesDir, 'fallow-no-use.json'))) as Record<string, unknown>;
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const conditionsOfSpec = [
  ...['catch-crop', 'crop-group', 'fallow-no-use', 'homogeneity', 'ineligible-land', 'minimum-activity-arable'],
  ...['minimum-activity-grassland', 'old-grass-strip', 'permanent-grassland-not-ploughed', 'soil-cover'],
];

it('brings all ten conditions of the specification, each with a version of its own text', async () => {
  const { rules } = await loadRules();
  expect(rules.map(({ id }) => id)).toEqual(conditionsOfSpec);
  expect(new Set(rules.map(({ ruleVersion }) => ruleVersion)).size).toBe(10);
});

it('gives another version to another text', () => {
  const changed = { ...fallow, window: { from: { monthDay: '04-01' }, to: { monthDay: '08-31' } } };
  expect(parseRule(changed, 'x').ruleVersion).not.toBe(parseRule(fallow, 'x').ruleVersion);
});

it.each<[string, object, RegExp]>([
  [
    'a day that is none',
    { window: { from: { monthDay: '13-01' }, to: { monthDay: '08-15' } } },
    /x\.json: window\.from\.monthDay: expected MM-DD/,
  ],
  ['a marker that is none', { green: { not: { marker: ['mowign'] } } }, /x\.json: green\.not\.marker\.0: /],
  [
    'a light without looking',
    { needs: { green: { clearDates: 0, pixels: 8 }, red: { clearDates: 0, pixels: 8 } } },
    /x\.json: needs\.green: "green" holds where nothing was found/,
  ],
  [
    'a placeholder without value',
    { sentences: { ...{ red: { de: 'r', en: 'r' }, yellow: { de: 'y', en: 'y' } }, green: { de: '{klar}', en: 'g' } } },
    /x\.json: sentences\.green\.de: \{klar\} has no value/,
  ],
  ['a field that is unknown', { colour: 'red' }, /x\.json: the document: Unrecognized key: "colour"/],
  ['nothing it applies to', { appliesTo: { kinds: ['declaration'] } }, /x\.json: appliesTo: expected cropCodes/],
])('refuses %s with file and place', (_, change, message) => {
  expect(() => parseRule({ ...fallow, ...change }, 'x.json')).toThrow(message);
});

it('reads an agency’s own folder, and refuses two rules for one year and a folder without rules', async () => {
  await expect(loadRules(dir)).rejects.toThrow(/holds no rule file/);
  await writeFile(join(dir, 'a.json'), JSON.stringify(fallow));
  expect((await loadRules(dir)).rules).toHaveLength(1);
  await writeFile(join(dir, 'b.json'), JSON.stringify({ ...fallow, version: '2027.1', legalYears: { from: 2027, to: null } }));
  await expect(loadRules(dir)).rejects.toThrow(/two rules "fallow-no-use" for one legal year \(versions 2026\.1 and 2027\.1\)/);
  await writeFile(join(dir, 'a.json'), JSON.stringify({ ...fallow, legalYears: { from: 2023, to: 2026 } }));
  expect((await loadRules(dir)).rules.map(({ version }) => version)).toEqual(['2026.1', '2027.1']);
  await expect(loadRules(join(dir, 'none'))).rejects.toThrow(/cannot be read as a folder of rules/);
});
