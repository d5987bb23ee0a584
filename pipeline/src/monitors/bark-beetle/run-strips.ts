import { type Grid, padWindow, type StacItem, type Window } from '@landsicht/core';
import type { UnitContext } from '../../runs/unit.js';
import { openScene } from '../../scene/open-scene.js';
import type { ForestMask } from './forest-mask.js';
import type { BeetleSeries } from './open-series.js';
import { readSeriesDate } from './read-series-date.js';
import { SeriesState } from './series/series-state.js';
import type { SeriesAnswers, SeriesDate } from './series/series-types.js';
import type { StateFile, StateWriter } from './state-file.js';

/** Rows of a strip end on multiples of this in the tile: the block height of most COGs, so that few blocks are decoded twice. */
const stripRows = 512;

export interface Strip {
  /** Of the unit's grid. */
  readonly row: number;
  readonly rows: number;
}

export interface StripResult extends Strip {
  /** Places of the forest pixels in the strip's rows, row-major; null where there is no forest. */
  readonly forest: { readonly at: Int32Array; readonly answers: SeriesAnswers } | null;
}

/** Rows of the unit in strips that end where blocks of the tile end. */
export function stripsOf({ window }: Pick<BeetleSeries, 'window'>): Strip[] {
  const strips: Strip[] = [];
  for (let row = 0; row < window.height; ) {
    const end = Math.min(window.height, (Math.floor((window.row + row) / stripRows) + 1) * stripRows - window.row);
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
  readonly context: Pick<UnitContext, 'signal' | 'access' | 'progress'>;
}

/** All dates over one strip after the other: memory is one strip, however many dates and rows there are. */
export async function* runStrips(run: StripRun): AsyncGenerator<StripResult> {
  const { series, writer, context } = run;
  const { grid } = series;
  const strips = stripsOf(series);
  for (const [i, strip] of strips.entries()) {
    const onDate = (share: number) => context.progress(0.1 + (0.8 * (i + share)) / strips.length, `rows ${strip.row}… of ${grid.height}`);
    const done = await runStrip(run, strip, onDate);
    if (done == null) {
      yield { ...strip, forest: null };
      continue;
    }
    await writer?.add(strip.row, strip.rows, done.state.serialize());
    yield { ...strip, forest: { at: done.at, answers: done.state.answers() } };
  }
}

/** One strip through all its dates; null where it has no forest. */
export async function runStrip(
  { series, forestMask, added, prior, context }: Omit<StripRun, 'writer'>,
  strip: Strip,
  onDate: (share: number) => void = () => {},
): Promise<{ readonly at: Int32Array; readonly state: SeriesState } | null> {
  const { haloPx: halo, grid, rules } = series;
  const at = placesOfForest(await forestMask.rows(strip.row, strip.rows));
  if (at.length === 0) return null;
  const stride = grid.width + 2 * halo;
  const pixels = at.map((o) => (Math.floor(o / grid.width) + halo) * stride + (o % grid.width) + halo);
  const state = prior == null ? SeriesState.create(pixels, rules) : SeriesState.parse(await prior.strip(strip.row, strip.rows), rules);
  let done = 0;
  const part = { col: 0, row: strip.row, width: grid.width, height: strip.rows };
  for await (const date of datesOf(added, { series, context, part })) {
    state.advance(date);
    onDate(++done / added.length);
  }
  return { at, state };
}

function placesOfForest(forest: Uint8Array): Int32Array {
  let count = 0;
  for (let o = 0; o < forest.length; o++) count += forest[o] as number;
  const at = new Int32Array(count);
  for (let o = 0, i = 0; o < forest.length; o++) if (forest[o] === 1) at[i++] = o;
  return at;
}

interface DatesPart {
  readonly series: BeetleSeries;
  readonly context: Pick<UnitContext, 'signal' | 'access'>;
  /** Pixels of the unit's grid; the dates come with `haloPx` more on each side. */
  readonly part: Window;
}

/** The next date is being read while the caller works on this one. */
export async function* datesOf(items: readonly StacItem[], { series, context, part }: DatesPart): AsyncGenerator<SeriesDate> {
  const { haloPx, window, tileGrid, wanted } = series;
  const around = padWindow({ ...part, col: window.col + part.col, row: window.row + part.row }, haloPx);
  const read = (item: StacItem | undefined) => {
    const reading = item == null ? null : readOnce(item, { grid: tileGrid, window: around, wanted, signal: context.signal }, context);
    reading?.catch(() => {}); // awaited in the next round; this only keeps an early abort from being "unhandled"
    return reading;
  };
  let pending = read(items[0]);
  for (let i = 0; i < items.length; i++) {
    const date = await pending;
    context.signal.throwIfAborted();
    pending = read(items[i + 1]);
    if (date != null) yield date;
  }
}

async function readOnce(
  item: StacItem,
  window: { readonly grid: Grid; readonly window: Window; readonly wanted: BeetleSeries['wanted']; readonly signal: AbortSignal },
  { signal, access }: Pick<UnitContext, 'signal' | 'access'>,
): Promise<SeriesDate> {
  const scene = await openScene(item, { signal, access });
  try {
    return await readSeriesDate(scene, item, window);
  } finally {
    await scene.close();
  }
}
