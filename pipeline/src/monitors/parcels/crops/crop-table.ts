import type { CropEvaluation } from './crop-confirmation.js';

/** For a terminal. */
export function cropTable(evaluation: CropEvaluation): string {
  const { accuracy, macroF1, trueGreen, falseGreen, trueRed, falseRed, parcels, leftOut, folds, harvestYear, classes, importance } =
    evaluation;
  const share = (value: number | null) => (value == null ? '–' : value.toFixed(3)).padStart(9);
  return [
    `crop groups ${harvestYear}: ${parcels} parcels, ${leftOut} without a group left out, ${folds} folds by parcel`,
    `accuracy ${share(accuracy)}   macro F1 ${share(macroF1)}`,
    `green    ${share(trueGreen)} of true declarations ${share(falseGreen)} of false ones`,
    `red      ${share(trueRed)} of true declarations ${share(falseRed)} of false ones`,
    `${'group'.padEnd(16)}${['parcels', 'precision', 'recall', 'F1'].map((head) => head.padStart(10)).join('')}`,
    ...Object.entries(classes).map(
      ([group, scores]) =>
        `${group.padEnd(16)}${String(scores.parcels).padStart(10)} ${share(scores.precision)} ${share(scores.recall)} ${share(scores.f1)}`,
    ),
    `decided most by ${importance
      .slice(0, 5)
      .map(({ signal, loss }) => `${signal} (${loss.toFixed(3)})`)
      .join(', ')}`,
    '',
  ].join('\n');
}
