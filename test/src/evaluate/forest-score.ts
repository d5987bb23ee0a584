import { quantileOf, ratio } from './ratio.js';

/**
 * One landscape or several one after the other: truth and answers per 10 m pixel, flat arrays of equal length. Days since 1970-01-01, 0 = never.
 * "Seen" days are those of the run that first said so, so that nothing is known before its date.
 */
export interface ForestCase {
  /** 1 = in the forest mask. */
  readonly spruce: ArrayLike<number>;
  /** Share of the pixel's trees ever attacked, %. Below 50 a pixel is neither hit nor false alarm. */
  readonly attacked: ArrayLike<number>;
  readonly onset: ArrayLike<number>;
  readonly cut: ArrayLike<number>;
  readonly trap: ArrayLike<number>;
  /** Pixels of the attacked spot (8-connected). */
  readonly spotPx: ArrayLike<number>;
  /** 1 = an attacked pixel lies within 20 m. */
  readonly nearAttack: ArrayLike<number>;
  /** First attack within 20 m, the pixel's own among them. */
  readonly nearOnset: ArrayLike<number>;
  /** Last date of the pixel's series. */
  readonly lastDay: ArrayLike<number>;
  /** 1 = confirmed damage at the end, standing or cleared. */
  readonly confirmed: ArrayLike<number>;
  /** 1 = such a pixel lies within 20 m. */
  readonly nearConfirmed: ArrayLike<number>;
  /** First anomaly and confirmation of the damage that stands at the end, as the layers say. */
  readonly firstAnomaly: ArrayLike<number>;
  readonly confirmedDay: ArrayLike<number>;
  /** Clear dates used; 0 = not modelled. */
  readonly observations: ArrayLike<number>;
}

export interface Accuracy {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

export function accuracyOf(tp: number, fp: number, fn: number): Accuracy {
  return { tp, fp, fn, precision: ratio(tp, tp + fp), recall: ratio(tp, tp + fn), f1: ratio(2 * tp, 2 * tp + fp + fn) };
}

const week = 7;
/** An attack younger than this, or felled before, is left out of the final map's score (JRC nrt: a break counts as found within 180 days). */
export const matureDays = 180;
/** A flag this long before the attack still counts for it (forest.md 8). */
const earlyDays = 15;

type Truth = 'attacked' | 'sound' | 'undecided';

/** `sound` = nothing attacked here; `undecided` = partly attacked, or not for long enough by the end. */
export function truthAt(forest: ForestCase, at: number, standingDays = matureDays): Truth {
  if (!forest.spruce[at] || !forest.observations[at]) return 'undecided';
  const onset = forest.onset[at] as number;
  if (onset === 0) return forest.attacked[at] === 0 ? 'sound' : 'undecided';
  return standingUntil(forest, at) - onset >= standingDays ? 'attacked' : 'undecided';
}

function standingUntil({ cut, lastDay }: ForestCase, at: number): number {
  const last = lastDay[at] as number;
  return cut[at] === 0 ? last : Math.min(last, cut[at] as number);
}

/** Precision and recall of a map: attacks too young to demand are no misses, but right where they are found. */
export interface MapAccuracy {
  /** Attacked pixels found, of whatever age. */
  readonly right: number;
  readonly wrong: number;
  /** Attacked long enough. */
  readonly demanded: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** Confirmed dieback at the end. With `toleranceM` 20 a neighbour within 20 m is good enough, both ways. */
export function confirmedAccuracy(forest: ForestCase, toleranceM: 0 | 20): MapAccuracy {
  let [right, wrong, demanded, met] = [0, 0, 0, 0];
  for (let at = 0; at < forest.onset.length; at++) {
    const truth = truthAt(forest, at);
    const isSaid = forest.confirmed[at] === 1;
    if (truth === 'attacked') {
      demanded++;
      if (isSaid || (toleranceM === 20 && forest.nearConfirmed[at] === 1)) met++;
    }
    if (!isSaid) continue;
    if (forest.onset[at] !== 0) right++;
    else if (truth === 'sound' && !(toleranceM === 20 && forest.nearAttack[at] === 1)) wrong++;
  }
  const [precision, recall] = [ratio(right, right + wrong), ratio(met, demanded)];
  const f1 = precision == null || recall == null ? null : ratio(2 * precision * recall, precision + recall);
  return { right, wrong, demanded, precision, recall, f1 };
}

export interface WithinWeeks {
  readonly weeks: number;
  /** Producer's accuracy: attacked pixels flagged in time / all that stood so long. */
  readonly pa: number | null;
  /** User's accuracy: attacked pixels flagged in time / those and all false flags of the whole period. */
  readonly ua: number | null;
  readonly attacked: number;
  readonly falseFlags: number;
}

/**
 * Forest.md 8, protocol 2. `seenOn`: day each pixel was first flagged, 0 = never. Flags beyond 20 m of any attack are false, and flags more
 * than 15 days before the attack unless other trees within 20 m were attacked by then. With `seenNear` (`firstSeenNear`) an attack is found, too, where a flag came in time within 20 m of it: the
 * same tolerance both ways. User's accuracy always counts the flagged pixels themselves.
 */
export function withinWeeks(
  forest: ForestCase,
  seenOn: ArrayLike<number>,
  weeks: number,
  seenNear: ArrayLike<number> | null = null,
): WithinWeeks {
  let [attacked, inTime, right, falseFlags] = [0, 0, 0, 0];
  for (let at = 0; at < seenOn.length; at++) {
    const seen = seenOn[at] as number;
    const onset = forest.onset[at] as number;
    const truth = truthAt(forest, at, weeks * week);
    const isFalse =
      (truth === 'sound' && forest.nearAttack[at] === 0) ||
      (onset !== 0 && seen < onset - earlyDays && seen < (forest.nearOnset[at] as number) - earlyDays);
    if (seen !== 0 && isFalse) falseFlags++;
    const isIn = (day: number): boolean => day !== 0 && onset !== 0 && day >= onset - earlyDays && day <= onset + weeks * week;
    const isInTime = isIn(seen) || isIn(seenNear?.[at] ?? 0);
    if (isIn(seen)) right++;
    if (truth !== 'attacked') continue;
    attacked++;
    if (isInTime) inTime++;
  }
  return { weeks, attacked, falseFlags, pa: ratio(inTime, attacked), ua: ratio(right, right + falseFlags) };
}

/**
 * Per attacked pixel the first flag within 20 m (2 px) of it that is no earlier than 15 days before its attack; 0 = none. Flags on trees
 * attacked more than 15 days apart are of another attack: a spot's older part does not find the younger one.
 */
export function firstSeenNear(onset: ArrayLike<number>, seenOn: ArrayLike<number>, width: number): Uint16Array {
  const reach = 2;
  const first = new Uint16Array(onset.length);
  for (let at = 0; at < onset.length; at++) {
    const from = (onset[at] as number) - earlyDays;
    if (onset[at] === 0) continue;
    const [col, row] = [at % width, Math.floor(at / width)];
    for (let r = Math.max(0, row - reach); r <= Math.min(onset.length / width - 1, row + reach); r++) {
      for (let c = Math.max(0, col - reach); c <= Math.min(width - 1, col + reach); c++) {
        const other = onset[r * width + c] as number;
        if (other !== 0 && Math.abs(other - (onset[at] as number)) > earlyDays) continue;
        const day = seenOn[r * width + c] as number;
        if (day !== 0 && day >= from && (first[at] === 0 || day < (first[at] as number))) first[at] = day;
      }
    }
  }
  return first;
}

/** Days from attack to a flag, over attacked pixels that have one. */
export function delays(forest: ForestCase, day: ArrayLike<number>): { median: number | null; p90: number | null; pixels: number } {
  const all: number[] = [];
  for (let at = 0; at < day.length; at++) {
    if (truthAt(forest, at) === 'attacked' && day[at] !== 0) all.push((day[at] as number) - (forest.onset[at] as number));
  }
  return { median: quantileOf(all, 0.5), p90: quantileOf(all, 0.9), pixels: all.length };
}

export const sizeBins = [
  ['1 px', 1, 1],
  ['2–5 px', 2, 5],
  ['6–20 px', 6, 20],
  ['> 20 px', 21, Number.POSITIVE_INFINITY],
] as const;

export interface SizeScore {
  readonly name: string;
  readonly attacked: number;
  readonly recall: number | null;
  /** A neighbour within 20 m counts. */
  readonly recall20m: number | null;
}

export function bySpotSize(forest: ForestCase): SizeScore[] {
  return sizeBins.map(([name, from, to]) => {
    let [attacked, found, foundNear] = [0, 0, 0];
    for (let at = 0; at < forest.onset.length; at++) {
      const size = forest.spotPx[at] as number;
      if (size < from || size > to || truthAt(forest, at) !== 'attacked') continue;
      attacked++;
      found += forest.confirmed[at] as number;
      foundNear += forest.nearConfirmed[at] as number;
    }
    return { name, attacked, recall: ratio(found, attacked), recall20m: ratio(foundNear, attacked) };
  });
}

export interface TrapScore {
  readonly trap: number;
  readonly pixels: number;
  /** Confirmed at the end. */
  readonly confirmed: number;
  /** Confirmed by any run, later taken back or not. */
  readonly ever: number;
  readonly per100PxYear: number | null;
}

/** False alarms on sound pixels by what they are (0 = plain forest). Pixels within 20 m of an attack are left out. */
export function byTrap(forest: ForestCase, confirmedOn: ArrayLike<number>, years: number): TrapScore[] {
  const counts = new Map<number, { pixels: number; confirmed: number; ever: number }>();
  for (let at = 0; at < forest.onset.length; at++) {
    if (truthAt(forest, at) !== 'sound' || forest.nearAttack[at] === 1) continue;
    const trap = forest.trap[at] as number;
    const count = counts.get(trap) ?? { pixels: 0, confirmed: 0, ever: 0 };
    counts.set(trap, count);
    count.pixels++;
    count.confirmed += forest.confirmed[at] as number;
    if (confirmedOn[at] !== 0) count.ever++;
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([trap, { pixels, confirmed, ever }]) => ({ trap, pixels, confirmed, ever, per100PxYear: ratio(100 * ever, pixels * years) }));
}

/** Landscapes one after the other. */
export function joinCases(cases: readonly ForestCase[]): ForestCase {
  const keys = Object.keys(cases[0] ?? {}) as (keyof ForestCase)[];
  return Object.fromEntries(keys.map((key) => [key, joinArrays(cases.map((one) => one[key]))])) as unknown as ForestCase;
}

export function joinArrays(parts: readonly ArrayLike<number>[]): Uint32Array {
  const joined = new Uint32Array(parts.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
