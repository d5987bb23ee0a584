import { LandsichtError } from '@landsicht/core';
import { z } from 'zod';
import { readLocalJson } from '../../../sources/read-json.js';

const isoDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected YYYY-MM-DD')
  .refine((text) => new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) ?? false, 'no such day');

const opticalRow = z.object({
  date: isoDay,
  /** Inner pixels. */
  n: z.number().int().nonnegative(),
  mean: z.number().nullable(),
  /** Inner pixels by Sentinel-2 scene class 0–11. */
  scl: z.array(z.number().nonnegative()).length(12, 'expected counts of the 12 scene classes'),
});

const coherenceRow = z.object({ date: isoDay, VH: z.number().nullable(), VV: z.number().nullable() });

const seriesSchema = z.object({
  index: z.literal('NDVI'),
  year: z.number().int().min(2015).max(2100),
  parcels: z.array(
    z.object({
      id: z.union([z.number(), z.string()]),
      s2: z.array(opticalRow),
      coh6: z.array(coherenceRow).optional(),
    }),
  ),
});

export type SignalSeries = z.infer<typeof seriesSchema>;
export type ParcelSeries = SignalSeries['parcels'][number];
export type OpticalRow = ParcelSeries['s2'][number];
export type CoherenceRow = z.infer<typeof coherenceRow>;

/** Imported signals of parcels; throws `bad-argument` with file, place and what is expected. */
export async function readSignalSeries(path: string): Promise<SignalSeries> {
  const parsed = seriesSchema.safeParse(await readLocalJson(path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new LandsichtError(
      'bad-argument',
      `${path}: ${issue?.path.join('.') || 'the document'}: ${issue?.message}. Expected {index: "NDVI", year, parcels: [{id, s2: [{date, n, mean, scl}], coh6?}]}`,
    );
  }
  const seen = new Set<string>();
  for (const { id } of parsed.data.parcels) {
    if (seen.has(String(id)))
      throw new LandsichtError('bad-argument', `${path}: the parcel ${id} is there twice. Give each parcel once, with all its dates`);
    seen.add(String(id));
  }
  return parsed.data;
}
