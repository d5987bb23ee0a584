import { describe, expect, it } from 'vitest';
import { readViewState, type ViewState, writeViewState } from './view-state.js';

describe('view state in the address', () => {
  it('comes back whole from a copied address', () => {
    const state: ViewState = {
      desk: 'flood',
      unit: 'abc',
      selected: 'd-1',
      list: 'alerts',
      event: 'e-1',
      alert: 'a-1',
      classes: ['flood', 'water'],
      search: 'Über & <b>',
      minHa: 2.5,
      layers: ['water'],
      order: ['water', 'image'],
      opacity: { water: 40, image: 0 },
      compare: 'def',
      compareLayers: [],
      split: 35,
      place: [13.5, 51.25],
      sort: 'class',
      known: '2018-09-03',
      language: 'en',
      theme: 'dark',
      at: [13.5, 51.25, 9.5],
    };
    expect(readViewState(writeViewState(state))).toEqual(state);
  });

  it('keeps "no layers" apart from "nothing said"', () => {
    expect(readViewState('?layers=').layers).toEqual([]);
    expect(readViewState('').layers).toBeNull();
  });

  it('ignores broken positions and values out of range', () => {
    expect(readViewState('?at=1,x,3').at).toBeNull();
    expect(readViewState('?place=13.5,').place).toBeNull();
    expect(readViewState('?place=13.5,91').place).toBeNull();
    expect(readViewState('?split=140').split).toBe(50);
    expect(readViewState('?minHa=-1').minHa).toBeNull();
    expect(readViewState('?opacity=water:140,flood:20,:3,x').opacity).toEqual({ flood: 20 });
  });
});
