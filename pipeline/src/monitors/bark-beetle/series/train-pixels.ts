import type { ClearDates } from './clear-dates.js';
import { harmonicTerms, termCount } from './harmonic.js';
import { type PixelColumns, stages, type TrainingColumns } from './pixel-columns.js';
import { trainingWeight } from './season.js';
import type { SeriesRules } from './series-rules.js';
import { solveModel } from './solve-model.js';
import { vegetationIndices } from './vegetation-index.js';

/** Clear forest values further than this from the pooled model are undetected clouds or snow, not the pixel's normal year. */
const outlierDistance = 0.4;
/** Weight of `priorSigma` against a pixel's own residuals, in observations. */
const priorObservations = 10;

/** One date of the forest pixels of a strip. */
export interface IndexDate {
  readonly epochDay: number;
  readonly index: Float32Array;
  /** 0 = clear; else why not. */
  readonly masked: Uint8Array;
  /** blue − red / 2; null where no haze test is made. */
  readonly haze: Float32Array | null;
}

export interface Training {
  readonly columns: TrainingColumns;
  readonly clear: ClearDates;
}

/** First and last day on which a pixel with enough clear dates may pass from training to detection. */
export interface TrainingEnd {
  readonly firstDay: number;
  readonly lastDay: number;
}

/** Adds a date to the pixels that still train, and solves the model of those that are through. Their first date of detection is this one. */
export function trainPixels(date: IndexDate, pixels: PixelColumns, training: Training, end: TrainingEnd, rules: SeriesRules): void {
  const { epochDay, index, masked, haze } = date;
  const { stage, observations } = pixels;
  const { moments, squares } = training.columns;
  const robust = rules.mode === 'landsicht';
  const weight = trainingWeight(epochDay, rules);
  const terms = harmonicTerms(epochDay);
  const weighted = terms.map((term) => weight * term);
  const pooled = terms.reduce((sum, term, k) => sum + term * (rules.pooledModel[k] as number), 0);
  const bounded = robust && rules.index === 'crswir';
  const ending = epochDay >= end.firstDay;
  const late = epochDay > end.lastDay;
  const marks = late ? null : training.clear.addDate(epochDay, weight);
  const solver = ending && !late ? new ModelSolver(training, rules) : null;
  for (let i = 0; i < stage.length; i++) {
    if (stage[i] !== stages.training) continue;
    if (late || marks == null) {
      stage[i] = stages.excluded;
      continue;
    }
    const value = index[i] as number;
    const clear = masked[i] === 0 && !(bounded && Math.abs(value - pooled) > outlierDistance);
    if (solver != null && (observations[i] as number) + (clear ? 1 : 0) > rules.minTrainingDates) {
      stage[i] = solver.solve(i, pixels) ? stages.modelled : stages.excluded;
      continue;
    }
    if (!clear) continue;
    observations[i] = (observations[i] as number) + 1;
    marks.bits[i] = (marks.bits[i] as number) | marks.bit;
    for (let k = 0, m = i * termCount; k < termCount; k++, m++) moments[m] = (moments[m] as number) + (weighted[k] as number) * value;
    if (robust) squares[i] = (squares[i] as number) + weight * value * value;
    if (haze != null) pixels.haze[i] = (pixels.haze[i] as number) + (haze[i] as number);
  }
}

/** Ordinary least squares; in `landsicht` weighted by the date's noise and drawn to the pooled model (ridge = empirical Bayes). */
class ModelSolver {
  readonly #training: Training;
  readonly #rules: SeriesRules;
  readonly #normal = new Float64Array(15);
  readonly #factor = new Float64Array(15);
  readonly #right = new Float64Array(termCount);
  /** Precision of the pooled model for each term, in observations. */
  readonly #ridge: readonly number[] | null;

  constructor(training: Training, rules: SeriesRules) {
    this.#training = training;
    this.#rules = rules;
    const [level, harmonic] = [(rules.priorSigma / rules.levelSpread) ** 2, (rules.priorSigma / rules.harmonicSpread) ** 2];
    const shrinks = rules.mode === 'landsicht' && rules.index === 'crswir';
    this.#ridge = shrinks ? [level, harmonic, harmonic, harmonic, harmonic] : null;
  }

  solve(i: number, pixels: PixelColumns): boolean {
    const { columns, clear } = this.#training;
    const [normal, factor, right, ridge] = [this.#normal, this.#factor, this.#right, this.#ridge];
    clear.normalEquations(i, normal);
    factor.set(normal);
    for (let k = 0; k < termCount; k++) {
      right[k] = columns.moments[i * termCount + k] as number;
      if (ridge == null) continue;
      const diagonal = (k * (k + 1)) / 2 + k;
      factor[diagonal] = (factor[diagonal] as number) + (ridge[k] as number);
      right[k] = (right[k] as number) + (ridge[k] as number) * (this.#rules.pooledModel[k] as number);
    }
    if (!solveModel(factor, right)) return false;
    pixels.coefficients.set(right, i * termCount);
    if (this.#rules.mode === 'landsicht') this.#keepNoise(i, pixels);
    return true;
  }

  /** Residual sum of squares, y'y − 2 b'X'y + b'X'X b, joined with the prior; grown by the uncertainty of the model itself. */
  #keepNoise(i: number, pixels: PixelColumns): void {
    const { moments, squares } = this.#training.columns;
    const [normal, model] = [this.#normal, this.#right];
    let residual = squares[i] as number;
    for (let row = 0, k = 0; row < termCount; row++) {
      residual -= 2 * (model[row] as number) * (moments[i * termCount + row] as number);
      for (let col = 0; col <= row; col++, k++) {
        residual += (col === row ? 1 : 2) * (normal[k] as number) * (model[row] as number) * (model[col] as number);
      }
    }
    const count = pixels.observations[i] as number;
    const free = priorObservations + Math.max(1, count - termCount);
    const variance = (priorObservations * this.#rules.priorSigma ** 2 + Math.max(0, residual)) / free;
    pixels.sigma[i] = Math.sqrt(variance * (1 + termCount / (count + termCount)));
    pixels.haze[i] = (pixels.haze[i] as number) / Math.max(1, count);
  }
}

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

/** 1 where dieback raises the index, −1 where it lowers it. */
export function signOf(rules: SeriesRules): number {
  return vegetationIndices[rules.index].sign;
}
