import { type Light, upperBound } from '@landsicht/pipeline';
import type { ConditionScore, EventScore, ParcelSeed } from './parcel-scores.js';
import { percent, ratio, table } from './ratio.js';

export const parcelHead = [
  'seed',
  'parcels',
  'conclusive',
  'false green',
  'planted',
  'found or yellow',
  'mowing P',
  'R',
  'F1',
  'crop groups right',
];

/** One row of a seed, or of all. */
export function parcelRow(name: string, { parcels, conditions, planted, mowing, crops }: ParcelSeed): string[] {
  const lights = sumOf(conditions);
  const all = planted.map((one) => one.lights);
  const count = all.reduce((sum, { green, yellow, red }) => sum + green + yellow + red, 0);
  const missed = all.reduce((sum, { green }) => sum + green, 0);
  const { precision, recall, f1 } = eventRatios(mowing);
  return [
    name,
    String(parcels),
    percent(ratio(lights.met.green + lights.met.red + lights.broken.green + lights.broken.red, lights.total)),
    falseGreen(lights.broken.green, lights.met.green),
    String(count),
    percent(ratio(count - missed, count)),
    ...[percent(precision), percent(recall), f1?.toFixed(3) ?? '–'],
    percent(ratio(crops.right, crops.judged)),
  ];
}

/** Everything over all seeds; lights are pooled before ratios are taken. */
export function parcelReport(all: ParcelSeed): string {
  const conditionRows = all.conditions.map((score) => {
    const { met, broken } = score;
    const counts = [met.green, met.yellow, met.red, broken.green, broken.yellow, broken.red];
    const judged = counts.reduce((sum, n) => sum + n, 0);
    return [
      score.condition,
      ...counts.map(String),
      falseGreen(broken.green, met.green),
      percent(ratio(met.red, met.red + broken.red)),
      percent(ratio(met.green + met.red + broken.green + broken.red, judged)),
    ];
  });
  const head = ['condition', 'met: green', 'yellow', 'red', 'broken: green', 'yellow', 'red', 'false green', 'false red', 'conclusive'];
  const plantedRows = all.planted.map(({ kind, lights: { green, yellow, red } }) => [
    kind,
    ...[red, yellow, green].map(String),
    percent(ratio(red + yellow, red + yellow + green)),
  ]);
  return [
    `lights against truth; false green = of green lights those that are wrong (one-sided 95 % upper bound, Clopper–Pearson)\n${table([head, ...conditionRows])}`,
    `planted violations by the worst light of the conditions they break\n${table([['planted', 'red', 'yellow', 'green', 'found or yellow'], ...plantedRows])}`,
  ].join('\n');
}

/** Share and upper bound. */
function falseGreen(wrong: number, right: number): string {
  const share = ratio(wrong, wrong + right);
  return share == null ? '–' : `${percent(share)} (≤ ${percent(upperBound(wrong, wrong + right))})`;
}

function sumOf(conditions: readonly ConditionScore[]): { met: Record<Light, number>; broken: Record<Light, number>; total: number } {
  const sum = (of: (score: ConditionScore) => number): number => conditions.reduce((all, score) => all + of(score), 0);
  const lights = (which: 'met' | 'broken'): Record<Light, number> => ({
    green: sum((score) => score[which].green),
    yellow: sum((score) => score[which].yellow),
    red: sum((score) => score[which].red),
  });
  const [met, broken] = [lights('met'), lights('broken')];
  return { met, broken, total: [met, broken].flatMap(Object.values).reduce((all: number, n: number) => all + n, 0) };
}

function eventRatios({ events, markers, right }: EventScore): { precision: number | null; recall: number | null; f1: number | null } {
  const [precision, recall] = [ratio(right, markers), ratio(right, events)];
  const f1 = precision == null || recall == null || right === 0 ? null : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}
