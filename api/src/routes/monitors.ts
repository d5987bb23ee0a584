import { createRoute, z } from '@hono/zod-openapi';
import { linkTo, mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { formatParameter } from '../query-parameters.js';
import { type Monitor, monitorListSchema } from '../schemas.js';
import type { Services } from '../services.js';
import { layerSummary } from '../unit-document.js';

const route = createRoute({
  method: 'get',
  path: '/monitors',
  operationId: 'getMonitors',
  summary: 'Monitors that have results: titles, classes with colours, layers, parameters, limits',
  request: { query: z.strictObject({ f: formatParameter }) },
  responses: { 200: { description: 'Monitors', content: { [mediaTypes.json]: { schema: monitorListSchema } } } },
});

export function monitorsRoute({ store }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const monitors = (await store.monitors()).map(({ info, bboxLonLat, firstObservedUtc, lastObservedUtc, units, detections }): Monitor => {
      const {
        id,
        version,
        title,
        question,
        color,
        sensors,
        parameters,
        classes,
        layers,
        limits,
        attributes = [],
        listed = [],
        tiers,
      } = info;
      return {
        ...{ id, version, title, question, color, units, detections },
        sensors: [...sensors],
        parameters: { ...parameters },
        classes: [...classes],
        layers: layers.map(layerSummary),
        attributes: [...attributes],
        ranking: info.ranking ?? null,
        listed: [...listed],
        tiers: tiers == null ? null : { ...tiers, steps: [...tiers.steps] },
        limits: [...limits],
        bboxLonLat: [...bboxLonLat],
        firstObservedUtc: firstObservedUtc.toISOString(),
        lastObservedUtc: lastObservedUtc.toISOString(),
        items: linkTo(c, `/collections/${id}/items`, 'items', mediaTypes.geojson).href,
      };
    });
    return c.json({ monitors }, 200);
  });
}
