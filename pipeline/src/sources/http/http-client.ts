import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';
import { type Clock, systemClock, throwIfAborted } from './clock.js';
import { publicUrl } from './public-url.js';
import { createRateLimiter, type RateLimits } from './rate-limiter.js';
import { type Backoff, backoffMs, retryAfterMs } from './retry-delay.js';

export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as a form; never shown in messages. */
  readonly form?: Readonly<Record<string, string>>;
  /** What to do if the service answers no (401, 403, 404, …). */
  readonly refusedRemedy?: string;
}

export interface HttpClient {
  /** The JSON of a successful answer. Transient failures are tried again; what stays is `source-unreachable` or `source-refused`. */
  json(request: HttpRequest, signal?: AbortSignal): Promise<unknown>;
}

export interface HttpSettings {
  readonly limits: RateLimits;
  /** For the whole of one answer, body included. */
  readonly timeoutMs: number;
  /** Tries in all. */
  readonly attempts: number;
  readonly backoff: Backoff;
  /** A longer Retry-After ends the request at once. */
  readonly longestRetryAfterMs: number;
  readonly maxBytes: number;
  readonly clock: Clock;
  /** Uniform in [0, 1), for jitter. */
  readonly random: () => number;
}

export const defaultHttpSettings: HttpSettings = {
  limits: { requestsPerSecond: 10, concurrent: 4 },
  timeoutMs: 60_000,
  attempts: 6,
  backoff: { firstMs: 500, longestMs: 30_000 },
  longestRetryAfterMs: 300_000,
  maxBytes: 64 * 1024 * 1024,
  clock: systemClock,
  random: Math.random,
};

const transientStatus: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** One failed try: whether another one may help, and when. */
class TryAgain extends Error {
  readonly failure: LandsichtError;
  readonly afterMs: number | null;

  constructor(failure: LandsichtError, afterMs: number | null = null) {
    super(failure.message);
    this.failure = failure;
    this.afterMs = afterMs;
  }
}

export function createHttpClient(overrides: Partial<HttpSettings> = {}): HttpClient {
  const settings = { ...defaultHttpSettings, ...overrides };
  const { clock, attempts, longestRetryAfterMs } = settings;
  const limiter = createRateLimiter(settings.limits, clock);

  return {
    async json(request, signal) {
      checkUrl(request.url);
      for (let attempt = 0; ; attempt++) {
        try {
          return parseAnswer(request, await limiter.run(() => fetchOnce(request, settings, signal), signal), clock.nowMs());
        } catch (error) {
          if (!(error instanceof TryAgain)) throw error;
          const { failure, afterMs } = error;
          if (attempt + 1 >= attempts) throw withNote(failure, `Tried ${attempts} times. Try again later`);
          if (afterMs != null && afterMs > longestRetryAfterMs) {
            throw withNote(failure, `The service asks to wait ${Math.ceil(afterMs / 1000)} s. Try again then`);
          }
          if (afterMs != null) limiter.pauseUntil(clock.nowMs() + afterMs);
          await clock.sleep(afterMs ?? backoffMs(attempt, settings.backoff, settings.random()), signal);
        }
      }
    },
  };
}

function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url == null || !/^https?:$/.test(url.protocol)) throw new LandsichtError('bad-argument', `"${text}" is not an http or https address`);
  if (url.username !== '' || url.password !== '') {
    throw new LandsichtError('bad-argument', `${publicUrl(text)}: user and password may not stand in an address. Give them as credentials`);
  }
}

function withNote({ code, message, cause }: LandsichtError, note: string): LandsichtError {
  return new LandsichtError(code, `${message}. ${note}`, { cause });
}

async function fetchOnce(request: HttpRequest, { timeoutMs, maxBytes }: HttpSettings, signal?: AbortSignal): Promise<Answer> {
  const where = describe(request);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: methodOf(request),
      headers: { accept: 'application/geo+json, application/json', ...bodyType(request), ...request.headers },
      body: bodyOf(request),
      signal: signal == null ? timeout : AbortSignal.any([signal, timeout]),
    });
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      retryAfter: response.headers.get('retry-after'),
      text: await readText(response, where, maxBytes),
    };
  } catch (cause) {
    if (isLandsichtError(cause)) throw cause;
    throwIfAborted(signal);
    if (timeout.aborted) {
      throw new TryAgain(new LandsichtError('source-unreachable', `${where}: no complete answer within ${timeoutMs / 1000} s`, { cause }));
    }
    throw new TryAgain(new LandsichtError('source-unreachable', `${where}: ${networkReason(cause)}`, { cause }));
  }
}

async function readText(response: Response, where: string, maxBytes: number): Promise<string> {
  if (response.body == null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new LandsichtError('source-refused', `${where}: the answer is larger than ${maxBytes} bytes. Ask for fewer items a page`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseAnswer(request: HttpRequest, { status, contentType, retryAfter, text }: Answer, nowMs: number): unknown {
  const where = describe(request);
  if (transientStatus.has(status)) {
    const code = status === 429 ? 'source-refused' : 'source-unreachable';
    const reason = status === 429 ? 'too many requests (429)' : `the service failed with status ${status}`;
    throw new TryAgain(new LandsichtError(code, `${where}: ${reason}${detailOf(text)}`), retryAfterMs(retryAfter, nowMs));
  }
  if (status < 200 || status > 299) {
    const remedy = request.refusedRemedy ?? refusals[status] ?? 'Check the address';
    throw new LandsichtError('source-refused', `${where}: refused with status ${status}${detailOf(text)}. ${remedy}`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (contentType.includes('html') || /^\s*</.test(text)) {
      throw new LandsichtError(
        'source-refused',
        `${where}: expected JSON, got an HTML or XML page${titleOf(text)}: a login, proxy or maintenance page, or not the address of a STAC service. Open it in a browser`,
        { cause },
      );
    }
    // most often a connection cut by something between us and the service
    throw new TryAgain(
      new LandsichtError(
        'source-unreachable',
        `${where}: expected JSON, got ${text.length} characters that end or break early (${errorMessage(cause)})`,
        { cause },
      ),
    );
  }
}

const refusals: Readonly<Record<number, string>> = {
  400: 'The service does not understand the search: check collections, dates and area',
  401: 'Credentials are missing or wrong',
  403: 'These credentials may not read this',
  404: 'Check the address and the collection name',
};

function methodOf({ method, json, form }: HttpRequest): string {
  return method ?? (json === undefined && form === undefined ? 'GET' : 'POST');
}

function bodyOf({ json, form }: HttpRequest): string | null {
  if (json !== undefined) return JSON.stringify(json);
  return form === undefined ? null : new URLSearchParams(form).toString();
}

function bodyType({ json, form }: HttpRequest): Record<string, string> {
  if (json !== undefined) return { 'content-type': 'application/json' };
  return form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
}

function describe(request: HttpRequest): string {
  return `${methodOf(request)} ${publicUrl(request.url)}`;
}

/** What a JSON error body says, one line, clipped. */
function detailOf(text: string): string {
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    const said = [body['detail'], body['description'], body['error_description'], body['message'], body['title'], body['code']].find(
      (value) => typeof value === 'string' && value !== '',
    );
    return said == null ? '' : ` ("${clip(String(said))}")`;
  } catch {
    return titleOf(text);
  }
}

function titleOf(html: string): string {
  const title = /<title[^>]*>([^<]*)/i.exec(html)?.[1]?.trim();
  return title == null || title === '' ? '' : ` ("${clip(title)}")`;
}

function clip(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** fetch hides the reason one or two causes deep. */
function networkReason(error: unknown): string {
  const code = codeOf(error) ?? codeOf((error as { cause?: unknown }).cause);
  return (code == null ? undefined : networkReasons[code]) ?? code ?? errorMessage(error);
}

function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : null;
}

const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED)',
  ECONNRESET: 'the connection was cut (ECONNRESET)',
  UND_ERR_SOCKET: 'the connection was cut (UND_ERR_SOCKET)',
  ENOTFOUND: 'the host name is not known (ENOTFOUND): check the address and the network',
  EAI_AGAIN: 'the host name could not be looked up (EAI_AGAIN): check the network',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within the time limit',
};
