import { createRoute, z } from '@hono/zod-openapi';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { unitKeyParameter } from '../path-parameters.js';
import { formatParameter } from '../query-parameters.js';
import { unitSchema } from '../schemas.js';
import type { Services } from '../services.js';
import { unitDocument, unitOf } from '../unit-document.js';

const route = createRoute({
  method: 'get',
  path: '/units/{key}',
  operationId: 'getUnit',
  summary: 'One scene processed',
  request: { params: z.object({ key: unitKeyParameter }), query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'The unit', content: { [mediaTypes.json]: { schema: unitSchema } } } },
});

export function unitRoute({ store }: Services) {
  return openApiHono().openapi(route, async (c) => c.json(unitDocument(c, await unitOf(store, c.req.valid('param').key)), 200));
}
