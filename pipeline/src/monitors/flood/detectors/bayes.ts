/** Water σ0 VV in dB over the projected local incidence angle in degrees, and its spread (TU Wien, GFM; flood.md 3.5). */
export function waterMeanVvDb(incidenceDeg: number): number {
  return -0.394181 * incidenceDeg - 4.142015;
}

export const waterStdVvDb = 2.754041;

/** Usual σ0 of the pixel on that day, dry, and the spread of what the model does not explain. */
export interface DryBaseline {
  readonly meanDb: number;
  readonly stdDb: number;
}

export type BayesAnswer =
  | { readonly state: 'decided'; readonly floodProbability: number; readonly flood: boolean }
  /** Cannot tell, and why. */
  | { readonly state: 'incidence' | 'conflicting' | 'outlier' | 'uncertain'; readonly floodProbability: number };

/**
 * Probability of flood from one σ0 VV by Bayes with equal priors: water at that incidence angle against the pixel's own dry
 * baseline (Bauer-Marschallinger et al. 2022). Gives no verdict outside 27…48°, where both look alike, for values that fit
 * neither, and for probabilities between 0.2 and 0.8.
 */
export function bayesFlood(sigma0VvDb: number, incidenceDeg: number, { meanDb, stdDb }: DryBaseline): BayesAnswer {
  const waterMean = waterMeanVvDb(incidenceDeg);
  const water = normalDensity(sigma0VvDb, waterMean, waterStdVvDb);
  const dry = normalDensity(sigma0VvDb, meanDb, stdDb);
  const both = water + dry;
  // far below both modes the densities underflow; then the nearer mode in units of its spread decides
  const floodProbability =
    both > 0 ? water / both : Number(Math.abs(sigma0VvDb - waterMean) / waterStdVvDb < Math.abs(sigma0VvDb - meanDb) / stdDb);
  if (incidenceDeg < 27 || incidenceDeg > 48) return { state: 'incidence', floodProbability };
  if (meanDb <= waterMean + 0.5 * waterStdVvDb) return { state: 'conflicting', floodProbability };
  const fits = Math.abs(sigma0VvDb - meanDb) <= 3 * stdDb || sigma0VvDb < waterMean + 3 * waterStdVvDb;
  if (!fits) return { state: 'outlier', floodProbability };
  if (Math.min(floodProbability, 1 - floodProbability) >= 0.2) return { state: 'uncertain', floodProbability };
  return { state: 'decided', floodProbability, flood: floodProbability > 0.5 };
}

function normalDensity(x: number, mean: number, std: number): number {
  const z = (x - mean) / std;
  return Math.exp(-0.5 * z * z) / std;
}
