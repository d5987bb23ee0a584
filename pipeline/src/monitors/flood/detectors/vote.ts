/** One detector's answer at a pixel: flood or not with a likelihood 0…1, or nothing. */
export interface DetectorAnswer {
  readonly flood: boolean;
  readonly likelihood: number;
}

export type Verdict = { readonly state: 'flood' | 'no-flood'; readonly likelihoodPercent: number } | { readonly state: 'not-classified' };

/**
 * GFM ensemble rule (product definition, table 18): flood if more than half of the detectors that deliver a value say flood, so
 * 3/3, 2/3, 2/2 and 1/1 are flood, 1/2 and 1/3 are not; nobody delivers: not classified. Likelihood: mean of those delivered.
 */
export function vote(answers: readonly (DetectorAnswer | null)[]): Verdict {
  const delivered = answers.filter((answer) => answer != null);
  if (delivered.length === 0) return { state: 'not-classified' };
  const floods = delivered.filter(({ flood }) => flood).length;
  const mean = delivered.reduce((sum, { likelihood }) => sum + likelihood, 0) / delivered.length;
  return { state: 2 * floods > delivered.length ? 'flood' : 'no-flood', likelihoodPercent: Math.round(100 * mean) };
}
