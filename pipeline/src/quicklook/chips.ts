import { Worker } from 'node:worker_threads';
import { LandsichtError, type LandsichtErrorCode } from '@landsicht/core';
import type { ChipRequest } from './chip.js';

export type ToChipWorker =
  | { readonly type: 'paint'; readonly id: number; readonly request: Omit<ChipRequest, 'signal' | 'access'> }
  | { readonly type: 'abort'; readonly id: number };

/** `code: null`: a defect, not a known kind of failure. */
export type FromChipWorker =
  | { readonly id: number; readonly png: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly code: LandsichtErrorCode | null; readonly message: string };

/** Paints chips on a thread of its own: decoding scenes must not hold up other answers. */
export interface Chips {
  /** `busy` where too many wait; `aborted` where the signal ends it. */
  paint(request: Omit<ChipRequest, 'signal' | 'access'>, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

export interface ChipsOptions {
  /** How many may be asked for at a time; default 64: two desks that open a parcel. */
  readonly waiting?: number;
  /** Module of the thread. */
  readonly worker?: URL;
}

interface Waiting {
  resolve(png: Uint8Array<ArrayBuffer>): void;
  reject(error: unknown): void;
}

/** Worker threads run compiled JavaScript, also where this file is not (vitest). */
const chipWorker = new URL('chip-worker.js', import.meta.url.replace(/\/src\/(.+)\.ts$/, '/dist/$1.js'));

/** The thread starts with the first chip and stays. */
export function createChips({ waiting = 64, worker = chipWorker }: ChipsOptions = {}): Chips {
  let thread: Worker | null = null;
  let nextId = 0;
  const asked = new Map<number, Waiting>();
  const end = (error: unknown): void => {
    thread = null;
    for (const { reject } of asked.values()) reject(error);
    asked.clear();
  };
  const started = (): Worker => {
    if (thread != null) return thread;
    // web-worker, which geotiff imports, destructures workerData in every worker thread
    const made = new Worker(worker, { workerData: {} });
    made.unref();
    made.on('message', (answer: FromChipWorker) => {
      const one = asked.get(answer.id);
      asked.delete(answer.id);
      if ('png' in answer) one?.resolve(answer.png);
      else one?.reject(answer.code == null ? new Error(answer.message) : new LandsichtError(answer.code, answer.message));
    });
    made.on('error', end);
    made.on('exit', () => {
      if (thread === made) end(aborted());
    });
    thread = made;
    return made;
  };
  return {
    async paint(request, signal) {
      if (signal.aborted) throw aborted();
      if (asked.size >= waiting) throw new LandsichtError('busy', `${waiting} pictures are being painted. Ask again in a moment`);
      const id = nextId++;
      const send = (message: ToChipWorker) => started().postMessage(message);
      const stop = () => {
        asked.get(id)?.reject(aborted());
        asked.delete(id);
        send({ type: 'abort', id });
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
          asked.set(id, { resolve, reject });
          send({ type: 'paint', id, request });
        });
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    async close() {
      const running = thread;
      end(aborted());
      await running?.terminate();
    },
  };
}

function aborted(): LandsichtError {
  return new LandsichtError('aborted', 'Nobody waits for this picture any more');
}
