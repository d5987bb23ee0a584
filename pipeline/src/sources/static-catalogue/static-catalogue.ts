import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LandsichtError, type OnFault, type Source, type StacItem, type StacLink } from '@landsicht/core';
import { absoluteHref, withAbsoluteAssets } from '../absolute-href.js';
import { throwIfAborted } from '../http/clock.js';
import { createHttpClient, type HttpClient } from '../http/http-client.js';
import { queryMatcher } from '../query-matcher.js';
import { isHttpUrl, readJson } from '../read-json.js';
import { reportFault } from '../report-fault.js';
import type { SourceContext } from '../source-context.js';
import { listAt, objectAt, validateItem, validateLinks } from '../validate-item.js';

export interface StaticCatalogueOptions {
  /** A catalog.json, collection.json, item or item collection; a folder that holds catalog.json; local path or http(s) URL. */
  readonly href: string;
}

/** Documents above one another; a deeper tree is a loop in disguise. */
const deepest = 64;
/** Items read ahead, in order. */
const readAhead = 8;

type Document = Readonly<Record<string, unknown>>;

interface Walk {
  readonly http: HttpClient;
  readonly visited: Set<string>;
  readonly signal: AbortSignal | undefined;
  readonly onFault: OnFault | undefined;
}

/** Walks a static STAC catalogue in document order: items of a document first, then its children. */
export function staticCatalogue({ href }: StaticCatalogueOptions, { http: settings = {} }: SourceContext = {}): Source {
  const http = createHttpClient(settings);
  return {
    id: href,
    async *search(query, signal, onFault) {
      let left = query.limit ?? Number.POSITIVE_INFINITY;
      if (left <= 0) return;
      const matches = await queryMatcher(query);
      const start = await locate(href);
      const walk: Walk = { http, visited: new Set(), signal, onFault };
      for await (const item of itemsUnder(await documentAt(start, walk), start, [start], walk)) {
        if (!matches(item)) continue;
        yield item;
        if (--left <= 0) return;
      }
    },
  };
}

async function locate(href: string): Promise<string> {
  if (isHttpUrl(href)) return href;
  const path = resolve(href);
  const folder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return folder ? join(path, 'catalog.json') : path;
}

async function documentAt(location: string, { http, signal }: Walk, namedBy?: string): Promise<Document> {
  const json = await readJson(location, http, { signal, ...(namedBy == null ? {} : { namedBy }) });
  return objectAt(json, location, 'the document');
}

async function* itemsUnder(document: Document, location: string, path: readonly string[], walk: Walk): AsyncGenerator<StacItem> {
  throwIfAborted(walk.signal);
  walk.visited.add(location);
  switch (document['type']) {
    case 'Feature':
      yield toItem(document, location);
      return;
    case 'FeatureCollection':
      for (const [i, feature] of listAt(document['features'], location, 'features').entries()) {
        const item = whole(() => withAbsoluteAssets(validateItem(feature, `${location} features[${i}]`), location), walk);
        if (item != null) yield item;
      }
      return;
    case 'Catalog':
    case 'Collection':
      yield* linkedItems(document, location, walk);
      yield* itemsOfChildren(document, location, path, walk);
      return;
    default:
      throw new LandsichtError(
        'item-invalid',
        `${location}: type: expected "Catalog", "Collection", "Feature" or "FeatureCollection", got ${JSON.stringify(document['type']) ?? 'nothing'}. Name a STAC 1.x catalogue`,
      );
  }
}

/** Null where it is damaged and somebody listens for that. */
function whole<T>(make: () => T, { onFault }: Walk): T | null {
  try {
    return make();
  } catch (error) {
    reportFault(error, onFault);
    return null;
  }
}

async function* linkedItems(document: Document, location: string, walk: Walk): AsyncGenerator<StacItem> {
  const hrefs = linksOf(document, location, ['item'])
    .map(({ href }) => absoluteHref(href, location))
    .filter((href) => !walk.visited.has(href) && walk.visited.add(href));
  const pending: Promise<StacItem>[] = [];
  try {
    for (let next = 0; next < hrefs.length || pending.length > 0; ) {
      while (pending.length < readAhead && next < hrefs.length) {
        const href = hrefs[next++] as string;
        const item = documentAt(href, walk, location).then((json) => toItem(json, href));
        item.catch(() => undefined); // reported when its turn comes
        pending.push(item);
      }
      try {
        yield await (pending.shift() as Promise<StacItem>);
      } catch (error) {
        reportFault(error, walk.onFault);
      }
    }
  } finally {
    await Promise.allSettled(pending);
  }
}

async function* itemsOfChildren(document: Document, location: string, path: readonly string[], walk: Walk): AsyncGenerator<StacItem> {
  for (const { rel, href } of linksOf(document, location, ['child', 'collection'])) {
    try {
      const child = absoluteHref(href, location);
      if (rel === 'collection' && (document['type'] === 'Collection' || child === location)) continue; // names itself
      assertDescends(child, location, path, rel);
      if (walk.visited.has(child)) continue;
      yield* itemsUnder(await documentAt(child, walk, location), child, [...path, child], walk);
    } catch (error) {
      reportFault(error, walk.onFault);
    }
  }
}

function assertDescends(child: string, location: string, path: readonly string[], rel: string): void {
  if (path.includes(child)) {
    throw new LandsichtError(
      'item-invalid',
      `${location}: link rel "${rel}" to ${child} leads back to a catalogue above it (${[...path, child].join(' → ')}). Remove that link`,
    );
  }
  if (path.length >= deepest)
    throw new LandsichtError('item-invalid', `${location}: catalogues are nested deeper than ${deepest}. Start further down`);
}

function linksOf(document: Document, location: string, rels: readonly string[]): readonly StacLink[] {
  return validateLinks(document, location).filter(({ rel }) => rels.includes(rel));
}

function toItem(json: unknown, location: string): StacItem {
  return withAbsoluteAssets(validateItem(json, location), location);
}
