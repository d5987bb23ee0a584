import type { LocalText } from '@landsicht/core';
import type { MiddlewareHandler } from 'hono';
import { escapeHtml } from './escape-html.js';
import { mediaTypes } from './links.js';

/** `f=html`, or a browser that asks for a page: the JSON answer of the same address, made readable. */
export const htmlPages: MiddlewareHandler = async (c, next) => {
  await next();
  const type = c.res.headers.get('Content-Type') ?? '';
  if (c.res.status !== 200 || !/^application\/(geo\+|schema\+)?json/.test(type)) return;
  c.header('Vary', 'Accept', { append: true });
  if (!wantsHtml(c.req.query('f'), c.req.header('Accept') ?? '')) return;
  const page = renderPage((await c.res.json()) as Documented);
  const headers = new Headers(c.res.headers);
  headers.set('Content-Type', 'text/html; charset=utf-8');
  headers.delete('Content-Length');
  c.res = undefined; // Hono would merge the headers of the old response into the new one
  c.res = new Response(page, { status: 200, headers });
};

function wantsHtml(format: string | undefined, accept: string): boolean {
  if (format != null) return format === 'html';
  return accept.includes(mediaTypes.html) && !/json/.test(accept);
}

/** Some documents say it in both languages. */
type Text = string | LocalText;

interface Documented {
  readonly title?: Text;
  readonly description?: Text;
  readonly links?: readonly { readonly href: string; readonly rel: string; readonly title?: string; readonly type?: string }[];
  readonly collections?: readonly Documented[];
  readonly features?: readonly { readonly id: string; readonly properties: Readonly<Record<string, unknown>> }[];
}

const style =
  'body{font:14px/20px system-ui,sans-serif;margin:24px;max-width:1100px}table{border-collapse:collapse}td,th{padding:4px 12px 4px 0;text-align:left;border-bottom:1px solid #ccc}pre{overflow:auto;background:#f4f6f5;padding:12px}';

function renderPage(document: Documented): string {
  const { links = [], collections = [], features, ...rest } = document;
  const title = escapeHtml(inEnglish(document.title ?? 'Landsicht'));
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style>`,
    `<h1>${title}</h1>`,
    document.description == null ? '' : `<p>${escapeHtml(inEnglish(document.description))}</p>`,
    ...collections.map((collection) => `<h2>${escapeHtml(inEnglish(collection.title ?? ''))}</h2>${linkList(collection.links ?? [])}`),
    features == null ? '' : featureTable(features),
    linkList(links),
    `<pre>${escapeHtml(JSON.stringify(rest, null, 2))}</pre></html>`,
  ].join('\n');
}

/** The pages are `lang="en"`. */
function inEnglish(text: Text): string {
  return typeof text === 'string' ? text : text.en;
}

function linkList(links: NonNullable<Documented['links']>): string {
  const items = links.map(
    ({ href, rel, title, type }) => `<li><a href="${escapeHtml(href)}">${escapeHtml(title ?? rel)}</a> ${escapeHtml(type ?? '')}</li>`,
  );
  return `<ul>${items.join('')}</ul>`;
}

function featureTable(features: NonNullable<Documented['features']>): string {
  const names = Object.keys(features[0]?.properties ?? {});
  const cell = (value: unknown): string => `<td>${escapeHtml(Array.isArray(value) ? value.join(', ') : String(value ?? ''))}</td>`;
  const rows = features.map(({ properties }) => `<tr>${names.map((name) => cell(properties[name])).join('')}</tr>`);
  return `<table><tr>${names.map((name) => `<th>${escapeHtml(name)}</th>`).join('')}</tr>${rows.join('')}</table>`;
}
