import { LandsichtError } from '@landsicht/core';
import { z } from 'zod';

const localText = z.object({ de: z.string().min(1), en: z.string().min(1) });
const sha256Multihash = z.string().regex(/^1220[0-9a-f]{64}$/, 'expected 1220 and the sha-256 in hex (multihash)');
const shape = z.array(z.number().int()).length(4);

const scaling = z.object({ type: z.literal('z-score'), mean: z.number(), stddev: z.number().positive() });
const clipping = z.object({ type: z.literal('clip'), minimum: z.number(), maximum: z.number() });

const input = z.object({
  name: z.string(),
  /** Names of the channels in order, e.g. vv, vh. */
  bands: z.array(z.string().min(1)).min(1),
  input: z.object({
    shape,
    dim_order: z.tuple([z.literal('batch'), z.literal('bands'), z.literal('height'), z.literal('width')]),
    data_type: z.literal('float32'),
  }),
  /** Of each band: first cut to a range, then set to mean 0 and deviation 1. */
  value_scaling: z.array(z.union([clipping, scaling])),
  resize_type: z.null(),
});

const output = z.object({
  name: z.string(),
  tasks: z.array(z.string()).min(1),
  result: z.object({
    shape,
    dim_order: z.tuple([z.literal('batch'), z.literal('class'), z.literal('height'), z.literal('width')]),
    data_type: z.literal('float32'),
  }),
  'classification:classes': z.array(z.object({ value: z.number().int(), name: z.string(), title: z.string().optional() })).min(1),
  post_processing_function: z.null(),
});

/** `manifest.json` of a model: a STAC item of the extension MLM 1.3, and what Landsicht needs beyond it. */
const manifestSchema = z.object({
  type: z.literal('Feature'),
  stac_version: z.string(),
  stac_extensions: z.array(z.string()).refine((all) => all.some((one) => /\/mlm\/v1\.[3-9]/.test(one)), 'expected the extension MLM 1.3'),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,60}$/, 'expected lower-case letters, digits and hyphens'),
  geometry: z.null(),
  properties: z.object({
    datetime: z.string().nullable(),
    license: z.string().min(1),
    'mlm:name': z.string().min(1),
    'mlm:architecture': z.string(),
    'mlm:tasks': z.array(z.string()).min(1),
    'mlm:framework': z.literal('ONNX'),
    'mlm:total_parameters': z.number().int().positive(),
    'mlm:input': z.array(input).length(1),
    'mlm:output': z.array(output).length(1),
    'landsicht:title': localText,
    /** The monitor that can use it. */
    'landsicht:monitor': z.string(),
    /** `default` only where it beats the rule on real data; everything else is `experimental`. */
    'landsicht:status': z.enum(['experimental', 'default']),
    'landsicht:tile_px': z.number().int().min(16).max(4096),
    'landsicht:overlap_px': z.number().int().nonnegative(),
    /** Ground size of a pixel it was trained for, m: smallest and largest. */
    'landsicht:pixel_m': z.tuple([z.number().positive(), z.number().positive()]),
    /** What its logits were divided by so that probabilities are frequencies; it is part of the graph. */
    'landsicht:temperature': z.number().positive(),
    /** On what, how long and where it was trained. */
    'landsicht:training': z.record(z.string(), z.unknown()),
  }),
  assets: z.object({
    model: z.object({ href: z.literal('model.onnx'), 'file:checksum': sha256Multihash, 'file:size': z.number().int().positive() }),
  }),
});

export type ModelManifest = z.infer<typeof manifestSchema>;

/** Throws `model-invalid` with the place and what is expected. `path`: for messages. */
export function parseManifest(text: string, path: string): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new LandsichtError('model-invalid', `${path}: not JSON. A manifest is a STAC item with the extension MLM 1.3`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LandsichtError(
    'model-invalid',
    `${path}: ${issue?.path.join('.') || 'the document'}: ${issue?.message}. A manifest is a STAC item with the extension MLM 1.3`,
  );
}

/** sha-256, hex. */
export function sha256Of({ assets }: ModelManifest): string {
  return assets.model['file:checksum'].slice(4);
}
