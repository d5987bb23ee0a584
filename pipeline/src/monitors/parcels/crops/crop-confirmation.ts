import { LandsichtError } from '@landsicht/core';
import { cropFeatures, harvestYearOf } from './crop-features.js';
import { type CropGroup, cropGroupIds, cropGroupOfLabel } from './crop-groups.js';
import type { CropSamples } from './crop-samples.js';
import { folds, type SignalImportance, scoreOutOfFold } from './out-of-fold.js';

/** Green from here on: 81 % of true and 1.2 % of false declarations (parcels.md 5, measured on WorldCereal France 2023). */
export const greenProbability = 0.5;
/** Red needs both (parcels.md 8). */
export const redProbability = 0.05;
export const redOtherProbability = 0.7;

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
  readonly importance: readonly SignalImportance[];
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
  const { probabilities, importance } = scoreOutOfFold(features, kinds, seed);
  return {
    ...scoresOf(kinds, probabilities),
    parcels: kinds.length,
    leftOut: samples.samples.length - kinds.length,
    folds,
    harvestYear,
    importance,
  };
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
