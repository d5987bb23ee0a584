import { z } from '@hono/zod-openapi';

/** Names from the path only ever select rows and manifest entries; they are never part of a file path. */
const inPath = (name: string) =>
  z
    .string()
    .max(200)
    .openapi({ param: { in: 'path', name } });

export const collectionIdParameter = inPath('collectionId').openapi({ example: 'flood' });
export const featureIdParameter = inPath('featureId');
export const alertIdParameter = inPath('alertId');
export const unitKeyParameter = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .openapi({ param: { in: 'path', name: 'key', description: 'Content key of the unit: sha-256, hex' } });
export const layerParameter = inPath('layer').openapi({ example: 'flood' });
export const parcelIdParameter = inPath('parcelId');
export const photoTaskIdParameter = inPath('taskId');
export const photoIdParameter = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .openapi({ param: { in: 'path', name: 'photoId', description: 'sha-256 of the file, hex' } });
