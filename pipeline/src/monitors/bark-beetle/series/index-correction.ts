import { harmonicTerms, termCount } from './harmonic.js';
import { solveModel } from './solve-model.js';
import type { StateParts } from './state-parts.js';
import type { IndexDate } from './train-pixels.js';

/** Median index of the unmasked forest of a date; null where there is none. */
export function forestMedian({ index, masked }: IndexDate): number | null {
  const clear = index.filter((_, i) => masked[i] === 0).sort();
  const middle = clear.length >> 1;
  if (clear.length === 0) return null;
  return clear.length % 2 === 1 ? (clear[middle] as number) : ((clear[middle - 1] as number) + (clear[middle] as number)) / 2;
}

/**
 * FORDEAD's `correct_vi` (forest.md 3.2): the model of a pixel is fitted to the forest's median of each date too, and model − median is
 * added to every pixel of the date. By day; null where the dates before `firstDay` do not determine the model. `biases` hold the medians.
 */
export function indexCorrections(biases: StateParts['biases'], firstDay: number): ReadonlyMap<number, number> | null {
  const normal = new Float64Array((termCount * (termCount + 1)) / 2);
  const model = new Float64Array(termCount);
  for (const [day, { index: median }] of biases) {
    if (day >= firstDay) continue;
    const terms = harmonicTerms(day);
    for (let row = 0, k = 0; row < termCount; row++) {
      model[row] = (model[row] as number) + (terms[row] as number) * median;
      for (let col = 0; col <= row; col++, k++) normal[k] = (normal[k] as number) + (terms[row] as number) * (terms[col] as number);
    }
  }
  if (!solveModel(normal, model)) return null;
  return new Map(
    biases.map(([day, { index: median }]) => {
      const predicted = harmonicTerms(day).reduce((sum, term, k) => sum + term * (model[k] as number), 0);
      return [day, predicted - median] as const;
    }),
  );
}
