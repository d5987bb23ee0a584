import { z } from '@hono/zod-openapi';
import { type BboxHit, bboxHitLonLat, bboxHitProjected } from '@landsicht/pipeline/store';
import { CRS84, type CrsUri, crsUris, publishedCrs } from './crs-uris.js';
import { parseInterval } from './time-interval.js';

/**
 * Query parameters as OGC API Features, Part 1 describes them (style form, no explode). A repeated parameter is no single value: 400.
 * Their OpenAPI form is given beside each, because what they parse to is another type.
 */
const inQuery = { in: 'query', required: false, style: 'form', explode: false } as const;

export const MAX_LIMIT = 10_000;
export const DEFAULT_LIMIT = 100;

/** Above the maximum acts as the maximum: GDAL sends 1000 whatever the description says. */
export const limitParameter = z
  .string()
  .optional()
  .transform((text, context) => {
    if (text == null) return DEFAULT_LIMIT;
    if (/^\d{1,15}$/.test(text) && Number(text) >= 1) return Math.min(Number(text), MAX_LIMIT);
    context.addIssue({ code: 'custom', message: 'Expected a whole number from 1' });
    return z.NEVER;
  })
  .openapi({
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT as never,
    param: { ...inQuery, name: 'limit', description: 'How many results at most; more than the maximum acts as the maximum' },
  });

export const tokenParameter = z
  .string()
  .max(300)
  .optional()
  .openapi({ type: 'string', param: { ...inQuery, name: 'token', description: 'Where the page begins; comes with the link rel=next' } });

/** Numbers only; which CRS they are in says `bbox-crs`. The heights of a box of six are not used. */
export const bboxParameter = z
  .string()
  .optional()
  .transform((text, context) => {
    if (text == null) return undefined;
    const numbers = text.split(',').map((part) => (/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(part) ? Number(part) : Number.NaN));
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = numbers;
    if ((numbers.length === 4 || numbers.length === 6) && numbers.every(Number.isFinite)) {
      return numbers.length === 4 ? ([a, b, c, d] as const) : ([a, b, d, e] as const);
    }
    context.addIssue({ code: 'custom', message: 'Expected four numbers (or six with heights), separated by commas' });
    return z.NEVER;
  })
  .openapi({
    type: 'array',
    items: { type: 'number' },
    minItems: 4,
    maxItems: 6,
    param: { ...inQuery, name: 'bbox', description: 'minx,miny,maxx,maxy: only what shares a point with this box; in the CRS bbox-crs' },
  });

const crsParameter = (name: 'crs' | 'bbox-crs', description: string) =>
  z
    .enum(crsUris as [CrsUri, ...CrsUri[]])
    .default(CRS84)
    .openapi({ param: { ...inQuery, name, description } });

export const bboxCrsParameter = crsParameter('bbox-crs', 'CRS of bbox');
export const crsOutParameter = crsParameter('crs', 'CRS of the geometries in the answer');

export const datetimeParameter = z
  .string()
  .optional()
  .transform((text, context) => {
    if (text == null) return undefined;
    const interval = parseInterval(text);
    if (interval != null) return interval;
    context.addIssue({
      code: 'custom',
      message: 'Expected an RFC 3339 instant or an interval a/b, ../b, a/.. that does not run backwards',
    });
    return z.NEVER;
  })
  .openapi({
    type: 'string',
    param: { ...inQuery, name: 'datetime', description: 'Only what was observed then: an instant, or an interval with both ends included' },
  });

export const formatParameter = z
  .enum(['json', 'html'])
  .optional()
  .openapi({ param: { ...inQuery, name: 'f', description: 'Format of the answer; without it the Accept header decides' } });

/** A required coordinate. */
export const degreesParameter = (name: 'lon' | 'lat', limit: number) =>
  z
    .string()
    .transform((text, context) => {
      const number = Number(text);
      if (text.trim() !== '' && Math.abs(number) <= limit) return number;
      context.addIssue({ code: 'custom', message: `Expected degrees from -${limit} to ${limit}` });
      return z.NEVER;
    })
    .openapi({ type: 'number', minimum: -limit, maximum: limit, param: { in: 'query', name, required: true } });

/** Equality with a text property. */
export const textFilter = (name: string, description: string) =>
  z
    .string()
    .max(200)
    .optional()
    .openapi({ type: 'string', param: { ...inQuery, name, description } });

/** Equality with a number. */
export const numberFilter = (name: string, description: string) =>
  z
    .string()
    .optional()
    .transform((text, context) => {
      if (text == null) return undefined;
      const number = Number(text);
      if (text.trim() !== '' && Number.isFinite(number)) return number;
      context.addIssue({ code: 'custom', message: 'Expected a number' });
      return z.NEVER;
    })
    .openapi({ type: 'number', param: { ...inQuery, name, description } });

/** The search box in its CRS; null where the box is upside down. What lies off the globe is cut off. */
export function bboxHitOf(box: readonly [number, number, number, number], uri: CrsUri): BboxHit | null {
  const { epsg, northFirst } = publishedCrs[uri];
  const [west, south, east, north] = northFirst ? ([box[1], box[0], box[3], box[2]] as const) : box;
  if (south > north) return null;
  if (epsg !== 4326) return west > east ? null : bboxHitProjected([west, south, east, north], epsg);
  const cut = (lon: number): number => Math.min(180, Math.max(-180, lon));
  return bboxHitLonLat([cut(west), south, cut(east), north]);
}
