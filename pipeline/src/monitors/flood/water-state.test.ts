import { describe, expect, it } from 'vitest';
import { waterState } from './water-state.js';

const row = (text: string) => Uint8Array.from(text, (c) => (c === '~' ? 1 : c === '?' ? 255 : 0));
const names = ['.', 'F', 'R', 'W'];
const drawn = (codes: Uint8Array) => [...codes].map((code) => names[code] ?? '?').join('');

describe('waterState', () => {
  it('calls water flood where most earlier scenes were dry, reference water where most were wet', () => {
    const { state } = waterState(row('~~~..'), [row('~...~'), row('~~..~'), row('~...~')]);
    expect(drawn(state)).toBe('RFF..');
  });

  it('does not count an earlier scene that did not see the place', () => {
    const { state, reference } = waterState(row('~~'), [row('??'), row('~?')]);
    expect(drawn(state)).toBe('RW');
    expect([...reference]).toEqual([1, 255]);
  });

  it('keeps "not observed" apart from dry, whatever was there before', () => {
    expect(drawn(waterState(row('?.'), [row('~~')]).state)).toBe('?.');
  });

  it('cannot tell flood from other water without an earlier scene', () => {
    expect(drawn(waterState(row('~.'), []).state)).toBe('W.');
  });
});
