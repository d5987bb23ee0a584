import { createRoute, z } from '@hono/zod-openapi';
import { LandsichtError } from '@landsicht/core';
import { catalogueItem } from '@landsicht/pipeline';
import { chipStyles } from '@landsicht/pipeline/quicklook';
import { isFresh } from '../http-cache.js';
import { openApiHono } from '../openapi-hono.js';
import type { ParcelDesk } from '../parcel-desk.js';
import { parcelIdParameter, yearParameter } from '../parcel-parameters.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/parcels/{parcelId}/chips/{file}',
  operationId: 'getParcelChip',
  summary: 'A scene around a parcel as PNG, 128 × 128, with its outline; one stretch for all dates. Needs the scene in the catalogue',
  request: {
    params: z.object({
      parcelId: parcelIdParameter,
      file: z
        .string()
        .regex(/^.{1,300}\.png$/)
        .openapi({ param: { in: 'path', name: 'file' }, description: '{sceneId}.png', example: 'S2A_33UUS_20260523_0_L2A.png' }),
    }),
    query: z.strictObject({ year: yearParameter, style: z.enum(chipStyles).default('true') }),
  },
  responses: { 200: { description: 'The picture', content: { 'image/png': { schema: z.string().openapi({ format: 'binary' }) } } } },
});

export function parcelChipRoute({ store, chips, catalogueDir }: Services, desk: ParcelDesk) {
  return openApiHono().openapi(route, async (c) => {
    const { parcelId, file } = c.req.valid('param');
    const { year, style } = c.req.valid('query');
    const sceneId = file.slice(0, -'.png'.length);
    const stored = await desk.parcel(parcelId, year);
    const unit = await store.unit(stored.unitKey);
    const input = unit?.manifest.inputs.find(({ itemId }) => itemId === sceneId);
    if (input == null)
      throw new LandsichtError('not-found', 'The parcel was not judged by such a scene. Its page lists those it was judged by');
    await desk.log(c, 'chip', stored.id);
    const etag = `"${stored.unitKey.slice(0, 16)}-${style}"`;
    const headers = { 'Content-Type': 'image/png', 'Cache-Control': 'private, max-age=86400', ETag: etag };
    if (isFresh(c, etag)) return c.body(null, 304, headers);
    const { signal } = c.req.raw;
    const [item, { evidence, geometry }] = await Promise.all([catalogueItem(input, catalogueDir, signal), desk.evidence(stored)]);
    return c.body(await chips.paint({ item, geometry, style, stretch: evidence.stretch }, signal), 200, headers);
  });
}
