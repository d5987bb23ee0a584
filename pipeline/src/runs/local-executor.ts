import { availableParallelism } from 'node:os';
import { errorMessage } from '@landsicht/core';
import type { DeviceChoice } from '@landsicht/models';
import { type BegunUnit, beginUnit, discardUnit, isDone, keepAlive } from './lake.js';
import { readManifest } from './lake-read.js';
import { sweepTemp } from './lake-sweep.js';
import { describeUnitFailure } from './serve-units.js';
import type { Manifest, UnitTask } from './unit.js';
import type { UnitFailureCode } from './unit-messages.js';
import { UnitThread } from './unit-thread.js';
import { workerUrl } from './worker-url.js';

/** How one unit ended. `skipped`: it lay in the lake already. */
export type UnitOutcome =
  | { readonly state: 'done'; readonly manifest: Manifest; readonly elapsedMs: number }
  | { readonly state: 'skipped' }
  | { readonly state: 'failed'; readonly code: UnitFailureCode; readonly message: string; readonly elapsedMs: number }
  | { readonly state: 'aborted' };

export type RunEvent =
  | { readonly type: 'start'; readonly task: UnitTask }
  | { readonly type: 'progress'; readonly task: UnitTask; readonly fraction: number; readonly message: string }
  | { readonly type: 'end'; readonly task: UnitTask; readonly outcome: UnitOutcome };

export interface ExecuteOptions {
  readonly lakeDir: string;
  /** Units at once; default as many as there are cores, at most one a unit. */
  readonly jobs?: number;
  /** Threads that one unit may keep busy; default the cores divided among the jobs. */
  readonly threads?: number;
  /** What networks run on; default `auto`. */
  readonly device?: DeviceChoice;
  readonly signal?: AbortSignal;
  /** How long an aborted unit may take to stop; default 5 s. */
  readonly graceMs?: number;
  /** V8 heap of one worker in MiB; default as node decides. */
  readonly heapMb?: number;
  /** A module that calls `serveUnits`; default the one with all monitors. */
  readonly worker?: URL;
  onEvent?(event: RunEvent): void;
}

const KEEP_ALIVE_MS = 60_000;

/**
 * Runs units on worker threads and puts them into the lake. Units that are done are skipped; a unit that fails or crashes its
 * thread fails alone. Never rejects because of a unit: outcomes come back in the order of the tasks.
 */
export async function executeLocally(tasks: readonly UnitTask[], options: ExecuteOptions): Promise<UnitOutcome[]> {
  await sweepTemp(options.lakeDir);
  const queue = [...new Map(tasks.map((task) => [task.key, task])).values()];
  const outcomes = new Map<string, UnitOutcome>();
  const jobs = Math.max(1, Math.min(options.jobs ?? availableParallelism(), queue.length));
  const threads = options.threads ?? Math.max(1, Math.floor(availableParallelism() / jobs));
  const lane = async () => {
    let thread: UnitThread | null = null;
    for (let task = queue.shift(); task != null; task = queue.shift()) {
      const outcome = await settle(task, { ...options, threads }, () => {
        if (thread?.alive !== true) thread = new UnitThread(options.worker ?? workerUrl(), options.heapMb);
        return thread;
      });
      outcomes.set(task.key, outcome);
      options.onEvent?.({ type: 'end', task, outcome });
    }
    await (thread as UnitThread | null)?.close();
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  return tasks.map(({ key }) => outcomes.get(key) ?? { state: 'aborted' });
}

type UnitOptions = ExecuteOptions & { readonly threads: number };

async function settle(task: UnitTask, options: UnitOptions, threadFor: () => UnitThread): Promise<UnitOutcome> {
  const { lakeDir, signal, onEvent } = options;
  const startMs = performance.now();
  try {
    if (signal?.aborted === true) return { state: 'aborted' };
    if (await isDone(lakeDir, task)) return { state: 'skipped' };
    const thread = threadFor();
    const begun = await beginUnit(lakeDir, task);
    onEvent?.({ type: 'start', task });
    return await runBegun(task, begun, options, thread);
  } catch (error) {
    return { state: 'failed', ...describeUnitFailure(error, lakeDir), elapsedMs: performance.now() - startMs };
  }
}

async function runBegun(task: UnitTask, begun: BegunUnit, options: UnitOptions, thread: UnitThread): Promise<UnitOutcome> {
  const { lakeDir, signal, graceMs = 5_000, threads, device = 'auto', onEvent } = options;
  const startMs = performance.now();
  const alive = setInterval(() => void keepAlive(begun), KEEP_ALIVE_MS);
  const onProgress = (fraction: number, message: string) => onEvent?.({ type: 'progress', task, fraction, message });
  const answer = await thread.run(task, begun, { signal, graceMs, threads, device, onProgress });
  clearInterval(alive);
  const elapsedMs = performance.now() - startMs;
  if (answer.type === 'done') return { state: 'done', manifest: answer.manifest, elapsedMs };
  // a thread can end between its commit and its answer
  const manifest = (await isDone(lakeDir, task)) ? await readManifest(lakeDir, task) : null;
  if (manifest != null) return { state: 'done', manifest, elapsedMs };
  const leftover = await discardUnit(begun).then(
    () => '',
    (error) => ` (half work stays in ${begun.dir}: ${errorMessage(error)})`,
  );
  return answer.type === 'aborted'
    ? { state: 'aborted' }
    : { state: 'failed', code: answer.code, message: answer.message + leftover, elapsedMs };
}
