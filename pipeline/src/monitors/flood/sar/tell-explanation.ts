import type { LocalText } from '@landsicht/core';
import { z } from 'zod';
import type { Explanation, ToldExplanation, ToldTest, ToldValue } from '../../../runs/unit.js';
import { growFallDb, seedFallDb } from './change-detector.js';
import { flagText } from './flag-text.js';

const number = z.number().nullable().default(null);
const vote = z
  .object({ vote: z.enum(['yes', 'no', 'none']), likelihood: number })
  .nullable()
  .default(null);

/** What `explainFlood` gives, as far as the desk shows it. */
const explanationSchema = z.looseObject({
  incidenceDeg: number,
  handM: number,
  slopeDeg: number,
  sigma0Filtered: z.array(z.looseObject({ vhDb: number, vvDb: number })).default([]),
  thresholdTest: z
    .looseObject({ bimodalTiles: z.number(), kittlerIllingworthDb: number, levelVhDb: number, levelVvDb: number })
    .nullable()
    .default(null),
  votes: z.looseObject({ threshold: vote, change: vote, baseline: vote }).nullable().default(null),
  result: z.string().nullable().default(null),
  likelihoodPercent: number,
  flags: z.array(z.string()).default([]),
});

/** The votes of the SAR ensemble at a place, with titles. */
export function tellFloodExplanation(explanation: Explanation): ToldExplanation {
  const told = explanationSchema.parse(explanation);
  const [now, ...earlier] = told.sigma0Filtered;
  const vhDb = now?.vhDb ?? null;
  const vvDb = now?.vvDb ?? null;
  const usualVhDb = median(earlier.map((scene) => scene.vhDb));
  const usualVvDb = median(earlier.map((scene) => scene.vvDb));
  const { thresholdTest, votes } = told;
  return {
    question: { de: 'Ist hier Wasser?', en: 'Is there water here?' },
    result: told.result,
    likelihoodPercent: told.likelihoodPercent,
    tests: [
      test({ de: 'Schwellwert (eine Aufnahme)', en: 'Threshold (one scene)' }, votes?.threshold, [
        db({ de: 'VH jetzt', en: 'VH now' }, vhDb),
        db({ de: 'Wasser unter (VH)', en: 'Water below (VH)' }, thresholdTest?.levelVhDb ?? null),
        db({ de: 'VV jetzt', en: 'VV now' }, vvDb),
        db({ de: 'Wasser unter (VV)', en: 'Water below (VV)' }, thresholdTest?.levelVvDb ?? null),
        db(
          { de: 'Schwelle der Umgebung (Kittler-Illingworth)', en: 'Threshold around (Kittler-Illingworth)' },
          thresholdTest?.kittlerIllingworthDb ?? null,
        ),
        { title: { de: 'Kacheln mit zwei Gipfeln', en: 'Tiles with two peaks' }, value: thresholdTest?.bimodalTiles ?? null, unit: '' },
      ]),
      test({ de: 'Änderung gegen früher', en: 'Change against before' }, votes?.change, [
        db({ de: 'VH früher (Median)', en: 'VH before (median)' }, usualVhDb),
        db({ de: 'VH gefallen um', en: 'VH fell by' }, difference(usualVhDb, vhDb)),
        db({ de: 'VV gefallen um', en: 'VV fell by' }, difference(usualVvDb, vvDb)),
        db({ de: 'Keim ab', en: 'Seed from' }, seedFallDb),
        db({ de: 'Wachstum ab', en: 'Growth from' }, growFallDb),
      ]),
      test({ de: 'Üblicher Verlauf des Pixels', en: 'The pixel’s own past' }, votes?.baseline, [
        { title: { de: 'Frühere Aufnahmen', en: 'Earlier scenes' }, value: earlier.length, unit: '' },
      ]),
    ],
    values: [
      degrees({ de: 'Einfallswinkel', en: 'Incidence angle' }, told.incidenceDeg),
      { title: { de: 'Höhe über Gewässer (HAND)', en: 'Height above drainage (HAND)' }, value: told.handM, unit: 'm' },
      degrees({ de: 'Hangneigung', en: 'Slope' }, told.slopeDeg),
    ],
    flags: told.flags.map(flagText),
  };
}

function test(title: LocalText, said: z.infer<typeof vote> | undefined, values: readonly ToldValue[]): ToldTest {
  return {
    title,
    vote: said == null ? 'absent' : said.vote,
    likelihoodPercent: said?.likelihood == null ? null : Math.round(said.likelihood * 100),
    values: said == null ? [] : values.filter(({ value }) => value != null),
  };
}

const db = (title: LocalText, value: number | null): ToldValue => ({ title, value, unit: 'dB' });
const degrees = (title: LocalText, value: number | null): ToldValue => ({ title, value, unit: '°' });

function difference(from: number | null, to: number | null): number | null {
  return from == null || to == null ? null : Math.round((from - to) * 100) / 100;
}

function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value != null).sort((a, b) => a - b);
  const middle = ((known[(known.length - 1) >> 1] ?? Number.NaN) + (known[known.length >> 1] ?? Number.NaN)) / 2;
  return Number.isNaN(middle) ? null : Math.round(middle * 100) / 100;
}
