import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LandsichtError, type Source } from '@landsicht/core';
import { absoluteHref } from './absolute-href.js';
import { createHttpClient } from './http/http-client.js';
import { publicUrl } from './http/public-url.js';
import { type SourceSpec, sources } from './index.js';
import { isHttpUrl } from './read-json.js';
import type { SourceContext } from './source-context.js';
import { isPresetId, presets } from './stac-api/presets.js';
import { objectAt, validateLinks } from './validate-item.js';

/**
 * Opens a source from its configuration, or from what people type after `--catalog`: a preset (`earth-search`, `planetary-computer`,
 * `cdse`, `usgs`), a path or URL of a static catalogue, a folder that holds catalog.json, the landing page of a STAC API.
 */
export async function openSource(spec: SourceSpec | string, context: SourceContext = {}, signal?: AbortSignal): Promise<Source> {
  const found = typeof spec === 'string' ? await specOf(spec, context, signal) : spec;
  switch (found.kind) {
    case 'static-catalogue':
      return sources['static-catalogue'](found, context);
    case 'stac-api':
      return sources['stac-api'](found, context);
    case 'folder':
      return sources.folder(found);
  }
}

async function specOf(text: string, context: SourceContext, signal?: AbortSignal): Promise<SourceSpec> {
  if (isPresetId(text)) return { kind: 'stac-api', ...presets[text] };
  if (isHttpUrl(text)) return specOfUrl(text, context, signal);
  const file = await stat(text).catch(() => null);
  if (file?.isDirectory() === true && (await stat(join(text, 'catalog.json')).catch(() => null)) == null) {
    throw new LandsichtError(
      'not-found',
      `${text}: this folder holds no catalog.json. For a folder of images use --folder ${text} --sensor dop20|drone|generic`,
    );
  }
  if (file == null) {
    throw new LandsichtError(
      'not-found',
      `${text}: no such file or folder, and not one of ${Object.keys(presets).join(', ')}. Give a path, an http(s) address or one of these names`,
    );
  }
  return { kind: 'static-catalogue', href: text };
}

async function specOfUrl(url: string, { http = {} }: SourceContext, signal?: AbortSignal): Promise<SourceSpec> {
  if (/\.(geo)?json$/i.test(new URL(url).pathname)) return { kind: 'static-catalogue', href: url };
  const landing = objectAt(await createHttpClient(http).json({ url }, signal), publicUrl(url), 'the document');
  const conformsTo = Array.isArray(landing['conformsTo']) ? landing['conformsTo'].map(String) : [];
  const searches = validateLinks(landing, publicUrl(url)).filter(({ rel }) => rel === 'search');
  if (conformsTo.length === 0 && searches.length === 0) return { kind: 'static-catalogue', href: url };
  const post = searches.find(({ method }) => method?.toUpperCase() === 'POST');
  const search = post ?? searches[0];
  return {
    kind: 'stac-api',
    url,
    method: post == null ? 'GET' : 'POST',
    ...(search == null ? {} : { searchUrl: absoluteHref(search.href, url) }),
    ...(conformsTo.some((uri) => /\/item-search#sort$/.test(uri)) ? { sortField: 'properties.datetime' } : {}),
  };
}
