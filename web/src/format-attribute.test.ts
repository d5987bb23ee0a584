import { expect, it } from 'vitest';
import { formatAttribute } from './format-attribute.js';

const of = (type: 'text' | 'number' | 'date' | 'flag', unit?: string) => ({
  ...{ id: 'x', shortName: 'x', title: { de: 'X', en: 'X' }, type },
  ...(unit == null ? {} : { unit }),
});

it('writes each type as the desk writes it everywhere', () => {
  expect(formatAttribute(1234.5, of('number', 'm³'), 'de')).toBe('1.234,5 m³');
  expect(formatAttribute('2026-11-24', of('date'), 'de')).toBe('24.11.2026');
  expect(formatAttribute(false, of('flag'), 'en')).toBe('no');
  expect(formatAttribute('12 a <b>', of('text'), 'de')).toBe('12 a <b>');
});

it('keeps zero and "no" apart from nothing', () => {
  expect(formatAttribute(0, of('number'), 'de')).toBe('0');
  expect(formatAttribute(null, of('number', 'm³'), 'de')).toBe('–');
  expect(formatAttribute(undefined, of('flag'), 'de')).toBe('–');
});
