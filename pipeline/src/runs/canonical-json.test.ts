import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';

describe('canonicalJson', () => {
  it('does not depend on the order in which members were added, at any depth', () => {
    const a = canonicalJson({ b: [{ y: 1, x: 2 }], a: { d: null, c: true } });
    expect(a).toBe(canonicalJson({ a: { c: true, d: null }, b: [{ x: 2, y: 1 }] }));
    expect(a).toBe('{"a":{"c":true,"d":null},"b":[{"x":2,"y":1}]}');
  });

  it('keeps the order of arrays', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });

  it('prints equal numbers alike and leaves undefined members out', () => {
    expect(canonicalJson({ a: -0, b: 1.0, c: 1e21, d: undefined })).toBe('{"a":0,"b":1,"c":1e+21}');
  });

  it('keeps a member called __proto__', () => {
    expect(canonicalJson(JSON.parse('{"__proto__": 1}'))).toBe('{"__proto__":1}');
  });

  it.each([
    ['NaN', { a: [Number.NaN] }, /\$\.a\[0\]: NaN/],
    ['a Date', { when: new Date(0) }, /\$\.when: \[object Date\]/],
    ['a Map', new Map(), /\$: \[object Map\]/],
    ['undefined in an array', [undefined], /\$\[0\]/],
  ])('refuses %s with its place, as JSON would lose it', (_, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });
});
