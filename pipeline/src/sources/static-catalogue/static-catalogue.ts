import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LandsichtError, type Source, type StacItem, type StacLink } from '@landsicht/core';
import { absoluteHref, withAbsoluteAssets } from '../absolute-href.js';
import { throwIfAborted } from '../http/clock.js';
import { createHttpClient, type HttpClient } from '../http/http-client.js';
import { matchesQuery } from '../matches-query.js';
import { isHttpUrl, readJson } from '../read-json.js';
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
}

/** Walks a static STAC catalogue in document order: items of a document first, then its children. */
export function staticCatalogue({ href }: StaticCatalogueOptions, { http: settings = {} }: SourceContext = {}): Source {
  const http = createHttpClient(settings);
  return {
    id: href,
    async *search(query, signal) {
      let left = query.limit ?? Number.POSITIVE_INFINITY;
      if (left <= 0) return;
      const start = await locate(href);
      const walk: Walk = { http, visited: new Set(), signal };
      for await (const item of itemsUnder(await documentAt(start, walk), start, [start], walk)) {
        if (!matchesQuery(item, query)) continue;
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
        yield withAbsoluteAssets(validateItem(feature, `${location} features[${i}]`), location);
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
      yield await (pending.shift() as Promise<StacItem>);
    }
  } finally {
    await Promise.allSettled(pending);
  }
}

async function* itemsOfChildren(document: Document, location: string, path: readonly string[], walk: Walk): AsyncGenerator<StacItem> {
  for (const { rel, href } of linksOf(document, location, ['child', 'collection'])) {
    const child = absoluteHref(href, location);
    if (rel === 'collection' && (document['type'] === 'Collection' || child === location)) continue; // names itself
    if (path.includes(child)) {
      throw new LandsichtError(
        'item-invalid',
        `${location}: link rel "${rel}" to ${child} leads back to a catalogue above it (${[...path, child].join(' → ')}). Remove that link`,
      );
    }
    if (walk.visited.has(child)) continue;
    if (path.length >= deepest)
      throw new LandsichtError('item-invalid', `${location}: catalogues are nested deeper than ${deepest}. Start further down`);
    yield* itemsUnder(await documentAt(child, walk, location), child, [...path, child], walk);
  }
}

function linksOf(document: Document, location: string, rels: readonly string[]): readonly StacLink[] {
  return validateLinks(document, location).filter(({ rel }) => rels.includes(rel));
}

function toItem(json: unknown, location: string): StacItem {
  return withAbsoluteAssets(validateItem(json, location), location);
}
