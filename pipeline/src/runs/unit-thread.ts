import { Worker } from 'node:worker_threads';
import type { DeviceChoice } from '@landsicht/models';
import type { BegunUnit } from './lake.js';
import { describeUnitFailure } from './serve-units.js';
import type { UnitTask } from './unit.js';
import type { FromWorker, ToWorker } from './unit-messages.js';

export interface RunOnThread {
  readonly signal: AbortSignal | undefined;
  /** From the abort to the end of the thread, if the unit does not stop by itself. */
  readonly graceMs: number;
  /** How many threads the unit may keep busy. */
  readonly threads: number;
  /** What networks run on. */
  readonly device: DeviceChoice;
  onProgress(fraction: number, message: string): void;
}

export type ThreadAnswer = Exclude<FromWorker, { type: 'progress' }>;

/** One worker thread that runs units one after the other. After a crash `alive` is false: start another. */
export class UnitThread {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #crash: unknown = null;
  #alive = true;

  constructor(url: URL, heapMb: number | undefined) {
    // web-worker, which geotiff imports, destructures workerData in every worker thread
    const workerData = {};
    this.#worker = new Worker(url, heapMb == null ? { workerData } : { workerData, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    this.#worker.on('error', (error) => {
      this.#crash = error;
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#alive = false;
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Never rejects: a crash is an answer too. */
  async run(task: UnitTask, begun: BegunUnit, { signal, graceMs, threads, device, onProgress }: RunOnThread): Promise<ThreadAnswer> {
    let grace: NodeJS.Timeout | undefined;
    const stop = () => {
      this.#post({ type: 'abort' });
      grace = setTimeout(() => void this.#worker.terminate(), graceMs);
    };
    let listen: (message: FromWorker) => void = () => undefined;
    const answered = new Promise<ThreadAnswer>((resolve) => {
      listen = (message) => (message.type === 'progress' ? onProgress(message.fraction, message.message) : resolve(message));
      this.#worker.on('message', listen);
    });
    this.#post({ type: 'run', task, begun, threads, device });
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
    const answer = await Promise.race([answered, this.#ended.then(() => this.#endOf(begun, signal))]);
    clearTimeout(grace);
    signal?.removeEventListener('abort', stop);
    this.#worker.off('message', listen);
    return answer;
  }

  /** Lets the thread leave by itself, so that native libraries are released; ends it if it does not. */
  async close(): Promise<void> {
    if (!this.#alive) return;
    this.#post({ type: 'close' });
    const late = setTimeout(() => void this.#worker.terminate(), 2_000);
    await this.#ended;
    clearTimeout(late);
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #endOf({ lakeDir }: BegunUnit, signal: AbortSignal | undefined): ThreadAnswer {
    if (signal?.aborted === true) return { type: 'aborted' };
    if (this.#crash == null) return { type: 'failed', code: 'worker-crashed', message: 'The worker thread ended before the unit was done' };
    const { code, message } = describeUnitFailure(this.#crash, lakeDir);
    return { type: 'failed', code: code === 'unexpected' ? 'worker-crashed' : code, message };
  }
}
