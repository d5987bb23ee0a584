import { LandsichtError, type StacLink } from '@landsicht/core';
import type { PageRequest } from './search-request.js';

/** The request that a page's `next` link asks for (STAC API 1.0.0, item-search, paging), or null on the last page. */
export function nextPage(links: readonly StacLink[], previous: PageRequest): PageRequest | null {
  const link = links.find(({ rel }) => rel === 'next');
  if (link == null) return null;
  const method = (link.method ?? 'GET').toUpperCase();
  if (method !== 'GET' && method !== 'POST') {
    throw new LandsichtError('item-invalid', `${previous.url}: the next link has method "${link.method}"; expected GET or POST`);
  }
  const url = nextUrl(link.href, previous.url);
  const merge = link.merge === true;
  const headers = { ...(merge ? previous.headers : {}), ...link.headers };
  const withHeaders = Object.keys(headers).length === 0 ? {} : { headers };
  if (method === 'GET') return { method, url, ...withHeaders };
  // a POST link without a body repeats the search: the token is in its address
  const own = link.body as PageRequest['body'] | undefined;
  const body = own == null || merge ? { ...previous.body, ...own } : own;
  return { method, url, body, ...withHeaders };
}

/** Services behind a proxy often write http:// links though only https answers. */
function nextUrl(href: string, previous: string): string {
  const url = new URL(href, previous);
  const from = new URL(previous);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new LandsichtError('item-invalid', `${previous}: the next link leads to "${href}"; expected an http or https address`);
  }
  if (from.protocol === 'https:' && url.hostname === from.hostname) url.protocol = 'https:';
  return url.href;
}
