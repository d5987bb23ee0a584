import { z } from '@hono/zod-openapi';
import { bboxLonLatSchema, linkSchema, localTextSchema } from './schemas.js';

/** Alerts and followed events as the lake holds them and the API answers them. */

const instant = z.string().openapi({ description: 'UTC, RFC 3339', example: '2024-09-16T05:16:21.000Z' });

export const lookSchema = z
  .object({
    observedUtc: instant,
    state: z
      .string()
      .nullable()
      .openapi({ description: 'After this look: new, update, receding, all-clear; null: too small to be raised' }),
    sight: z.enum(['full', 'partial', 'none']).openapi({ description: 'How much of it this look saw' }),
    observedShare: z.number().openapi({ description: '0 to 1' }),
    areaHa: z.number().openapi({ description: 'Latest known area: seen, and unseen since' }),
    seenHa: z.number(),
    unseenHa: z.number().openapi({ description: 'Under water when last seen, not visible in this look' }),
    changeHa: z.number(),
    sceneIds: z.array(z.string()),
    unitKeys: z.array(z.string()),
    mergedIds: z.array(z.string()),
  })
  .openapi('EventLook');

export const followedEventSchema = z
  .object({
    eventId: z.string(),
    state: z.string(),
    end: z.string().nullable(),
    areaHa: z.number(),
    maximumHa: z.number(),
    maximumUtc: instant,
    bboxLonLat: bboxLonLatSchema.optional().openapi({ description: 'Of everything it ever covered' }),
    severity: z.string().openapi({ description: 'CAP 1.2; Unknown where no layer says what lies there' }),
    certainty: z.string().openapi({ description: 'CAP 1.2' }),
    likelihood: z.object({ mean: z.number(), p10: z.number() }).nullable().openapi({ description: 'Percent' }),
    advisories: z.array(z.string()),
    exposure: z
      .object({
        floodedHaByLandUse: z.record(z.string(), z.number()).nullable(),
        buildings: z.number().nullable(),
        roadsKmByClass: z.record(z.string(), z.number()).nullable(),
        population: z.number().nullable(),
      })
      .nullable(),
    firstSeenUtc: instant,
    raisedUtc: instant,
    lastWaterUtc: instant,
    lastLookUtc: instant,
    immediateUntilUtc: instant,
    successorId: z.string().nullable(),
    predecessorIds: z.array(z.string()),
    history: z.array(lookSchema),
  })
  .openapi('FollowedEvent');

/** `alerts.json` of a unit: versions of alerts, as published. */
export const alertRecordSchema = z.object({
  alertId: z.string(),
  version: z.int(),
  type: z.enum(['new', 'update', 'clear']),
  clearReason: z.string().nullable(),
  area: z.object({ id: z.string(), title: z.string(), raiseHa: z.number(), minimumSeverity: z.string() }),
  headline: localTextSchema,
  description: localTextSchema,
  event: followedEventSchema,
  bboxLonLat: bboxLonLatSchema,
  sceneIds: z.array(z.string()),
  expiresUtc: instant,
});

export const alertFileSchema = z.object({ alerts: z.array(alertRecordSchema) });
export const eventFileSchema = z.object({ events: z.array(followedEventSchema) });

export const acknowledgementSchema = z
  .object({
    version: z.int().openapi({ description: 'Of the alert: what was on the screen' }),
    person: z.string().openapi({ description: 'As they named themselves; not checked' }),
    note: z.string(),
    acknowledgedUtc: instant,
  })
  .openapi('Acknowledgement');

/** Somebody must be able to read who it was: no control characters, no half surrogates, nothing that turns the line around. */
function isReadable(name: string): boolean {
  return /[\p{L}\p{N}]/u.test(name) && !/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(name);
}

export const personNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isReadable, 'Expected a name with a letter or digit and no control characters');

export const newAcknowledgementSchema = z
  .strictObject({
    version: z.int().min(1),
    person: personNameSchema,
    note: z.string().trim().max(2_000).default(''),
  })
  .openapi('NewAcknowledgement');

export const alertSchema = alertRecordSchema
  .extend({
    monitor: z.string(),
    unitKey: z.string().openapi({ description: 'Of the unit that published this version' }),
    acknowledged: z.boolean().openapi({ description: 'Whether somebody has seen this version' }),
    acknowledgements: z.array(acknowledgementSchema).openapi({ description: 'Of all versions, oldest first; never changed' }),
    versions: z
      .array(z.object({ version: z.int(), type: z.string(), observedUtc: instant, headline: localTextSchema }))
      .openapi({ description: 'Oldest first' }),
    madeBy: z.literal('machine'),
    disclaimer: localTextSchema,
  })
  .openapi('Alert');

export const alertListSchema = z
  .object({
    alerts: z.array(alertSchema).openapi({ description: 'Latest version of each, latest look first' }),
    links: z.array(linkSchema),
  })
  .openapi('AlertList');

export const followedEventListSchema = z
  .object({
    events: z
      .array(followedEventSchema.extend({ monitor: z.string(), alertIds: z.array(z.string()) }))
      .openapi({ description: 'As they stood at the latest look, latest first' }),
    links: z.array(linkSchema),
  })
  .openapi('FollowedEventList');

export type AlertRecord = z.infer<typeof alertRecordSchema>;
export type Alert = z.infer<typeof alertSchema>;
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;
export type FollowedEvent = z.infer<typeof followedEventListSchema>['events'][number];
export type EventLook = z.infer<typeof lookSchema>;
