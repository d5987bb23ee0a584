import { createRoute, z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import type { LakeNews } from '../lake-state.js';
import { openApiHono } from '../openapi-hono.js';
import { problem } from '../problem.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/events',
  operationId: 'getEvents',
  summary:
    'Server-sent events: `unit` with a UnitEvent as data whenever a new result is there, `acknowledgement` whenever somebody has seen an alert, `parcel-case` whenever a case of a parcel got a step',
  request: { query: z.strictObject({}) },
  responses: { 200: { description: 'A stream that stays open', content: { 'text/event-stream': { schema: z.string() } } } },
});

const MAX_LISTENERS = 200;
/** Proxies close connections on which nothing happens. */
const HEARTBEAT_MS = 20_000;

export function eventsRoute({ lake }: Services) {
  return openApiHono().openapi(route, (c) => {
    if (lake.listenerCount >= MAX_LISTENERS) {
      return problem(c, 503, {
        code: 'internal',
        title: 'Too many listeners',
        detail: `At most ${MAX_LISTENERS} clients can listen. Ask again later.`,
      });
    }
    c.header('Cache-Control', 'no-store');
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
    return streamSSE(c, async (stream) => {
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const send = ({ event, data }: LakeNews): void => void stream.writeSSE({ event, data: JSON.stringify(data) });
      const stop = lake.listen(send, end);
      stream.onAbort(end);
      const heartbeat = setInterval(() => void stream.writeSSE({ event: 'alive', data: '' }), HEARTBEAT_MS);
      await stream.writeSSE({ event: 'alive', data: '' });
      await ended;
      clearInterval(heartbeat);
      stop();
    });
  });
}
