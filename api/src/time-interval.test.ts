import { describe, expect, it } from 'vitest';
import { parseInterval } from './time-interval.js';

const shown = (text: string): [string | null, string | null] | null => {
  const interval = parseInterval(text);
  return interval && [interval.fromUtc?.toISOString() ?? null, interval.toUtc?.toISOString() ?? null];
};

describe('parseInterval', () => {
  it('reads instants in any zone, and closed and half-open intervals', () => {
    expect(shown('2024-09-16T05:16:21Z')).toEqual(['2024-09-16T05:16:21.000Z', '2024-09-16T05:16:21.000Z']);
    expect(shown('2024-09-16t07:16:21.5+02:00')?.[0]).toBe('2024-09-16T05:16:21.500Z');
    expect(shown('2024-01-01T00:00:00Z/2024-12-31T23:59:59Z')).toEqual(['2024-01-01T00:00:00.000Z', '2024-12-31T23:59:59.000Z']);
    for (const text of ['../2024-01-01T00:00:00Z', '/2024-01-01T00:00:00Z'])
      expect(shown(text)).toEqual([null, '2024-01-01T00:00:00.000Z']);
    for (const text of ['2024-01-01T00:00:00Z/..', '2024-01-01T00:00:00Z/'])
      expect(shown(text)).toEqual(['2024-01-01T00:00:00.000Z', null]);
  });

  it('takes a date as the whole day in UTC', () => {
    expect(shown('2024-02-29')).toEqual(['2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z']);
    expect(shown('2024-09-01/2024-09-30')).toEqual(['2024-09-01T00:00:00.000Z', '2024-09-30T23:59:59.999Z']);
  });

  it('reads a leap second', () => {
    expect(shown('2016-12-31T23:59:60Z')?.[0]).toBe('2016-12-31T23:59:59.000Z');
  });

  it.each([
    '',
    '..',
    '../..',
    '/',
    'now',
    '2024',
    '2024-9-1',
    '2023-02-29',
    '2024-13-01',
    '2024-01-01T24:00:00Z',
    '2024-01-01T10:00Z',
    '2024-01-01T10:00:00',
    '2024-01-02T00:00:00Z/2024-01-01T00:00:00Z',
    'a/b',
    '2024-01-01/2024-01-02/2024-01-03',
  ])('refuses %j', (text) => {
    expect(parseInterval(text)).toBeNull();
  });
});
