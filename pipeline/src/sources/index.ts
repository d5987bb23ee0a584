import type { Source } from '@landsicht/core';
import { folder } from './folder/folder.js';
import type { SourceContext } from './source-context.js';
import { stacApi } from './stac-api/stac-api.js';
import { staticCatalogue } from './static-catalogue/static-catalogue.js';

/** Every kind of source. To add one: a folder here and a line below. */
export const sources = {
  'static-catalogue': staticCatalogue,
  'stac-api': stacApi,
  folder,
} as const satisfies Record<string, (options: never, context?: SourceContext) => Source>;

export type SourceKind = keyof typeof sources;

/** A source as configuration: its kind and its options, e.g. `{ kind: 'static-catalogue', href: './catalog.json' }`. */
export type SourceSpec = { readonly [K in SourceKind]: { readonly kind: K } & Parameters<(typeof sources)[K]>[0] }[SourceKind];
