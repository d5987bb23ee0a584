import { createRoute, z } from '@hono/zod-openapi';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { formatParameter } from '../query-parameters.js';
import { type Health, healthSchema } from '../schemas.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'getHealth',
  summary: 'Whether everything in the lake can be shown, and how old it is',
  request: { query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'Health', content: { [mediaTypes.json]: { schema: healthSchema } } } },
});

export function healthRoute({ store, lake, version, startedUtc }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const { units, detections, lastObservedUtc } = await store.totals();
    const health: Health = {
      status: lake.problems.length === 0 && lake.failure == null ? 'ok' : 'degraded',
      version,
      startedUtc: startedUtc.toISOString(),
      units,
      detections,
      lastObservedUtc: lastObservedUtc?.toISOString() ?? null,
      lakeReadUtc: lake.lastReadUtc?.toISOString() ?? null,
      problems: lake.problems.map(({ monitor, key }) => ({
        monitor,
        key,
        message: 'The result is damaged and left out; the log of the server says more.',
      })),
    };
    return c.json(health, 200, { 'Cache-Control': 'no-store' });
  });
}
