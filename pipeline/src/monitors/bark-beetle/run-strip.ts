import { errorMessage, LandsichtError, type StacItem } from '@landsicht/core';
import type { UnitContext } from '../../runs/unit.js';
import { datesOf } from './dates-of-part.js';
import type { ForestMask } from './forest-mask.js';
import { HaloCarry, type HaloFiles } from './halo-carry.js';
import type { BeetleSeries } from './open-series.js';
import type { SeriesRules } from './series/series-rules.js';
import { SeriesState } from './series/series-state.js';
import type { SeriesAnswers } from './series/series-types.js';
import type { StateFile } from './state-file.js';
import type { Strip } from './strips-of.js';

/** One strip after its last date: typed arrays of its own, so that they change threads without a copy. */
export interface StripWork {
  /** Places of the forest pixels in the strip's rows, row-major. */
  readonly at: Int32Array;
  readonly answers: SeriesAnswers;
  /** Its bytes in pieces; null where none is kept. */
  readonly state: readonly Uint8Array[] | null;
}

export interface StripInputs {
  readonly series: BeetleSeries;
  readonly forestMask: ForestMask;
  /** Dates to work in, oldest first. */
  readonly added: readonly StacItem[];
  readonly prior: StateFile | null;
  readonly context: Pick<UnitContext, 'signal' | 'access'>;
}

export interface StripOptions {
  /** Rows shared with the strips above and below, and which of the strips this is. */
  readonly halo?: { readonly files: HaloFiles; readonly strip: number } | null;
  /** 0..1 */
  readonly onDate?: (share: number) => void;
  /** After each date; `at` as in `StripWork`. */
  readonly onState?: (state: SeriesState, at: Int32Array) => void;
}

/** One strip through all its dates; null where it has no forest. */
export async function runStrip(
  { series, forestMask, added, prior, context }: StripInputs,
  strip: Strip,
  { halo = null, onDate = () => {}, onState = () => {} }: StripOptions = {},
): Promise<{ readonly at: Int32Array; readonly state: SeriesState } | null> {
  const { haloPx, grid, rules } = series;
  const at = placesOfForest(await forestMask.rows(strip.row, strip.rows));
  if (at.length === 0) {
    if (halo != null) HaloCarry.skip(halo.files, halo.strip);
    return null;
  }
  const stride = grid.width + 2 * haloPx;
  const pixels = at.map((o) => (Math.floor(o / grid.width) + haloPx) * stride + (o % grid.width) + haloPx);
  const state = prior == null ? SeriesState.create(pixels, rules) : await storedState(prior, strip, rules);
  const carry = halo == null ? null : await HaloCarry.begin(halo.files, halo.strip, context.signal);
  try {
    let done = 0;
    const part = { col: 0, row: strip.row, width: grid.width, height: strip.rows };
    for await (const date of datesOf(added, { series, context, part, carry })) {
      state.advance(date);
      onDate(++done / added.length);
      onState(state, at);
    }
    return { at, state };
  } finally {
    await carry?.close();
  }
}

/** `lake-damaged` where the state is not one this kernel can go on with. */
export async function storedState(prior: StateFile, { row, rows }: Strip, rules: SeriesRules): Promise<SeriesState> {
  const bytes = await prior.strip(row, rows);
  try {
    return SeriesState.parse(bytes, rules);
  } catch (cause) {
    throw new LandsichtError('lake-damaged', `${prior.path}: ${errorMessage(cause)}`, { cause });
  }
}

function placesOfForest(forest: Uint8Array): Int32Array {
  let count = 0;
  for (let o = 0; o < forest.length; o++) count += forest[o] as number;
  const at = new Int32Array(count);
  for (let o = 0, i = 0; o < forest.length; o++) if (forest[o] === 1) at[i++] = o;
  return at;
}
