import type { Context, MiddlewareHandler } from 'hono';
import type { Services } from './services.js';

/** Whether the client has this version already (RFC 9110, weak comparison). */
export function isFresh(c: Context, etag: string): boolean {
  const strong = (tag: string): string => tag.trim().replace(/^W\//, '');
  return (c.req.header('If-None-Match') ?? '').split(',').some((tag) => strong(tag) === strong(etag));
}

/** Answers that change only when the lake does: they may be kept but must be checked, and a check that finds no change is 304. */
export function lakeCache({ lake, startedUtc }: Services): MiddlewareHandler {
  return async (c, next) => {
    const { revision } = lake;
    await next();
    if (c.res.status !== 200 || c.res.headers.has('Cache-Control')) return;
    // JSON and its page are two representations: a browser that holds one asks for the other with the tag it has
    const form = /^text\/html/.test(c.res.headers.get('Content-Type') ?? '') ? '-html' : '';
    const etag = `W/"${startedUtc.getTime().toString(36)}-${revision}${form}"`;
    c.header('Cache-Control', 'no-cache');
    c.header('ETag', etag);
    if (isFresh(c, etag)) c.res = new Response(null, { status: 304, headers: c.res.headers });
  };
}
