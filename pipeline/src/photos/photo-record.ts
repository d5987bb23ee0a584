import { LandsichtError } from '@landsicht/core';
import { z } from 'zod';
import { canonicalJson } from '../runs/canonical-json.js';

const finite = (least: number, most: number) => z.number().min(least).max(most);
const text = (most: number) => z.string().min(1).max(most);

/**
 * What the app measured when the shutter closed, beside the JPEG. After EGNSS4CAP's `Photo.java` (lat, lng, accuracy, photo_heading,
 * horizontalViewAngle, created, ...), with units in the names, the task's nonce and what the operating system says about the device.
 * Strict: what is signed is known to the last member.
 */
export const photoRecordSchema = z.strictObject({
  version: z.literal(1),
  taskId: text(100),
  /** As the server gave it with the task. */
  nonce: text(100),
  deviceId: z.string().regex(/^[0-9a-f]{64}$/),
  /** When the photo was taken, by the device's clock. */
  createdUtc: z.iso.datetime(),
  position: z
    .strictObject({
      lonDeg: finite(-180, 180),
      latDeg: finite(-90, 90),
      altitudeM: finite(-500, 9_000).optional(),
      /** Radius of 68 %, as phones give it. */
      accuracyM: finite(0, 100_000),
      satellites: z.int().min(0).max(200).optional(),
      /** Galileo's signed navigation message (E1-B). */
      osnma: z.enum(['authenticated', 'unavailable', 'failed']).optional(),
    })
    .nullable(),
  /** Where the camera looked, clockwise from north. */
  heading: z.strictObject({ deg: finite(0, 360), reference: z.enum(['true', 'magnetic']) }).nullable(),
  pitchDeg: finite(-180, 180).optional(),
  rollDeg: finite(-180, 180).optional(),
  /** Across the picture as held. */
  horizontalViewAngleDeg: finite(1, 180).optional(),
  device: z.strictObject({ manufacturer: text(100), model: text(100), platform: text(100), version: text(100) }),
  /** Whether the position came from an app that feigns one; null: the system does not say. */
  mockLocation: z.boolean().nullable(),
  /** Whether the system's protection is off; null: not known. */
  rooted: z.boolean().nullable(),
  note: z.string().max(2_000).optional(),
});

export type PhotoRecord = z.infer<typeof photoRecordSchema>;

const MAX_RECORD_CHARACTERS = 16_384;

/** Parses what an app sent; `bad-argument` names the member, never its value. */
export function parsePhotoRecord(json: string): PhotoRecord {
  if (json.length > MAX_RECORD_CHARACTERS) {
    throw new LandsichtError('bad-argument', `record: ${json.length} characters; at most ${MAX_RECORD_CHARACTERS}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new LandsichtError('bad-argument', 'record: not JSON. Send the record of the app as one JSON object', { cause });
  }
  const parsed = photoRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  const what = issue?.code === 'unrecognized_keys' ? `unknown member ${issue.keys.join(', ')}` : 'missing or out of range';
  throw new LandsichtError('bad-argument', `record${place === '' ? '' : `.${place}`}: ${what}. See PhotoRecord in the API description`);
}

/** The one text of a record (RFC 8785, JSON Canonicalization Scheme): what is signed and stored. */
export function canonicalRecord(record: PhotoRecord): string {
  return canonicalJson(record);
}
