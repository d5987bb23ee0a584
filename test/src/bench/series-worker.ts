import { parentPort, workerData } from 'node:worker_threads';
import { fordeadRules, SeriesState } from '@landsicht/pipeline';
import { readSeries, seriesDays, seriesPixels } from './pixel-series.js';

/** One thread of `ours-series.ts`: says that it has its input, waits for the word, follows the block `rounds` times from its first date. */
const { path, rounds } = workerData as { readonly path: string; readonly rounds: number };
const { index, masked } = await readSeries(path);
const pixels = Int32Array.from({ length: seriesPixels }, (_, i) => i);
parentPort?.once('message', () => {
  let check = 0;
  for (let round = 0; round < rounds; round++) {
    const state = SeriesState.create(pixels, fordeadRules);
    seriesDays.forEach((epochDay, t) => {
      state.advanceIndex({ epochDay, index: index[t] ?? new Float32Array(0), masked: masked[t] ?? new Uint8Array(0), haze: null });
    });
    const { firstAnomalyDay, stressed } = state.columns;
    for (let i = 0; i < stressed.length; i++) check += (stressed[i] ?? 0) * (firstAnomalyDay[i] ?? 0);
  }
  parentPort?.postMessage(check);
});
parentPort?.postMessage('ready');
