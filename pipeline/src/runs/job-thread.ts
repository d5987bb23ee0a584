import { type TransferListItem, Worker } from 'node:worker_threads';
import { LandsichtError } from '@landsicht/core';
import type { FromJobThread, ToJobThread } from './job-messages.js';

/** From the order to close to the end of the thread, if it does not stop by itself. */
const graceMs = 2_000;

export interface JobOptions {
  progress?(fraction: number, stage: string): void;
  readonly transfer?: readonly TransferListItem[];
}

/** A worker thread of a unit's own. Its module calls `serveJobs`; jobs are done one after the other, and stop with the unit's signal. */
export class JobThread {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #signal: AbortSignal;
  readonly #abort = () => this.#post({ type: 'abort' });
  #crash: unknown = null;
  #jobs = 0;

  /** `module`: the worker's compiled module beside the caller's, e.g. `scene-worker.js`; `callerUrl`: the caller's `import.meta.url`. */
  constructor(module: string, callerUrl: string, signal: AbortSignal) {
    // worker threads run compiled JavaScript: from the sources (vitest) that is the copy in `dist`
    const url = new URL(module, callerUrl.replace(/\/src\/(.+)\.ts$/, '/dist/$1.js'));
    // web-worker, which geotiff imports, destructures workerData in every worker thread
    this.#worker = new Worker(url, { workerData: {} });
    this.#worker.setMaxListeners(0);
    this.#worker.on('error', (error) => {
      this.#crash = error;
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#signal = signal;
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  async run<Input, Output>(name: string, input: Input, { progress, transfer = [] }: JobOptions = {}): Promise<Output> {
    const id = this.#jobs++;
    let listen: (message: FromJobThread) => void = () => {};
    try {
      const answered = new Promise<Output>((resolve, reject) => {
        listen = (message) => {
          if (message.id !== id) return;
          if (message.type === 'progress') progress?.(message.fraction, message.stage);
          else if (message.type === 'done') resolve(message.output as Output);
          else reject(errorOf(message));
        };
        this.#worker.on('message', listen);
        this.#post({ type: 'job', id, name, input }, transfer);
      });
      return await Promise.race([
        answered,
        this.#ended.then(() => {
          throw this.#crash ?? new Error(`The thread of ${name} ended before it was done`);
        }),
      ]);
    } catch (error) {
      this.#signal.throwIfAborted();
      throw error;
    } finally {
      this.#worker.off('message', listen);
    }
  }

  /** After the jobs that were given. */
  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#post({ type: 'close' });
    const late = setTimeout(() => void this.#worker.terminate(), graceMs);
    await this.#ended;
    clearTimeout(late);
  }

  #post(message: ToJobThread, transfer: readonly TransferListItem[] = []): void {
    this.#worker.postMessage(message, [...transfer]);
  }
}

/** The error as it was thrown there, so that a full disk stays a full disk. */
function errorOf({ code, message, system }: Extract<FromJobThread, { type: 'failed' }>): Error {
  if (code != null) return new LandsichtError(code, message);
  return system == null ? new Error(message) : Object.assign(new Error(message), system);
}
