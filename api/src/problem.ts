import { randomUUID } from 'node:crypto';
import { errorMessage, isLandsichtError } from '@landsicht/core';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { errorStatus } from './error-status.js';

export interface ProblemError {
  /** JSON pointer into the parameters. */
  readonly pointer: string;
  readonly detail: string;
}

/** An RFC 9457 answer. `detail` must never hold what the client sent. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  what: { code: string; title: string; detail: string; errors?: readonly ProblemError[] },
): Response {
  const { code, title, detail, errors } = what;
  const instance = `urn:uuid:${randomUUID()}`;
  const body = { type: 'about:blank', title, status, detail, instance, code, description: detail, ...(errors == null ? {} : { errors }) };
  return c.body(JSON.stringify(body), status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'Content-Language': 'en',
  });
}

export function notFound(c: Context): Response {
  return problem(c, 404, { code: 'not-found', title: 'Not found', detail: 'There is nothing at this address. /api lists what there is.' });
}

/** Everything thrown becomes a problem; what the operator must know goes to `log` with the same instance id. */
export function onError(log: (line: string) => void) {
  return (error: unknown, c: Context): Response => {
    if (error instanceof HTTPException) {
      const title = error.status === 413 ? 'The body is too large' : 'The request cannot be answered';
      return problem(c, error.status as ContentfulStatusCode, { code: 'bad-argument', title, detail: title });
    }
    if (isLandsichtError(error)) {
      const { status, title, tell } = errorStatus[error.code];
      if (!tell) log(`${error.code}: ${error.message}`);
      return problem(c, status, { code: error.code, title, detail: tell ? error.message : `${title}. The log of the server says more.` });
    }
    log(error instanceof Error ? (error.stack ?? error.message) : errorMessage(error));
    return problem(c, 500, { code: 'internal', title: 'The server failed', detail: 'The server failed. Its log says more.' });
  };
}
