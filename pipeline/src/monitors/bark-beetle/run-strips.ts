import type { UnitContext } from '../../runs/unit.js';
import { haloFiles, removeHaloFiles } from './halo-carry.js';
import type { StripInputs, StripWork } from './run-strip.js';
import type { StateWriter } from './state-file.js';
import { type StripJob, type StripWorker, stripWorker } from './strip-job.js';
import { stripThread } from './strip-thread.js';
import { type Strip, stripsOf } from './strips-of.js';

export interface StripResult extends Strip {
  /** Null where there is no forest. */
  readonly forest: Pick<StripWork, 'at' | 'answers'> | null;
}

export interface StripRun extends Pick<StripJob, 'task'>, Omit<StripInputs, 'context'> {
  readonly writer: StateWriter | null;
  readonly context: Pick<UnitContext, 'dir' | 'signal' | 'access' | 'progress' | 'threads'>;
}

/** Of a strip at work, estimated: its state, the sums of its training, two dates and what is observed on one. */
const bytesPerPixel = 300;
/** What strips may take together; two are always worked at once where the unit has two threads. */
const mostBytes = 2 ** 31;

/**
 * All dates over all strips, on as many threads as the unit may use, this one among them. Each thread takes the next strip that nobody
 * has taken; they are handed out, and their states stored, from the top down. No more strips are held than there are threads,
 * however many dates and rows there are. The first failure stops the rest.
 */
export async function* runStrips({ task, series, added, forestMask, prior, writer, context }: StripRun): AsyncGenerator<StripResult> {
  const { grid, haloPx, wanted } = series;
  const strips = stripsOf(series);
  const shape = { width: grid.width + 2 * haloPx, rows: 2 * haloPx, bands: wanted };
  const halo = strips.length === 1 ? null : haloFiles(context.dir, shape, strips.length);
  const priorFile = prior == null ? null : { path: prior.path, version: prior.footer.version };
  const job: StripJob = { task, series, added, prior: priorFile, halo, keepState: writer != null };
  const stopped = new AbortController();
  const signal = AbortSignal.any([context.signal, stopped.signal]);

  const shares = new Float64Array(strips.length);
  const onDateOf = (n: number) => (share: number) => {
    shares[n] = share;
    const sum = shares.reduce((all, one) => all + one, 0);
    context.progress(0.1 + (0.8 * sum) / strips.length, `rows ${strips[n]?.row}… of ${grid.height}`);
  };
  const worked = strips.map(() => deferred<StripWork | null>());
  const handedOut = strips.map(() => deferred<void>());
  const count = threadsFor(strips, { width: grid.width, threads: context.threads ?? 1 });
  let next = 0;
  const lane = async (worker: StripWorker) => {
    try {
      for (let n = next++; n < strips.length; n = next++) {
        await handedOut[n - count]?.promise;
        signal.throwIfAborted();
        const onDate = onDateOf(n);
        worked[n]?.resolve(await worker.run(n, onDate));
        onDate(1);
      }
    } catch (cause) {
      const error = context.signal.aborted ? context.signal.reason : cause;
      stopped.abort(error);
      for (const { reject } of worked) reject(error);
    }
  };
  /** Its state is let go of once it is stored. */
  const storedStrip = async (n: number, { row, rows }: Strip): Promise<StripResult['forest']> => {
    const work = (await worked[n]?.promise) ?? null;
    worked[n] = deferred();
    if (work?.state != null) await writer?.add(row, rows, work.state);
    return work == null ? null : { at: work.at, answers: work.answers };
  };
  const threads = Array.from({ length: count - 1 }, () => stripThread(job, signal));
  const here = stripWorker(job, { forestMask, prior, context: { signal, access: context.access } });
  const lanes = [here, ...threads].map(lane);
  try {
    for (const [n, strip] of strips.entries()) {
      yield { ...strip, forest: await storedStrip(n, strip) };
      handedOut[n]?.resolve();
    }
  } finally {
    stopped.abort();
    for (const { resolve } of handedOut) resolve();
    await Promise.all(lanes);
    await Promise.all(threads.map((thread) => thread.close()));
    if (halo != null) await removeHaloFiles(halo);
  }
}

function threadsFor(strips: readonly Strip[], { width, threads }: { readonly width: number; readonly threads: number }): number {
  const largest = Math.max(...strips.map(({ rows }) => rows)) * width * bytesPerPixel;
  return Math.min(threads, strips.length, Math.max(2, Math.floor(mostBytes / largest)));
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  promise.catch(() => {}); // nobody may wait for it any more
  return { promise, resolve, reject };
}
