import { errorMessage, LandsichtError, type StacItem } from '@landsicht/core';
import type { UnitContext } from '../../runs/unit.js';
import { datesOf } from './dates-of-part.js';
import type { ForestMask } from './forest-mask.js';
import { HaloCarry } from './halo-carry.js';
import type { BeetleSeries } from './open-series.js';
import type { SeriesRules } from './series/series-rules.js';
import { SeriesState } from './series/series-state.js';
import type { SeriesAnswers } from './series/series-types.js';
import type { StateFile, StateWriter } from './state-file.js';

/** The block height of most COGs: strips with their lower halo end on multiples of it in the tile, so that no block is decoded twice. */
const blockRows = 512;

export interface Strip {
  /** Of the unit's grid. */
  readonly row: number;
  readonly rows: number;
}

export interface StripResult extends Strip {
  /** Places of the forest pixels in the strip's rows, row-major; null where there is no forest. */
  readonly forest: { readonly at: Int32Array; readonly answers: SeriesAnswers } | null;
}

/** Rows of the unit in strips whose halo ends where blocks of the tile end. */
export function stripsOf({ window, haloPx }: Pick<BeetleSeries, 'window' | 'haloPx'>): Strip[] {
  const strips: Strip[] = [];
  for (let row = 0; row < window.height; ) {
    const blocks = Math.floor((window.row + row + haloPx) / blockRows) + 1;
    const end = Math.min(window.height, blocks * blockRows - haloPx - window.row);
    strips.push({ row, rows: end - row });
    row = end;
  }
  return strips;
}

export interface StripRun {
  readonly series: BeetleSeries;
  readonly forestMask: ForestMask;
  /** Dates to work in, oldest first. */
  readonly added: readonly StacItem[];
  readonly prior: StateFile | null;
  readonly writer: StateWriter | null;
  /** A new file for rows that two strips share. */
  readonly scratchPath: string;
  readonly context: Pick<UnitContext, 'signal' | 'access' | 'progress'>;
}

/** All dates over one strip after the other: memory is one strip, however many dates and rows there are. */
export async function* runStrips(run: StripRun): AsyncGenerator<StripResult> {
  const { series, writer, context } = run;
  const { grid, haloPx, wanted } = series;
  const strips = stripsOf(series);
  const carry =
    strips.length === 1
      ? null
      : await HaloCarry.create(run.scratchPath, { width: grid.width + 2 * haloPx, rows: 2 * haloPx, bands: wanted });
  try {
    for (const [i, strip] of strips.entries()) {
      const onDate = (share: number) => context.progress(0.1 + (0.8 * (i + share)) / strips.length, `rows ${strip.row}… of ${grid.height}`);
      const done = await runStrip(run, strip, { carry, onDate });
      if (done == null) {
        yield { ...strip, forest: null };
        continue;
      }
      await writer?.add(strip.row, strip.rows, done.state.serialize());
      yield { ...strip, forest: { at: done.at, answers: done.state.answers() } };
    }
  } finally {
    await carry?.remove();
  }
}

interface StripOptions {
  readonly carry?: HaloCarry | null;
  /** 0..1 */
  readonly onDate?: (share: number) => void;
}

/** One strip through all its dates; null where it has no forest. */
export async function runStrip(
  { series, forestMask, added, prior, context }: Omit<StripRun, 'writer' | 'scratchPath'>,
  strip: Strip,
  { carry = null, onDate = () => {} }: StripOptions = {},
): Promise<{ readonly at: Int32Array; readonly state: SeriesState } | null> {
  const { haloPx: halo, grid, rules } = series;
  const at = placesOfForest(await forestMask.rows(strip.row, strip.rows));
  if (at.length === 0) return null;
  const stride = grid.width + 2 * halo;
  const pixels = at.map((o) => (Math.floor(o / grid.width) + halo) * stride + (o % grid.width) + halo);
  const state = prior == null ? SeriesState.create(pixels, rules) : await storedState(prior, strip, rules);
  let done = 0;
  const part = { col: 0, row: strip.row, width: grid.width, height: strip.rows };
  for await (const date of datesOf(added, { series, context, part, carry })) {
    state.advance(date);
    onDate(++done / added.length);
  }
  return { at, state };
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
