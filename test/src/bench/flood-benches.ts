import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './bench-table.js';
import type { Bench, BenchContext } from './benches.js';
import { type Measured, measure } from './measure.js';
import { radarScenes } from './radar-scene.js';

const oursPath = fileURLToPath(new URL('ours-flood.js', import.meta.url));
const noPeer = { peer: null, peerSeconds: null, peerPeakMiB: null } as const;

/** What the issue asks for on two cores. */
const [targetSeconds, targetPeakMiB] = [180, 2048];

/** The ensemble on a scene of sizePx² VV+VH with three earlier ones, on all cores. */
export async function ensemble({ dir }: BenchContext, sizePx: number): Promise<BenchResult> {
  const catalog = await radarScenes(dir, sizePx, 3);
  const threads = availableParallelism();
  const measured = await measure(process.execPath, [oursPath, 'unit', catalog, join(dir, 'unit'), String(threads)]);
  const perMegapixel = (measured.seconds / (sizePx ** 2 / 1e6)).toFixed(2);
  return {
    ...noPeer,
    seconds: measured.seconds,
    peakMiB: measured.peakMiB,
    targetSeconds,
    targetPeakMiB,
    note: `VV+VH, three earlier scenes, ${threads} threads; ${perMegapixel} s per million pixels; ${cpuOf(measured)} s of CPU`,
  };
}

/** Stage by the name of its progress messages → what it does. */
const stages: Readonly<Record<string, string>> = {
  reading: 'read and filter four scenes, write the picture',
  thresholds: 'D1 on four scenes',
  change: 'D2',
  baseline: 'D3, t-score',
  votes: 'votes, exclusion',
  outlines: 'write layers, outlines, item',
};

/** One bench a stage; all from one run on one thread. */
export function stageBenches(sizePx: number): Readonly<Record<string, Bench>> {
  let run: Promise<Measured> | null = null;
  const measured = async ({ dir }: BenchContext): Promise<Measured> => {
    const catalog = await radarScenes(dir, sizePx, 3);
    run ??= measure(process.execPath, [oursPath, 'unit', catalog, join(dir, 'unit'), '1']);
    return run;
  };
  const benchOf =
    (stage: string, what: string): Bench =>
    async (context) => {
      const { stages: times } = await measured(context);
      const [seconds, cpuSeconds] = times?.[stage] ?? [];
      if (seconds == null || cpuSeconds == null) throw new Error(`the run told nothing of its stage "${stage}"`);
      return { ...noPeer, seconds, peakMiB: null, note: `${what}; one thread and the pool, ${cpuSeconds.toFixed(1)} s of CPU` };
    };
  return Object.fromEntries(Object.entries(stages).map(([stage, what]) => [`flood-${sizePx}-${stage}`, benchOf(stage, what)]));
}

/** HAND and slope of 50 million cells. */
export async function hand(): Promise<BenchResult> {
  const sizePx = 7072;
  const { seconds, peakMiB } = await measure(process.execPath, [oursPath, 'hand', String(sizePx)]);
  return {
    ...noPeer,
    seconds,
    peakMiB,
    note: `${(sizePx ** 2 / 1e6).toFixed(1)} M cells: filled, D8, accumulation, HAND, slope; one thread`,
  };
}

function cpuOf({ stages: times }: Measured): string {
  return Object.values(times ?? {})
    .reduce((sum, [, cpuSeconds]) => sum + cpuSeconds, 0)
    .toFixed(0);
}
