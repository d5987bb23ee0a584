import { z } from '@hono/zod-openapi';

/** What the API answers, as zod: the source of the OpenAPI documents and of the client's types. */

export const localTextSchema = z.object({ de: z.string(), en: z.string() }).openapi('LocalText');

export const linkSchema = z
  .object({
    href: z.url().openapi({ description: 'Always absolute' }),
    rel: z.string(),
    type: z.string().optional(),
    title: z.string().optional(),
    templated: z.boolean().optional(),
  })
  .openapi('Link');

/** RFC 9457; `code` and `description` are what OGC API clients show. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    description: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .openapi('Problem');

/** West, south, east, north in degrees. */
export const bboxLonLatSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]).openapi('BboxLonLat', {
  type: 'array',
  items: { type: 'number' },
  minItems: 4,
  maxItems: 4,
});

const instantSchema = z.iso.datetime().openapi({ description: 'UTC, RFC 3339', example: '2024-09-16T05:16:21.000Z' });
const parameterValueSchema = z.union([z.number(), z.string(), z.boolean()]);

export const classSchema = z
  .object({
    id: z.string(),
    code: z.int(),
    title: localTextSchema,
    color: z.string().openapi({ description: 'CSS hex, the same in legend, tiles and vectors' }),
    detect: z.boolean().openapi({ description: 'Whether its pixels become features' }),
  })
  .openapi('MonitorClass');

export const layerKindSchema = z.enum(['classes', 'reason', 'percent', 'days', 'count', 'image']);

const layerClassesSchema = z
  .array(classSchema)
  .optional()
  .openapi({ description: 'Of a layer with codes of its own; else those of the monitor' });

export const parameterSchema = z
  .object({
    default: parameterValueSchema,
    unit: z.string(),
    title: localTextSchema,
    source: z.string(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  })
  .openapi('MonitorParameter');

export const attributeSchema = z
  .object({
    id: z.string(),
    shortName: z.string(),
    title: localTextSchema,
    type: z.enum(['text', 'number', 'date', 'flag']),
    unit: z.string().optional(),
    values: z.record(z.string(), localTextSchema).optional().openapi({ description: 'What its values are called, where they are ids' }),
  })
  .openapi('MonitorAttribute');

const tiersSchema = z
  .object({
    attribute: z.string().openapi({ description: 'The attribute that holds the tier’s id' }),
    steps: z.array(
      z.object({
        id: z.string(),
        title: localTextSchema,
        color: z.string(),
        since: z.string().openapi({ description: 'The date attribute that says since when' }),
        outline: z.enum(['dashed', 'solid', 'hatched']),
      }),
    ),
  })
  .openapi('MonitorTiers');

export const monitorSchema = z
  .object({
    id: z.string(),
    version: z.string(),
    title: localTextSchema,
    question: localTextSchema,
    color: z.string(),
    sensors: z.array(z.string()),
    parameters: z.record(z.string(), parameterSchema),
    classes: z.array(classSchema),
    layers: z.array(z.object({ id: z.string(), title: localTextSchema, kind: layerKindSchema, classes: layerClassesSchema })),
    attributes: z.array(attributeSchema).openapi({ description: 'What its features carry beyond the common properties, in reading order' }),
    ranking: z.string().nullable().openapi({ description: 'The attribute its features are ranked by, greatest first' }),
    listed: z.array(z.string()).openapi({ description: 'Attributes that say most about a feature in a list' }),
    tiers: tiersSchema.nullable().openapi({ description: 'How surely its features are known, step by step' }),
    limits: z.array(localTextSchema).openapi({ description: 'What it cannot see' }),
    units: z.int().openapi({ description: 'Scenes processed' }),
    detections: z.int(),
    bboxLonLat: bboxLonLatSchema,
    firstObservedUtc: instantSchema,
    lastObservedUtc: instantSchema,
    items: z.url().openapi({ description: 'The OGC API collection with its detections' }),
  })
  .openapi('Monitor');

export const monitorListSchema = z.object({ monitors: z.array(monitorSchema) }).openapi('MonitorList');

export const unitLayerSchema = z
  .object({
    id: z.string(),
    title: localTextSchema,
    kind: layerKindSchema,
    classes: layerClassesSchema,
    tiles: z.string().openapi({ description: 'XYZ template with {z}, {x}, {y}; 256 px; @2x before .png for 512 px' }),
    tileJson: z.url(),
    download: z.url().openapi({ description: 'The Cloud Optimized GeoTIFF' }),
    value: z.url().openapi({ description: 'Add ?lon=&lat= for the value at a place' }),
    minzoom: z.int(),
    maxzoom: z.int(),
  })
  .openapi('UnitLayer');

export const unitSchema = z
  .object({
    key: z.string(),
    monitor: z.string(),
    monitorVersion: z.string(),
    observedUtc: instantSchema,
    bboxLonLat: bboxLonLatSchema,
    epsg: z.int(),
    pixelSizeM: z.number(),
    detections: z.int(),
    current: z.boolean().openapi({ description: 'Whether it counts; false: a later result took its place' }),
    explain: z.url().openapi({ description: 'Add ?lon=&lat= for every test’s vote at a place' }),
    layers: z.array(unitLayerSchema),
    inputs: z.array(
      z.object({
        itemId: z.string(),
        collection: z.string().nullable(),
        sensor: z.string(),
        acquiredUtc: z.string(),
        attribution: z.string().nullable(),
        role: z.enum(['subject', 'reference']),
      }),
    ),
    parameters: z.record(z.string(), parameterValueSchema),
    model: z.object({ id: z.string(), sha256: z.string() }).nullable(),
    summary: z.record(z.string(), z.number()),
    flags: z.array(z.string()),
    attribution: z.string().openapi({ description: 'Empty where no input names one' }),
    madeBy: z.literal('machine'),
  })
  .openapi('Unit');

export const unitListSchema = z
  .object({
    units: z.array(unitSchema).openapi({ description: 'Newest observation first' }),
    numberMatched: z.int(),
    numberReturned: z.int(),
    links: z.array(linkSchema),
  })
  .openapi('UnitList');

const ring = z.array(z.array(z.number()));
export const geometrySchema = z
  .union([
    z.object({ type: z.literal('Polygon'), coordinates: z.array(ring) }),
    z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring)) }),
  ])
  .openapi('PolygonGeometry');

export const detectionPropertiesSchema = z
  .looseObject({
    id: z.string(),
    monitor: z.string(),
    class: z.string(),
    areaM2: z.number().openapi({ description: 'Measured on the projected CRS areaEpsg' }),
    areaEpsg: z.int(),
    likelihood: z.number().nullable().openapi({ description: '0 to 1; null where the monitor gives none' }),
    observedUtc: instantSchema,
    sceneIds: z.array(z.string()),
    unitKey: z.string(),
    madeBy: z.literal('machine'),
  })
  .openapi('DetectionProperties');

export const featureSchema = z
  .object({
    type: z.literal('Feature'),
    id: z.string(),
    bbox: z.array(z.number()).optional(),
    geometry: geometrySchema,
    properties: detectionPropertiesSchema,
    links: z.array(linkSchema).optional(),
  })
  .openapi('DetectionFeature');

export const featureCollectionSchema = z
  .object({
    type: z.literal('FeatureCollection'),
    features: z.array(featureSchema),
    links: z.array(linkSchema),
    timeStamp: z.iso.datetime(),
    numberMatched: z.int(),
    numberReturned: z.int(),
  })
  .openapi('DetectionCollection');

export const collectionSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    itemType: z.literal('feature'),
    extent: z.object({
      spatial: z.object({ bbox: z.array(z.array(z.number())), crs: z.string() }),
      temporal: z.object({ interval: z.array(z.array(z.string().nullable())), trs: z.string() }),
    }),
    crs: z.array(z.string()),
    storageCrs: z.string(),
    links: z.array(linkSchema),
  })
  .openapi('Collection');

export const collectionListSchema = z
  .object({ collections: z.array(collectionSchema), crs: z.array(z.string()), links: z.array(linkSchema) })
  .openapi('CollectionList');

export const landingSchema = z
  .object({ title: z.string(), description: z.string(), attribution: z.string(), links: z.array(linkSchema) })
  .openapi('LandingPage');

export const conformanceSchema = z.object({ conformsTo: z.array(z.string()) }).openapi('Conformance');

export const tileJsonSchema = z
  .object({
    tilejson: z.literal('3.0.0'),
    name: z.string(),
    attribution: z.string(),
    scheme: z.literal('xyz'),
    tiles: z.array(z.string()),
    bounds: bboxLonLatSchema,
    minzoom: z.int(),
    maxzoom: z.int(),
    range: z
      .array(z.number())
      .openapi({ description: 'Least and greatest value of the colours, for layers of days and counts; else empty' }),
  })
  .openapi('TileJson');

const toldValueSchema = z.object({
  title: localTextSchema,
  value: z.union([z.number(), z.string(), localTextSchema]).nullable(),
  unit: z.string(),
});

const toldSeriesSchema = z
  .object({
    title: localTextSchema,
    unit: z.string(),
    dates: z.array(
      z.object({
        date: z.string(),
        value: z.number().nullable(),
        masked: localTextSchema.nullable(),
        isAnomaly: z.boolean(),
      }),
    ),
    curve: z
      .array(z.object({ date: z.string(), expected: z.number(), limit: z.number() }))
      .openapi({ description: 'The normal year, and up to where a value counts as normal' }),
    events: z.array(z.object({ date: z.string(), title: localTextSchema })),
  })
  .openapi('PlaceSeries');

export const placeExplanationSchema = z
  .object({
    unitKey: z.string(),
    question: localTextSchema,
    class: classSchema.nullable(),
    likelihoodPercent: z.number().nullable(),
    tests: z.array(
      z.object({
        title: localTextSchema,
        vote: z.enum(['yes', 'no', 'none', 'absent']).openapi({ description: 'none: ran and cannot tell here; absent: did not run' }),
        likelihoodPercent: z.number().nullable(),
        values: z.array(toldValueSchema),
      }),
    ),
    values: z.array(toldValueSchema),
    flags: z.array(localTextSchema).openapi({ description: 'What weakens the result' }),
    series: toldSeriesSchema.nullable().openapi({ description: 'Every date of the place, where the monitor follows a series' }),
    details: z.record(z.string(), z.unknown()).openapi({ description: 'The same with everything else that was measured' }),
  })
  .openapi('PlaceExplanation');

/** `observed: false` carries the reason where the unit has a layer of reasons. */
export const pixelValueSchema = z
  .object({
    layer: z.string(),
    kind: layerKindSchema,
    observed: z.boolean(),
    value: z.number().nullable().openapi({ description: 'Days since 1970-01-01 for layers of days; 0: nothing happened' }),
    class: classSchema.nullable(),
    reason: z.object({ code: z.int(), id: z.string(), title: localTextSchema }).nullable(),
  })
  .openapi('PixelValue');

export const healthSchema = z
  .object({
    status: z.enum(['ok', 'degraded']),
    version: z.string(),
    startedUtc: z.string(),
    units: z.int(),
    detections: z.int(),
    lastObservedUtc: z.string().nullable(),
    lakeReadUtc: z.string().nullable().openapi({ description: 'When the lake was last compared with the database' }),
    problems: z.array(z.object({ monitor: z.string(), key: z.string(), message: z.string() })),
  })
  .openapi('Health');

/** Data of a `unit` event of /api/events. */
export const unitEventSchema = z.object({ key: z.string(), monitor: z.string(), observedUtc: z.string() }).openapi('UnitEvent');

export type Monitor = z.infer<typeof monitorSchema>;
export type Unit = z.infer<typeof unitSchema>;
export type UnitLayer = z.infer<typeof unitLayerSchema>;
export type DetectionFeature = z.infer<typeof featureSchema>;
export type DetectionCollection = z.infer<typeof featureCollectionSchema>;
export type PlaceExplanation = z.infer<typeof placeExplanationSchema>;
export type PixelValue = z.infer<typeof pixelValueSchema>;
export type Health = z.infer<typeof healthSchema>;
export type Link = z.infer<typeof linkSchema>;
