import { z } from '@hono/zod-openapi';
import { parcelSorts } from '@landsicht/pipeline/store';
import { caseStateSchema, lightSchema } from './parcel-schemas.js';
import { limitParameter, textFilter } from './query-parameters.js';

export const parcelIdParameter = z
  .string()
  .max(200)
  .openapi({ param: { in: 'path', name: 'parcelId' } });

export const conditionParameter = z
  .string()
  .max(100)
  .openapi({ param: { in: 'path', name: 'condition' }, example: 'crop-group' });

const wholeNumber = (name: string, least: number, most: number, description: string) =>
  z
    .string()
    .optional()
    .transform((text, context) => {
      if (text == null) return undefined;
      if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
      context.addIssue({ code: 'custom', message: `Expected a whole number from ${least} to ${most}` });
      return z.NEVER;
    })
    .openapi({ type: 'integer', minimum: least, maximum: most, param: { in: 'query', required: false, name, description } });

export const yearParameter = wholeNumber('year', 1990, 2100, 'Legal year; default the newest there is');

/** Filters, order and page of the work list. */
export const parcelListQuery = z.strictObject({
  year: yearParameter,
  light: lightSchema.optional(),
  condition: textFilter('condition', 'Only parcels with this condition; with light, cause and state it fits on one condition'),
  cause: textFilter('cause', 'Only parcels with a condition that is yellow for this cause'),
  state: caseStateSchema.optional(),
  crop: textFilter('crop', 'Crop code'),
  office: textFilter('office', 'Office in charge'),
  holding: textFilter('holding', 'Pseudonym of the holding'),
  text: textFilter('text', 'Part of id, reference parcel, crop code or crop name'),
  sort: z.enum(parcelSorts).default('urgency'),
  order: z.enum(['asc', 'desc']).optional(),
  limit: limitParameter,
  offset: wholeNumber('offset', 0, 100_000_000, 'How many to leave out at the start'),
  f: z.enum(['json', 'csv']).optional(),
});
