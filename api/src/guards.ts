import { photoLimits } from '@landsicht/pipeline/photos';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { problem } from './problem.js';

const MAX_BODY_BYTES = 64 * 1024;

/** The dashboard loads nothing from elsewhere; MapLibre needs blob workers and sets styles. */
const contentPolicy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('Content-Security-Policy', contentPolicy);
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('X-Frame-Options', 'DENY');
  c.header('Referrer-Policy', 'same-origin');
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
  c.header('Cross-Origin-Resource-Policy', 'same-origin');
  c.header('Permissions-Policy', 'camera=(), microphone=(), geolocation=(self)');
};

/** The names of this machine's loopback interface: nobody else is served while there are no users. */
const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopback(host: string): boolean {
  return loopbackNames.has(host) || host === '::1';
}

/** A page elsewhere cannot reach this server under a name of its own (DNS rebinding). */
export const loopbackHostOnly: MiddlewareHandler = async (c, next) => {
  if (loopbackNames.has(new URL(c.req.url).hostname)) return next();
  return problem(c, 421, {
    code: 'bad-argument',
    title: 'Wrong host',
    detail: 'Without configured users only this machine is served: use http://localhost or http://127.0.0.1.',
  });
};

/** Photos are larger than anything else that is sent. */
const photoUpload = /^\/api\/photo-tasks\/[^/]+\/photos\/?$/;

/** What can be written to. */
const writable: readonly RegExp[] = [
  /^\/api\/parcels\/[^/]+\/cases\/[^/]+\/steps\/?$/,
  /^\/api\/alerts\/[^/]+\/acknowledgements\/?$/,
  /^\/api\/photo-devices\/?$/,
  /^\/api\/parcels\/[^/]+\/photo-tasks\/?$/,
  photoUpload,
];

/** Everything else is read only. A page elsewhere may not write: browsers name it in `Origin`. */
export const writesOnlyHere: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  const { origin, pathname } = new URL(c.req.url);
  if (c.req.method === 'POST' && writable.some((path) => path.test(pathname))) {
    const from = c.req.header('Origin');
    if (from == null || from === origin) return next();
    return problem(c, 403, {
      code: 'bad-argument',
      title: 'Wrong origin',
      detail: 'Only the dashboard of this server, and programs, may write here.',
    });
  }
  const response = problem(c, 405, { code: 'bad-argument', title: 'Method not allowed', detail: 'This address answers GET and HEAD.' });
  response.headers.set('Allow', 'GET, HEAD');
  return response;
};

const atMost = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: (c) => problem(c, 413, { code: 'bad-argument', title: 'The body is too large', detail: `A body may have ${maxSize} bytes.` }),
  });
const ordinaryBody = atMost(MAX_BODY_BYTES);
const photoBody = atMost(photoLimits.bytes + MAX_BODY_BYTES);

export const smallBodies: MiddlewareHandler = (c, next) =>
  photoUpload.test(new URL(c.req.url).pathname) ? photoBody(c, next) : ordinaryBody(c, next);
