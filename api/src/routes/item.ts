import { createRoute, z } from '@hono/zod-openapi';
import { LandsichtError } from '@landsicht/core';
import { monitorOf } from '../collection-document.js';
import { featureOf } from '../feature-document.js';
import { linkTo, mediaTypes, selfAndAlternate } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { collectionIdParameter, featureIdParameter } from '../path-parameters.js';
import { crsOutParameter, formatParameter } from '../query-parameters.js';
import { featureSchema } from '../schemas.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/collections/{collectionId}/items/{featureId}',
  operationId: 'getFeature',
  summary: 'One feature',
  request: {
    params: z.object({ collectionId: collectionIdParameter, featureId: featureIdParameter }),
    query: z.strictObject({ crs: crsOutParameter, f: formatParameter }),
  },
  responses: { 200: { description: 'The feature', content: { [mediaTypes.geojson]: { schema: featureSchema } } } },
});

export function itemRoute({ store }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const { collectionId, featureId } = c.req.valid('param');
    const { crs } = c.req.valid('query');
    const { info } = await monitorOf(store, collectionId);
    const detection = await store.detection(info.id, featureId);
    if (detection == null)
      throw new LandsichtError('not-found', 'There is no feature of this id in the collection; its result may have been removed.');
    const links = [
      ...selfAndAlternate(c, mediaTypes.geojson),
      linkTo(c, `/collections/${info.id}`, 'collection', mediaTypes.json, 'The collection'),
      linkTo(c, `/units/${detection.unitKey}`, 'related', mediaTypes.json, 'The unit of work that made it: inputs, versions, parameters'),
    ];
    return c.json({ ...featureOf(detection, crs), links }, 200, { 'Content-Type': mediaTypes.geojson, 'Content-Crs': `<${crs}>` });
  });
}
