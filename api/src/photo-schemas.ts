import { z } from '@hono/zod-openapi';
import { photoRecordSchema } from '@landsicht/pipeline/photos';
import { personNameSchema } from './alert-schemas.js';
import { linkSchema, localTextSchema } from './schemas.js';

/** Photo tasks, photos and their checks as the API answers them: no holding, no camera, no original. */

const instant = z.string().openapi({ description: 'UTC, RFC 3339', example: '2026-06-10T10:15:30.000Z' });
const givenInstant = z.iso.datetime();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const newDeviceSchema = z
  .strictObject({
    publicKeyPem: z
      .string()
      .max(2_000)
      .openapi({ description: 'SubjectPublicKeyInfo of an ECDSA P-256 or Ed25519 key; the private half stays in the phone' }),
  })
  .openapi('NewPhotoDevice');

export const deviceSchema = z
  .object({
    deviceId: sha256.openapi({ description: 'sha-256 of the key (DER), hex' }),
    algorithm: z.enum(['ecdsa-p256', 'ed25519']),
    registeredUtc: instant,
  })
  .openapi('PhotoDevice');

export const newTaskSchema = z
  .strictObject({
    year: z.int().min(1990).max(2100).openapi({ description: 'Of the declaration' }),
    instruction: z.string().trim().min(3).max(2_000).openapi({ description: 'What to show; the farmer reads it' }),
    fromUtc: givenInstant,
    untilUtc: givenInstant,
  })
  .openapi('NewPhotoTask');

const taskSchema = z
  .object({ taskId: z.string(), parcelId: z.string(), instruction: z.string(), fromUtc: instant, untilUtc: instant })
  .extend({ createdUtc: instant, expiresUtc: instant.openapi({ description: 'After this a photo is not accepted' }) })
  .openapi('PhotoTask');

export const askedTaskSchema = taskSchema
  .extend({ nonce: z.string().openapi({ description: 'For the record of the app; serves once and is shown only here' }) })
  .openapi('AskedPhotoTask');

const checkSchema = z
  .object({
    id: z.string().openapi({ example: 'accuracy' }),
    result: z.enum(['pass', 'warn', 'fail']).openapi({ description: 'What lacks data is warn, never pass' }),
    value: z.union([z.number(), z.string()]).nullable().openapi({ description: 'What decided; null: not available' }),
    title: localTextSchema,
    sentence: localTextSchema,
  })
  .openapi('PhotoCheck');

export const photoSchema = z
  .object({
    photoId: sha256.openapi({ description: 'sha-256 of the file' }),
    taskId: z.string(),
    parcelId: z.string(),
    receivedUtc: instant,
    takenUtc: instant.nullable(),
    position: z.object({ lonDeg: z.number(), latDeg: z.number(), accuracyM: z.number().nullable() }).nullable(),
    headingTrueDeg: z.number().nullable().openapi({ description: 'Where the camera looked, clockwise from true north' }),
    widthPx: z.int(),
    heightPx: z.int(),
    verdict: z
      .enum(['ok', 'doubtful', 'rejected'])
      .openapi({ description: 'Of the twelve checks; what is to be seen is for a person to judge' }),
    verdictTitle: localTextSchema,
    checksVersion: z.string(),
    checks: z.array(checkSchema),
    links: z.array(linkSchema),
  })
  .openapi('Photo');

export const parcelPhotosSchema = z
  .object({ tasks: z.array(taskSchema), photos: z.array(photoSchema), links: z.array(linkSchema) })
  .openapi('ParcelPhotos');

/** For the description only: the text is parsed where the signature is checked. */
export const recordSchema = z.strictObject(photoRecordSchema.shape).openapi('PhotoRecord');

export const uploadSchema = z
  .strictObject({
    file: z
      .custom<File>((value) => value instanceof File, 'Expected a file')
      .openapi({ type: 'string', format: 'binary', description: 'JPEG' }),
    record: z.string().max(20_000).optional().openapi({ description: 'PhotoRecord of the app, JSON' }),
    signature: z
      .base64()
      .max(200)
      .optional()
      .openapi({ description: 'By the device, over SHA-256(file, canonical JSON of the record; RFC 8785)' }),
  })
  .openapi('PhotoUpload');

export const originalQuerySchema = z.strictObject({
  person: personNameSchema.openapi({ param: { in: 'query', name: 'person' }, description: 'Who wants to see it; logged' }),
  reason: z
    .string()
    .trim()
    .min(3)
    .max(500)
    .openapi({ param: { in: 'query', name: 'reason' }, description: 'Why; logged' }),
});

export type PhotoDocument = z.infer<typeof photoSchema>;
export type ParcelPhotos = z.infer<typeof parcelPhotosSchema>;
