import { createRoute, z } from '@hono/zod-openapi';
import { describeCollection } from '../collection-document.js';
import { crsUris } from '../crs-uris.js';
import { mediaTypes, selfAndAlternate } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { formatParameter } from '../query-parameters.js';
import { collectionListSchema } from '../schemas.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/collections',
  operationId: 'getCollections',
  summary: 'One collection per monitor that has results',
  request: { query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'Collections', content: { [mediaTypes.json]: { schema: collectionListSchema } } } },
});

export function collectionsRoute({ store }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const monitors = await store.monitors();
    return c.json(
      { links: selfAndAlternate(c), crs: [...crsUris], collections: monitors.map((monitor) => describeCollection(c, monitor)) },
      200,
    );
  });
}
