/** Retry-After in milliseconds from now (RFC 9110 10.2.3: seconds or an HTTP date); null where absent or unreadable. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header == null) return null;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Exponential with jitter: half to all of first · 2^attempt, so that many workers do not come back at once. `random` is in [0, 1). */
export function backoffMs(attempt: number, { firstMs, longestMs }: Backoff, random: number): number {
  return Math.min(longestMs, firstMs * 2 ** attempt) * (0.5 + random / 2);
}
