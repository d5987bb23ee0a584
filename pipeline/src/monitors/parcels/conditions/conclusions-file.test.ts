import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { concludeEvidence } from './conclude-parcel.js';
import { type JudgedParcel, readConclusions, readJudgedParcels, writeConclusions } from './conclusions-file.js';
import { evidenceOf } from './evidence.js';
import { loadRules } from './load-rules.js';
import { reproduceConclusion } from './reproduce-conclusion.js';
import { drawnMarker, drawnMarkers, drawnParcel, drawnSeason } from './testing/drawn-season.js';

const rules = await loadRules();
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-conclusions-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function judgedOf(id: string, cropCode: string, mown: boolean): JudgedParcel {
  const parcel = drawnParcel({ id, cropCode, holding: 'a1b2', ecoSchemes: ['1d'] });
  const markers = drawnMarkers(
    mown ? [drawnMarker('mowing', '2026-05-23', { values: { ndviBefore: 0.9, ndviAfter: 0.68, unmownShare: 0.1 } })] : [],
  );
  const crop = { declaredGroup: 'grass' as const, probabilities: { grass: 0.91, 'winter-cereals': 0.09 }, clearDatesAprSep: 18 };
  const season = drawnSeason({ isClear: (date) => date !== '2026-06-02', ndvi: (date) => (date === '2026-05-23' ? 0.68 : 0.9) });
  const evidence = evidenceOf({ parcel, season, markers, crop, asOf: '2026-11-20' });
  return { evidence, geometry: parcel.geometry, conclusions: concludeEvidence(evidence, rules) };
}

it('gives back what was written, and the same bytes for the same parcels', async () => {
  const judged = [judgedOf('Schlag-ä1', '451', true), judgedOf('p2', '451', false), judgedOf('p3', '115', false)];
  const files = await writeConclusions(dir, rules, judged);
  expect(files.map(({ path, role }) => [path, role])).toEqual([
    ['conclusions.parquet', 'table'],
    ['parcels.parquet', 'table'],
    ['rules.json', 'table'],
  ]);
  expect(await readConclusions(dir)).toEqual(judged.flatMap(({ conclusions }) => conclusions));
  expect(await readJudgedParcels(dir)).toEqual({ rules, judged });
  const bytes = await Promise.all(files.map(({ path }) => readFile(join(dir, path))));
  await writeConclusions(dir, rules, judged);
  expect(await Promise.all(files.map(({ path }) => readFile(join(dir, path))))).toEqual(bytes);
});

it('draws every stored conclusion again from what is stored with it', async () => {
  await writeConclusions(dir, rules, [judgedOf('p1', '451', true), judgedOf('p2', '115', false)]);
  const stored = await readJudgedParcels(dir);
  const all = stored.judged.flatMap(({ evidence, conclusions }) =>
    conclusions.map((one) => reproduceConclusion(one, evidence, stored.rules)),
  );
  expect(all.length).toBeGreaterThan(8);
  expect(all.filter(({ isSame }) => !isSame)).toEqual([]);
});

it('tells when evidence or rule are not those of the conclusion', async () => {
  await writeConclusions(dir, rules, [judgedOf('p1', '451', true)]);
  const [judged] = (await readJudgedParcels(dir)).judged as [JudgedParcel];
  const activity = judged.conclusions.find(({ condition }) => condition === 'minimum-activity-grassland');
  if (activity == null) throw new Error('no conclusion about activity');
  const withoutMarkers = { ...judged.evidence, markers: { ...judged.evidence.markers, markers: [] } };
  expect(reproduceConclusion(activity, withoutMarkers, rules)).toMatchObject({ isSame: false, conclusion: { light: 'red' } });
  const path = join(dir, 'rules.json');
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll('"confidence": 0.6', '"confidence": 0.3'));
  const changed = (await readJudgedParcels(dir)).rules;
  expect(() => reproduceConclusion(activity, judged.evidence, changed)).toThrow(/its text was changed/);
});

it('holds nothing for no parcels and says where a file is damaged', async () => {
  await writeConclusions(dir, rules, []);
  expect(await readConclusions(dir)).toEqual([]);
  await writeFile(join(dir, 'conclusions.parquet'), 'PAR1');
  await expect(readConclusions(dir)).rejects.toThrow(/conclusions\.parquet: not a readable table of parcels/);
});
