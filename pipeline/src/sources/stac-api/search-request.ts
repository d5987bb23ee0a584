import type { SceneQuery } from '@landsicht/core';

export interface SearchOptions {
  readonly method: 'GET' | 'POST';
  readonly searchUrl: string;
  /** Items a page. */
  readonly pageSize: number;
  /** Property to sort by, newest first; absent where the service sorts so by itself or not at all. */
  readonly sortField?: string;
}

export interface PageRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Of a POST. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The first page of a search, as STAC API 1.0.0 item-search spells it. */
export function searchRequest(query: SceneQuery, { method, searchUrl, pageSize, sortField }: SearchOptions): PageRequest {
  const { collections, bboxLonLat, limit } = query;
  const datetime = datetimeRange(query);
  const items = Math.max(1, Math.min(pageSize, limit ?? pageSize));
  if (method === 'POST') {
    const body = {
      ...(collections == null || collections.length === 0 ? {} : { collections }),
      ...(bboxLonLat == null ? {} : { bbox: bboxLonLat }),
      ...(datetime == null ? {} : { datetime }),
      limit: items,
      ...(sortField == null ? {} : { sortby: [{ field: sortField, direction: 'desc' }] }),
    };
    return { method, url: searchUrl, body };
  }
  const url = new URL(searchUrl);
  if (collections != null && collections.length > 0) url.searchParams.set('collections', collections.join(','));
  if (bboxLonLat != null) url.searchParams.set('bbox', bboxLonLat.join(','));
  if (datetime != null) url.searchParams.set('datetime', datetime);
  url.searchParams.set('limit', String(items));
  if (sortField != null) url.searchParams.set('sortby', `-${sortField}`);
  return { method, url: url.href };
}

function datetimeRange({ fromUtc, toUtc }: SceneQuery): string | null {
  if (fromUtc == null && toUtc == null) return null;
  return `${fromUtc?.toISOString() ?? '..'}/${toUtc?.toISOString() ?? '..'}`;
}
