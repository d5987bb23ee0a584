import { createRoute, z } from '@hono/zod-openapi';
import { describeCollection, monitorOf } from '../collection-document.js';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { collectionIdParameter } from '../path-parameters.js';
import { formatParameter } from '../query-parameters.js';
import { collectionSchema } from '../schemas.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/collections/{collectionId}',
  operationId: 'describeCollection',
  summary: 'One collection',
  request: { params: z.object({ collectionId: collectionIdParameter }), query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'The collection', content: { [mediaTypes.json]: { schema: collectionSchema } } } },
});

export function collectionRoute({ store }: Services) {
  return openApiHono().openapi(route, async (c) =>
    c.json(describeCollection(c, await monitorOf(store, c.req.valid('param').collectionId)), 200),
  );
}
