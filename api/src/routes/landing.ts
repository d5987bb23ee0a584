import { createRoute, z } from '@hono/zod-openapi';
import { linkTo, mediaTypes, selfAndAlternate } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { formatParameter } from '../query-parameters.js';
import { landingSchema } from '../schemas.js';

const route = createRoute({
  method: 'get',
  path: '/',
  operationId: 'getLandingPage',
  summary: 'What this API offers',
  request: { query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'Landing page', content: { [mediaTypes.json]: { schema: landingSchema } } } },
});

export function landingRoute() {
  return openApiHono().openapi(route, (c) =>
    c.json(
      {
        title: 'Landsicht',
        description:
          'What the ground looked like to satellites, aircraft and drones: areas found by machines, with the images they were found in.',
        attribution: 'Each result names the imagery it was made from.',
        links: [
          ...selfAndAlternate(c),
          // two versions of the description: older clients take the first and read 3.0 only
          linkTo(c, '/openapi.json', 'service-desc', mediaTypes.openapi30, 'API description, OpenAPI 3.0'),
          linkTo(c, '/openapi-3.1.json', 'service-desc', mediaTypes.openapi31, 'API description, OpenAPI 3.1'),
          linkTo(c, '/conformance', 'conformance', mediaTypes.json, 'Conformance classes'),
          linkTo(c, '/conformance', 'http://www.opengis.net/def/rel/ogc/1.0/conformance', mediaTypes.json, 'Conformance classes'),
          linkTo(c, '/collections', 'data', mediaTypes.json, 'Collections of features'),
          linkTo(c, '/monitors', 'related', mediaTypes.json, 'Monitors: what is looked for, classes and colours'),
          linkTo(c, '/units', 'related', mediaTypes.json, 'Scenes processed, with their layers'),
          linkTo(c, '/health', 'related', mediaTypes.json, 'Health of this server'),
        ],
      },
      200,
    ),
  );
}
