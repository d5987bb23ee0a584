import { LandsichtError } from '@landsicht/core';
import { type CropFeatures, cropFeatures, featureMonths, harvestYearOf } from './crop-features.js';
import { type CropGroup, cropGroupIds, cropGroupOfLabel } from './crop-groups.js';
import type { CropSamples } from './crop-samples.js';
import { type FeatureTable, predictKernelLogistic, trainKernelLogistic } from './kernel-logistic.js';
import { seededRandom } from './seeded-random.js';

/** Green from here on: 81 % of true and 1.2 % of false declarations (parcels.md 5, measured on WorldCereal France 2023). */
export const greenProbability = 0.5;
/** Red needs both (parcels.md 8). */
export const redProbability = 0.05;
export const redOtherProbability = 0.7;

const folds = 5;

export interface ClassScores {
  readonly parcels: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

export interface CropEvaluation {
  /** Share of parcels whose likeliest group is the declared one. */
  readonly accuracy: number;
  readonly macroF1: number;
  /** Of declarations as they are; and of every wrong group declared once. */
  readonly trueGreen: number;
  readonly falseGreen: number;
  readonly trueRed: number;
  readonly falseRed: number;
  readonly parcels: number;
  /** Without a group (fallow, vegetables, mixtures, no crop given). */
  readonly leftOut: number;
  readonly folds: number;
  readonly harvestYear: number;
  readonly classes: Readonly<Partial<Record<CropGroup, ClassScores>>>;
  /** Of each signal: how much less probable the declared group becomes when the signal is that of another parcel (Breiman 2001). */
  readonly importance: readonly { readonly signal: string; readonly loss: number }[];
}

/** Trains on declarations and scores each parcel by models that have not seen it (k folds of parcels, by group). */
export function evaluateCropConfirmation(samples: CropSamples, seed = 1): CropEvaluation {
  const labelled = samples.samples.flatMap((sample) => {
    const group = sample.label == null ? null : cropGroupOfLabel(sample.label);
    return group == null ? [] : [{ sample, kind: cropGroupIds.indexOf(group) }];
  });
  if (labelled.length < 2 * folds) {
    throw new LandsichtError(
      'bad-argument',
      `${labelled.length} parcels with a crop of a known group; ${folds} folds need at least ${2 * folds}. Known labels are those of the WorldCereal legend`,
    );
  }
  const harvestYear = harvestYearOf(labelled.map(({ sample }) => sample));
  const features = cropFeatures({ ...samples, samples: labelled.map(({ sample }) => sample) }, harvestYear);
  const kinds = Uint8Array.from(labelled, ({ kind }) => kind);
  const foldOf = assignFolds(kinds, folds, seed);
  const probabilities = new Array<Float64Array>(kinds.length);
  const importance = new Float64Array(features.signals.length);
  const random = seededRandom(seed);
  for (let fold = 0; fold < folds; fold++) {
    const training = [...kinds.keys()].filter((row) => foldOf[row] !== fold);
    const table = rowsOf(features, training);
    const trainingKinds = Uint8Array.from(training, (row) => kinds[row] as number);
    const model = trainKernelLogistic(table, trainingKinds, cropGroupIds.length);
    const held = [...kinds.keys()].filter((row) => foldOf[row] === fold);
    const heldTable = rowsOf(features, held);
    const predicted = predictKernelLogistic(model, heldTable);
    held.forEach((row, i) => {
      probabilities[row] = predicted.subarray(i * cropGroupIds.length, (i + 1) * cropGroupIds.length);
    });
    const heldKinds = held.map((row) => kinds[row] as number);
    const known = meanProbability(predicted, heldKinds);
    for (let signal = 0; signal < features.signals.length; signal++) {
      const mixed = predictKernelLogistic(model, withSignalMixed(heldTable, signal, random));
      importance[signal] = (importance[signal] as number) + (known - meanProbability(mixed, heldKinds)) / folds;
    }
  }
  return {
    ...scoresOf(kinds, probabilities),
    parcels: kinds.length,
    leftOut: samples.samples.length - kinds.length,
    folds,
    harvestYear,
    importance: [...importance]
      .map((loss, k) => ({ signal: features.signals[k] as string, loss }))
      .sort((a, b) => b.loss - a.loss || a.signal.localeCompare(b.signal)),
  };
}

function meanProbability(probabilities: Float64Array, kinds: readonly number[]): number {
  return kinds.reduce((sum, kind, i) => sum + (probabilities[i * cropGroupIds.length + kind] as number), 0) / kinds.length;
}

/** All months of one signal exchanged between parcels. */
function withSignalMixed({ rows, columns, values }: FeatureTable, signal: number, random: () => number): FeatureTable {
  const mixed = values.slice();
  const order = Array.from({ length: rows }, (_, row) => [random(), row] as const).sort((a, b) => a[0] - b[0]);
  order.forEach(([, from], row) => {
    const start = signal * featureMonths;
    mixed.set(values.subarray(from * columns + start, from * columns + start + featureMonths), row * columns + start);
  });
  return { rows, columns, values: mixed };
}

/** Each class spread evenly over the folds, in an order drawn with the seed. */
function assignFolds(kinds: Uint8Array, count: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const order = [...kinds.keys()].map((row) => [random(), row] as const).sort((a, b) => a[0] - b[0]);
  const foldOf = new Uint8Array(kinds.length);
  let next = 0;
  for (const kind of new Set([...kinds].sort((a, b) => a - b))) {
    for (const [, row] of order) if (kinds[row] === kind) foldOf[row] = next++ % count;
  }
  return foldOf;
}

function rowsOf({ columns, values }: CropFeatures, rows: readonly number[]): { rows: number; columns: number; values: Float32Array } {
  const chosen = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    chosen.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return { rows: rows.length, columns, values: chosen };
}

type Scores = Pick<CropEvaluation, 'accuracy' | 'macroF1' | 'trueGreen' | 'falseGreen' | 'trueRed' | 'falseRed' | 'classes'>;

function scoresOf(kinds: Uint8Array, probabilities: readonly Float64Array[]): Scores {
  const likeliest = probabilities.map((shares) => shares.indexOf(Math.max(...shares)));
  const isRed = (shares: Float64Array, declared: number) =>
    (shares[declared] as number) < redProbability && shares.some((share, other) => other !== declared && share > redOtherProbability);
  let [correct, trueGreen, falseGreen, trueRed, falseRed, wrongDeclarations] = [0, 0, 0, 0, 0, 0];
  const present = [...new Set(kinds)].sort((a, b) => a - b);
  probabilities.forEach((shares, row) => {
    for (const declared of present) {
      const isGreen = (shares[declared] as number) >= greenProbability;
      if (declared === kinds[row]) {
        correct += likeliest[row] === declared ? 1 : 0;
        trueGreen += isGreen ? 1 : 0;
        trueRed += isRed(shares, declared) ? 1 : 0;
      } else {
        wrongDeclarations++;
        falseGreen += isGreen ? 1 : 0;
        falseRed += isRed(shares, declared) ? 1 : 0;
      }
    }
  });
  const classes = Object.fromEntries(
    present.map((kind) => {
      const parcels = kinds.filter((one) => one === kind).length;
      const claimed = likeliest.filter((one) => one === kind).length;
      const hits = likeliest.filter((one, row) => one === kind && kinds[row] === kind).length;
      const [precision, recall] = [claimed === 0 ? null : hits / claimed, hits / parcels];
      return [cropGroupIds[kind] as CropGroup, { parcels, precision, recall, f1: (2 * hits) / (parcels + claimed) }];
    }),
  );
  const f1s = Object.values(classes).map(({ f1 }) => f1);
  return {
    accuracy: correct / kinds.length,
    macroF1: f1s.reduce((sum, f1) => sum + f1, 0) / f1s.length,
    trueGreen: trueGreen / kinds.length,
    falseGreen: falseGreen / wrongDeclarations,
    trueRed: trueRed / kinds.length,
    falseRed: falseRed / wrongDeclarations,
    classes,
  };
}
