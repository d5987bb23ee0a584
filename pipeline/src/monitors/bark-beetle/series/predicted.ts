import { termCount } from './harmonic.js';

/** Value of the model on a date, for `terms` of `harmonicTerms`. */
export function predicted(coefficients: Float32Array, i: number, terms: Float64Array): number {
  const c = i * termCount;
  return (
    (coefficients[c] as number) +
    (coefficients[c + 1] as number) * (terms[1] as number) +
    (coefficients[c + 2] as number) * (terms[2] as number) +
    (coefficients[c + 3] as number) * (terms[3] as number) +
    (coefficients[c + 4] as number) * (terms[4] as number)
  );
}
