import { createRoute, z } from '@hono/zod-openapi';
import { LandsichtError } from '@landsicht/core';
import { attributeFilters } from '../attribute-filters.js';
import { monitorOf } from '../collection-document.js';
import { featureOf } from '../feature-document.js';
import { hrefWith, linkTo, mediaTypes, selfAndAlternate } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { collectionIdParameter } from '../path-parameters.js';
import {
  bboxCrsParameter,
  bboxHitOf,
  bboxParameter,
  crsOutParameter,
  datetimeParameter,
  formatParameter,
  limitParameter,
  numberFilter,
  textFilter,
  tokenParameter,
} from '../query-parameters.js';
import { featureCollectionSchema } from '../schemas.js';
import type { Services } from '../services.js';

/** Loose: the attributes of the monitor are parameters too. */
const query = z.looseObject({
  bbox: bboxParameter,
  'bbox-crs': bboxCrsParameter,
  crs: crsOutParameter,
  datetime: datetimeParameter,
  limit: limitParameter,
  token: tokenParameter,
  f: formatParameter,
  id: textFilter('id', 'Only the feature with this id'),
  monitor: textFilter('monitor', 'Only features of this monitor'),
  class: textFilter('class', 'Only features of this class'),
  unitKey: textFilter('unitKey', 'Only features made by this unit of work'),
  areaM2: numberFilter('areaM2', 'Only features of exactly this area in m²'),
  areaEpsg: numberFilter('areaEpsg', 'Only features measured in this CRS'),
  likelihood: numberFilter('likelihood', 'Only features of exactly this likelihood'),
});

const route = createRoute({
  method: 'get',
  path: '/collections/{collectionId}/items',
  operationId: 'getFeatures',
  summary: 'Features of a collection, newest observation first',
  request: { params: z.object({ collectionId: collectionIdParameter }), query },
  responses: { 200: { description: 'A page of features', content: { [mediaTypes.geojson]: { schema: featureCollectionSchema } } } },
});

export function itemsRoute({ store }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const { info } = await monitorOf(store, c.req.valid('param').collectionId);
    const { bbox, 'bbox-crs': bboxCrs, crs, datetime, limit, token, monitor = info.id } = c.req.valid('query');
    const { id, class: classId, unitKey, areaM2, areaEpsg, likelihood } = c.req.valid('query');
    const attributes = attributeFilters(info, c.req.queries(), Object.keys(query.shape));
    const hit = bbox == null ? undefined : bboxHitOf(bbox, bboxCrs);
    if (hit === null)
      throw new LandsichtError('bad-argument', 'bbox: the box is upside down; expected minx,miny,maxx,maxy in the axis order of bbox-crs');
    const page = await store.detections({
      id: monitor === info.id ? id : '', // another monitor's features are in its own collection
      monitor: info.id,
      ...{ class: classId, unitKey, areaM2, areaEpsg, likelihood, attributes, limit, token },
      bbox: hit,
      time: datetime,
    });
    const next =
      page.next == null ? [] : [{ href: hrefWith(c, { token: page.next }), rel: 'next', type: mediaTypes.geojson, title: 'Next page' }];
    return c.json(
      {
        type: 'FeatureCollection' as const,
        timeStamp: new Date().toISOString(),
        numberMatched: page.matched,
        numberReturned: page.detections.length,
        links: [
          ...selfAndAlternate(c, mediaTypes.geojson),
          ...next,
          linkTo(c, `/collections/${info.id}`, 'collection', mediaTypes.json, 'The collection'),
        ],
        features: page.detections.map((detection) => featureOf(detection, crs)),
      },
      200,
      { 'Content-Type': mediaTypes.geojson, 'Content-Crs': `<${crs}>` },
    );
  });
}
