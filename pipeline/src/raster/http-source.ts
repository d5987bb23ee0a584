import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';
import type { ByteSource, OpenOptions } from './byte-source.js';

const BLOCK_BYTES = 64 * 1024;
const CACHED_BLOCKS = 64;
const ATTEMPTS = 5;
const TIMEOUT_MS = 60_000;
/** A server that asks for a longer pause is reported instead. */
const LONGEST_PAUSE_MS = 60_000;

interface Answer {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  readonly etag: string | null;
}

/** HTTP range requests. Short reads (headers, tag values) come from a small cache of 64 KiB blocks; long ones go straight through. */
export class HttpSource implements ByteSource {
  readonly href: string;
  readonly sizeBytes: number;
  private readonly options: OpenOptions;
  private readonly etag: string | null;
  /** Block number → bytes, oldest use first. */
  private readonly blocks = new Map<number, Promise<Uint8Array>>();

  private constructor(href: string, options: OpenOptions, first: Answer) {
    this.href = href;
    this.options = options;
    this.sizeBytes = first.sizeBytes;
    this.etag = first.etag;
    this.blocks.set(0, Promise.resolve(first.bytes));
  }

  static async open(href: string, options: OpenOptions): Promise<HttpSource> {
    return new HttpSource(href, options, await requestRange(href, 0, BLOCK_BYTES, options));
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    const wanted = Math.max(0, Math.min(length, this.sizeBytes - offset));
    if (wanted === 0) return new Uint8Array(0);
    const first = Math.floor(offset / BLOCK_BYTES);
    const last = Math.floor((offset + wanted - 1) / BLOCK_BYTES);
    if (wanted > BLOCK_BYTES && !(first === last && this.blocks.has(first))) return this.request(offset, wanted, signal);
    const parts = await Promise.all(Array.from({ length: last - first + 1 }, (_, i) => this.block(first + i)));
    signal?.throwIfAborted();
    const joined = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    const start = offset - first * BLOCK_BYTES;
    return Uint8Array.from(joined.subarray(start, start + wanted)); // a copy: callers undo predictors in place
  }

  async close(): Promise<void> {
    this.blocks.clear();
  }

  /** Without a signal: other readers may wait for the same block. */
  private block(number: number): Promise<Uint8Array> {
    const block = this.blocks.get(number) ?? this.request(number * BLOCK_BYTES, BLOCK_BYTES);
    this.blocks.delete(number);
    this.blocks.set(number, block);
    block.catch(() => this.blocks.delete(number));
    const [oldest] = this.blocks.keys();
    if (this.blocks.size > CACHED_BLOCKS && oldest != null) this.blocks.delete(oldest);
    return block;
  }

  private async request(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const clipped = Math.min(length, this.sizeBytes - offset);
    const { bytes, etag } = await requestRange(this.href, offset, clipped, signal == null ? this.options : { ...this.options, signal });
    if (etag !== this.etag) {
      throw new LandsichtError('source-unreachable', `${this.href}: changed on the server while it was read. Open it again.`);
    }
    return bytes;
  }
}

/** One range, tried again after cut connections, 429 and 5xx. */
async function requestRange(href: string, offset: number, length: number, options: OpenOptions): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryRange(href, offset, length, options);
    } catch (error) {
      if (options.signal?.aborted) throw new LandsichtError('aborted', `${href}: reading was cancelled`, { cause: error });
      if (isLandsichtError(error)) throw error;
      const pauseMs = error instanceof RetryLater && error.afterMs != null ? error.afterMs : 200 * 2 ** (attempt - 1);
      if (attempt === ATTEMPTS || pauseMs > LONGEST_PAUSE_MS) {
        throw new LandsichtError(
          'source-unreachable',
          `${href}: bytes ${offset} to ${offset + length - 1} failed ${attempt} times, last: ${describe(error)}. Check the network or try later.`,
          { cause: error },
        );
      }
      await sleep(pauseMs, undefined, options.signal == null ? {} : { signal: options.signal }).catch(() => {});
    }
  }
}

async function tryRange(href: string, offset: number, length: number, options: OpenOptions): Promise<Answer> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await (options.fetch ?? fetch)(href, {
    headers: { ...options.headers, range: `bytes=${offset}-${offset + length - 1}` },
    signal: options.signal == null ? timeout : AbortSignal.any([options.signal, timeout]),
  });
  if (response.status !== 206 || isHtml(response)) {
    await response.body?.cancel();
    throw refusal(href, response);
  }
  const [, first = '0', end = '', total = '*'] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (end === '' || Number(first) !== offset || bytes.length !== Number(end) - offset + 1) {
    throw new TypeError(`got ${bytes.length} bytes for "${response.headers.get('content-range')}"`);
  }
  const sizeBytes = total === '*' ? Number.POSITIVE_INFINITY : Number(total);
  if (bytes.length < length && offset + bytes.length < sizeBytes) throw new TypeError(`got ${bytes.length} of ${length} bytes`);
  return { bytes, sizeBytes, etag: response.headers.get('etag') };
}

/** A 429 or 5xx: worth another try. */
class RetryLater extends Error {
  readonly afterMs: number | null;

  constructor(status: number, afterMs: number | null) {
    super(`HTTP ${status}${afterMs == null ? '' : `, retry after ${Math.round(afterMs / 1000)} s`}`);
    this.afterMs = afterMs;
  }
}

function refusal(href: string, response: Response): Error {
  const { status } = response;
  if (status === 429 || status >= 500) return new RetryLater(status, retryAfterMs(response.headers.get('retry-after')));
  if (isHtml(response)) {
    return new LandsichtError(
      'source-refused',
      `${href}: expected a raster, got a web page (HTTP ${status}, text/html). Open the address in a browser: it may need a login or another link.`,
    );
  }
  if (status === 200) {
    return new LandsichtError(
      'source-refused',
      `${href}: the server ignores range requests (answered 200 instead of 206). Download the file and open it from disk.`,
    );
  }
  if (status === 416) return new LandsichtError('raster-invalid', `${href}: the file is empty (HTTP 416). Fetch or make it again.`);
  return new LandsichtError('source-refused', `${href}: the server answered HTTP ${status}. Check the address and its credentials.`);
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryAfterMs(value: string | null): number | null {
  if (value == null) return null;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

function isHtml(response: Response): boolean {
  return /^text\/html/i.test(response.headers.get('content-type') ?? '');
}

/** fetch hides the reason ("fetch failed") in the cause. */
function describe(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error ? `${errorMessage(error)}: ${cause.message}` : errorMessage(error);
}
