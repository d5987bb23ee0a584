import { createHash } from 'node:crypto';
import { LandsichtError, type OnFault, type Source, type StacItem } from '@landsicht/core';
import { withAbsoluteAssets } from '../absolute-href.js';
import { throwIfAborted } from '../http/clock.js';
import { createHttpClient, type HttpClient } from '../http/http-client.js';
import { publicUrl } from '../http/public-url.js';
import type { RateLimits } from '../http/rate-limiter.js';
import { queryMatcher } from '../query-matcher.js';
import { reportFault } from '../report-fault.js';
import type { SourceContext } from '../source-context.js';
import { listAt, objectAt, validateItem, validateLinks } from '../validate-item.js';
import { nextPage } from './next-page.js';
import { type PageRequest, searchRequest } from './search-request.js';

export interface StacApiOptions {
  /** Shown in messages and kept as the source's id; default the address. */
  readonly id?: string;
  /** Of the landing page. */
  readonly url: string;
  /** Default `<url>/search`. */
  readonly searchUrl?: string;
  /** Default POST. */
  readonly method?: 'GET' | 'POST';
  /** Items a page, default 100. */
  readonly pageSize?: number;
  readonly sortField?: string;
  readonly limits?: RateLimits;
  /** Searched where the query names no collections. */
  readonly collections?: readonly string[];
}

/** Pages in a row that bring nothing new before the search is given up. */
const barrenPages = 5;

/** A STAC API 1.0.0 with item search. */
export function stacApi(options: StacApiOptions, { http: settings = {} }: SourceContext = {}): Source {
  const { url, id = url, method = 'POST', pageSize = 100, sortField } = options;
  const http = createHttpClient({ ...(options.limits == null ? {} : { limits: options.limits }), ...settings });
  const searchUrl = options.searchUrl ?? `${url.replace(/\/+$/, '')}/search`;
  return {
    id,
    async *search(query, signal, onFault) {
      const { limit = Number.POSITIVE_INFINITY } = query;
      if (limit <= 0) return;
      const asked = query.collections?.length ? query : { ...query, collections: options.collections ?? [] };
      const matches = await queryMatcher(asked);
      const first = searchRequest(asked, { method, searchUrl, pageSize, ...(sortField == null ? {} : { sortField }) });
      const seen = new Set<string>();
      let left = limit;
      for await (const page of pages(first, http, signal, onFault)) {
        page.foundNew = false;
        for (const item of page.items) {
          const key = `${item.collection ?? ''}/${item.id}`;
          if (seen.has(key)) continue; // a page may shift while it is read
          seen.add(key);
          page.foundNew = true;
          // the service filters; a service that ignores a filter must not flood the catalogue
          if (!matches(item)) continue;
          yield item;
          if (--left <= 0) return;
        }
      }
    },
  };
}

interface Page {
  readonly items: readonly StacItem[];
  /** Set by the reader: whether the page brought items not seen before. */
  foundNew: boolean;
}

async function* pages(first: PageRequest, http: HttpClient, signal?: AbortSignal, onFault?: OnFault): AsyncGenerator<Page> {
  const requested = new Set<string>();
  let barren = 0;
  for (let request: PageRequest | null = first; request != null; ) {
    throwIfAborted(signal);
    const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    if (requested.has(fingerprint)) throw endless(request, `page ${requested.size} leads back to a page already read`);
    requested.add(fingerprint);

    const where = `${request.method} ${publicUrl(request.url)} page ${requested.size}`;
    const answer = objectAt(await http.json(toHttp(request), signal), where, 'the answer');
    const page: Page = { items: itemsOf(answer, where, request.url, onFault), foundNew: false };
    yield page;
    barren = page.foundNew ? 0 : barren + 1;
    if (barren >= barrenPages) throw endless(request, `${barrenPages} pages in a row bring nothing new and still name a next one`);
    request = nextPage(validateLinks(answer, where), request);
  }
}

function toHttp({ method, url, body, headers }: PageRequest) {
  return { method, url, ...(body == null ? {} : { json: body }), ...(headers == null ? {} : { headers }) };
}

function itemsOf(answer: Readonly<Record<string, unknown>>, where: string, url: string, onFault: OnFault | undefined): readonly StacItem[] {
  if (answer['features'] === undefined && answer['type'] !== 'FeatureCollection') {
    throw new LandsichtError(
      'source-refused',
      `${where}: expected a FeatureCollection of STAC items, got type ${JSON.stringify(answer['type']) ?? 'nothing'}. Check that this is a STAC API search`,
    );
  }
  return listAt(answer['features'], where, 'features').flatMap((feature, i) => {
    try {
      const item = validateItem(feature, `${where} features[${i}]`);
      const self = item.links.find(({ rel, href }) => rel === 'self' && /^https?:/i.test(href))?.href;
      return [withAbsoluteAssets(item, self ?? url)];
    } catch (error) {
      reportFault(error, onFault);
      return [];
    }
  });
}

function endless({ method, url }: PageRequest, reason: string): LandsichtError {
  return new LandsichtError(
    'item-invalid',
    `${method} ${publicUrl(url)}: endless paging: ${reason}. Narrow the search (dates, area, --limit) or report it to the service`,
  );
}
