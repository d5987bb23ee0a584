import type { Clock } from './clock.js';
import { throwIfAborted } from './clock.js';

export interface RateLimits {
  readonly requestsPerSecond: number;
  readonly concurrent: number;
}

export interface RateLimiter {
  /** Runs `work` as soon as both limits allow; first come, first served. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Nothing starts before this moment: a service said Retry-After. */
  pauseUntil(ms: number): void;
}

export function createRateLimiter({ requestsPerSecond, concurrent }: RateLimits, clock: Clock): RateLimiter {
  const spacingMs = 1000 / requestsPerSecond;
  const waiting: (() => void)[] = [];
  let running = 0;
  let nextStartMs = 0;

  async function acquire(): Promise<void> {
    if (running < concurrent) {
      running++;
      return;
    }
    await new Promise<void>((resolve) => waiting.push(resolve)); // a finished run hands its place over
  }

  function release(): void {
    const next = waiting.shift();
    if (next == null) running--;
    else next();
  }

  return {
    pauseUntil: (ms) => {
      nextStartMs = Math.max(nextStartMs, ms);
    },
    async run(work, signal) {
      await acquire();
      try {
        throwIfAborted(signal);
        const startMs = Math.max(clock.nowMs(), nextStartMs);
        nextStartMs = startMs + spacingMs;
        const waitMs = startMs - clock.nowMs();
        if (waitMs > 0) await clock.sleep(waitMs, signal);
        return await work();
      } finally {
        release();
      }
    },
  };
}
