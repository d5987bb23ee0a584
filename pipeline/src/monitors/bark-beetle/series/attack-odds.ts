import { tabledExp } from './tabled-log-exp.js';

/**
 * A hidden Markov model of one pixel: its trees are sound or attacked, attacks begin while beetles fly, and every clear date weighs for or
 * against them. A date's weight is a logistic regression on its differences from the normal year in standard deviations of the season
 * (CRSWIR: needle water; red-SWIR distance; browning: chlorophyll), fitted to the simulated landscapes 101–105, never to those that score the
 * monitor. Alone at 3 false alarms in 1,000 dates CRSWIR finds 13 % of the trees attacked 6 to 8 weeks ago, all three together 35 %.
 */
const weights = { base: -2.3, index: 0.6, distance: 1.1, browning: 0.8, knee: 1.5, aboveKnee: -1.3 } as const;
/** Errors of dates that follow each other are alike (haze, soil water): a date counts for less than half of an independent one. */
const temper = 0.45;
/** Low sun and snow: a difference in winter must be larger. */
const winterBase = -1;
const [leastLog, leastWinterLog, mostLog] = [-3, -1, 5] as const;
/** One wild date must not decide. */
const [leastScore, mostScore] = [-3, 6] as const;

/** Log of how much likelier the date is in attacked than in sound trees. Differences in standard deviations of the season. */
export function logLikelihoodRatio(index: number, distance: number, browning: number, winter: boolean): number {
  const a = boundedScore(index);
  const b = boundedScore(distance);
  const c = boundedScore(browning);
  const bent = Math.max(0, (a + b + c) / 3 - weights.knee);
  const log =
    weights.base + (winter ? winterBase : 0) + weights.index * a + weights.distance * b + weights.browning * c + weights.aboveKnee * bent;
  return Math.min(mostLog, Math.max(winter ? leastWinterLog : leastLog, temper * log));
}

export function boundedScore(score: number): number {
  return Math.min(mostScore, Math.max(leastScore, score));
}

/** Share of sound pixels that beetles take a day while they fly (an outbreak of some per cent a year). */
const flightHazard = 4e-4;
const [mostFlightDays, mostHazard] = [60, 0.05] as const;
const [firstOdds, leastOdds, mostOdds] = [1e-3, 1e-4, 1e4] as const;

/** Odds of "attacked" after a date; `odds` 0 = no date yet. `flightDays`: since the date before, April to September. */
export function nextOdds(odds: number, flightDays: number, log: number): number {
  const before = odds === 0 ? firstOdds : odds;
  const hazard = Math.min(mostHazard, flightHazard * Math.min(mostFlightDays, flightDays));
  const next = (before + hazard * (1 + before)) * tabledExp(log);
  return Math.min(mostOdds, Math.max(leastOdds, next));
}
