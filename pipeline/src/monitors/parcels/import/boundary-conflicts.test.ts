import { crsTransform } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { beyondM2, withBoundaryConflicts } from './boundary-conflicts.js';
import type { Parcel } from './parcel.js';

const toLonLat = crsTransform(25833, 4326);

/** A rectangle of 200 m to the north, `from` to `to` metres to the east. */
function strip(kind: Parcel['kind'], from: number, to: number, about: Partial<Parcel> = {}): Parcel {
  const at = (x: number, y: number) => [...toLonLat.forward(420_000 + x, 5_650_000 + y)];
  return {
    ...{ id: `${from}-${to}`, kind, year: 2025, cropCode: '115', cropName: null, flik: 'DESNLI0000000001', declaredHa: null },
    ...{ areaHa: (to - from) * 0.02, areaEpsg: 25833, lane: 'full' as const, causes: [], rows: [1] },
    geometry: { type: 'Polygon', coordinates: [[at(from, 0), at(to, 0), at(to, 200), at(from, 200), at(from, 0)]] },
    ...about,
  };
}

describe('withBoundaryConflicts', () => {
  const block = strip('reference', 0, 300);

  it('finds a parcel that reaches 10 m beyond its Feldblock', () => {
    const over = strip('declaration', 150, 310);
    expect(beyondM2(over, [block])).toBeCloseTo(2000, -1);
    expect(withBoundaryConflicts([over], [block]).map(({ causes }) => causes)).toEqual([['BOUNDARY_CONFLICT']]);
  });

  it('leaves parcels inside, and those 0.2 m out, as they are', () => {
    const parcels = [strip('declaration', 0, 150), strip('declaration', 150, 300.2)];
    expect(withBoundaryConflicts(parcels, [block])).toEqual(parcels);
  });

  it('says nothing where the reference is not at hand', () => {
    const parcels = [strip('declaration', 150, 400, { flik: 'DESNLI0000000002' }), strip('declaration', 150, 400, { flik: null })];
    expect(withBoundaryConflicts(parcels, [block])).toEqual(parcels);
  });

  it('adds up the parts of a reference', () => {
    const parts = [strip('reference', 0, 200), strip('reference', 200, 320)];
    expect(beyondM2(strip('declaration', 150, 310), parts)).toBeCloseTo(0, 0);
  });
});
