import { createRoute, z } from '@hono/zod-openapi';
import { LandsichtError } from '@landsicht/core';
import { CRS84 } from '../crs-uris.js';
import { hrefWith, mediaTypes, selfAndAlternate } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import {
  bboxHitOf,
  bboxParameter,
  datetimeParameter,
  formatParameter,
  limitParameter,
  textFilter,
  tokenParameter,
} from '../query-parameters.js';
import { unitListSchema } from '../schemas.js';
import type { Services } from '../services.js';
import { unitDocument } from '../unit-document.js';

const route = createRoute({
  method: 'get',
  path: '/units',
  operationId: 'getUnits',
  summary: 'Scenes processed, with their layers, inputs and summary; newest observation first',
  request: {
    query: z.strictObject({
      bbox: bboxParameter,
      datetime: datetimeParameter,
      limit: limitParameter,
      token: tokenParameter,
      monitor: textFilter('monitor', 'Only units of this monitor'),
      f: formatParameter,
    }),
  },
  responses: { 200: { description: 'A page of units', content: { [mediaTypes.json]: { schema: unitListSchema } } } },
});

export function unitsRoute({ store }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const { bbox, datetime, limit, token, monitor } = c.req.valid('query');
    const hit = bbox == null ? undefined : bboxHitOf(bbox, CRS84);
    if (hit === null) throw new LandsichtError('bad-argument', 'bbox: the box is upside down; expected west,south,east,north');
    const page = await store.units({ monitor, bbox: hit, time: datetime, limit, token });
    const next =
      page.next == null ? [] : [{ href: hrefWith(c, { token: page.next }), rel: 'next', type: mediaTypes.json, title: 'Next page' }];
    return c.json(
      {
        units: page.units.map((unit) => unitDocument(c, unit)),
        numberMatched: page.matched,
        numberReturned: page.units.length,
        links: [...selfAndAlternate(c), ...next],
      },
      200,
    );
  });
}
