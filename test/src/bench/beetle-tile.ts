import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './bench-table.js';
import type { BenchContext } from './benches.js';
import { type Measured, measure } from './measure.js';
import { sceneDates, sceneRows, spruceScenes } from './spruce-scenes.js';

const oursPath = fileURLToPath(new URL('ours-beetle.js', import.meta.url));
/** Of a full tile at 20 m. */
const [tileRows, tileDates] = [5490, 150] as const;
/** What the issue asks for on two cores. */
const [targetTileSeconds, targetDateSeconds, targetPeakMiB] = [900, 20, 2048] as const;

const runs = new Map<string, Promise<Measured>>();

/** Both benches look at one run: all dates but the newest, then the newest. */
async function measured({ dir }: BenchContext): Promise<Measured> {
  const path = await spruceScenes(dir);
  const run =
    runs.get(path) ??
    measure(process.execPath, [oursPath, path, join(dir, 'beetle'), join(dir, 'beetle-cache'), String(availableParallelism())]);
  runs.set(path, run);
  return run;
}

/** Two strips of a tile, all forest, through 34 dates; a full tile of 150 dates by that, linearly in rows and dates. */
export async function beetleTile(context: BenchContext): Promise<BenchResult> {
  const run = await measured(context);
  const scale = (tileRows / sceneRows) * (tileDates / (sceneDates - 1));
  return extrapolated(run, 'series', { scale, targetSeconds: targetTileSeconds, what: `${tileDates} dates × 6 bands` });
}

/** One new date on the state of the others: read, decode, update, write; a full tile by that, linearly in rows. */
export async function beetleDate(context: BenchContext): Promise<BenchResult> {
  const run = await measured(context);
  return extrapolated(run, 'date', { scale: tileRows / sceneRows, targetSeconds: targetDateSeconds, what: 'one new date × 6 bands' });
}

function extrapolated(
  { stages, peakMiB }: Measured,
  stage: string,
  { scale, targetSeconds, what }: { readonly scale: number; readonly targetSeconds: number; readonly what: string },
): BenchResult {
  const [seconds, cpuSeconds] = stages?.[stage] ?? [];
  if (seconds == null || cpuSeconds == null) throw new Error(`the run told nothing of its stage "${stage}"`);
  const cpu = `${Math.round(cpuSeconds * scale)} s of CPU`;
  return {
    peer: null,
    peerSeconds: null,
    peerPeakMiB: null,
    seconds: seconds * scale,
    peakMiB,
    targetSeconds,
    targetPeakMiB,
    note: `5490² at 20 m, ${what}, ${cpu}; extrapolated × ${scale.toFixed(1)} from ${sceneRows} rows, ${availableParallelism()} threads`,
  };
}
