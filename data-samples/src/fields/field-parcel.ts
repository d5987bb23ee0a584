import type { Ring } from '../land/convex-polygon.js';
import type { FieldCrop } from './field-ground.js';
import type { FieldEvent, FieldPlan } from './field-plan.js';

/** What is planted against a declaration (parcels.md 12, 7). */
export const violationKinds = [
  'wrong-crop',
  'unmown',
  'part-ploughed',
  'two-crops',
  'building',
  'over-hedge',
  'fallow-mown',
  'catch-crop-missing',
  'soil-not-covered',
] as const;
export type ViolationKind = (typeof violationKinds)[number];

/** A piece of a parcel with its own course of the year. */
export interface FieldPart {
  /** Open convex ring in metres of the model plane. */
  readonly ring: Ring;
  readonly crop: FieldCrop;
  readonly plan: FieldPlan;
  /** Share of the parcel's area. */
  readonly share: number;
}

export interface FieldParcel {
  readonly id: string;
  /** Row of the world's list. */
  readonly index: number;
  readonly flik: string;
  readonly holding: string;
  /** Bits of its own. */
  readonly seed: number;
  /** Where it really lies, open, convex, counter-clockwise. */
  readonly ring: Ring;
  /** As the farmer drew it. */
  readonly drawn: Ring;
  /** Copses and masts in it, cut out of what is declared. */
  readonly holes: readonly Ring[];
  /** The first part is the rest of the parcel, drawn under the others. */
  readonly parts: readonly [FieldPart, ...FieldPart[]];
  readonly declared: FieldCrop;
  /** A catch crop is promised after the harvest. */
  readonly promisesCatchCrop: boolean;
  readonly violations: readonly ViolationKind[];
  /** Factor on NDVI, N(1, 0.06). */
  readonly vigour: number;
  /** Deviation of its backscatter, dB. */
  readonly radarDb: number;
}

/** What happened on all of it or a part, in the order of time. */
export function eventsOf({ parts }: FieldParcel): (FieldEvent & { readonly part: number })[] {
  return parts.flatMap(({ plan }, part) => plan.events.map((event) => ({ ...event, part }))).sort((a, b) => a.epochDay - b.epochDay);
}
