import { z } from 'zod';
import type { Manifest } from './unit.js';

const text = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const localText = z.looseObject({ de: z.string(), en: z.string() });
const finite = z.number();
const size = z.int().positive();
const window = z.object({ col: z.int(), row: z.int(), width: size, height: size });

const manifestSchema = z.looseObject({
  manifestVersion: z.literal(1),
  key: sha256,
  monitor: z.looseObject({
    id: text,
    version: text,
    title: localText,
    color: text,
    parameters: z.record(z.string(), z.looseObject({})),
    classes: z.array(z.looseObject({ id: text, code: z.int(), title: localText, color: text, detect: z.boolean() })),
    layers: z.array(z.looseObject({ id: text, title: localText, kind: text })),
    limits: z.array(localText),
  }),
  parameters: z.record(z.string(), z.union([finite, z.string(), z.boolean()])),
  model: z.object({ id: text, sha256 }).nullable(),
  inputs: z.array(z.looseObject({ itemId: text, acquiredUtc: z.iso.datetime(), role: z.enum(['subject', 'reference']) })),
  assets: z.array(z.object({ itemId: text, asset: text, identity: text })),
  parameterFiles: z.record(z.string(), text).optional(),
  window: window.nullable(),
  grid: z.object({
    width: size,
    height: size,
    transform: z.tuple([finite, finite, finite, finite, finite, finite]),
    epsg: z.int().positive(),
  }),
  bboxLonLat: z.tuple([finite, finite, finite, finite]),
  observedUtc: z.iso.datetime(),
  summary: z.record(z.string(), finite),
  flags: z.array(z.string()),
  files: z.array(
    z.looseObject({
      path: text.refine((path) => !path.split('/').includes('..') && !path.startsWith('/'), 'must stay inside the unit'),
      role: z.enum(['layer', 'detections', 'item', 'table']),
      mediaType: text,
      bytes: z.int().nonnegative(),
      sha256,
    }),
  ),
  software: z.object({ name: z.literal('landsicht'), version: text }),
});

/** The manifest, or in words where it is wrong. */
export function parseManifest(json: unknown): { readonly manifest: Manifest } | { readonly problem: string } {
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return { manifest: parsed.data as unknown as Manifest };
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'invalid'}` };
}
