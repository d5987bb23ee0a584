import { affine, crsTransform, type Grid, LandsichtError } from '@landsicht/core';
import type { ExplainContext, Explanation, Place, UnitTask } from '../../runs/unit.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { epochDayOf } from '../../scene/series-groups.js';
import { datesOf } from './dates-of-part.js';
import { forestOf } from './forest-of.js';
import { type BeetleSeries, openSeries } from './open-series.js';
import { runStrip, storedState } from './run-strip.js';
import { selectDates } from './select-dates.js';
import { type PixelExplanation, PixelTrace } from './series/explain-pixel.js';
import type { SeriesState } from './series/series-state.js';
import { stateClasses, tierCodes } from './series/state-codes.js';
import { type Strip, stripsOf } from './strips-of.js';

/** Every date of one pixel: index, mask, model and band, anomalies and what was decided; null where the unit does not cover the place. */
export async function explainBarkBeetle(task: UnitTask, place: Place, given: ExplainContext): Promise<Explanation | null> {
  const context = { ...given, progress: () => {} };
  const series = await openSeries(task, context);
  const pixel = pixelOf(series.grid, place);
  if (pixel == null) return null;
  const forestMask = await forestOf(task, series);
  try {
    const isForest = (await forestMask.rows(pixel.row, 1))[pixel.col] === 1;
    const about = { item: task.items[0]?.id ?? '', pixel, forest: isForest };
    if (!isForest) return { ...about, flags: [...series.flags, 'outside_forest'] };
    const dates = await selectDates(task, context, series);
    try {
      const strip = stripsOf(series).find(({ row, rows }) => pixel.row >= row && pixel.row < row + rows);
      if (strip == null) throw new LandsichtError('not-found', `row ${pixel.row} lies in no strip`);
      // what a date adds to all forest was measured on the whole strip
      const stored = dates.prior == null ? null : await storedState(dates.prior, strip, series.rules).catch(() => null);
      const { prior, added } = stored == null ? { prior: null, added: dates.used } : dates;
      const isWhole = stored != null && added.length === 0;
      const whole = isWhole ? stored : (await runStrip({ series, forestMask, added, prior, context }, strip))?.state;
      const { haloPx: halo } = series;
      const trace = new PixelTrace(halo * (2 * halo + 1) + halo, series.rules);
      for await (const date of datesOf(dates.used, { series, context, part: { ...pixel, width: 1, height: 1 } })) {
        const bias = whole?.biases.get(date.epochDay);
        trace.add(bias == null ? date : { ...date, bias });
      }
      const alone = trace.explain();
      // the last word is the strip's: what stands around a pixel can hold a finding back
      const at = whole?.pixels.indexOf(offsetIn(strip, pixel, series)) ?? -1;
      const answer = whole == null || at < 0 ? alone.answer : answerAt(whole, at);
      const decisions = answer.tier === tierCodes.suspected ? alone.decisions.filter(({ what }) => what !== 'confirmed') : alone.decisions;
      const explained = { ...alone, answer, decisions };
      const isHeldBack = answer.tier !== alone.answer.tier || answer.state !== alone.answer.state;
      const days = new Map(dates.used.map((item) => [acquiredUtcOf(item).toISOString().slice(0, 10), item.id]));
      const { state, tier, confidencePercent } = explained.answer;
      return {
        ...about,
        ...explained,
        observations: explained.observations.map((observation) => ({ item: days.get(observation.date) ?? null, ...observation })),
        cloudyDates: series.items
          .filter((item) => !dates.used.includes(item))
          .map((item) => ({ date: isoDayOf(epochDayOf(item)), item: item.id, cloudShare: dates.cloudShares[item.id] ?? null })),
        probability: at < 0 ? null : (whole?.explainDamage(at) ?? null),
        state: stateClasses.find(({ code }) => code === state)?.id ?? null,
        tier: Object.entries(tierCodes).find(([, code]) => code === tier)?.[0] ?? null,
        confidencePercent: confidencePercent === 255 ? null : confidencePercent,
        flags: [...series.flags, ...dates.flags, ...(isHeldBack ? ['judged_by_surroundings'] : [])],
      };
    } finally {
      await dates.prior?.close();
    }
  } finally {
    await forestMask.close();
  }
}

function offsetIn({ row }: Strip, pixel: { readonly col: number; readonly row: number }, { grid, haloPx }: BeetleSeries): number {
  return (pixel.row - row + haloPx) * (grid.width + 2 * haloPx) + pixel.col + haloPx;
}

/** What a strip says of one of its pixels. */
function answerAt(state: SeriesState, at: number): PixelExplanation['answer'] {
  const entries = Object.entries(state.answers()).map(([name, values]) => [name, values[at] as number]);
  return Object.fromEntries(entries) as PixelExplanation['answer'];
}

function isoDayOf(epochDay: number): string {
  return new Date(epochDay * 86_400_000).toISOString().slice(0, 10);
}

/** Numbers that can be degrees are degrees, all others the grid's own coordinates. */
function pixelOf(grid: Grid, { x, y }: Place): { readonly col: number; readonly row: number } | null {
  const isLonLat = Math.abs(x) <= 180 && Math.abs(y) <= 90;
  const [gridX, gridY] = isLonLat ? crsTransform(4326, grid.epsg).forward(x, y) : [x, y];
  const [col, row] = affine.apply(affine.invert(grid.transform), gridX, gridY).map(Math.floor) as [number, number];
  return col >= 0 && row >= 0 && col < grid.width && row < grid.height ? { col, row } : null;
}
