import { describe, expect, it } from 'vitest';
import { nextPage } from './next-page.js';
import { type PageRequest, searchRequest } from './search-request.js';

const url = 'https://example.org/stac/search';
const previous: PageRequest = { method: 'POST', url, body: { collections: ['a'], limit: 10 }, headers: { 'x-key': '1' } };
const next = (link: object) => [{ rel: 'next', href: url, ...link }];

describe('nextPage', () => {
  it('is null where no next link stands', () => expect(nextPage([{ rel: 'self', href: url }], previous)).toBeNull());

  it('merges its body into the search where the link says merge', () => {
    expect(nextPage(next({ method: 'POST', body: { token: 't2' }, merge: true }), previous)).toEqual({
      method: 'POST',
      url,
      body: { collections: ['a'], limit: 10, token: 't2' },
      headers: { 'x-key': '1' },
    });
  });

  it('replaces the body where the link does not say merge', () => {
    expect(nextPage(next({ method: 'POST', body: { token: 't2' } }), previous)).toEqual({ method: 'POST', url, body: { token: 't2' } });
  });

  it('repeats the body where a POST link has none', () => {
    expect(nextPage(next({ method: 'post', href: '?token=t2' }), previous)).toEqual({
      method: 'POST',
      url: `${url}?token=t2`,
      body: previous.body,
    });
  });

  it('follows GET with the headers the link names', () => {
    expect(nextPage(next({ href: './search?token=t2', headers: { 'x-page': '2' } }), previous)).toEqual({
      method: 'GET',
      url: `${url}?token=t2`,
      headers: { 'x-page': '2' },
    });
  });

  it('stays on https where a service behind a proxy writes http', () => {
    expect(nextPage(next({ href: 'http://example.org/stac/search?p=2' }), previous)?.url).toBe('https://example.org/stac/search?p=2');
  });

  it.each(['file:///etc/passwd', 'javascript:alert(1)'])('refuses %s', (href) => {
    expect(() => nextPage(next({ href }), previous)).toThrow(/expected an http or https address/);
  });
});

describe('searchRequest', () => {
  const query = { collections: ['a', 'b'], bboxLonLat: [12, 50, 15, 52] as const, fromUtc: new Date('2024-09-01T00:00:00Z'), limit: 7 };

  it('spells a POST search', () => {
    expect(searchRequest(query, { method: 'POST', searchUrl: url, pageSize: 100, sortField: 'datetime' }).body).toEqual({
      collections: ['a', 'b'],
      bbox: [12, 50, 15, 52],
      datetime: '2024-09-01T00:00:00.000Z/..',
      limit: 7,
      sortby: [{ field: 'datetime', direction: 'desc' }],
    });
  });

  it('spells the same as GET', () => {
    const { searchParams } = new URL(
      searchRequest(query, { method: 'GET', searchUrl: `${url}?f=json`, pageSize: 5, sortField: 'datetime' }).url,
    );
    expect(Object.fromEntries(searchParams)).toEqual({
      f: 'json',
      collections: 'a,b',
      bbox: '12,50,15,52',
      datetime: '2024-09-01T00:00:00.000Z/..',
      limit: '5',
      sortby: '-datetime',
    });
  });
});
