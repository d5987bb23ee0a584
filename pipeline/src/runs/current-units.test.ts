import { describe, expect, it } from 'vitest';
import { compareVersions, currentKeys, type UnitRank } from './current-units.js';

const unit = (key: string, more: Partial<UnitRank> = {}): UnitRank => ({
  key,
  monitor: 'flood',
  version: '1.0.0',
  subjects: ['scene'],
  window: 'all',
  finishedMs: 0,
  ...more,
});
const current = (...units: UnitRank[]) => [...currentKeys(units)].sort();

describe('currentKeys', () => {
  it('takes the highest version, counted as numbers, before the latest run', () => {
    expect(current(unit('a', { version: '1.9.0', finishedMs: 9 }), unit('b', { version: '1.10.0' }))).toEqual(['b']);
  });

  it('takes the latest run of one version, whatever its parameters', () => {
    expect(current(unit('a', { finishedMs: 2 }), unit('b', { finishedMs: 1 }))).toEqual(['a']);
    expect(current(unit('b', { finishedMs: 1 }), unit('a', { finishedMs: 2 }))).toEqual(['a']);
  });

  it('takes the greater key where two runs ended in the same millisecond, so that every reader takes the same', () => {
    expect(current(unit('a'), unit('b'))).toEqual(['b']);
    expect(current(unit('b'), unit('a'))).toEqual(['b']);
  });

  it('keeps other scenes, windows and monitors apart', () => {
    const others = [unit('b', { subjects: ['other'] }), unit('c', { window: '0,0,10,10' }), unit('d', { monitor: 'bark-beetle' })];
    expect(current(unit('a'), ...others)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets a longer series take the place of a shorter one', () => {
    const series = unit('long', { subjects: ['scene', 'later'], finishedMs: 1 });
    expect(current(unit('short'), series)).toEqual(['long']);
  });

  it('never counts out what is about no scene: alerts', () => {
    expect(current(unit('a', { subjects: [] }), unit('b', { subjects: [] }))).toEqual(['a', 'b']);
  });
});

it.each([
  ['1.10.0', '1.9.9', 1],
  ['2.0.0', '2.0.0-beta.2', 1],
  ['2.0.0-beta.10', '2.0.0-beta.2', 1],
  ['1.0.0', '1.0.0+build', 0],
])('ranks version %s against %s', (a, b, expected) => {
  expect(Math.sign(compareVersions(a, b))).toBe(expected);
  expect(Math.sign(compareVersions(b, a))).toBe(-expected || 0);
});
