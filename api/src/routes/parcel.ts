import { createRoute, z } from '@hono/zod-openapi';
import { apiUrl, linkTo, mediaTypes, selfAndAlternate } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import type { ParcelDesk } from '../parcel-desk.js';
import { parcelDocument } from '../parcel-documents.js';
import { parcelIdParameter, yearParameter } from '../parcel-parameters.js';
import { parcelSchema } from '../parcel-schemas.js';

const route = createRoute({
  method: 'get',
  path: '/parcels/{parcelId}',
  operationId: 'getParcel',
  summary: 'One parcel: the light of each condition with its reason, markers, and the scenes to look at. Reads are logged',
  request: { params: z.object({ parcelId: parcelIdParameter }), query: z.strictObject({ year: yearParameter }) },
  responses: { 200: { description: 'The parcel', content: { [mediaTypes.json]: { schema: parcelSchema } } } },
});

export function parcelRoute(desk: ParcelDesk) {
  return openApiHono().openapi(route, async (c) => {
    const stored = await desk.parcel(c.req.valid('param').parcelId, c.req.valid('query').year);
    await desk.log(c, 'parcel', stored.id);
    const [{ evidence, geometry }, rules] = await Promise.all([desk.evidence(stored), desk.rulesOf(stored.unitKey)]);
    const path = `/parcels/${encodeURIComponent(stored.id)}`;
    const chipHref = (sceneId: string) => `${apiUrl(c)}${path}/chips/${encodeURIComponent(sceneId)}.png?year=${stored.year}`;
    const document = parcelDocument(stored, { evidence, geometry, rules, chipHref });
    return c.json(
      {
        ...document,
        links: [...selfAndAlternate(c), linkTo(c, `${path}/signals?year=${stored.year}`, 'related', mediaTypes.json, 'Its signals')],
      },
      200,
    );
  });
}
