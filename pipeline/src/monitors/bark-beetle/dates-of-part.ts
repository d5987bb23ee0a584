import { padWindow, type StacItem, type Window } from '@landsicht/core';
import type { UnitContext } from '../../runs/unit.js';
import { openScene } from '../../scene/open-scene.js';
import type { HaloCarry } from './halo-carry.js';
import type { BeetleSeries } from './open-series.js';
import { DateRoom, type DateWindow, readSeriesDate } from './read-series-date.js';
import type { SeriesDate } from './series/series-types.js';

interface DatesPart {
  readonly series: BeetleSeries;
  readonly context: Pick<UnitContext, 'signal' | 'access'>;
  /** Pixels of the unit's grid; the dates come with `haloPx` more on each side. */
  readonly part: Window;
  /** Rows that the part above has read already. */
  readonly carry?: HaloCarry | null;
}

/** The next date is being read while the caller works on this one, which is good until the next is asked for. */
export async function* datesOf(items: readonly StacItem[], { series, context, part, carry = null }: DatesPart): AsyncGenerator<SeriesDate> {
  const { haloPx, window, tileGrid, wanted } = series;
  const around = padWindow({ ...part, col: window.col + part.col, row: window.row + part.row }, haloPx);
  const carried = carry?.rowsAbove ?? 0;
  const fresh = { ...around, row: around.row + carried, height: around.height - carried };
  const rooms = [new DateRoom(around), new DateRoom(around)] as const;
  const read = (item: StacItem | undefined, room: DateRoom) => {
    const reading = item == null ? null : readOnce(item, { grid: tileGrid, window: fresh, wanted, room, signal: context.signal }, context);
    reading?.catch(() => {}); // awaited in the next round; this only keeps an early abort from being "unhandled"
    return reading;
  };
  let pending = read(items[0], rooms[0]);
  for (let i = 0; i < items.length; i++) {
    const date = await pending;
    context.signal.throwIfAborted();
    pending = read(items[i + 1], rooms[((i + 1) % 2) as 0 | 1]);
    if (date == null) continue;
    await carry?.complete(i, date);
    yield date;
  }
}

async function readOnce(
  item: StacItem,
  window: DateWindow,
  { signal, access }: Pick<UnitContext, 'signal' | 'access'>,
): Promise<SeriesDate> {
  const scene = await openScene(item, { signal, access });
  try {
    return await readSeriesDate(scene, item, window);
  } finally {
    await scene.close();
  }
}
