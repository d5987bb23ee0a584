import { maskReasons } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import type { PixelValue } from './api-client.js';
import { describeValue } from './place-values.js';

const cloud = { id: 'cloud', ...maskReasons.cloud };
const dry = { id: 'dry', code: 0, title: { de: 'Kein Wasser', en: 'No water' }, color: '#ffffff00', detect: false };
const value = (part: Partial<PixelValue>): PixelValue => ({
  ...{ layer: 'flood', kind: 'classes', observed: true, value: 0, class: null, reason: null },
  ...part,
});

describe('the words for a value at a place', () => {
  it('never says "no water" where nobody could look', () => {
    const hidden = describeValue(value({ observed: false, class: dry, reason: cloud }), 'de');
    expect(hidden).toEqual({ text: 'nicht beobachtet: Wolke', observed: false, color: null });
    expect(describeValue(value({ observed: false, value: null }), 'en').text).toBe('not observed: no data');
    const code = { ...dry, id: 'not-observed', code: 255, title: { de: 'Nicht beobachtet', en: 'Not observed' } };
    expect(describeValue(value({ value: 255, class: code }), 'de')).toMatchObject({ text: 'nicht beobachtet', observed: false });
  });

  it('says the class, the percentage, the day', () => {
    expect(describeValue(value({ class: dry }), 'de')).toEqual({ text: 'Kein Wasser', observed: true, color: null });
    expect(describeValue(value({ class: { ...dry, color: '#1565c080' } }), 'de').color).toBe('#1565c0');
    expect(describeValue(value({ kind: 'percent', value: 73 }), 'de').text).toBe('73 %');
    expect(describeValue(value({ kind: 'percent', value: 0 }), 'de').text).toBe('0 %');
    expect(describeValue(value({ kind: 'days', value: 20_256 }), 'de').text).toBe('17.06.2025');
    expect(describeValue(value({ kind: 'days', value: 0 }), 'en').text).toBe('none');
    expect(describeValue(value({ kind: 'reason', value: 0 }), 'en').text).toBe('observed');
  });
});
