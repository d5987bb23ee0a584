import { maskReasons } from '@landsicht/core';
import { monitors } from '@landsicht/pipeline';
import { describe, expect, it } from 'vitest';

/** What every monitor must hold to, whoever adds it. */
describe.each(Object.entries(monitors))('monitor %s', (id, { info, evaluation, plan }) => {
  it('is registered under its own id, with a version', () => {
    expect(info.id).toBe(id);
    expect(info.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('speaks German and English everywhere', () => {
    const texts = [
      info.title,
      info.question,
      ...info.limits,
      ...info.classes.map(({ title }) => title),
      ...info.layers.map(({ title }) => title),
      ...Object.values(info.parameters).map(({ title }) => title),
    ];
    for (const { de, en } of texts) {
      expect(de.trim()).not.toBe('');
      expect(en.trim()).not.toBe('');
    }
  });

  it('gives every parameter a default within its bounds, a unit and a source', () => {
    for (const [name, { default: value, minimum, maximum, unit, source }] of Object.entries(info.parameters)) {
      expect([name, unit, source].every((text) => text.trim() !== '')).toBe(true);
      if (typeof value === 'number') {
        expect(value).toBeGreaterThanOrEqual(minimum ?? Number.NEGATIVE_INFINITY);
        expect(value).toBeLessThanOrEqual(maximum ?? Number.POSITIVE_INFINITY);
      }
    }
  });

  it('has distinct codes, CSS colours and a class for "not observed" that is never detected', () => {
    const codes = info.classes.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { color } of info.classes) expect(color).toMatch(/^#([0-9a-f]{6}|[0-9a-f]{8})$/);
    expect(info.classes.find((kind) => kind.id === 'not-observed')?.detect).toBe(false);
    expect(info.classes.some(({ detect }) => detect)).toBe(true);
  });

  it('is scored on one of its own layers', () => {
    expect(info.layers.map((layer) => layer.id as string)).toContain(evaluation.layer);
  });

  it('says what it cannot see', () => {
    expect(info.limits.length).toBeGreaterThan(0);
  });

  it('plans nothing from nothing', () => {
    const parameters = Object.fromEntries(Object.entries(info.parameters).map(([name, { default: value }]) => [name, value]));
    expect(plan([], { parameters, bboxLonLat: null })).toEqual([]);
  });
});

describe('mask reasons', () => {
  it('have distinct codes that fit a byte and leave 0 for observed and 255 for nodata', () => {
    const codes = Object.values(maskReasons).map(({ code }) => code as number);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code > 0 && code < 255).toBe(true);
  });
});
