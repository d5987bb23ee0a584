import { parentPort, type TransferListItem } from 'node:worker_threads';
import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';
import { type AssetAccess, createAssetAccess } from '../sources/access/asset-access.js';
import { credentialsFrom } from '../sources/access/credentials.js';
import type { FromJobThread, ToJobThread } from './job-messages.js';

/** Progress messages are at least this far apart. */
const progressMs = 200;

export interface JobContext {
  readonly access: AssetAccess;
  readonly signal: AbortSignal;
  /** 0..1 */
  progress(fraction: number, stage: string): void;
}

/** A job by its name; input and output are plain data. */
// biome-ignore lint/suspicious/noExplicitAny: the caller's `JobThread.run<Input, Output>` names the types of a job
export type Jobs = Readonly<Record<string, (input: any, context: JobContext) => Promise<unknown>>>;

export interface ServeOptions {
  /** What of an output is handed over instead of copied. */
  transferOf?(output: unknown): readonly TransferListItem[];
  /** After the last job. */
  close?(): Promise<void>;
}

/** The worker side of `JobThread`. */
export function serveJobs(jobs: Jobs, { transferOf, close }: ServeOptions = {}): void {
  const port = parentPort;
  if (port == null) throw new LandsichtError('bad-argument', 'This module is the entry of a worker thread: start it with JobThread');
  const access = createAssetAccess({ credentials: credentialsFrom(process.env) });
  const stop = new AbortController();
  const send = (message: FromJobThread) =>
    port.postMessage(message, message.type === 'done' ? [...(transferOf?.(message.output) ?? [])] : []);
  let queue: Promise<void> = Promise.resolve();
  port.on('message', (message: ToJobThread) => {
    if (message.type === 'close') void queue.then(() => close?.()).finally(() => port.close());
    else if (message.type === 'abort') stop.abort();
    else queue = queue.then(() => serve(message)).then(send);
  });

  async function serve({ id, name, input }: Extract<ToJobThread, { type: 'job' }>): Promise<FromJobThread> {
    let lastMs = Number.NEGATIVE_INFINITY;
    const progress = (fraction: number, stage: string) => {
      const nowMs = performance.now();
      if (nowMs - lastMs < progressMs) return;
      lastMs = nowMs;
      send({ type: 'progress', id, fraction, stage });
    };
    try {
      const job = jobs[name];
      if (job == null) throw new Error(`no job ${name}`);
      return { type: 'done', id, output: await job(input, { access, signal: stop.signal, progress }) };
    } catch (error) {
      const { code, path, syscall } = (error ?? {}) as { code?: unknown; path?: unknown; syscall?: unknown };
      return {
        type: 'failed',
        id,
        code: isLandsichtError(error) ? error.code : null,
        message: errorMessage(error),
        system: typeof syscall === 'string' ? { code: String(code), path: typeof path === 'string' ? path : undefined } : null,
      };
    }
  }
}
