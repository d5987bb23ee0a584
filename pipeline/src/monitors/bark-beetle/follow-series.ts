import type { ParameterValues, StacItem } from '@landsicht/core';
import type { UnitContext, UnitTask } from '../../runs/unit.js';
import { forestOf } from './forest-of.js';
import { barkBeetleInfo } from './info.js';
import { openSeries } from './open-series.js';
import { runStrip } from './run-strip.js';
import { selectDates } from './select-dates.js';
import type { SeriesAnswers } from './series/series-types.js';
import { stripsOf } from './strips-of.js';

export interface FollowedDate {
  readonly epochDay: number;
  /** First row of the strip in the unit's grid. */
  readonly row: number;
  /** Places of the forest pixels in the strip's rows, row-major; the answers are theirs. */
  readonly at: Int32Array;
  /** What a run would say that ends with this date. */
  answers(): SeriesAnswers;
}

/** Items of one tile through the same steps as a run, with a look at every date that counts: to see what was known when, at the cost of one run. */
export async function followBeetleSeries(
  items: readonly StacItem[],
  parameters: ParameterValues,
  { signal, access, onDate }: Pick<UnitContext, 'signal' | 'access'> & { readonly onDate: (date: FollowedDate) => void },
): Promise<void> {
  const defaults = Object.fromEntries(Object.entries(barkBeetleInfo.parameters).map(([id, parameter]) => [id, parameter.default]));
  const task: UnitTask = {
    key: '',
    monitor: barkBeetleInfo.id,
    monitorVersion: barkBeetleInfo.version,
    parameters: { ...defaults, ...parameters },
    model: null,
    items,
    inputs: [],
    assets: [],
    window: null,
    title: '',
  };
  const context = { signal, access, progress: () => {} };
  const series = await openSeries(task, context);
  const forestMask = await forestOf(task, series);
  try {
    const { used } = await selectDates(task, context, series);
    for (const strip of stripsOf(series)) {
      await runStrip({ series, forestMask, added: used, prior: null, context }, strip, {
        onState: (state, at) => onDate({ epochDay: state.lastDay, row: strip.row, at, answers: () => state.answers() }),
      });
    }
  } finally {
    await forestMask.close();
  }
}
