import { describe, expect, it } from 'vitest';
import { formatAge, formatArea, formatDate, formatHa, formatLonLat, formatMetres, formatPercent, formatTime } from './format.js';

describe('numbers and dates', () => {
  it('writes hectares with two decimals in the reader’s language', () => {
    expect(formatHa(12_345_678, 'de')).toBe('1.234,57');
    expect(formatHa(12_345_678, 'en')).toBe('1,234.57');
  });

  it('writes a single crown in square metres', () => {
    expect(formatArea(12.4, 'de')).toBe('12 m²');
    expect(formatArea(123, 'en')).toBe('0.01 ha');
  });

  it('writes percent without decimals', () => {
    expect(formatPercent(0.128, 'de')).toBe('13 %');
  });

  it('writes dates as the agencies do, times with zone', () => {
    const time = new Date('2026-11-23T05:07:00Z');
    expect(formatDate(time, 'de')).toBe('23.11.2026');
    expect(formatDate(time, 'en')).toBe('23 Nov 2026');
    expect(formatTime(time, 'de')).toBe('23.11.2026 05:07 UTC');
  });

  it('gives the age in the largest whole unit', () => {
    const at = (text: string) => new Date(text);
    expect(formatAge(at('2026-11-23T00:00:00Z'), at('2026-11-23T05:30:00Z'), 'de')).toBe('5 h');
    expect(formatAge(at('2026-11-20T00:00:00Z'), at('2026-11-23T05:30:00Z'), 'en')).toBe('3 d');
    expect(formatAge(at('2024-11-20T00:00:00Z'), at('2026-11-23T00:00:00Z'), 'de')).toBe('2 J.');
  });

  it('writes places in degrees with hemisphere, and in whole metres', () => {
    expect(formatLonLat([13.750123, 51.05], 'de')).toBe('13,75012° O, 51,05000° N');
    expect(formatLonLat([-0.5, -3], 'en')).toBe('0.50000° W, 3.00000° S');
    expect(formatMetres([412_345.4, 5_656_789.5], 'de')).toBe('412.345 E, 5.656.790 N');
  });
});
