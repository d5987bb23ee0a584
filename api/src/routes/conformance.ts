import { createRoute, z } from '@hono/zod-openapi';
import { conformanceClasses } from '../conformance-classes.js';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { formatParameter } from '../query-parameters.js';
import { conformanceSchema } from '../schemas.js';

const route = createRoute({
  method: 'get',
  path: '/conformance',
  operationId: 'getConformance',
  summary: 'Standards this API keeps to',
  request: { query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'Conformance classes', content: { [mediaTypes.json]: { schema: conformanceSchema } } } },
});

export function conformanceRoute() {
  return openApiHono().openapi(route, (c) => c.json({ conformsTo: [...conformanceClasses] }, 200));
}
