import { createRoute, z } from '@hono/zod-openapi';
import { monitorOf } from '../collection-document.js';
import { filterNames, propertySchemas, schemaDocument } from '../feature-schema.js';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { collectionIdParameter } from '../path-parameters.js';
import { formatParameter } from '../query-parameters.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/collections/{collectionId}/queryables',
  operationId: 'getQueryables',
  summary: 'What the features of a collection can be filtered by: each is a query parameter of /items',
  request: { params: z.object({ collectionId: collectionIdParameter }), query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'JSON Schema', content: { [mediaTypes.schema]: { schema: z.record(z.string(), z.unknown()) } } } },
});

export function queryablesRoute({ store }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const monitor = await monitorOf(store, c.req.valid('param').collectionId);
    const all = propertySchemas(c, monitor);
    const names = [...filterNames, ...(monitor.info.attributes ?? []).map(({ id }) => id)];
    const properties = Object.fromEntries(names.map((name) => [name, all[name] ?? {}]));
    return c.json({ ...schemaDocument(c, monitor, '/queryables', properties) }, 200, { 'Content-Type': mediaTypes.schema });
  });
}
