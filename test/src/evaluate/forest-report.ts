import { trapKinds } from '@landsicht/data-samples';
import {
  bySpotSize,
  byTrap,
  confirmedAccuracy,
  delays,
  type ForestCase,
  firstSeenNear,
  joinArrays,
  joinCases,
  type MapAccuracy,
  withinWeeks,
} from './forest-score.js';
import { percent, table } from './ratio.js';
import { Reliability } from './reliability.js';
import { type ForestSeed, warningPercents } from './simulated-forest.js';
import { scoreStates, sixStates } from './six-states.js';

export const forestHead = ['seed', 'attacked px', 'precision', 'recall', 'F1', 'precision 20 m', 'recall 20 m', 'F1 20 m', 'six states'];

export function forestRow(
  name: string,
  { forest, trueState, saidState }: Pick<ForestSeed, 'forest' | 'trueState' | 'saidState'>,
): string[] {
  const cells = ({ precision, recall, f1 }: MapAccuracy) => [percent(precision), percent(recall), f1?.toFixed(3) ?? '–'];
  const exact = confirmedAccuracy(forest, 0);
  const { overall } = scoreStates(trueState, saidState);
  return [name, String(exact.demanded), ...cells(exact), ...cells(confirmedAccuracy(forest, 20)), percent(overall)];
}

/** The targets by name, each with what was reached; pixels of all seeds are pooled before ratios are taken. */
export function forestTargets(seeds: readonly ForestSeed[]): string {
  const forest = joinCases(seeds.map((seed) => seed.forest));
  const [exact, near] = [confirmedAccuracy(forest, 0), confirmedAccuracy(forest, 20)];
  const commission = ({ precision }: MapAccuracy) => (precision == null ? null : 1 - precision);
  const omission = ({ recall }: MapAccuracy) => (recall == null ? null : 1 - recall);
  const { overall } = scoreStates(joinSigned(seeds.map((seed) => seed.trueState)), joinSigned(seeds.map((seed) => seed.saidState)));
  const within = (weeks: number, seenOn: (seed: ForestSeed) => ArrayLike<number>): [string, string] => {
    const seen = joinArrays(seeds.map(seenOn));
    const { pa, ua } = withinWeeks(forest, seen, weeks);
    const found = withinWeeks(forest, seen, weeks, nearOf(seeds, seenOn)).pa;
    return [`PA ${percent(found)}, UA ${percent(ua)}`, `PA ${percent(pa)}`];
  };
  const warned = (least: (typeof warningPercents)[number]) => (seed: ForestSeed) => seed.warnedOn[warningPercents.indexOf(least)] ?? [];
  const brier = (parts: readonly Reliability[]): string => {
    const { brier: ours, climatology } = Reliability.sum(parts);
    return `${ours?.toFixed(4) ?? '–'} against ${climatology?.toFixed(4) ?? '–'}`;
  };
  return table([
    ['target', 'wanted', 'within 20 m', 'exact pixel'],
    ['confirmed dieback: F1', '≥ 0.90', near.f1?.toFixed(3) ?? '–', exact.f1?.toFixed(3) ?? '–'],
    ['confirmed dieback: omission', '≤ 10 %', percent(omission(near)), percent(omission(exact))],
    ['confirmed dieback: commission', '≤ 5 %', percent(commission(near)), percent(commission(exact))],
    ['six states: overall accuracy', '≥ 75 %', '', percent(overall)],
    ['within 13 weeks: confirmed', '≥ 85 / 85 %', ...within(13, (seed) => seed.confirmedOn)],
    ['within 13 weeks: suspected ≥ 70 % or confirmed', '', ...within(13, warned(70))],
    ['within 13 weeks: suspected ≥ 50 % or confirmed', '', ...within(13, warned(50))],
    ['early warning within 10 weeks: ≥ 50 %', 'PA > 11.8, UA ≥ 50 %', ...within(10, warned(50))],
    ['early warning within 10 weeks: ≥ 70 %', 'PA > 11.8, UA ≥ 50 %', ...within(10, warned(70))],
    ['Brier of suspected pixels, against always saying the mean', 'below', '', brier(seeds.map((seed) => seed.suspected))],
    ['Brier of all modelled pixels', 'below', '', brier(seeds.map((seed) => seed.modelled))],
  ]);
}

/** Everything over all seeds; pixels are pooled before ratios are taken. */
export function forestReport(seeds: readonly ForestSeed[]): string {
  const forest = joinCases(seeds.map((seed) => seed.forest));
  const trueState = joinSigned(seeds.map((seed) => seed.trueState));
  const saidState = joinSigned(seeds.map((seed) => seed.saidState));
  const confirmedOn = joinArrays(seeds.map((seed) => seed.confirmedOn));
  const years = seeds.reduce((sum, seed) => sum + seed.years, 0) / seeds.length;
  return [
    `six states at the end, rows truth, columns said (attacks younger than 180 days and fellings younger than 45 days left out)\n${statesTable(trueState, saidState)}`,
    `flagged within weeks of the attack; UA counts all false flags of ${years.toFixed(1)} years\n${weeksTable(forest, seeds, confirmedOn)}`,
    delaysText(forest),
    `confirmed attacks by size of the spot\n${table([
      ['spot', 'px', 'recall', 'recall 20 m'],
      ...bySpotSize(forest).map((s) => [s.name, String(s.attacked), percent(s.recall), percent(s.recall20m)]),
    ])}`,
    `false confirmations on sound ground, beyond 20 m of attacks\n${trapsTable(forest, confirmedOn, years)}`,
    reliabilityText(
      'probability of suspected pixels (attacked on the day of the run?)',
      seeds.map((seed) => seed.suspected),
    ),
    reliabilityText(
      'probability of all modelled pixels',
      seeds.map((seed) => seed.modelled),
    ),
  ].join('\n');
}

function statesTable(truth: Int8Array, said: Int8Array): string {
  const score = scoreStates(truth, said);
  const rows = score.matrix.map((row, k) => [sixStates[k] ?? '', ...row.map(String), percent(score.pa[k] ?? null)]);
  const users = ["user's accuracy", ...score.ua.map(percent), ''];
  return `${table([['', ...sixStates, "producer's"], ...rows, users])}overall ${percent(score.overall)}, mean of producer's accuracies ${percent(score.balanced)}, ${score.notModelled} px not modelled\n`;
}

function weeksTable(forest: ForestCase, seeds: readonly ForestSeed[], confirmedOn: ArrayLike<number>): string {
  const flags: (readonly [string, ArrayLike<number>, ArrayLike<number>])[] = [
    ['confirmed', confirmedOn, nearOf(seeds, (seed) => seed.confirmedOn)],
    ...warningPercents.map((least, k) => {
      const seenOn = (seed: ForestSeed) => seed.warnedOn[k] ?? [];
      return [`suspected ≥ ${least} % or confirmed`, joinArrays(seeds.map(seenOn)), nearOf(seeds, seenOn)] as const;
    }),
  ];
  const rows = flags.map(([name, seenOn, seenNear]) => [
    name,
    ...[6, 10, 13, 26].flatMap((weeks) => {
      const { pa, ua } = withinWeeks(forest, seenOn, weeks);
      return [percent(pa), percent(withinWeeks(forest, seenOn, weeks, seenNear).pa), percent(ua)];
    }),
  ]);
  return table([['', ...[6, 10, 13, 26].flatMap((weeks) => [`PA ${weeks} w`, '20 m', `UA ${weeks} w`])], ...rows]);
}

function nearOf(seeds: readonly ForestSeed[], seenOn: (seed: ForestSeed) => ArrayLike<number>): Uint32Array {
  return joinArrays(seeds.map((seed) => firstSeenNear(seed.forest.onset, seenOn(seed), Math.sqrt(seed.forest.onset.length))));
}

function delaysText(forest: ForestCase): string {
  const line = (name: string, day: ArrayLike<number>) => {
    const { median, p90, pixels } = delays(forest, day);
    return `${name}: median ${median ?? '–'} days, p90 ${p90 ?? '–'} days (${pixels} px)\n`;
  };
  return line('attack to first anomaly', forest.firstAnomaly) + line('attack to confirmation', forest.confirmedDay);
}

function trapsTable(forest: ForestCase, confirmedOn: ArrayLike<number>, years: number): string {
  const name = (code: number) => Object.entries(trapKinds).find(([, kind]) => kind === code)?.[0] ?? 'none (snow, haze, baseline jump)';
  const rows = byTrap(forest, confirmedOn, years).map(({ trap, pixels, confirmed, ever, per100PxYear }) => [
    name(trap),
    String(pixels),
    percent(confirmed / pixels),
    percent(ever / pixels),
    per100PxYear?.toFixed(2) ?? '–',
  ]);
  return table([['trap', 'px', 'at the end', 'ever', '% of px a year'], ...rows]);
}

function reliabilityText(title: string, parts: readonly Reliability[]): string {
  const all = Reliability.sum(parts);
  const rows = all
    .rows()
    .map(({ fromPercent, count, said, came }) => [`${fromPercent}–${fromPercent + 10} %`, String(count), percent(said), percent(came)]);
  const brier = `Brier ${all.brier?.toFixed(4) ?? '–'}, always saying the mean: ${all.climatology?.toFixed(4) ?? '–'}\n`;
  return `${title}\n${table([['said', 'px', 'mean said', 'came'], ...rows])}${brier}`;
}

function joinSigned(parts: readonly Int8Array[]): Int8Array {
  const joined = new Int8Array(parts.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
