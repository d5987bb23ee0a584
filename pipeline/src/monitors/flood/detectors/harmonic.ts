import type { DryBaseline } from './bayes.js';

/** Mean and three yearly harmonics (flood.md 3.5). */
const unknowns = 7;
export const leastObservations = 32;

/** One row per scene: 1, cos and sin of k·2π·day/365. */
export function harmonicTerms(dayOfYear: number): Float64Array {
  const terms = new Float64Array(unknowns);
  terms[0] = 1;
  for (let k = 1; k <= 3; k++) {
    const angle = (2 * Math.PI * k * dayOfYear) / 365;
    terms[2 * k - 1] = Math.cos(angle);
    terms[2 * k] = Math.sin(angle);
  }
  return terms;
}

/** Scratch of `harmonicBaseline`: nothing in it waits, so no two calls can meet. */
const normal = new Float64Array(unknowns * (unknowns + 1));

/**
 * Least-squares seasonal mean of one pixel on the day of `at`, and the spread of what is left (n − 7 degrees of freedom).
 * `valuesDb`: one per row of `terms`, NaN where not observed. null with fewer than 32 observations, or dates that do not tell the terms apart.
 */
export function harmonicBaseline(valuesDb: Float64Array, terms: readonly Float64Array[], at: Float64Array): DryBaseline | null {
  normal.fill(0);
  const stride = unknowns + 1;
  let n = 0;
  for (const [s, row] of terms.entries()) {
    const y = valuesDb[s] as number;
    if (Number.isNaN(y)) continue;
    n++;
    for (let i = 0; i < unknowns; i++) {
      for (let j = 0; j < unknowns; j++)
        normal[i * stride + j] = (normal[i * stride + j] as number) + (row[i] as number) * (row[j] as number);
      normal[i * stride + unknowns] = (normal[i * stride + unknowns] as number) + (row[i] as number) * y;
    }
  }
  if (n < leastObservations) return null;
  const solution = solve(normal);
  if (solution == null) return null;
  let squares = 0;
  for (const [s, row] of terms.entries()) {
    const y = valuesDb[s] as number;
    if (!Number.isNaN(y)) squares += (y - dot(solution, row)) ** 2;
  }
  return { meanDb: dot(solution, at), stdDb: Math.sqrt(squares / (n - unknowns)) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Gauss-Jordan with pivots on an augmented 7 × 8 matrix, in place. */
function solve(matrix: Float64Array): Float64Array | null {
  const stride = unknowns + 1;
  const at = (row: number, col: number) => matrix[row * stride + col] as number;
  for (let col = 0; col < unknowns; col++) {
    let pivot = col;
    for (let row = col + 1; row < unknowns; row++) if (Math.abs(at(row, col)) > Math.abs(at(pivot, col))) pivot = row;
    if (Math.abs(at(pivot, col)) < 1e-9) return null;
    for (let k = 0; k < stride; k++) {
      const kept = at(col, k);
      matrix[col * stride + k] = at(pivot, k);
      matrix[pivot * stride + k] = kept;
    }
    const scale = at(col, col);
    for (let k = 0; k < stride; k++) matrix[col * stride + k] = at(col, k) / scale;
    for (let row = 0; row < unknowns; row++) {
      const factor = at(row, col);
      if (row === col || factor === 0) continue;
      for (let k = 0; k < stride; k++) matrix[row * stride + k] = at(row, k) - factor * at(col, k);
    }
  }
  return Float64Array.from({ length: unknowns }, (_, i) => at(i, unknowns));
}
