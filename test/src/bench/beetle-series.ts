import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './bench-table.js';
import type { BenchContext } from './benches.js';
import { compare, type Measured, measure } from './measure.js';
import { pythonWith } from './peer-programs.js';
import { pixelSeries, seriesDates, seriesPixels } from './pixel-series.js';

const blocks = 12;
const threads = 2;
const oursPath = fileURLToPath(new URL('ours-series.js', import.meta.url));

/** FORDEAD's model and detection of 100 million pixel-dates, from masked index values in memory: two worker threads against NumPy. */
export async function beetleSeries({ dir, root }: BenchContext): Promise<BenchResult> {
  const path = await pixelSeries(dir);
  const python = await pythonWith('numpy');
  const ours = (): Promise<Measured> => measure(process.execPath, [oursPath, path, String(blocks), String(threads)]);
  const peer = join(root, 'test/src/bench/peers-series.py');
  const theirs = python == null ? null : (): Promise<Measured> => measure(python, [peer, path, String(blocks)]);
  const measured = await compare(ours, theirs, { rounds: 3, tolerance: 1e-6 });
  return {
    seconds: measured.ours.seconds,
    peakMiB: measured.ours.peakMiB,
    peer: python == null ? 'peer missing: needs python3-numpy' : 'NumPy, the same rules vectorised',
    peerSeconds: measured.peer?.seconds ?? null,
    peerPeakMiB: measured.peer?.peakMiB ?? null,
    targetRatio: 0.2,
    note: `${Math.round((blocks * seriesPixels * seriesDates) / 1e6)} M pixel-dates, ours on ${threads} threads, wanted < 2 s`,
  };
}
