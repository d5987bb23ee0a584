import { Worker } from 'node:worker_threads';
import { LandsichtError } from '@landsicht/core';
import type { PrepareContext, PreparedFiles, ScenePart } from './prepare-scene.js';
import type { FromSceneThread, ToSceneThread } from './scene-messages.js';

/** From the abort to the end of the thread, if it does not stop by itself. */
const graceMs = 2_000;

/** Worker threads run compiled JavaScript: from the sources (vitest) that is the copy in `dist`. */
const workerUrl = new URL('scene-worker.js', import.meta.url.replace(/\/src\/(.+)\.ts$/, '/dist/$1.js'));

/** A worker thread of the unit's own that prepares scenes, one after the other. */
export class SceneThread {
  private readonly worker: Worker;
  private readonly ended: Promise<void>;
  private crash: unknown = null;

  constructor() {
    // web-worker, which geotiff imports, destructures workerData in every worker thread
    this.worker = new Worker(workerUrl, { workerData: {} });
    this.worker.on('error', (error) => {
      this.crash = error;
    });
    this.ended = new Promise((resolve) => this.worker.once('exit', () => resolve()));
  }

  async prepare(part: ScenePart, signal: AbortSignal, progress: PrepareContext['progress']): Promise<PreparedFiles> {
    signal.throwIfAborted();
    const abort = () => this.post({ type: 'abort' });
    signal.addEventListener('abort', abort, { once: true });
    let listen: (message: FromSceneThread) => void = () => {};
    try {
      const answered = new Promise<PreparedFiles>((resolve, reject) => {
        listen = (message) => {
          if (message.type === 'progress') progress(message.fraction, message.stage);
          else if (message.type === 'done') resolve(message.files);
          else reject(errorOf(message));
        };
        this.worker.on('message', listen);
        this.post({ type: 'prepare', part });
      });
      return await Promise.race([
        answered,
        this.ended.then(() => {
          throw this.crash ?? new Error(`The thread that read ${part.item.id} ended before it was done`);
        }),
      ]);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      this.worker.off('message', listen);
      signal.removeEventListener('abort', abort);
    }
  }

  async close(): Promise<void> {
    this.post({ type: 'close' });
    const late = setTimeout(() => void this.worker.terminate(), graceMs);
    await this.ended;
    clearTimeout(late);
  }

  private post(message: ToSceneThread): void {
    this.worker.postMessage(message);
  }
}

/** The error as it was thrown there, so that a full disk stays a full disk. */
function errorOf({ code, message, system }: Extract<FromSceneThread, { type: 'failed' }>): Error {
  if (code != null) return new LandsichtError(code, message);
  return system == null ? new Error(message) : Object.assign(new Error(message), system);
}
