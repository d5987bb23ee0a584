import { type Grid, padWindow, type StacItem, type Window } from '@landsicht/core';
import type { UnitContext } from '../../runs/unit.js';
import { openScene } from '../../scene/open-scene.js';
import type { HaloCarry } from './halo-carry.js';
import type { BeetleSeries } from './open-series.js';
import { readSeriesDate } from './read-series-date.js';
import type { SeriesDate } from './series/series-types.js';

interface DatesPart {
  readonly series: BeetleSeries;
  readonly context: Pick<UnitContext, 'signal' | 'access'>;
  /** Pixels of the unit's grid; the dates come with `haloPx` more on each side. */
  readonly part: Window;
  /** Rows that the part above has read already. */
  readonly carry?: HaloCarry | null;
}

/** The next date is being read while the caller works on this one. */
export async function* datesOf(items: readonly StacItem[], { series, context, part, carry = null }: DatesPart): AsyncGenerator<SeriesDate> {
  const { haloPx, window, tileGrid, wanted } = series;
  const around = padWindow({ ...part, col: window.col + part.col, row: window.row + part.row }, haloPx);
  const carried = carry?.rowsAbove ?? 0;
  const fresh = { ...around, row: around.row + carried, height: around.height - carried };
  const read = (item: StacItem | undefined) => {
    const reading = item == null ? null : readOnce(item, { grid: tileGrid, window: fresh, wanted, signal: context.signal }, context);
    reading?.catch(() => {}); // awaited in the next round; this only keeps an early abort from being "unhandled"
    return reading;
  };
  let pending = read(items[0]);
  for (let i = 0; i < items.length; i++) {
    const date = await pending;
    context.signal.throwIfAborted();
    pending = read(items[i + 1]);
    if (date != null) yield carry == null ? date : await carry.complete(i, date);
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
