import { z } from 'zod';
import { cropGroupIds } from '../crops/crop-groups.js';
import type { MarkerType } from '../markers/marker.js';

/**
 * A condition as data: what it applies to, when it is judged, what turns it green or red, and the sentences that say so (parcels.md 8). An
 * agency gives its own folder of such files; law that changes is a new file, not new code.
 */

export const markerTypes = [
  'mowing',
  'bare-soil',
  'ploughing',
  'stubble',
  'harvest',
  'vegetation',
  'catch-crop',
  'soil-cover',
  'rape-flowering',
  'grassland-ploughed',
  'heterogeneity',
  'sealing',
  'woody',
  'photovoltaics',
] as const satisfies readonly MarkerType[];

const localText = z.strictObject({ de: z.string().min(1), en: z.string().min(1) });

/** A day of the legal year, or of the year `yearOffset` from it. */
const ruleDay = z.strictObject({
  monthDay: z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'expected MM-DD'),
  yearOffset: z.int().min(-1).max(1).default(0),
});
export type RuleDay = z.infer<typeof ruleDay>;

/** A crop code, or a span of codes of the same length: "451-459". */
const codeSpan = z.string().regex(/^[^\s-]+(-[^\s-]+)?$/, 'expected a code or a span like 451-459');

/** A marker's value: a number within limits or one of some words. */
const valueTest = z
  .strictObject({
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    oneOf: z.array(z.union([z.string(), z.number()])).optional(),
  })
  .refine((test) => Object.keys(test).length > 0, 'expected atLeast, atMost or oneOf');
export type ValueTest = z.infer<typeof valueTest>;

const markerTest = z.strictObject({
  /** Any of these. */
  marker: z.array(z.enum(markerTypes)).min(1),
  /** Least confidence, 0..1. */
  confidence: z.number().min(0).max(1).optional(),
  values: z.record(z.string(), valueTest).optional(),
  /** Its whole interval lies in the window: what may have happened before or after a closed season does not prove that it was broken. */
  within: z.literal(true).optional(),
  /** Clear dates within 30 days after it whose NDVI stays below the middle between before and after. */
  lowLooksAfter: z.int().min(1).optional(),
  /** How many; counted in clear dates where the marker says how many show it (`values.looks`). */
  count: z.int().min(1).default(1),
});
export type MarkerTest = z.infer<typeof markerTest>;

const cropTest = z
  .strictObject({
    /** The group declared, or the likeliest other one. */
    crop: z.enum(['declared', 'other']),
    atLeast: z.number().min(0).max(1).optional(),
    below: z.number().min(0).max(1).optional(),
  })
  .refine(({ atLeast, below }) => atLeast != null || below != null, 'expected atLeast or below');
export type CropTest = z.infer<typeof cropTest>;

const ndviTest = z
  .strictObject({
    /** Greatest, least, or their difference over the clear dates of the window. */
    ndvi: z.enum(['max', 'min', 'range']),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
  })
  .refine(({ atLeast, atMost }) => atLeast != null || atMost != null, 'expected atLeast or atMost');
export type NdviTest = z.infer<typeof ndviTest>;

export type Expression =
  | { readonly all: readonly Expression[] }
  | { readonly any: readonly Expression[] }
  | { readonly not: Expression }
  | MarkerTest
  | CropTest
  | NdviTest;

const expression: z.ZodType<Expression> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(expression).min(1) }),
    z.strictObject({ any: z.array(expression).min(1) }),
    z.strictObject({ not: expression }),
    markerTest,
    cropTest,
    ndviTest,
  ]),
);

/** What must have been seen before a light other than yellow counts. */
const needs = z.strictObject({
  /** Clear dates within the span. */
  clearDates: z.int().min(0),
  /** Longest time without a clear date within the span, its ends included; absent = any. */
  maximumGapDays: z.number().positive().optional(),
  /** Inner pixels of 10 m. */
  pixels: z.int().min(0),
  /** Absent = the window. */
  from: ruleDay.optional(),
  to: ruleDay.optional(),
});
export type Needs = z.infer<typeof needs>;

/** Fits where one of the lists does; `kinds` and `exceptCropCodes` always count. */
const appliesTo = z
  .strictObject({
    kinds: z.array(z.enum(['declaration', 'reference'])).min(1),
    cropCodes: z.array(codeSpan).optional(),
    exceptCropCodes: z.array(codeSpan).optional(),
    cropGroups: z.array(z.enum(cropGroupIds)).optional(),
    ecoSchemes: z.array(z.string()).optional(),
    commitments: z.array(z.string()).optional(),
    everything: z.literal(true).optional(),
  })
  .refine(
    ({ cropCodes, cropGroups, ecoSchemes, commitments, everything }) =>
      [cropCodes, cropGroups, ecoSchemes, commitments, everything].some((list) => list != null),
    'expected cropCodes, cropGroups, ecoSchemes, commitments or everything',
  );
export type AppliesTo = z.infer<typeof appliesTo>;

export const ruleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case words joined by hyphens'),
  title: localText,
  version: z.string().min(1),
  /** Both included; `to` null = until changed. */
  legalYears: z.strictObject({ from: z.int(), to: z.int().nullable() }),
  legalSource: z.array(z.string().min(1)).min(1),
  appliesTo,
  /**
   * `act`: something must be done within the window; once seen, green is final, red comes when the window is over. `abstain`: it must not be
   * done; red comes at once, green is final when the window is over. `match`: what the parcel is; both are final when the window is over.
   */
  duty: z.enum(['act', 'abstain', 'match']),
  window: z.strictObject({ from: ruleDay, to: ruleDay, toByCropGroup: z.partialRecord(z.enum(cropGroupIds), ruleDay).optional() }),
  /** A parcel that is not of one piece is yellow (parcels.md 6). */
  needsHomogeneous: z.boolean(),
  /** Green only where the declared boundary is sound and within the reference parcel. */
  needsSoundBoundary: z.boolean().default(false),
  needs: z.strictObject({ green: needs, red: needs }),
  green: expression,
  red: expression,
  /** Cause where neither holds though enough was seen. */
  otherwise: z.enum(['WEAK_EVIDENCE', 'HETEROGENEOUS', 'BOUNDARY_CONFLICT', 'TREE_COVERED']).default('WEAK_EVIDENCE'),
  /** With {placeholders}; parts in [brackets] are left out where a placeholder in them has no value. */
  sentences: z.strictObject({ green: localText, red: localText, yellow: localText }),
});

export type Rule = z.infer<typeof ruleSchema>;

export interface VersionedRule extends Rule {
  /** Version and the first digits of the sha-256 of `given`: another text is another version, a newer program is not. */
  readonly ruleVersion: string;
  /** The document as it was given, without defaults. */
  readonly given: unknown;
}

export interface ParcelRules {
  readonly rules: readonly VersionedRule[];
}
