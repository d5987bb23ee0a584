import { z } from '@hono/zod-openapi';
import { personNameSchema } from './alert-schemas.js';
import { bboxLonLatSchema, geometrySchema, linkSchema, localTextSchema } from './schemas.js';

/** Parcels, their lights, cases and series as the API answers them. */

const isoDay = z.string().openapi({ description: 'ISO 8601 day', example: '2026-05-17' });
const instant = z.string().openapi({ description: 'UTC, RFC 3339' });

export const lightSchema = z.enum(['green', 'yellow', 'red']).openapi('Light', {
  description: 'green: met; yellow: not conclusive; red: proposed, or decided by two people, as not met',
});

const stateIds = [
  ...(['OPEN', 'AUTO_GREEN', 'YELLOW', 'RED_PROPOSED', 'NOTIFIED', 'FARMER_CORRECTED'] as const),
  ...(['PHOTO_REQUESTED', 'PHOTO_OK', 'PHOTO_REJECTED', 'EXPERT_JUDGED', 'FIELD_VISIT', 'CLOSED'] as const),
] as const;
export const caseStateSchema = z.enum(stateIds).openapi('CaseState');

const titledSchema = z.object({ id: z.string(), title: localTextSchema }).openapi('Titled');
const countedSchema = titledSchema.extend({ count: z.int() }).openapi('TitledCount');

const conditionLightSchema = z
  .object({
    condition: z.string(),
    title: localTextSchema,
    light: lightSchema.openapi({ description: 'As decided last, by machine or people' }),
    machineLight: lightSchema,
    isFinal: z.boolean().openapi({ description: 'false: the window is still open, green may re-open' }),
    causes: z.array(titledSchema).openapi({ description: 'Why it is yellow' }),
    windowEnd: isoDay,
    state: caseStateSchema,
    stateTitle: localTextSchema,
    awaitsSecond: z.boolean().openapi({ description: 'Decided red; waits for a second person' }),
  })
  .openapi('ConditionLight');

export const parcelRowSchema = z
  .object({
    id: z.string(),
    year: z.int(),
    light: lightSchema.openapi({ description: 'The worst of its conditions' }),
    cropCode: z.string().nullable(),
    cropName: z.string().nullable(),
    flik: z.string().nullable(),
    holding: z.string().nullable().openapi({ description: 'A pseudonym' }),
    office: z.string().nullable(),
    hectares: z.number().openapi({ description: 'As declared, else as measured' }),
    lane: z.enum(['full', 'reduced', 'none']),
    lastClearDate: isoDay.nullable(),
    deadline: isoDay.nullable().openapi({ description: 'End of the first window that is not green' }),
    bboxLonLat: bboxLonLatSchema,
    conditions: z.array(conditionLightSchema).openapi({ description: 'Worst first' }),
  })
  .openapi('ParcelRow');

export const parcelListSchema = z
  .object({
    parcels: z.array(parcelRowSchema),
    numberMatched: z.int(),
    numberReturned: z.int(),
    lights: z
      .object({ green: z.int(), yellow: z.int(), red: z.int() })
      .openapi({ description: 'Parcels by light, under all filters but that of the light' }),
    facets: z
      .object({
        years: z.array(z.int()),
        conditions: z.array(countedSchema),
        causes: z.array(countedSchema),
        states: z.array(countedSchema),
        crops: z.array(z.object({ code: z.string(), name: z.string().nullable(), count: z.int() })),
        offices: z.array(z.object({ id: z.string(), count: z.int() })),
      })
      .openapi({ description: 'What there is to filter by, counted over the year without filters' }),
    links: z.array(linkSchema),
  })
  .openapi('ParcelList');

export const markerSchema = z
  .object({
    type: z.string(),
    title: localTextSchema,
    start: isoDay,
    end: isoDay,
    observedOn: isoDay,
    confidence: z.number(),
    values: z.record(z.string(), z.union([z.number(), z.string()])),
    sceneIds: z.array(z.string()),
    part: geometrySchema.nullable().openapi({ description: 'What part of the parcel it is about, if not all of it' }),
  })
  .openapi('ParcelMarker');

export const caseSchema = z
  .object({
    state: caseStateSchema,
    stateTitle: localTextSchema,
    light: lightSchema.nullable(),
    steps: z.int().openapi({ description: 'How many there are; give it back as seenSteps' }),
    awaitsSecond: z.boolean(),
    allowed: z
      .array(z.string())
      .openapi({ description: 'Steps a person may take now; whether they are the second person is checked when they do' }),
    isHeld: z.boolean().openapi({ description: 'A person took it up: newer conclusions of the machine do not change it' }),
  })
  .openapi('ParcelCase');

export const conclusionSchema = conditionLightSchema
  .extend({
    reason: localTextSchema.openapi({ description: 'The rule as a sentence with this parcel’s numbers' }),
    windowStart: isoDay,
    lastClearDate: isoDay.nullable(),
    hectares: z.number(),
    values: z.record(z.string(), z.union([z.number(), z.string()])),
    markers: z.array(markerSchema),
    sceneIds: z.array(z.string()),
    ruleVersion: z.string(),
    legalYear: z.int(),
    legalSource: z.array(z.string()),
    unitKey: z.string(),
    case: caseSchema,
  })
  .openapi('ParcelConclusion');

export const chipSchema = z
  .object({
    sceneId: z.string(),
    date: isoDay,
    clear: z.boolean(),
    masked: localTextSchema.nullable().openapi({ description: 'Why it is not clear' }),
    href: z.url().openapi({ description: 'PNG, 128 × 128; add ?style=true, false or ndvi' }),
  })
  .openapi('ParcelChip');

export const parcelSchema = parcelRowSchema
  .omit({ conditions: true })
  .extend({
    geometry: geometrySchema,
    areaHa: z.number(),
    declaredHa: z.number().nullable(),
    ecoSchemes: z.array(z.string()),
    commitments: z.array(z.string()),
    asOf: isoDay,
    unitKey: z.string(),
    laneCauses: z.array(titledSchema),
    monitorable: z.boolean(),
    flags: z.array(titledSchema),
    conclusions: z.array(conclusionSchema).openapi({ description: 'Worst first' }),
    markers: z.array(markerSchema).openapi({ description: 'All of the season, in time order' }),
    unanswered: z.array(z.object({ type: z.string(), title: localTextSchema, reason: localTextSchema })),
    crop: z
      .object({
        declaredGroup: titledSchema.nullable(),
        probabilities: z.array(titledSchema.extend({ probability: z.number() })).openapi({ description: 'Likeliest first' }),
        clearDatesAprSep: z.int(),
      })
      .nullable(),
    chips: z.array(chipSchema).openapi({ description: 'Optical scenes, oldest first' }),
    links: z.array(linkSchema),
  })
  .openapi('Parcel');

export const signalsSchema = z
  .object({
    looks: z.array(
      z.object({
        date: isoDay,
        sceneId: z.string(),
        sensor: z.enum(['s2', 'landsat', 's1']),
        relativeOrbit: z.int().nullable(),
        pixels: z.int(),
        used: z.boolean().openapi({ description: 'Clear and not weakened: what markers rest on' }),
        masked: localTextSchema.nullable().openapi({ description: 'Why it is not used' }),
        values: z.record(z.string(), z.number()).openapi({
          description: 'Means over the inner pixels: NDVI, NDTI, NDYI, BSI, B08, B11 (reflectance); VV, VH in dB, cohVV, cohVH',
        }),
        ndviSpread: z
          .tuple([z.number(), z.number()])
          .nullable()
          .openapi({ type: 'array', items: { type: 'number' }, description: '5th and 95th percentile' }),
      }),
    ),
    curve: z
      .array(z.object({ date: isoDay, ndvi: z.number() }))
      .openapi({ description: 'Whittaker smoothing over 5 days, for the eye only' }),
    peers: z
      .object({
        parcels: z.int(),
        radiusM: z.number(),
        dates: z.array(z.object({ date: isoDay, p10: z.number(), p50: z.number(), p90: z.number() })),
      })
      .nullable()
      .openapi({ description: 'NDVI of parcels of the same crop nearby; null with fewer than 5' }),
  })
  .openapi('ParcelSignals');

const text = z.string().trim().max(2_000).default('');
const needsText = z.string().trim().min(3).max(2_000);
const photoIds = z.array(z.string().max(200)).max(50).default([]);

export const personStepSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('notify'), text }),
    z.strictObject({ kind: z.literal('farmer-corrected'), text: needsText }),
    z.strictObject({ kind: z.literal('request-photo'), text }),
    z.strictObject({ kind: z.literal('accept-photo'), photoIds, text }),
    z.strictObject({ kind: z.literal('reject-photo'), photoIds, text: needsText }),
    z.strictObject({
      kind: z.literal('judge'),
      light: z.enum(['green', 'red']),
      reasonCode: z.enum(['EVIDENCE', 'FINER_IMAGE', 'PHOTO', 'CORRECTION', 'VISIT', 'FALSE_ALARM', 'GEOMETRY', 'EXEMPTION', 'OTHER']),
      text: needsText,
    }),
    z.strictObject({ kind: z.literal('countersign'), text }),
    z.strictObject({ kind: z.literal('field-visit'), light: lightSchema, text: needsText }),
    z.strictObject({ kind: z.literal('reopen'), text: needsText }),
    z.strictObject({ kind: z.literal('close'), text }),
    z.strictObject({ kind: z.literal('note'), text: needsText }),
  ])
  .openapi('PersonStep');

export const newStepSchema = z
  .strictObject({
    year: z.int().min(1990).max(2100),
    person: personNameSchema,
    seenSteps: z.int().min(0).openapi({ description: 'The case’s `steps` on the screen; refused where others were faster' }),
    step: personStepSchema,
  })
  .openapi('NewCaseStep');

export const caseEntrySchema = z
  .object({
    number: z.int().openapi({ description: 'From 1' }),
    atUtc: instant,
    person: z.string().nullable().openapi({ description: 'null: the machine' }),
    step: z.string(),
    before: caseStateSchema,
    after: caseStateSchema,
    light: lightSchema.nullable(),
    reasonCode: titledSchema.nullable(),
    text: z.string(),
    photoIds: z.array(z.string()),
    causes: z.array(titledSchema),
    seen: z
      .object({ unitKey: z.string(), ruleVersion: z.string(), light: lightSchema, sceneIds: z.array(z.string()) })
      .nullable()
      .openapi({ description: 'What the machine’s conclusion was and rested on at that moment' }),
  })
  .openapi('CaseEntry');

export const caseHistorySchema = z
  .object({
    case: caseSchema,
    entries: z.array(caseEntrySchema).openapi({ description: 'Oldest first; never changed' }),
    links: z.array(linkSchema),
  })
  .openapi('CaseHistory');

export const reproductionSchema = z
  .object({
    isSame: z.boolean().openapi({ description: 'Whether the stored evidence and rule give the stored conclusion again' }),
    stored: z.object({ light: lightSchema, reason: localTextSchema, ruleVersion: z.string(), unitKey: z.string() }),
    now: z
      .object({ light: lightSchema, reason: localTextSchema, causes: z.array(titledSchema) })
      .nullable()
      .openapi({ description: 'As it comes out now; null where the rule does not speak of this parcel' }),
    asOf: isoDay,
    looks: z.int().openapi({ description: 'Acquisitions it was drawn from' }),
  })
  .openapi('CaseReproduction');

export type ParcelRow = z.infer<typeof parcelRowSchema>;
export type ParcelList = z.infer<typeof parcelListSchema>;
export type ParcelDocument = z.infer<typeof parcelSchema>;
export type ParcelConclusion = z.infer<typeof conclusionSchema>;
export type ParcelMarkerDocument = z.infer<typeof markerSchema>;
export type ParcelSignals = z.infer<typeof signalsSchema>;
export type ParcelCase = z.infer<typeof caseSchema>;
export type NewCaseStep = z.infer<typeof newStepSchema>;
export type CaseEntry = z.infer<typeof caseEntrySchema>;
export type CaseReproduction = z.infer<typeof reproductionSchema>;
export type CaseHistory = z.infer<typeof caseHistorySchema>;
