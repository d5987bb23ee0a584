import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { affine, bboxLonLatOf, isLandsichtError } from '@landsicht/core';
import { RowScratch } from '../../raster/row-scratch.js';
import type { UnitContext, UnitFile, UnitOutput, UnitTask } from '../../runs/unit.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { epochDayOf } from '../../scene/series-groups.js';
import { resultItem } from '../../stac/result-item.js';
import { writeDetections } from '../../store/geoparquet.js';
import { BeetleLayers, emptyRows, rowsOfAnswers } from './beetle-layers.js';
import { BeetleSummary } from './beetle-summary.js';
import { damageDetections } from './damage-detections.js';
import { RegionFinder } from './damage-regions.js';
import type { ForestMask } from './forest-mask.js';
import { ForestNeighbourhood } from './forest-neighbourhood.js';
import { forestOf } from './forest-of.js';
import { barkBeetleInfo } from './info.js';
import { type BeetleSeries, openSeries } from './open-series.js';
import { runStrips } from './run-strips.js';
import { type SelectedDates, selectDates, stateDir, statePath } from './select-dates.js';
import { StandCounter } from './stands.js';
import { keepNewest, StateWriter } from './state-file.js';

/** States of earlier runs that are kept of a series: the newest, and the one before in case it is asked again. */
const keptStates = 2;

/** One tile: works the dates that are new into the state of the earlier ones, strip by strip, then writes layers, polygons and tables. */
export async function runBarkBeetle(task: UnitTask, context: UnitContext): Promise<UnitOutput> {
  const series = await openSeries(task, context);
  const forestMask = await forestOf(task, series);
  try {
    const dates = await selectDates(task, context, series);
    try {
      return await workFromPrior({ task, context, series, forestMask, dates });
    } finally {
      await dates.prior?.close();
    }
  } finally {
    await forestMask.close();
  }
}

interface UnitParts {
  readonly task: UnitTask;
  readonly context: UnitContext;
  readonly series: BeetleSeries;
  readonly forestMask: ForestMask;
  readonly dates: SelectedDates;
}

/** A state that turns out to be unusable is named, and the series computed from its first date. */
async function workFromPrior(parts: UnitParts): Promise<UnitOutput> {
  const { dates, context } = parts;
  try {
    return await workIn(parts);
  } catch (error) {
    if (dates.prior == null || !isLandsichtError(error) || error.code !== 'lake-damaged') throw error;
    context.progress(0, `refused: ${error.message}`);
    return workIn({ ...parts, dates: { ...dates, prior: null, added: dates.used } });
  }
}

async function workIn({ task, context, series, forestMask, dates }: UnitParts): Promise<UnitOutput> {
  const { grid } = series;
  const stands = await StandCounter.open(String(task.parameters['compartments'] ?? ''), grid);
  const summary = new BeetleSummary();
  const neighbourhood = new ForestNeighbourhood(grid);
  const finder = new RegionFinder(grid.width, Number(task.parameters['minimumPx']));
  const dir = stateDir(context.cacheDir, dates.chain);
  const prefixKey = dates.chain.prefixKeys.at(-1);
  const writer = dir == null || prefixKey == null ? null : await StateWriter.create(statePath(dir, prefixKey));
  const layers = await BeetleLayers.open(context.dir, grid);
  const lastClear = await RowScratch.create(join(context.dir, 'last-clear.raw'), grid.width * 2);
  try {
    const { added, prior } = dates;
    for await (const { row, rows, forest } of runStrips({ task, series, forestMask, added, prior, writer, context })) {
      const length = rows * grid.width;
      const written = forest == null ? emptyRows(length) : rowsOfAnswers(forest.answers, forest.at, length);
      const clearDays = new Uint16Array(length);
      if (forest != null) {
        summary.addReasons(forest.answers.reason);
        neighbourhood.add(row, forest.at);
        forest.at.forEach((o, i) => {
          clearDays[o] = forest.answers.lastClearDay[i] as number;
        });
      }
      summary.addRows(written);
      finder.addRows(written.state, written.tier);
      await lastClear.append(new Uint8Array(clearDays.buffer));
      await layers.write(written, rows);
    }
    await layers.close();
    if (prefixKey != null) await writer?.finish({ version: barkBeetleInfo.version, prefixKey, cloudShares: dates.cloudShares });
    if (dir != null) await keepNewest(dir, keptStates);
    context.progress(0.92, 'outlines');
    const regions = await finder.regions(context.dir, grid, lastClear, stands);
    const observedUtc = new Date(Math.max(...task.items.map((item) => acquiredUtcOf(item).getTime())));
    const detections = damageDetections(regions, {
      grid,
      unitKey: task.key,
      observedUtc,
      used: dates.used,
      stands,
      neighbourhood,
      toleranceCrs: Math.sqrt(affine.pixelArea(grid.transform)),
    });
    await writeDetections(join(context.dir, 'detections.parquet'), detections, barkBeetleInfo.attributes);
    const files: UnitFile[] = [
      ...layers.files,
      { path: 'detections.parquet', role: 'detections', mediaType: 'application/vnd.apache.parquet' },
    ];
    if (stands.stands.length > 0) {
      await writeFile(join(context.dir, 'stands.csv'), stands.csv());
      files.push({ path: 'stands.csv', role: 'table', mediaType: 'text/csv' });
    }
    const item = resultItem({ task, info: barkBeetleInfo, grid, observedUtc: observedUtc.toISOString(), files });
    await writeFile(join(context.dir, 'item.json'), `${JSON.stringify(item, null, 1)}\n`);
    const values = summary.values(grid);
    return {
      files: [...files, { path: 'item.json', role: 'item', mediaType: 'application/geo+json' }],
      grid,
      bboxLonLat: bboxLonLatOf(grid),
      observedUtc: observedUtc.toISOString(),
      summary: {
        ...values,
        dates: task.items.length,
        datesUsed: dates.used.length,
        datesTooCloudy: dates.tooCloudy,
        lastUsedDay: dates.used.length === 0 ? 0 : epochDayOf(dates.used.at(-1) as (typeof dates.used)[number]),
        detections: detections.length,
      },
      flags: [...series.flags, ...dates.flags, ...(values['observedPx'] === 0 ? ['nothing-observed'] : [])],
    };
  } catch (error) {
    await layers.abort();
    await writer?.abort();
    throw error;
  } finally {
    await lastClear.remove();
  }
}
