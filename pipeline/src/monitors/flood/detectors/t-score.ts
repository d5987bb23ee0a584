/** Speckle left after a 7×7 filter of 4.4 looks, correlated as in Sentinel-1 GRD, is near 0.8 dB: no few scenes prove less spread. */
const leastStdDb = 1;
/** Three standard deviations below the usual: 1 in 700 by chance. */
const flooded = -3;
export const leastScenes = 3;

/** How far a value lies below its own past: (x − mean) / (std·√(1 + 1/n)), after FLOODPY's t-score (flood.md 3.4) for one new value. */
export function tScore(valueDb: number, meanDb: number, stdDb: number, scenes: number): number {
  return (valueDb - meanDb) / (Math.max(stdDb, leastStdDb) * Math.sqrt(1 + 1 / scenes));
}

/** Logistic about three standard deviations: 0…1. */
export function tLikelihood(score: number): number {
  return 1 / (1 + Math.exp(score - flooded));
}
