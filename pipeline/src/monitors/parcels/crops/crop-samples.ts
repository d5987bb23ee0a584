import { LandsichtError } from '@landsicht/core';
import { z } from 'zod';
import { readLocalJson } from '../../../sources/read-json.js';

const isoDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const samplesSchema = z.object({
  /** Names of the optical values, in order. */
  bands: z.array(z.string()).min(1),
  /** Names of the radar values, in order. */
  s1: z.array(z.string()),
  /** Optical value × scale = reflectance. */
  scale: z.number().positive(),
  samples: z
    .array(
      z.object({
        id: z.union([z.string(), z.number()]).transform(String),
        label: z.string().nullable(),
        obs: z.array(
          z.object({
            d: isoDay,
            s2: z.array(z.number()).nullable(),
            s1: z.array(z.number()).nullable(),
          }),
        ),
      }),
    )
    .min(1),
});

export type CropSamples = z.infer<typeof samplesSchema>;
export type CropSample = CropSamples['samples'][number];

/** Parcels with their mean signal per date and declared crop; throws `bad-argument` with file, place and what is expected. */
export async function readCropSamples(path: string): Promise<CropSamples> {
  const parsed = samplesSchema.safeParse(await readLocalJson(path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new LandsichtError(
      'bad-argument',
      `${path}: ${issue?.path.join('.') || 'the document'}: ${issue?.message}. Expected {bands, s1, scale, samples: [{id, label, obs: [{d, s2, s1}]}]}`,
    );
  }
  const samples = parsed.data;
  const seen = new Set<string>();
  for (const { id, obs } of samples.samples) {
    if (seen.has(id))
      throw new LandsichtError('bad-argument', `${path}: the parcel ${id} is there twice. Give each parcel once, with all its dates`);
    seen.add(id);
    for (const { d, s2, s1 } of obs) {
      if (Number.isNaN(Date.parse(d)))
        throw new LandsichtError('bad-argument', `${path}: parcel ${id}: "${d}" is no date; expected YYYY-MM-DD`);
      if ((s2 != null && s2.length !== samples.bands.length) || (s1 != null && s1.length !== samples.s1.length)) {
        throw new LandsichtError(
          'bad-argument',
          `${path}: parcel ${id}, ${d}: ${s2?.length ?? 0} optical and ${s1?.length ?? 0} radar values; expected ${samples.bands.length} (${samples.bands.join(', ')}) and ${samples.s1.length} (${samples.s1.join(', ')})`,
        );
      }
    }
  }
  return samples;
}
