import type { Context } from 'hono';
import type { Link } from './schemas.js';

export const mediaTypes = {
  json: 'application/json',
  geojson: 'application/geo+json',
  html: 'text/html',
  schema: 'application/schema+json',
  openapi30: 'application/vnd.oai.openapi+json;version=3.0',
  openapi31: 'application/vnd.oai.openapi+json;version=3.1',
  geotiff: 'image/tiff; application=geotiff; profile=cloud-optimized',
} as const;

/** Absolute address of the landing page, as the client sees the server. */
export function apiUrl(c: Context): string {
  return `${new URL(c.req.url).origin}/api`;
}

/** A link to a path under the landing page. */
export function linkTo(c: Context, path: string, rel: string, type: string, title?: string): Link {
  return { href: `${apiUrl(c)}${path}`, rel, type, ...(title == null ? {} : { title }) };
}

/** This document as JSON (`self`) and as HTML (`alternate`), with the query of this request. */
export function selfAndAlternate(c: Context, type: string = mediaTypes.json): Link[] {
  const self = new URL(c.req.url);
  if (self.searchParams.get('f') === 'html') self.searchParams.delete('f');
  const html = hrefWith(c, { f: 'html' });
  return [
    { href: self.href, rel: 'self', type, title: 'This document' },
    { href: html, rel: 'alternate', type: mediaTypes.html, title: 'This document as HTML' },
  ];
}

/** This request with other parameters: the next page keeps every filter. */
export function hrefWith(c: Context, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(c.req.url);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
