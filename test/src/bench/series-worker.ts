import { parentPort, workerData } from 'node:worker_threads';
import { fordeadRules, SeriesState } from '@landsicht/pipeline';
import { readSeries, seriesDays, seriesPixels } from './pixel-series.js';

/** One thread of `ours-series.ts`: says that it has its input, waits for the word, follows the block `rounds` times from its first date. */
const { path, rounds } = workerData as { readonly path: string; readonly rounds: number };
const { index, masked } = await readSeries(path);
const pixels = Int32Array.from({ length: seriesPixels }, (_, i) => i);
for (let warm = 0; warm < 8; warm++) follow(8192); // a program that runs for hours is compiled in its first second
parentPort?.once('message', () => {
  let check = 0;
  for (let round = 0; round < rounds; round++) check += follow(seriesPixels);
  parentPort?.postMessage(check);
});
parentPort?.postMessage('ready');

/** Sum of the first anomaly days of the pixels that are under stress at the end. */
function follow(count: number): number {
  const state = SeriesState.create(pixels.subarray(0, count), fordeadRules);
  seriesDays.forEach((epochDay, t) => {
    const [values, reasons] = [index[t], masked[t]];
    if (values == null || reasons == null) throw new RangeError(`pixel series: no date ${t}`);
    state.advanceIndex({
      epochDay,
      index: values.subarray(0, count),
      masked: reasons.subarray(0, count),
      haze: null,
      browning: null,
      distance: null,
    });
  });
  const { firstAnomalyDay, stressed } = state.columns;
  let check = 0;
  for (let i = 0; i < stressed.length; i++) check += (stressed[i] ?? 0) * (firstAnomalyDay[i] ?? 0);
  return check;
}
