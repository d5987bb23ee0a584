import { type LocalText, type MaskReason, maskReasons } from '@landsicht/core';
import { z } from 'zod';
import type { Explanation, ToldExplanation, ToldTest, ToldValue } from '../../../runs/unit.js';
import { flagText } from '../sar/flag-text.js';

const number = z.number().nullable().default(null);

const sceneSchema = z.looseObject({
  answer: z.enum(['water', 'dry', 'not-observed']),
  notObservedBecause: z.string().nullable().default(null),
  likelihood: number,
  tests: z.looseObject({
    reflectance: z.record(z.string(), z.number().nullable()).default({}),
    indices: z.record(z.string(), z.number().nullable()).default({}),
    dswx: z.record(z.string(), z.boolean()).default({}),
    ownMask: z.looseObject({ couldBeShadow: z.boolean(), provenWater: z.boolean() }).nullable().default(null),
  }),
});

/** What `explainOptical` gives, as far as the desk shows it. */
const explanationSchema = z.looseObject({
  scenes: z.array(sceneSchema),
  result: z.string().nullable().default(null),
  likelihoodPercent: number,
  terrainFactor: number,
  flags: z.array(z.string()).default([]),
});

export function isOpticalExplanation(explanation: Explanation): boolean {
  return Array.isArray(explanation['scenes']);
}

const bandTitles: Readonly<Record<string, LocalText>> = {
  blue: { de: 'Blau', en: 'Blue' },
  green: { de: 'Grün', en: 'Green' },
  red: { de: 'Rot', en: 'Red' },
  nir: { de: 'Nahes Infrarot', en: 'Near infrared' },
  swir16: { de: 'Infrarot 1,6 µm', en: 'Infrared 1.6 µm' },
  swir22: { de: 'Infrarot 2,2 µm', en: 'Infrared 2.2 µm' },
};
const same = (text: string): LocalText => ({ de: text, en: text });

/** The optical tests at a place, with titles. */
export function tellOpticalExplanation(explanation: Explanation): ToldExplanation {
  const told = explanationSchema.parse(explanation);
  const [now, ...earlier] = told.scenes;
  const seen = earlier.filter(({ answer }) => answer !== 'not-observed');
  const wet = seen.filter(({ answer }) => answer === 'water').length;
  const reason = now?.notObservedBecause as MaskReason | null | undefined;
  return {
    question: { de: 'Ist hier Wasser?', en: 'Is there water here?' },
    result: told.result,
    likelihoodPercent: told.likelihoodPercent,
    tests: [
      ...Object.entries(now?.tests.dswx ?? {}).map(([name, holds]): ToldTest => {
        return { title: same(name), vote: holds ? 'yes' : 'no', likelihoodPercent: null, values: [] };
      }),
      {
        title: { de: 'Diese Aufnahme', en: 'This scene' },
        vote: now == null ? 'absent' : now.answer === 'water' ? 'yes' : now.answer === 'dry' ? 'no' : 'none',
        likelihoodPercent: now?.likelihood == null ? null : Math.round(100 * now.likelihood),
        values: [
          ...(reason == null ? [] : [{ title: maskReasons[reason].title, value: reason, unit: '' }]),
          ...Object.entries(now?.tests.indices ?? {}).map(
            ([name, value]): ToldValue => ({ title: same(name.toUpperCase()), value, unit: '' }),
          ),
        ],
      },
      {
        title: { de: 'Frühere klare Aufnahmen: nicht immer Wasser', en: 'Earlier clear scenes: not always water' },
        vote: seen.length === 0 ? (earlier.length === 0 ? 'absent' : 'none') : 2 * wet > seen.length ? 'no' : 'yes',
        likelihoodPercent: null,
        values: [
          { title: { de: 'davon hier klar', en: 'clear here' }, value: seen.length, unit: '' },
          { title: { de: 'davon Wasser', en: 'of them water' }, value: wet, unit: '' },
        ],
      },
    ],
    values: [
      ...Object.entries(now?.tests.reflectance ?? {}).map(([name, value]): ToldValue => {
        return { title: bandTitles[name] ?? same(name), value: value == null ? null : Math.round(1000 * value) / 10, unit: '%' };
      }),
      { title: { de: 'Gelände lässt Wasser zu', en: 'Terrain allows water' }, value: percent(told.terrainFactor), unit: '%' },
    ].filter(({ value }) => value != null),
    flags: told.flags.map(flagText),
  };
}

const percent = (share: number | null) => (share == null ? null : Math.round(100 * share));
