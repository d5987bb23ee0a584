import { createRoute, z } from '@hono/zod-openapi';
import { alertSchema } from '../alert-schemas.js';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { alertIdParameter } from '../path-parameters.js';
import { formatParameter } from '../query-parameters.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/alerts/{alertId}',
  operationId: 'getAlert',
  summary: 'The latest version of one alert',
  request: { params: z.object({ alertId: alertIdParameter }), query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'The alert', content: { [mediaTypes.json]: { schema: alertSchema } } } },
});

export function alertRoute({ alerts }: Services) {
  return openApiHono().openapi(route, async (c) => c.json(await alerts.alert(c.req.valid('param').alertId), 200));
}
