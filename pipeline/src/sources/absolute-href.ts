import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LandsichtError, type StacAsset, type StacItem } from '@landsicht/core';
import { isHttpUrl } from './read-json.js';

/** Resolves an href against the document it stands in: a URL, or an absolute local path. */
export function absoluteHref(href: string, base: string): string {
  const fileUrl = /^file:/i.test(href);
  if (isHttpUrl(base)) {
    if (fileUrl)
      throw new LandsichtError(
        'item-invalid',
        `${base}: href "${href}" points into the local file system, which a remote catalogue may not do`,
      );
    return hasScheme(href) ? href : new URL(href, base).href;
  }
  if (fileUrl) return fileURLToPath(href);
  if (hasScheme(href) || isAbsolute(href)) return href;
  return resolve(dirname(base), href);
}

/** The item with every asset href made absolute, read from `location`. */
export function withAbsoluteAssets(item: StacItem, location: string): StacItem {
  const assets: Record<string, StacAsset> = {};
  for (const [key, asset] of Object.entries(item.assets)) assets[key] = { ...asset, href: absoluteHref(asset.href, location) };
  return { ...item, assets };
}

/** Two letters or more, so that C:\ is a path. */
function hasScheme(href: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(href);
}
