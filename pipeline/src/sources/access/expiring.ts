import { abortedError, throwIfAborted } from '../http/clock.js';

export interface Expiring<T> {
  readonly value: T;
  readonly expiresMs: number;
}

/**
 * Fetches a short-lived thing once for all who ask at the same time, and again `marginMs` before it expires. A failure is not kept.
 * A caller who stops waiting does not stop the others.
 */
export function keepFresh<T>(
  fetchNew: (previous: Expiring<T> | null) => Promise<Expiring<T>>,
  { nowMs, marginMs }: { nowMs: () => number; marginMs: number },
): (signal?: AbortSignal) => Promise<Expiring<T>> {
  let current: Expiring<T> | null = null;
  let pending: Promise<Expiring<T>> | null = null;
  return async (signal) => {
    if (current != null && current.expiresMs - marginMs > nowMs()) return current;
    pending ??= fetchNew(current)
      .then((fresh) => {
        current = fresh;
        return fresh;
      })
      .finally(() => {
        pending = null;
      });
    return signal == null ? pending : unlessAborted(pending, signal);
  };
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const stop = () => reject(abortedError(signal));
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
