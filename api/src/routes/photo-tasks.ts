import { createRoute, z } from '@hono/zod-openapi';
import { LandsichtError } from '@landsicht/core';
import { listParcels } from '@landsicht/pipeline';
import { askForPhoto, PhotoFiles, readDeviceKey } from '@landsicht/pipeline/photos';
import { linkTo, mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { parcelIdParameter } from '../path-parameters.js';
import { photoDocument, taskDocument } from '../photo-document.js';
import { askedTaskSchema, deviceSchema, newDeviceSchema, newTaskSchema, parcelPhotosSchema } from '../photo-schemas.js';
import type { Services } from '../services.js';

const registerDevice = createRoute({
  method: 'post',
  path: '/photo-devices',
  operationId: 'registerPhotoDevice',
  summary: 'Makes the public key of a phone known; the same key again is the same device',
  request: { query: z.strictObject({}), body: { required: true, content: { [mediaTypes.json]: { schema: newDeviceSchema } } } },
  responses: { 201: { description: 'The device', content: { [mediaTypes.json]: { schema: deviceSchema } } } },
});

const askTask = createRoute({
  method: 'post',
  path: '/parcels/{parcelId}/photo-tasks',
  operationId: 'askForPhoto',
  summary: 'Asks for one photo of a declared parcel; the answer holds the nonce for the app',
  request: {
    params: z.object({ parcelId: parcelIdParameter }),
    query: z.strictObject({}),
    body: { required: true, content: { [mediaTypes.json]: { schema: newTaskSchema } } },
  },
  responses: { 201: { description: 'The task', content: { [mediaTypes.json]: { schema: askedTaskSchema } } } },
});

const parcelPhotos = createRoute({
  method: 'get',
  path: '/parcels/{parcelId}/photos',
  operationId: 'getParcelPhotos',
  summary: 'Photo tasks of a parcel and what was sent for them, oldest first',
  request: { params: z.object({ parcelId: parcelIdParameter }), query: z.strictObject({}) },
  responses: { 200: { description: 'Tasks and photos', content: { [mediaTypes.json]: { schema: parcelPhotosSchema } } } },
});

export function photoTasksRoute({ store, catalogueDir }: Services) {
  const files = new PhotoFiles(catalogueDir);
  return openApiHono()
    .openapi(registerDevice, async (c) => {
      const key = readDeviceKey(c.req.valid('json').publicKeyPem);
      const { deviceId, algorithm, registeredUtc } = await store.photos.registerDevice(key, new Date());
      return c.json({ deviceId, algorithm, registeredUtc: registeredUtc.toISOString() }, 201);
    })
    .openapi(askTask, async (c) => {
      const { parcelId } = c.req.valid('param');
      const { year, instruction, fromUtc, untilUtc } = c.req.valid('json');
      const declared = await listParcels(catalogueDir, year);
      const parcel = declared.find(({ id, kind }) => id === parcelId && kind === 'declaration');
      if (parcel == null) throw new LandsichtError('not-found', 'There is no such parcel among the declarations of this year.');
      const task = await askForPhoto(
        {
          ...{ parcelId, instruction, geometry: parcel.geometry, holding: parcel.holding ?? null },
          ...{ fromUtc: new Date(fromUtc), untilUtc: new Date(untilUtc) },
        },
        store.photos,
        new Date(),
      );
      return c.json({ ...taskDocument(task), nonce: task.nonce }, 201, { 'Cache-Control': 'no-store' });
    })
    .openapi(parcelPhotos, async (c) => {
      const { parcelId } = c.req.valid('param');
      const tasks = await store.photos.tasks({ parcelId });
      const rows = await store.photos.photos({ parcelId });
      const photos = await Promise.all(rows.map(async ({ sha256, taskId }) => photoDocument(c, await files.submission(sha256, taskId))));
      const links = [linkTo(c, `/parcels/${encodeURIComponent(parcelId)}/photos`, 'self', mediaTypes.json)];
      return c.json({ tasks: tasks.map(taskDocument), photos, links }, 200, { 'Cache-Control': 'no-store' });
    });
}
