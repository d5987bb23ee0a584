import { termCount } from './harmonic.js';

/**
 * Solves the normal equations in place by Cholesky: `normal` (lower triangle, 15 values) becomes its factor, `right` (5 values) the
 * coefficients. False where the dates do not determine them.
 */
export function solveModel(normal: Float64Array, right: Float64Array): boolean {
  for (let row = 0; row < termCount; row++) {
    const start = (row * (row + 1)) / 2;
    for (let col = 0; col <= row; col++) {
      const other = (col * (col + 1)) / 2;
      let sum = normal[start + col] as number;
      for (let k = 0; k < col; k++) sum -= (normal[start + k] as number) * (normal[other + k] as number);
      if (col < row) normal[start + col] = sum / (normal[other + col] as number);
      else if (sum > 1e-10) normal[start + row] = Math.sqrt(sum);
      else return false;
    }
  }
  for (let row = 0; row < termCount; row++) {
    const start = (row * (row + 1)) / 2;
    let sum = right[row] as number;
    for (let k = 0; k < row; k++) sum -= (normal[start + k] as number) * (right[k] as number);
    right[row] = sum / (normal[start + row] as number);
  }
  for (let row = termCount - 1; row >= 0; row--) {
    let sum = right[row] as number;
    for (let k = row + 1; k < termCount; k++) sum -= (normal[(k * (k + 1)) / 2 + row] as number) * (right[k] as number);
    right[row] = sum / (normal[(row * (row + 1)) / 2 + row] as number);
  }
  return true;
}
