import type { PixelColumns } from './pixel-columns.js';
import { isWinter } from './season.js';
import type { SeriesRules } from './series-rules.js';
import { stressIndex } from './stress-index.js';
import { logOddsOf, type Surroundings } from './surroundings.js';
import { tabledExp } from './tabled-log-exp.js';

/**
 * What a pixel shows itself and what stands around it, in this order; shares 0 … 1.
 * `log` odds of "attacked" from its own dates, −6 to 6 · `near` the same of the forest within 20 m · `known` damage within 50 m · `few`
 * share of the 1.7 ha around that began within a month of it, up to a quarter: a spot · `many` what is more, here or within 40 m: a whole stand
 * at once, as drought does; on a confirmed stress it counts only below FORDEAD's strong level, which is dead · `level` mean difference of the stress in CRSWIR ·
 * `brown` running browning, −1 to 2 σ: needles of dying spruce redden, those of thinned or dry stands stay green · `bare` ground within 20 m ·
 * `edge` of a felling · `spring` the stress began between December and 9 June: beetles of the May flight do not show before mid June, felling,
 * storm and frost do · `run` dates in a row against the present state · `winter` the last date is of the dormant season.
 */
export const signNames = ['log', 'near', 'known', 'few', 'many', 'level', 'brown', 'bare', 'edge', 'spring', 'run', 'winter'] as const;

interface Model {
  readonly base: number;
  /** In the order of `signNames`. */
  readonly weights: readonly number[];
}

/**
 * Logistic models of "half of the pixel's trees are attacked by now", fitted to the simulated landscapes 101–110 (never to those that score
 * the monitor), at every second date: a simulator, not the field. For pixels under confirmed stress, with one or two anomalies, and without.
 */
const models: Readonly<Record<'stressed' | 'suspected' | 'quiet', Model>> = {
  //                               log   near   known   few    many   level  brown  bare   edge   spring run    winter
  stressed: { base: -3.39, weights: [0.15, 0.26, 1.77, -0.68, -9.3, -0.88, 2.25, -1.27, -1.01, -0.94, -2.58, 0] },
  suspected: { base: -1.6, weights: [0.01, 0.31, 3.09, 10.56, -9.3, -1.32, 0.77, -5.07, 0, -1.9, 0.1, -0.03] },
  quiet: { base: -0.97, weights: [-0.09, 0.9, 0.24, 0, 0, 0, 0, 0, 0, 0, 0, -1.97] },
};

type Weights = readonly [number, number, number, number, number, number, number, number, number, number, number, number];
const quietWeights = models.quiet.weights as Weights;

const fewTogether = 0.25;
/** FORDEAD's strong anomaly is 0.265: from 0.2 on drought explains less, from 0.3 on nothing. */
const [droughtLevel, deadLevel] = [0.2, 0.3] as const;
const [mostLevel, leastBrown, mostBrown] = [0.4, -1, 2] as const;
const [mostHealthyDates, mostAnomalies] = [4, 2] as const;
/** Days of a year before which and after which a stress is none of this year's flights. */
const [springEnd, winterBegin] = [161, 334] as const;

/** Weighs the signs of the pixels of a strip in `mode=landsicht`. */
export class DamageOdds {
  readonly #columns: PixelColumns;
  readonly #rules: SeriesRules;
  readonly #around: Surroundings;
  readonly #winter: number;
  readonly #signs = new Float64Array(signNames.length);

  constructor(columns: PixelColumns, rules: SeriesRules, { around, lastDay }: { readonly around: Surroundings; readonly lastDay: number }) {
    [this.#columns, this.#rules, this.#around] = [columns, rules, around];
    this.#winter = isWinter(lastDay) ? 1 : 0;
  }

  /** 0–100: that the pixel is damaged. */
  percent(i: number): number {
    const kind = this.#kindOf(i);
    return percent(1 / (1 + tabledExp(-(kind === 'quiet' ? this.#quietOdds(i) : this.#logOdds(i, models[kind])))));
  }

  #logOdds(i: number, { base, weights }: Model): number {
    this.#read(i);
    let odds = base;
    for (let k = 0; k < weights.length; k++) odds += (weights[k] as number) * (this.#signs[k] as number);
    return odds;
  }

  /** The same of most pixels, whose other signs are 0. */
  #quietOdds(i: number): number {
    const { odds, discolouration } = this.#columns;
    const { near, known, bare, cutEdge } = this.#around;
    const [ofLog, ofNear, ofKnown, , , , ofBrown, ofBare, ofEdge, , , ofWinter] = quietWeights;
    return (
      models.quiet.base +
      ofLog * logOddsOf(odds[i] as number) +
      ofNear * Math.min(0, near[i] as number) +
      ofKnown * (known[i] as number) +
      ofBrown * Math.min(mostBrown, Math.max(leastBrown, discolouration[i] as number)) +
      ofBare * (bare[i] as number) +
      ofEdge * (cutEdge[i] as number) +
      ofWinter * this.#winter
    );
  }

  /** What `percent` rests on: each sign, and what it adds to the log odds. */
  explain(i: number): DamageExplanation {
    this.#read(i);
    const kind = this.#kindOf(i);
    const { base, weights } = models[kind];
    const signs = signNames.map((name, k) => {
      const value = this.#signs[k] as number;
      return { name, value, adds: value * (weights[k] as number) };
    });
    return { kind, base, signs };
  }

  #read(i: number): void {
    const { odds, run, firstAnomalyDay, runStartDay, discolouration } = this.#columns;
    const { near, known, together, stand, bare, cutEdge } = this.#around;
    const signs = this.#signs;
    const kind = this.#kindOf(i);
    const isStressed = kind === 'stressed';
    const level = Math.min(mostLevel, stressIndex(this.#columns, i, this.#rules));
    const alive = isStressed ? Math.min(1, Math.max(0, (deadLevel - level) / (deadLevel - droughtLevel))) : 1;
    const share = together[i] as number;
    signs[0] = logOddsOf(odds[i] as number);
    signs[1] = kind === 'quiet' ? Math.min(0, near[i] as number) : (near[i] as number);
    signs[2] = known[i] as number;
    signs[3] = Math.min(fewTogether, share);
    signs[4] = Math.max(0, (stand[i] as number) - fewTogether) * alive;
    signs[5] = level;
    signs[6] = Math.min(mostBrown, Math.max(leastBrown, discolouration[i] as number));
    signs[7] = bare[i] as number;
    signs[8] = cutEdge[i] as number;
    signs[9] = kind !== 'quiet' && isOfSpring((isStressed ? firstAnomalyDay[i] : runStartDay[i]) as number) ? 1 : 0;
    signs[10] = Math.min(isStressed ? mostHealthyDates : mostAnomalies, run[i] as number);
    signs[11] = this.#winter;
  }

  #kindOf(i: number): keyof typeof models {
    return this.#columns.stressed[i] === 1 ? 'stressed' : this.#columns.run[i] !== 0 ? 'suspected' : 'quiet';
  }
}

export interface DamageExplanation {
  readonly kind: 'stressed' | 'suspected' | 'quiet';
  readonly base: number;
  readonly signs: readonly { readonly name: (typeof signNames)[number]; readonly value: number; readonly adds: number }[];
}

/** In `fordead` the confidence index itself, × 100. */
export function fordeadPercent(columns: PixelColumns, i: number, rules: SeriesRules): number {
  return percent(stressIndex(columns, i, rules));
}

const leapDays = 365.25;

/** Between December and 9 June. */
function isOfSpring(epochDay: number): boolean {
  const day = (((epochDay - 16_436) % leapDays) + leapDays) % leapDays; // 16436: 2015-01-01
  return day < springEnd || day > winterBegin;
}

function percent(share: number): number {
  return Math.round(100 * Math.min(1, Math.max(0, share)));
}
