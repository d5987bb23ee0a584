import type { ClearDates } from './clear-dates.js';
import { harmonicTerms, termCount } from './harmonic.js';
import { type PixelColumns, stages, type TrainingColumns } from './pixel-columns.js';
import { pooledDistance, priorDistanceSigma } from './red-swir-distance.js';
import { trainingWeight } from './season.js';
import type { SeriesRules } from './series-rules.js';
import { solveModel } from './solve-model.js';
import { vegetationIndices } from './vegetation-index.js';

/** Clear forest values further than this from the pooled model are undetected clouds or snow, not the pixel's normal year. */
const outlierDistance = 0.4;
/** Weight of `priorSigma` against a pixel's own residuals, in observations. */
const priorObservations = 10;
/** Noise of the browning of a healthy pixel in summer, prior. */
const priorBrowningSigma = 0.02;

/** One date of the forest pixels of a strip. */
export interface IndexDate {
  readonly epochDay: number;
  readonly index: Float32Array;
  /** 0 = clear; else why not. */
  readonly masked: Uint8Array;
  /** blue − red / 2; null where no haze test is made. */
  readonly haze: Float32Array | null;
  /** (red − blue) / NIR: chlorophyll lost, haze leaves it; null where it is not looked at. */
  readonly browning: Float32Array | null;
  /** `redSwirDistance`; null where it is not looked at. */
  readonly distance: Float32Array | null;
}

export interface Training {
  readonly columns: TrainingColumns;
  readonly clear: ClearDates;
}

/** First and last day on which a pixel with enough clear dates may pass from training to detection. */
export interface TrainingEnd {
  readonly firstDay: number;
  readonly lastDay: number;
  /** What `correctIndex` adds to all pixels of a date, by day; null where it is off. */
  readonly corrections: ReadonlyMap<number, number> | null;
}

/** Adds a date to the pixels that still train, and solves the model of those that are through. Their first date of detection is this one. */
export function trainPixels(date: IndexDate, pixels: PixelColumns, training: Training, end: TrainingEnd, rules: SeriesRules): void {
  const { stage } = pixels;
  if (date.epochDay > end.lastDay) {
    for (let i = 0; i < stage.length; i++) if (stage[i] === stages.training) stage[i] = stages.excluded;
    return;
  }
  const { epochDay, index, masked } = date;
  const terms = harmonicTerms(epochDay);
  const weight = trainingWeight(epochDay, rules);
  // undetected clouds and snow are left out, by their distance from the pooled model
  const pooled = terms.reduce((sum, term, k) => sum + term * (rules.pooledModel[k] as number), 0);
  const reach = rules.mode === 'landsicht' && rules.index === 'crswir' ? outlierDistance : Infinity;
  const marks = training.clear.addDate(epochDay, weight);
  if (epochDay >= end.firstDay) {
    const solver = new ModelSolver(training, rules, end.corrections);
    for (let i = 0; i < stage.length; i++) {
      if (stage[i] !== stages.training) continue;
      const clear = masked[i] === 0 && Math.abs((index[i] as number) - pooled) <= reach ? 1 : 0;
      if (training.clear.clearCount(i) + clear <= rules.minTrainingDates) continue;
      stage[i] = solver.solve(i, pixels) ? stages.modelled : stages.excluded;
    }
  }
  addObservations(date, pixels, training.columns, { ...marks, weight, terms, least: pooled - reach, most: pooled + reach });
  if (rules.mode === 'landsicht') addOwn(date, pixels, training.columns, { ...marks, weight, terms });
}

interface TrainingDate {
  readonly bits: Uint32Array;
  readonly bit: number;
  readonly weight: number;
  readonly terms: Float64Array;
  /** Values that count as forest. */
  readonly least: number;
  readonly most: number;
}

function addObservations({ index, masked }: IndexDate, pixels: PixelColumns, { moments }: TrainingColumns, date: TrainingDate): void {
  const { stage } = pixels;
  const { bits, bit, weight, least, most } = date;
  const [, w1, w2, w3, w4] = date.terms.map((term) => weight * term) as unknown as [number, number, number, number, number];
  const { training } = stages;
  const count = stage.length;
  for (let i = 0; i < count; i++) {
    if (((masked[i] as number) | ((stage[i] as number) ^ training)) !== 0) continue;
    const value = index[i] as number;
    if (value < least || value > most) continue;
    bits[i] = (bits[i] as number) | bit;
    const m = i * 5;
    moments[m] = (moments[m] as number) + weight * value;
    moments[m + 1] = (moments[m + 1] as number) + w1 * value;
    moments[m + 2] = (moments[m + 2] as number) + w2 * value;
    moments[m + 3] = (moments[m + 3] as number) + w3 * value;
    moments[m + 4] = (moments[m + 4] as number) + w4 * value;
  }
}

/** What noise, normal haze, browning and red-SWIR distance of a pixel are made from. */
function addOwn(
  { index, haze, browning, distance }: IndexDate,
  pixels: PixelColumns,
  { squares, distanceMoments, distanceSquares }: TrainingColumns,
  { bits, bit, weight, terms }: Pick<TrainingDate, 'bits' | 'bit' | 'weight' | 'terms'>,
): void {
  const [, w1, w2, w3, w4] = terms.map((term) => weight * term) as unknown as [number, number, number, number, number];
  const { haze: hazes, browning: brownings, browningSigma: brownSquares } = pixels;
  const count = squares.length;
  for (let i = 0; i < count; i++) {
    if (((bits[i] as number) & bit) === 0) continue;
    const value = index[i] as number;
    squares[i] = (squares[i] as number) + weight * value * value;
    if (haze != null) hazes[i] = (hazes[i] as number) + (haze[i] as number);
    if (distance != null) {
      const far = distance[i] as number;
      const m = i * termCount;
      distanceMoments[m] = (distanceMoments[m] as number) + weight * far;
      distanceMoments[m + 1] = (distanceMoments[m + 1] as number) + w1 * far;
      distanceMoments[m + 2] = (distanceMoments[m + 2] as number) + w2 * far;
      distanceMoments[m + 3] = (distanceMoments[m + 3] as number) + w3 * far;
      distanceMoments[m + 4] = (distanceMoments[m + 4] as number) + w4 * far;
      distanceSquares[i] = (distanceSquares[i] as number) + weight * far * far;
    }
    if (browning == null) continue;
    const brown = browning[i] as number;
    brownings[i] = (brownings[i] as number) + weight * brown;
    brownSquares[i] = (brownSquares[i] as number) + weight * brown * brown;
  }
}

/** Ordinary least squares; in `landsicht` weighted by the date's noise and drawn to the pooled model (ridge = empirical Bayes). */
class ModelSolver {
  readonly #training: Training;
  readonly #rules: SeriesRules;
  readonly #normal = new Float64Array(15);
  readonly #factor = new Float64Array(15);
  readonly #right = new Float64Array(termCount);
  readonly #corrections: TrainingEnd['corrections'];
  /** Precision of the pooled model for each term, in observations. */
  readonly #ridge: readonly number[] | null;

  constructor(training: Training, rules: SeriesRules, corrections: TrainingEnd['corrections']) {
    this.#corrections = corrections;
    this.#training = training;
    this.#rules = rules;
    const [level, harmonic] = [(rules.priorSigma / rules.levelSpread) ** 2, (rules.priorSigma / rules.harmonicSpread) ** 2];
    const shrinks = rules.mode === 'landsicht' && rules.index === 'crswir';
    this.#ridge = shrinks ? [level, harmonic, harmonic, harmonic, harmonic] : null;
  }

  solve(i: number, pixels: PixelColumns): boolean {
    const rules = this.#rules;
    const { columns, clear } = this.#training;
    clear.normalEquations(i, this.#normal);
    if (!this.#solve(i, columns.moments, rules.pooledModel)) return false;
    pixels.coefficients.set(this.#right, i * termCount);
    pixels.observations[i] = clear.clearCount(i);
    if (rules.mode !== 'landsicht') return true;
    pixels.sigma[i] = this.#noise(i, columns.moments, columns.squares, rules.priorSigma);
    this.#keepMeans(i, pixels);
    if (!this.#solve(i, columns.distanceMoments, pooledDistance)) return false;
    pixels.distanceCoefficients.set(this.#right, i * termCount);
    pixels.distanceSigma[i] = this.#noise(i, columns.distanceMoments, columns.distanceSquares, priorDistanceSigma);
    return true;
  }

  /** Into `#right`, from the sums of the pixel and its `#normal` equations. */
  #solve(i: number, moments: Float64Array, pooled: readonly number[]): boolean {
    const [factor, right, ridge] = [this.#factor, this.#right, this.#ridge];
    factor.set(this.#normal);
    right.set(moments.subarray(i * termCount, (i + 1) * termCount));
    if (this.#corrections != null) this.#correct(i, this.#corrections);
    for (let k = 0; k < termCount; k++) {
      if (ridge == null) continue;
      const diagonal = (k * (k + 1)) / 2 + k;
      factor[diagonal] = (factor[diagonal] as number) + (ridge[k] as number);
      right[k] = (right[k] as number) + (ridge[k] as number) * (pooled[k] as number);
    }
    return solveModel(factor, right);
  }

  /** Into `#right` what the corrections of the pixel's dates add to its sums. */
  #correct(i: number, corrections: ReadonlyMap<number, number>): void {
    const { clear } = this.#training;
    clear.days.forEach((day, date) => {
      if (!clear.isClear(i, date)) return;
      const added = corrections.get(day) ?? 0;
      const terms = harmonicTerms(day);
      for (let k = 0; k < termCount; k++) this.#right[k] = (this.#right[k] as number) + (terms[k] as number) * added;
    });
  }

  /** Residual sum of squares, y'y − 2 b'X'y + b'X'X b, joined with the prior; grown by the uncertainty of the model itself. */
  #noise(i: number, moments: Float64Array, squares: Float64Array, prior: number): number {
    const [normal, model] = [this.#normal, this.#right];
    let residual = squares[i] as number;
    for (let row = 0, k = 0; row < termCount; row++) {
      residual -= 2 * (model[row] as number) * (moments[i * termCount + row] as number);
      for (let col = 0; col <= row; col++, k++) {
        residual += (col === row ? 1 : 2) * (normal[k] as number) * (model[row] as number) * (model[col] as number);
      }
    }
    const count = this.#training.clear.clearCount(i);
    const free = priorObservations + Math.max(1, count - termCount);
    const variance = (priorObservations * prior ** 2 + Math.max(0, residual)) / free;
    return Math.sqrt(variance * (1 + termCount / (count + termCount)));
  }

  /** Normal haze and browning, which have no season. */
  #keepMeans(i: number, pixels: PixelColumns): void {
    const count = pixels.observations[i] as number;
    pixels.haze[i] = (pixels.haze[i] as number) / Math.max(1, count);
    const weights = this.#normal[0] as number;
    const brown = (pixels.browning[i] as number) / weights;
    const brownSquares = Math.max(0, (pixels.browningSigma[i] as number) - weights * brown * brown);
    pixels.browning[i] = brown;
    pixels.browningSigma[i] = Math.sqrt((priorObservations * priorBrowningSigma ** 2 + brownSquares) / (priorObservations + count - 1));
  }
}

/** 1 where dieback raises the index, −1 where it lowers it. */
export function signOf(rules: SeriesRules): number {
  return vegetationIndices[rules.index].sign;
}
