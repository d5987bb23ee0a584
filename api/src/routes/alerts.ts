import { createRoute, z } from '@hono/zod-openapi';
import { alertListSchema } from '../alert-schemas.js';
import { mediaTypes, selfAndAlternate } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { formatParameter } from '../query-parameters.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/alerts',
  operationId: 'getAlerts',
  summary: 'Alerts of areas of interest with who has seen them. Made by machines, no official warnings',
  request: { query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'Alerts', content: { [mediaTypes.json]: { schema: alertListSchema } } } },
});

export function alertsRoute({ alerts }: Services) {
  return openApiHono().openapi(route, async (c) => c.json({ alerts: await alerts.alerts(), links: selfAndAlternate(c) }, 200));
}
