import { createRoute, z } from '@hono/zod-openapi';
import { LandsichtError } from '@landsicht/core';
import { acknowledgementSchema, newAcknowledgementSchema } from '../alert-schemas.js';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { alertIdParameter } from '../path-parameters.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'post',
  path: '/alerts/{alertId}/acknowledgements',
  operationId: 'acknowledgeAlert',
  summary: 'Says who has seen which version of an alert. Entries are only ever added',
  request: {
    params: z.object({ alertId: alertIdParameter }),
    query: z.strictObject({}),
    body: { required: true, content: { [mediaTypes.json]: { schema: newAcknowledgementSchema } } },
  },
  responses: { 201: { description: 'The entry', content: { [mediaTypes.json]: { schema: acknowledgementSchema } } } },
});

export function acknowledgementsRoute({ store, lake, alerts }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const { alertId } = c.req.valid('param');
    const { version, person, note } = c.req.valid('json');
    const alert = await alerts.alert(alertId);
    if (!alert.versions.some((one) => one.version === version)) {
      throw new LandsichtError('bad-argument', `version: this alert has the versions 1 to ${alert.version}`);
    }
    const { acknowledgedUtc } = await store.acknowledge({ alertId, version, person, note }, new Date());
    lake.tellAcknowledgement({ alertId, version });
    return c.json({ version, person, note, acknowledgedUtc: acknowledgedUtc.toISOString() }, 201);
  });
}
