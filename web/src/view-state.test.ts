import { describe, expect, it } from 'vitest';
import { readViewState, type ViewState, writeViewState } from './view-state.js';

describe('view state in the address', () => {
  it('comes back whole from a copied address', () => {
    const state: ViewState = {
      desk: 'flood',
      unit: 'abc',
      selected: 'd-1',
      classes: ['flood', 'water'],
      layers: ['water'],
      sort: 'class',
      language: 'en',
      theme: 'dark',
      at: [13.5, 51.25, 9.5],
    };
    expect(readViewState(writeViewState(state))).toEqual(state);
  });

  it('keeps "no layers" apart from "nothing said"', () => {
    expect(readViewState('?layers=').layers).toEqual([]);
    expect(readViewState('').layers).toContain('flood');
  });

  it('ignores a broken position', () => {
    expect(readViewState('?at=1,x,3').at).toBeNull();
  });
});
