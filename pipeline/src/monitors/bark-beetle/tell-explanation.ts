import { type MaskReason, maskReasons } from '@landsicht/core';
import { z } from 'zod';
import type { Explanation, ToldExplanation, ToldSeries } from '../../runs/unit.js';
import { tierClasses } from './info.js';
import { stateClasses } from './series/state-codes.js';

const number = z.number().nullable().default(null);

/** What `explainBarkBeetle` gives, as far as it is told in words; the chart takes the observations themselves. */
const explanationSchema = z.looseObject({
  forest: z.boolean(),
  state: z.string().nullable().default(null),
  tier: z.string().nullable().default(null),
  confidencePercent: number,
  model: z.looseObject({ trainingDates: z.number(), sigma: number }).nullable().default(null),
  observations: z
    .array(
      z.looseObject({
        date: z.string(),
        index: number,
        masked: z.string().nullable(),
        anomaly: z.boolean(),
        difference: number,
        threshold: number,
      }),
    )
    .default([]),
  probability: z
    .looseObject({ signs: z.array(z.object({ name: z.string(), value: z.number(), adds: z.number() })) })
    .nullable()
    .default(null),
  index: z.string().default(''),
  curve: z.array(z.object({ date: z.string(), predicted: z.number(), limit: z.number() })).default([]),
  decisions: z.array(z.object({ date: z.string(), what: z.string() })).default([]),
  flags: z.array(z.string()).default([]),
});

export function tellBeetleExplanation(explanation: Explanation): ToldExplanation {
  const told = explanationSchema.parse(explanation);
  const clear = told.observations.filter(({ masked }) => masked == null);
  const last = clear.at(-1);
  const anomalies = clear.filter(({ anomaly }) => anomaly).length;
  return {
    question: { de: 'Stirbt hier Fichte?', en: 'Does spruce die here?' },
    result: resultOf(told),
    likelihoodPercent: told.confidencePercent,
    tests: [
      {
        title: { de: 'Abweichung vom Normaljahr', en: 'Difference from the normal year' },
        vote: told.model == null || last == null ? 'none' : last.anomaly ? 'yes' : 'no',
        likelihoodPercent: told.confidencePercent,
        values: [
          { title: { de: 'Letzter klarer Termin', en: 'Last clear date' }, value: last?.date ?? null, unit: '' },
          { title: { de: 'Abweichung', en: 'Difference' }, value: rounded(last?.difference ?? null), unit: 'index' },
          { title: { de: 'Anomalie ab', en: 'Anomaly from' }, value: rounded(last?.threshold ?? null), unit: 'index' },
          { title: { de: 'Anomalien', en: 'Anomalies' }, value: anomalies, unit: '' },
        ],
      },
      ...signsTest(told),
    ],
    values: [
      { title: { de: 'Zustand', en: 'State' }, value: stateClasses.find(({ id }) => id === told.state)?.title ?? null, unit: '' },
      { title: { de: 'Stufe', en: 'Tier' }, value: tierClasses.find(({ id }) => id === told.tier)?.title ?? null, unit: '' },
      { title: { de: 'Klare Termine', en: 'Clear dates' }, value: clear.length, unit: '' },
      { title: { de: 'Termine der Lernzeit', en: 'Training dates' }, value: told.model?.trainingDates ?? null, unit: '' },
      { title: { de: 'Streuung des Pixels', en: 'Noise of the pixel' }, value: rounded(told.model?.sigma ?? null), unit: 'index' },
    ],
    flags: told.flags.map((flag) => flagTexts[flag] ?? { de: flag, en: flag }),
    ...(told.observations.length === 0 ? {} : { series: seriesOf(told) }),
  };
}

/** What the probability rests on, the heaviest sign first, as what each adds to the log odds. */
function signsTest({ probability, confidencePercent }: z.infer<typeof explanationSchema>): ToldExplanation['tests'] {
  if (probability == null) return [];
  const heaviest = probability.signs.filter(({ adds }) => Math.abs(adds) >= 0.05).sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds));
  return [
    {
      title: { de: 'Worauf die Wahrscheinlichkeit beruht', en: 'What the probability rests on' },
      vote: (confidencePercent ?? 0) >= 50 ? 'yes' : 'no',
      likelihoodPercent: confidencePercent,
      values: heaviest.map(({ name, adds }) => ({ title: signTexts[name] ?? { de: name, en: name }, value: rounded(adds), unit: 'ln' })),
    },
  ];
}

/** `DamageExplanation.signs`. */
const signTexts: Readonly<Record<string, { readonly de: string; readonly en: string }>> = {
  log: { de: 'Eigene Termine (CRSWIR, Rot und SWIR2, Bräunung)', en: 'Own dates (CRSWIR, red and SWIR2, browning)' },
  near: { de: 'Wald im Umkreis von 20 m', en: 'Forest within 20 m' },
  known: { de: 'Bekannter Schaden im Umkreis von 50 m', en: 'Known damage within 50 m' },
  few: { de: 'Kleiner Herd begann zugleich', en: 'A small spot began together' },
  many: { de: 'Ganzer Bestand zugleich (Dürre)', en: 'A whole stand at once (drought)' },
  level: { de: 'Stärke der Abweichung', en: 'Level of the difference' },
  brown: { de: 'Nadeln gebräunt', en: 'Needles browned' },
  bare: { de: 'Offener Boden im Umkreis von 20 m', en: 'Bare ground within 20 m' },
  edge: { de: 'Rand einer Fällung', en: 'Edge of a felling' },
  spring: { de: 'Begann vor der Käferzeit', en: 'Began before beetles show' },
  run: { de: 'Termine gegen den Zustand', en: 'Dates against the state' },
  winter: { de: 'Winter', en: 'Winter' },
};

function seriesOf({ index, observations, curve, decisions }: z.infer<typeof explanationSchema>): ToldSeries {
  return {
    title: { de: `Verlauf ${index.toUpperCase()}`, en: `Course of ${index.toUpperCase()}` },
    unit: index.toUpperCase(),
    dates: observations.map(({ date, index: value, masked, anomaly }) => ({
      date,
      value: masked == null ? value : null,
      masked: masked == null ? null : (maskReasons[masked as MaskReason]?.title ?? ownMasks[masked] ?? { de: masked, en: masked }),
      isAnomaly: anomaly,
    })),
    curve: curve.map(({ date, predicted, limit }) => ({ date, expected: predicted, limit })),
    events: decisions.flatMap(({ date, what }) => {
      const title = decisionTexts[what];
      return title == null ? [] : [{ date, title }];
    }),
  };
}

/** Masks of the series rules that are no reason of a scene. */
const ownMasks: Readonly<Record<string, { readonly de: string; readonly en: string }>> = {
  soil: { de: 'Offener Boden', en: 'Bare soil' },
  'bare-ground': { de: 'Offener Boden', en: 'Bare ground' },
};

const decisionTexts: Readonly<Record<string, { readonly de: string; readonly en: string }>> = {
  'model-made': { de: 'Normaljahr gelernt', en: 'Normal year learnt' },
  suspected: { de: 'Verdacht', en: 'Suspected' },
  'suspicion-dropped': { de: 'Verdacht entfallen', en: 'Suspicion dropped' },
  confirmed: { de: 'Bestätigt', en: 'Confirmed' },
  'returned-to-normal': { de: 'Wieder normal', en: 'Back to normal' },
  'mixed-stand': { de: 'Mischbestand', en: 'Mixed stand' },
  'bare-ground-seen': { de: 'Offener Boden gesehen', en: 'Bare ground seen' },
  cleared: { de: 'Geräumt', en: 'Cleared' },
  regrowth: { de: 'Jungwuchs', en: 'Regrowth' },
};

const flagTexts: Readonly<Record<string, { readonly de: string; readonly en: string }>> = {
  outside_forest: { de: 'Liegt außerhalb der Waldmaske', en: 'Lies outside the forest mask' },
  forest_mask_not_used: { de: 'Ohne Waldmaske: jedes Pixel gilt als Wald', en: 'No forest mask: every pixel counts as forest' },
  judged_by_surroundings: {
    de: 'Das Pixel allein sagte anderes; seine Umgebung (Dürre des ganzen Bestands, Schlagrand) entschied',
    en: 'The pixel alone said otherwise; its surroundings (drought of the whole stand, edge of a cut) decided',
  },
  dates_without_cloud_mask: { de: 'Termine ohne Wolkenmaske sind dabei', en: 'Dates without a cloud mask take part' },
};

/** The class of the legend where there is damage, else the state, such as healthy; `not-observed` where there is no model. */
function resultOf({ forest, state, tier }: z.infer<typeof explanationSchema>): string | null {
  if (!forest) return null;
  if (tier === 'suspected') return 'suspected';
  return legendOf(state) ?? state ?? 'not-observed';
}

const legendIds = [null, 'open', 'open-regrowth', 'dying', 'medium-loss'] as const;

function legendOf(state: string | null): string | null {
  return legendIds[stateClasses.find(({ id }) => id === state)?.sachsenforst ?? 0] ?? null;
}

function rounded(value: number | null): number | null {
  return value == null ? null : Math.round(value * 1000) / 1000;
}
