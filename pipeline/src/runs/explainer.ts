import { Worker } from 'node:worker_threads';
import { LandsichtError, type LandsichtErrorCode } from '@landsicht/core';
import type { ExplainRequest, UnitExplanation } from './explain-unit.js';
import { workerUrl } from './worker-url.js';

export type ToExplainWorker = { readonly type: 'explain'; readonly request: ExplainRequest } | { readonly type: 'abort' };

/** `code: null`: a defect, not a known kind of failure. */
export type FromExplainWorker =
  | { readonly type: 'done'; readonly explanation: UnitExplanation | null }
  | { readonly type: 'failed'; readonly code: LandsichtErrorCode | null; readonly message: string };

/** Explains results on threads of its own, a few at a time. */
export interface Explainer {
  /** null where the unit does not cover the place. `busy` where too many wait; `aborted` where the signal ends it. */
  explain(request: ExplainRequest, signal: AbortSignal): Promise<UnitExplanation | null>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

export interface ExplainerOptions {
  /** Threads; default 2. */
  readonly atOnce?: number;
  /** How many may wait for one; default 8. */
  readonly waiting?: number;
  /** From the abort to the end of the thread, if it does not stop by itself; default 2 s. */
  readonly graceMs?: number;
  /** Module of the thread; default the one with all monitors. */
  readonly worker?: URL;
}

export function createExplainer(options: ExplainerOptions = {}): Explainer {
  const { atOnce = 2, waiting = 8, graceMs = 2_000, worker = workerUrl(import.meta.url, 'explain-worker.js') } = options;
  const closing = new AbortController();
  const slots = new Slots(atOnce, waiting);
  const running = new Set<Promise<unknown>>();
  return {
    async explain(request, signal) {
      const ended = AbortSignal.any([signal, closing.signal]);
      const release = await slots.enter(ended);
      try {
        if (ended.aborted) throw aborted();
        const mine = onThread(request, ended, worker, graceMs);
        running.add(mine);
        return await mine.finally(() => running.delete(mine));
      } finally {
        release();
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled([...running]);
    },
  };
}

/** First come, first served. */
class Slots {
  private free: number;
  private readonly atOnce: number;
  private readonly waiting: number;
  private readonly line: (() => void)[] = [];

  constructor(atOnce: number, waiting: number) {
    this.atOnce = atOnce;
    this.free = atOnce;
    this.waiting = waiting;
  }

  /** Resolves once it is one's turn, with what gives the slot back; rejects where the signal ends the waiting. */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (this.free > 0) this.free--;
    else if (this.line.length < this.waiting) await this.wait(signal);
    else throw new LandsichtError('busy', `${this.atOnce} places are being explained and ${this.waiting} wait. Ask again in a moment`);
    return () => {
      const next = this.line.shift();
      if (next == null) this.free++;
      else next();
    };
  }

  private wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.line.splice(this.line.indexOf(turn), 1);
        reject(aborted());
      };
      const turn = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      if (signal.aborted) {
        reject(aborted());
        return;
      }
      this.line.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}

async function onThread(request: ExplainRequest, signal: AbortSignal, url: URL, graceMs: number): Promise<UnitExplanation | null> {
  // web-worker, which geotiff imports, destructures workerData in every worker thread
  const thread = new Worker(url, { workerData: {} });
  const send = (message: ToExplainWorker) => thread.postMessage(message);
  let grace: NodeJS.Timeout | undefined;
  const stop = () => {
    send({ type: 'abort' });
    grace = setTimeout(() => void thread.terminate(), graceMs);
  };
  try {
    const answer = await new Promise<FromExplainWorker>((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', () => reject(signal.aborted ? aborted() : new Error('The thread that explains ended before its answer')));
      send({ type: 'explain', request });
      signal.addEventListener('abort', stop, { once: true });
    });
    if (signal.aborted) throw aborted();
    if (answer.type === 'done') return answer.explanation;
    throw answer.code == null ? new Error(answer.message) : new LandsichtError(answer.code, answer.message);
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', stop);
    await thread.terminate();
  }
}

function aborted(): LandsichtError {
  return new LandsichtError('aborted', 'Nobody waits for this explanation any more');
}
