import { LandsichtError } from '@landsicht/core';

/**
 * One-sided upper bound of a share after `errors` of `trials` (Clopper and Pearson 1934): the share at which so few errors would have the
 * probability 1 − confidence. 1 where all failed or nothing was tried.
 */
export function upperBound(errors: number, trials: number, confidence = 0.95): number {
  assertCounts(errors, trials);
  if (errors === trials) return 1;
  return betaQuantile(confidence, errors + 1, trials - errors);
}

/** One-sided lower bound; 0 without errors. */
export function lowerBound(errors: number, trials: number, confidence = 0.95): number {
  assertCounts(errors, trials);
  if (errors === 0) return 0;
  return betaQuantile(1 - confidence, errors, trials - errors + 1);
}

function assertCounts(errors: number, trials: number): void {
  if (!Number.isInteger(errors) || !Number.isInteger(trials) || errors < 0 || errors > trials)
    throw new LandsichtError('bad-argument', `${errors} errors of ${trials} trials: expected whole numbers, errors from 0 to trials`);
}

/** x with I_x(a, b) = p; the function rises, so halving finds it. */
function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularised incomplete beta function by its continued fraction (Lentz; Press et al., Numerical Recipes 6.4). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // the fraction converges fast below the mean; above it, the mirrored one does
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - lnBeta(a, b)) / a;
  const tiny = 1e-300;
  const kept = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let c = 1;
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / kept(1 + even * d);
    c = kept(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / kept(1 + odd * d);
    c = kept(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-13) break;
  }
  return front * fraction;
}

function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

/** Lanczos with g = 7, nine terms; x > 0. */
function lnGamma(x: number): number {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const t = x + 6.5;
  const sum = terms.slice(1).reduce((all, term, i) => all + term / (x + i), terms[0] as number);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
