import { createRoute, z } from '@hono/zod-openapi';
import { LandsichtError } from '@landsicht/core';
import { PhotoFiles, receivePhoto } from '@landsicht/pipeline/photos';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { photoIdParameter, photoTaskIdParameter } from '../path-parameters.js';
import { photoDocument } from '../photo-document.js';
import { originalQuerySchema, photoSchema, recordSchema, uploadSchema } from '../photo-schemas.js';
import type { Services } from '../services.js';

/** Photos examined at once: each may take 400 MB for a moment. */
const MAX_RECEIVING = 2;

const sendPhoto = createRoute({
  method: 'post',
  path: '/photo-tasks/{taskId}/photos',
  operationId: 'sendPhoto',
  summary: 'Sends a photo for a task: checked twelve ways, kept as it is. The same file again gives the same answer',
  request: {
    params: z.object({ taskId: photoTaskIdParameter }),
    query: z.strictObject({}),
    body: { required: true, content: { 'multipart/form-data': { schema: uploadSchema } } },
  },
  responses: { 201: { description: 'The photo and its checks', content: { [mediaTypes.json]: { schema: photoSchema } } } },
});

const readPhoto = createRoute({
  method: 'get',
  path: '/photo-tasks/{taskId}/photos/{photoId}',
  operationId: 'getPhoto',
  summary: 'A photo that was sent for a task, and its checks',
  request: { params: z.object({ taskId: photoTaskIdParameter, photoId: photoIdParameter }), query: z.strictObject({}) },
  responses: { 200: { description: 'The photo and its checks', content: { [mediaTypes.json]: { schema: photoSchema } } } },
});

const image = { 200: { description: 'JPEG', content: { 'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) } } } };

const viewPhoto = createRoute({
  method: 'get',
  path: '/photos/{photoId}/view',
  operationId: 'viewPhoto',
  summary: 'The reduced and blurred copy, without metadata',
  request: { params: z.object({ photoId: photoIdParameter }), query: z.strictObject({}) },
  responses: image,
});

const openOriginal = createRoute({
  method: 'get',
  path: '/photos/{photoId}/original',
  operationId: 'openOriginalPhoto',
  summary: 'The file as it was sent, faces, plates and metadata included; who opens it and why is logged first',
  request: { params: z.object({ photoId: photoIdParameter }), query: originalQuerySchema },
  responses: image,
});

export function photosRoute({ store, catalogueDir }: Services) {
  const files = new PhotoFiles(catalogueDir);
  let receiving = 0;
  const assertKnown = async (sha256: string): Promise<void> => {
    if ((await store.photos.photos({ sha256 })).length === 0) throw new LandsichtError('not-found', 'There is no such photo.');
  };
  const routes = openApiHono();
  routes.openAPIRegistry.register('PhotoRecord', recordSchema);
  return routes
    .openapi(sendPhoto, async (c) => {
      const { file, record, signature } = c.req.valid('form');
      if (receiving >= MAX_RECEIVING) throw new LandsichtError('busy', 'Other photos are being checked. Send it again in a few seconds.');
      receiving++;
      try {
        const sent = {
          taskId: c.req.valid('param').taskId,
          file: new Uint8Array(await file.arrayBuffer()),
          recordJson: record ?? null,
          signatureBase64: signature ?? null,
        };
        const submission = await receivePhoto(sent, { book: store.photos, files, now: new Date() });
        return c.json(photoDocument(c, submission), 201, { 'Cache-Control': 'no-store' });
      } finally {
        receiving--;
      }
    })
    .openapi(readPhoto, async (c) => {
      const { taskId, photoId } = c.req.valid('param');
      const [row] = await store.photos.photos({ sha256: photoId, taskId });
      if (row == null) throw new LandsichtError('not-found', 'There is no such photo.');
      return c.json(photoDocument(c, await files.submission(photoId, taskId)), 200, { 'Cache-Control': 'no-store' });
    })
    .openapi(viewPhoto, async (c) => {
      const { photoId } = c.req.valid('param');
      await assertKnown(photoId);
      return c.body(bytesOf(await files.view(photoId)), 200, {
        'Content-Type': 'image/jpeg',
        'Cache-Control': 'private, max-age=31536000, immutable',
      });
    })
    .openapi(openOriginal, async (c) => {
      const { photoId } = c.req.valid('param');
      await assertKnown(photoId);
      await store.photos.logRead({ sha256: photoId, ...c.req.valid('query') }, new Date());
      return c.body(bytesOf(await files.original(photoId)), 200, {
        'Content-Type': 'image/jpeg',
        'Cache-Control': 'no-store',
        'Content-Disposition': `attachment; filename="${photoId}.jpg"`,
      });
    });
}

function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
