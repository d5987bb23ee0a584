import { createRoute, z } from '@hono/zod-openapi';
import { monitorOf } from '../collection-document.js';
import { propertySchemas, schemaDocument } from '../feature-schema.js';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { collectionIdParameter } from '../path-parameters.js';
import { formatParameter } from '../query-parameters.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/collections/{collectionId}/schema',
  operationId: 'getSchema',
  summary: 'What the features of a collection carry',
  request: { params: z.object({ collectionId: collectionIdParameter }), query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'JSON Schema', content: { [mediaTypes.schema]: { schema: z.record(z.string(), z.unknown()) } } } },
});

export function schemaRoute({ store }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const monitor = await monitorOf(store, c.req.valid('param').collectionId);
    return c.json({ ...schemaDocument(c, monitor, '/schema', propertySchemas(c, monitor)) }, 200, { 'Content-Type': mediaTypes.schema });
  });
}
