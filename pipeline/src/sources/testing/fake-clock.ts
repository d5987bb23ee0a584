import { type Clock, throwIfAborted } from '../http/clock.js';

/** A clock whose sleeps pass at once and are written down. */
export function fakeClock(startMs = Date.UTC(2026, 10, 24, 12)): Clock & { readonly sleptMs: number[]; advance(ms: number): void } {
  let now = startMs;
  const sleptMs: number[] = [];
  return {
    sleptMs,
    advance: (ms) => {
      now += ms;
    },
    nowMs: () => now,
    sleep: async (ms, signal) => {
      throwIfAborted(signal);
      sleptMs.push(ms);
      now += ms;
    },
  };
}
