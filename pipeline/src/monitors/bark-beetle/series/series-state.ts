import { LandsichtError } from '@landsicht/core';
import { ClearDates } from './clear-dates.js';
import { dateBias } from './date-bias.js';
import { detectFordead } from './detect-fordead.js';
import { detectLandsicht } from './detect-landsicht.js';
import { ObservedPixels, observeForest } from './observe-forest.js';
import { PixelColumns, stages, TrainingColumns } from './pixel-columns.js';
import { answersOf } from './series-answers.js';
import type { SeriesRules } from './series-rules.js';
import type { SeriesAnswers, SeriesDate } from './series-types.js';
import { readState, writeState } from './state-bytes.js';
import type { StateParts } from './state-parts.js';
import { maskStrip, type StripPixels, soilForGood, stripPixelsOf } from './strip-mask.js';
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
  #models = new Float64Array(0);

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

  /** What was taken off the index of all pixels, by day; `explain` of one pixel needs them as `indexBias`. */
  get indexBiases(): ReadonlyMap<number, number> {
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
    this.advanceIndex(observed, date.indexBias);
    return observed;
  }

  /** The same for pixels whose index and mask are known already. */
  advanceIndex(date: IndexDate, indexBias?: number): void {
    const { rules } = this;
    const parts = this.#parts;
    const { epochDay } = date;
    if (!(Number.isInteger(epochDay) && epochDay > parts.lastDay && epochDay < 65_536)) {
      throw new LandsichtError('bad-argument', `dates of a series must ascend: expected a day after ${parts.lastDay}, got ${epochDay}`);
    }
    if (parts.lastDay === 0) parts.firstDay = epochDay;
    parts.lastDay = epochDay;
    if (parts.training != null) {
      const end = this.#trainingEnd();
      trainPixels(date, parts.columns, parts.training, end, rules);
      if (epochDay > end.lastDay) parts.training = null;
    }
    if (rules.mode === 'fordead') detectFordead(date, parts.columns, rules);
    else {
      if (this.#models.length === 0) this.#models = new Float64Array(parts.pixels.length);
      const ownBias = dateBias(date, parts.columns, this.#models);
      const bias = indexBias ?? ownBias;
      parts.biases.push([epochDay, bias]);
      detectLandsicht(date, parts.columns, rules, { bias, models: this.#models });
    }
  }

  answers(): SeriesAnswers {
    return answersOf(this.#parts, this.rules);
  }

  #trainingEnd(): TrainingEnd {
    const { mode, minLastTrainingDay, maxLastTrainingDay, minTrainingDays } = this.rules;
    if (mode === 'fordead') return { firstDay: minLastTrainingDay, lastDay: maxLastTrainingDay };
    const firstDay = Math.max(minLastTrainingDay, this.#parts.firstDay + minTrainingDays);
    return { firstDay, lastDay: Math.max(maxLastTrainingDay, firstDay + trainingEndDays) };
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
