import { LandsichtError } from '@landsicht/core';
import { ClearDates } from './clear-dates.js';
import { type DamageExplanation, DamageOdds } from './damage-probability.js';
import { dateBias, mostDistanceBias, mostIndexBias } from './date-bias.js';
import { detectFordead } from './detect-fordead.js';
import { type DateModels, detectLandsicht } from './detect-landsicht.js';
import { forestMedian, indexCorrections } from './index-correction.js';
import { ObservedPixels, observeForest } from './observe-forest.js';
import { PixelColumns, stages, TrainingColumns } from './pixel-columns.js';
import { answersOf } from './series-answers.js';
import type { SeriesRules } from './series-rules.js';
import type { DateBias, SeriesAnswers, SeriesDate } from './series-types.js';
import { readState, writeState } from './state-bytes.js';
import type { StateParts } from './state-parts.js';
import { maskStrip, type StripPixels, soilForGood, stripPixelsOf } from './strip-mask.js';
import { surroundingsOf } from './surroundings.js';
import { type IndexDate, type TrainingEnd, trainPixels } from './train-pixels.js';

/** Days between the first and the last day on which training may end (FORDEAD: 2018-01-01 to 2018-06-01). */
const trainingEndDays = 151;

/**
 * The forest pixels of one strip of rows, through time: one pass per date, dates in ascending order. What it says depends on the dates
 * alone, not on how they were batched nor on being stored in between.
 */
export class SeriesState {
  readonly rules: SeriesRules;
  readonly #parts: StateParts;
  // of the newest date, used again for the next
  #strip: StripPixels | null = null;
  #observed: ObservedPixels | null = null;
  #models: DateModels | null = null;

  private constructor(rules: SeriesRules, parts: StateParts) {
    this.rules = rules;
    this.#parts = parts;
  }

  static create(pixels: Int32Array, rules: SeriesRules): SeriesState {
    for (let i = 1; i < pixels.length; i++) {
      if ((pixels[i] as number) > (pixels[i - 1] as number)) continue;
      throw new LandsichtError(
        'bad-argument',
        `forest pixels of a strip: expected ascending offsets, got ${pixels[i]} after ${pixels[i - 1]}`,
      );
    }
    const count = pixels.length;
    const columns = new PixelColumns(count, rules.mode);
    const training = { columns: new TrainingColumns(count, rules.mode), clear: new ClearDates(count) };
    return new SeriesState(rules, { pixels, columns, training, soil: new Uint8Array(0), width: 0, firstDay: 0, lastDay: 0, biases: [] });
  }

  /** Refuses bytes of another version or made under other rules, by name. */
  static parse(bytes: Uint8Array, rules: SeriesRules): SeriesState {
    return new SeriesState(rules, readState(bytes, rules));
  }

  serialize(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.pieces()));
  }

  /** What `serialize` gives, in pieces that are mostly this state's own arrays: for a state that is needed no more. */
  pieces(): Uint8Array[] {
    return writeState(this.#parts, this.rules);
  }

  /** Days since 1970-01-01; 0 before the first date. */
  get lastDay(): number {
    return this.#parts.lastDay;
  }

  get pixels(): Int32Array {
    return this.#parts.pixels;
  }

  /** Read only: what is known of each pixel. */
  get columns(): PixelColumns {
    return this.#parts.columns;
  }

  /** What was taken off all pixels, by day, with `correctIndex` the medians it rests on; `explain` of one pixel needs them as `bias`. */
  get biases(): ReadonlyMap<number, DateBias> {
    return new Map(this.#parts.biases);
  }

  /** Clear dates used so far, training included. */
  clearDates(i: number): number {
    const { training, columns } = this.#parts;
    return training != null && columns.stage[i] === stages.training ? training.clear.clearCount(i) : (columns.observations[i] as number);
  }

  /** Whether the ground of a pixel is bare for good. */
  bareForGood(i: number): boolean {
    return this.#parts.soil[this.#parts.pixels[i] as number] === soilForGood;
  }

  /** What was observed; good until the next date. */
  advance(date: SeriesDate): IndexDate {
    this.#checkStrip(date);
    const parts = this.#parts;
    this.#strip ??= stripPixelsOf(parts.soil);
    const mask = maskStrip(date, this.rules, this.#strip);
    this.#observed ??= new ObservedPixels(parts.pixels.length, this.rules.mode);
    const observed = observeForest(date, mask, parts, { rules: this.rules, room: this.#observed });
    this.advanceIndex(observed, date.bias);
    return observed;
  }

  /** The same for pixels whose index and mask are known already. */
  advanceIndex(date: IndexDate, given?: DateBias): void {
    const { rules } = this;
    const parts = this.#parts;
    const { epochDay } = date;
    if (!(Number.isInteger(epochDay) && epochDay > parts.lastDay && epochDay < 65_536)) {
      throw new LandsichtError('bad-argument', `dates of a series must ascend: expected a day after ${parts.lastDay}, got ${epochDay}`);
    }
    if (parts.lastDay === 0) parts.firstDay = epochDay;
    parts.lastDay = epochDay;
    if (corrects(rules)) {
      const median = given?.index ?? forestMedian(date);
      if (median != null) parts.biases.push([epochDay, { index: median, distance: 0 }]);
    }
    const end = this.#trainingEnd();
    if (parts.training != null) {
      trainPixels(date, parts.columns, parts.training, end, rules);
      if (epochDay > end.lastDay) parts.training = null;
      if (epochDay < end.firstDay) {
        this.#noteClear(date);
        if (rules.mode === 'landsicht') parts.biases.push([epochDay, given ?? { index: 0, distance: 0 }]);
        return;
      }
    }
    if (rules.mode === 'fordead') detectFordead(correctedDate(date, end.corrections), parts.columns, rules);
    else {
      const bias = this.#biasOf(date, given);
      parts.biases.push([epochDay, bias]);
      detectLandsicht(date, parts.columns, rules, { bias, ...this.#modelsOf() });
    }
  }

  /** What was taken off the index of all pixels on a day. */
  takenOff(epochDay: number): number {
    const { rules } = this;
    if (corrects(rules)) return -(this.#trainingEnd().corrections?.get(epochDay) ?? 0);
    return rules.mode === 'fordead' ? 0 : (this.biases.get(epochDay)?.index ?? 0);
  }

  answers(): SeriesAnswers {
    return answersOf(this.#parts, this.rules);
  }

  /** What the probability of a pixel rests on; null in `fordead` and without a model. */
  explainDamage(i: number): DamageExplanation | null {
    const { columns, lastDay } = this.#parts;
    if (this.rules.mode === 'fordead' || columns.stage[i] !== stages.modelled) return null;
    return new DamageOdds(columns, this.rules, { around: surroundingsOf(this.#parts), lastDay }).explain(i);
  }

  /** All there is to do while no pixel has its model. */
  #noteClear({ epochDay, masked }: IndexDate): void {
    const { lastClearDay } = this.#parts.columns;
    for (let i = 0; i < lastClearDay.length; i++) if (masked[i] === 0) lastClearDay[i] = epochDay;
  }

  #biasOf(date: IndexDate, given: DateBias | undefined): DateBias {
    const { columns } = this.#parts;
    const { coefficients, distanceCoefficients } = columns;
    const { models, distanceModels } = this.#modelsOf();
    const index = dateBias(date, columns, { values: date.index, coefficients, mostBias: mostIndexBias }, models);
    const { distance: values } = date;
    const distance =
      values == null
        ? 0
        : dateBias(date, columns, { values, coefficients: distanceCoefficients, mostBias: mostDistanceBias }, distanceModels);
    return given ?? { index, distance };
  }

  #modelsOf(): DateModels {
    const count = this.#parts.pixels.length;
    this.#models ??= { models: new Float64Array(count), distanceModels: new Float64Array(count) };
    return this.#models;
  }

  #trainingEnd(): TrainingEnd {
    const { mode, minLastTrainingDay, maxLastTrainingDay, minTrainingDays } = this.rules;
    if (mode === 'fordead') {
      const corrections = corrects(this.rules) ? indexCorrections(this.#parts.biases, minLastTrainingDay) : null;
      return { firstDay: minLastTrainingDay, lastDay: maxLastTrainingDay, corrections };
    }
    const firstDay = Math.max(minLastTrainingDay, this.#parts.firstDay + minTrainingDays);
    return { firstDay, lastDay: Math.max(maxLastTrainingDay, firstDay + trainingEndDays), corrections: null };
  }

  #checkStrip({ width, height }: SeriesDate): void {
    const parts = this.#parts;
    const size = width * height;
    if (parts.soil.length === 0) {
      parts.soil = new Uint8Array(size);
      parts.width = width;
    }
    if (width !== parts.width || size !== parts.soil.length || size <= (parts.pixels.at(-1) ?? -1)) {
      const expected = `${parts.width} × ${parts.soil.length / parts.width} pixels holding offset ${parts.pixels.at(-1) ?? 0}`;
      throw new LandsichtError('crs-mismatch', `strip of a series: expected ${expected}, got ${width} × ${height}`);
    }
  }
}

function corrects({ mode, correctIndex }: SeriesRules): boolean {
  return mode === 'fordead' && correctIndex;
}

function correctedDate(date: IndexDate, corrections: TrainingEnd['corrections']): IndexDate {
  const added = corrections?.get(date.epochDay) ?? 0;
  return added === 0 ? date : { ...date, index: date.index.map((value) => value + added) };
}
