import { createRoute, z } from '@hono/zod-openapi';
import { followedEventListSchema } from '../alert-schemas.js';
import { mediaTypes, selfAndAlternate } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { formatParameter } from '../query-parameters.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/followed-events',
  operationId: 'getFollowedEvents',
  summary: 'What is followed from look to look, with its history: area, change, what was not observed, scenes',
  request: { query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'Events', content: { [mediaTypes.json]: { schema: followedEventListSchema } } } },
});

export function followedEventsRoute({ alerts }: Services) {
  return openApiHono().openapi(route, async (c) => c.json({ events: await alerts.events(), links: selfAndAlternate(c) }, 200));
}
