import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StacAsset, StacItem } from '@landsicht/core';

const root = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));

export const hasSharedData = existsSync(root);

export function sharedData(path: string): string {
  return resolve(root, path);
}

/** An item on disk (or one of a list in a file), its relative hrefs made absolute. */
export function sharedItem(path: string, index = 0): StacItem {
  const file = sharedData(path);
  const json = JSON.parse(readFileSync(file, 'utf8')) as StacItem | StacItem[];
  const item = Array.isArray(json) ? (json[index] as StacItem) : json;
  const absolute = (asset: StacAsset): StacAsset =>
    /^[a-z0-9]+:\/\//i.test(asset.href) ? asset : { ...asset, href: resolve(dirname(file), asset.href) };
  return { ...item, assets: Object.fromEntries(Object.entries(item.assets).map(([key, asset]) => [key, absolute(asset)])) };
}

/** An item made for a test. */
export function itemOf(parts: Partial<StacItem> & Pick<StacItem, 'id' | 'assets'>): StacItem {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    geometry: null,
    links: [],
    ...parts,
    properties: { datetime: '2022-06-15T10:15:59Z', ...parts.properties },
  };
}
