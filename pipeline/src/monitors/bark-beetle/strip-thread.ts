import { Worker } from 'node:worker_threads';
import { LandsichtError } from '@landsicht/core';
import type { StripWork } from './run-strip.js';
import type { StripJob, StripWorker } from './strip-job.js';
import type { FromStripThread, ToStripThread } from './strip-messages.js';

/** From the abort to the end of the thread, if it does not stop by itself. */
const graceMs = 2_000;

/** Worker threads run compiled JavaScript: from the sources (vitest) that is the copy in `dist`. */
const workerUrl = new URL('strip-worker.js', import.meta.url.replace(/\/src\/(.+)\.ts$/, '/dist/$1.js'));

/** A worker thread of the unit's own that works strips, one after the other. */
export class StripThread implements StripWorker {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #signal: AbortSignal;
  #crash: unknown = null;

  constructor(job: StripJob, signal: AbortSignal) {
    // web-worker, which geotiff imports, destructures workerData in every worker thread
    this.#worker = new Worker(workerUrl, { workerData: {} });
    this.#worker.on('error', (error) => {
      this.#crash = error;
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#signal = signal;
    this.#post({ type: 'open', job });
  }

  async run(strip: number, onDate: (share: number) => void): Promise<StripWork | null> {
    const signal = this.#signal;
    signal.throwIfAborted();
    const abort = () => this.#post({ type: 'abort' });
    signal.addEventListener('abort', abort, { once: true });
    let listen: (message: FromStripThread) => void = () => {};
    try {
      const answered = new Promise<StripWork | null>((resolve, reject) => {
        listen = (message) => {
          if (message.type === 'progress') onDate(message.share);
          else if (message.type === 'done') resolve(message.work);
          else reject(errorOf(message));
        };
        this.#worker.on('message', listen);
        this.#post({ type: 'strip', strip });
      });
      return await Promise.race([
        answered,
        this.#ended.then(() => {
          throw this.#crash ?? new Error(`The thread of strip ${strip} ended before it was done`);
        }),
      ]);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      this.#worker.off('message', listen);
      signal.removeEventListener('abort', abort);
    }
  }

  async close(): Promise<void> {
    this.#post({ type: 'close' });
    const late = setTimeout(() => void this.#worker.terminate(), graceMs);
    await this.#ended;
    clearTimeout(late);
  }

  #post(message: ToStripThread): void {
    this.#worker.postMessage(message);
  }
}

/** The error as it was thrown there, so that a full disk stays a full disk. */
function errorOf({ code, message, system }: Extract<FromStripThread, { type: 'failed' }>): Error {
  if (code != null) return new LandsichtError(code, message);
  return system == null ? new Error(message) : Object.assign(new Error(message), system);
}
