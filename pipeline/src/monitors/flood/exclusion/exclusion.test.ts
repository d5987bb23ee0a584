import { maskReasons } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { floodCodes } from '../info.js';
import { codeOfDb } from '../sar/db-codes.js';
import { applyExclusion, markDarkGround, markUnsure, markWind, withTerrain } from './exclusion.js';
import { groundHaloRows, groundReasons } from './ground-reasons.js';
import { shadowHaloRows, terrainReasons } from './terrain-reasons.js';
import { mayBeGround } from './unsure-water.js';
import type { GroundRows } from './usual-ground.js';
import { isUsuallyDark, likelyUsualWater, usualWaterCodes } from './usual-water.js';

const urban = maskReasons.urban.code;
const layover = maskReasons.layover.code;
const steep = maskReasons.steep.code;
const wind = maskReasons.wind.code;
const shadow = maskReasons['radar-shadow'].code;
const canopy = maskReasons['dense-vegetation'].code;
const lowCoverage = maskReasons['low-coverage'].code;

const side = 2 * groundHaloRows + 7;
const middle = Math.floor(side / 2) * side + Math.floor(side / 2);

interface Place {
  readonly vh: number;
  readonly vv: number;
}

/** The same ground everywhere, now and usually, in dB. */
function everywhere(now: Place, usual: Place): GroundRows {
  const of = (db: number) => new Uint8Array(side * side).fill(codeOfDb(db));
  return { width: side, nowVh: of(now.vh), nowVv: of(now.vv), usualVh: of(usual.vh), usualVv: of(usual.vv), lowestVv: of(usual.vv) };
}
const forest = { vh: -14.5, vv: -8.5 };
const suburb = { vh: -12, vv: -5 };
const water = { vh: -27, vv: -19 };

describe('where radar does not see water', () => {
  it.each([
    ['forest', forest, forest, canopy],
    ['forest that stands in water: double bounce', { vh: -14, vv: -5.5 }, forest, canopy],
    ['a suburb', suburb, suburb, urban],
    ['the median of all land', { vh: -16.4, vv: -9.9 }, { vh: -16.4, vv: -9.9 }, 0],
    ['a field whose crop was harvested', { vh: -20, vv: -12 }, { vh: -15, vv: -9 }, 0],
    ['a forest that was felled and flooded', water, forest, 0],
  ] as const)('%s', (_, now, usual, reason) => {
    expect(groundReasons(everywhere(now, usual))[middle]).toBe(reason);
  });

  it('takes single bright pixels for speckle', () => {
    const rows = everywhere({ vh: -18, vv: -11 }, { vh: -18, vv: -11 });
    rows.usualVh?.fill(codeOfDb(-12), middle, middle + 3);
    expect(groundReasons(rows)[middle]).toBe(0);
  });
});

describe('terrain in the picture', () => {
  /** Looking east at 45°: a ray climbs by its own way. */
  const look = { azimuthDeg: 90, incidenceDeg: 45 };
  const haloRows = shadowHaloRows(10);
  const rowOf = (heights: readonly number[], azimuthDeg = look.azimuthDeg) => {
    const heightM = Float32Array.from({ length: heights.length * (2 * haloRows + 1) }, (_, i) => heights[i % heights.length] as number);
    return [...terrainReasons({ heightM, width: heights.length, haloRows, xM: 10, yM: 10 }, { ...look, azimuthDeg })];
  };

  it('a wall of 35 m hides the 30 m behind it, worked by hand', () => {
    // the wall's top lies 10, 20, 30 and 40 m before the cells behind it: hidden where 35 m is more
    expect(rowOf([0, 0, 0, 35, 0, 0, 0, 0, 0, 0])).toEqual([0, 0, layover, 0, shadow, shadow, shadow, 0, 0, 0]);
  });

  it('looks no farther than the DEM reaches: what stands at its other side throws no shadow across', () => {
    expect(rowOf([0, 0, 0, 0, 0, 35], 90)).toEqual([0, 0, 0, 0, layover, layover]);
    expect(rowOf([35, 0, 0, 0, 0, 0], 270)).toEqual([layover, layover, 0, 0, 0, 0]);
  });

  it('a slope steeper than the incidence angle is laid over, a gentler one is steep from 15°', () => {
    expect(rowOf([0, 11, 22, 33, 44])).toEqual([layover, layover, layover, layover, layover]);
    expect(rowOf([0, 4, 8, 12, 16])).toEqual([steep, steep, steep, steep, steep]);
    expect(rowOf([0, 2, 4, 6, 8])).toEqual([0, 0, 0, 0, 0]);
  });

  it('says nothing in a hole of the DEM', () => {
    expect(rowOf([5, Number.NaN, 5])).toEqual([0, 255, 0]);
  });
});

describe('what an exclusion does to the answer', () => {
  const { dry, flood, reference, water: seen, notObserved } = floodCodes;
  const judged = (states: readonly number[]) => ({
    state: Uint8Array.from(states),
    water: new Uint8Array(states.length),
    likelihoodPercent: new Uint8Array(states.length).fill(40),
    reference: new Uint8Array(states.length),
  });

  it.each([
    ['town: what is seen stays, dry is not known', urban, [notObserved, flood, reference, seen]],
    ['dense vegetation likewise', canopy, [notObserved, flood, reference, seen]],
    ['too few scenes likewise', lowCoverage, [notObserved, flood, reference, seen]],
    ['radar shadow hides all, also what looks like usual water', shadow, [notObserved, notObserved, notObserved, notObserved]],
    ['layover hides all', layover, [notObserved, notObserved, notObserved, notObserved]],
    ['no reason, no change', 0, [dry, flood, reference, seen]],
  ] as const)('%s', (_, reason, expected) => {
    const rows = judged([dry, flood, reference, seen]);
    const reasons = new Uint8Array(4).fill(reason);
    applyExclusion(rows, reasons);
    expect([...rows.state]).toEqual(expected);
    expect([...reasons]).toEqual(expected.map((state) => (state === notObserved ? reason : 0)));
    expect([...rows.likelihoodPercent]).toEqual(expected.map((state) => (state === notObserved ? 255 : 40)));
  });

  it('knows that high ground is dry without a look, and calls steep only what looks like water', () => {
    const reasons = Uint8Array.of(canopy, canopy, steep, steep, shadow);
    withTerrain(reasons, Uint8Array.of(0, 200, 0, 0, 0), Uint8Array.of(0, 0, 0, 1, 0));
    expect([...reasons]).toEqual([0, canopy, 0, steep, shadow]);
  });

  it('calls usual water that is rough "wind", not gone', () => {
    const reasons = new Uint8Array(3);
    const vv = Uint8Array.of(codeOfDb(-10), codeOfDb(-18), codeOfDb(-10));
    markWind(reasons, Uint8Array.of(1, 1, 0), Uint8Array.of(dry, dry, dry), vv, -13);
    expect([...reasons]).toEqual([wind, 0, 0]);
  });

  it('names layover and radar shadow before wind and dark ground', () => {
    const everywhereOne = new Uint8Array(4).fill(1);
    const windy = Uint8Array.of(0, urban, layover, shadow);
    markWind(windy, everywhereOne, new Uint8Array(4).fill(dry), new Uint8Array(4).fill(codeOfDb(-10)), -13);
    expect([...windy]).toEqual([wind, wind, layover, shadow]);
    const unsure = Uint8Array.of(0, urban, layover, shadow);
    markUnsure(unsure, new Uint8Array(4).fill(flood), everywhereOne);
    const dark = maskReasons['dark-ground'].code;
    expect([...unsure]).toEqual([dark, dark, layover, shadow]);
  });
});

describe('dark ground', () => {
  it.each([
    ['calm water', water, 0],
    ['water in wind: VH does not change', { vh: -26, vv: -11 }, 0],
    ['shallow water between plants, or a bare field', { vh: -20, vv: -12 }, 1],
  ] as const)('%s', (_, now, answer) => {
    expect(mayBeGround(everywhere(now, forest))[middle]).toBe(answer);
  });

  it('lets mixed pixels be flood beside certain water, but not where the shore runs across a field just harvested', () => {
    const shoreAt = (beyond: Place) => {
      const rows = everywhere(beyond, forest);
      for (let row = 0; row < side; row++) {
        const start = row * side + (middle % side);
        rows.nowVh?.fill(codeOfDb(-20), start - 1, start + 1);
        rows.nowVh?.fill(codeOfDb(-27), row * side, start - 1);
      }
      return [-2, 0, 5].map((columns) => mayBeGround(rows)[middle + columns]);
    };
    expect(shoreAt(forest)).toEqual([0, 0, 1]);
    expect(shoreAt({ vh: -20, vv: -12 })).toEqual([0, 1, 1]);
  });

  it('is what is always dark on a slope above its drainage; a level lake there stays', () => {
    const reasons = new Uint8Array(4);
    const rows = {
      state: new Uint8Array(4).fill(floodCodes.reference),
      handDm: Uint8Array.of(80, 80, 20, 255),
      slopeFactors: Uint8Array.of(230, 254, 230, 255),
      factors: new Uint8Array(4),
    };
    markDarkGround(reasons, rows.state, rows);
    expect([...reasons]).toEqual([maskReasons['dark-ground'].code, 0, 0, 0]);
  });
});

describe('usual water', () => {
  it.each([
    ['a lake', water, usualWaterCodes.here],
    ['a lake that was rough on the median but calm once', { vh: -25, vv: -15.5 }, usualWaterCodes.here],
    ['a dark field', { vh: -21.6, vv: -15.5 }, 0],
    ['a dry meadow, dark in VH alone', { vh: -20.5, vv: -12.5 }, 0],
    ['asphalt in VV alone', { vh: -18, vv: -17 }, 0],
  ] as const)('%s', (_, usual, answer) => {
    expect(likelyUsualWater(everywhere(usual, usual))?.[middle]).toBe(answer);
  });

  it.each([
    ['two thirds of water at the bank of a meadow', -19, 2 / 3, usualWaterCodes.here],
    ['a third', -19, 1 / 3, usualWaterCodes.near],
    ['two thirds beside a wood, brighter than any meadow', -13, 2 / 3, usualWaterCodes.here],
    ['a third beside dark soil, darker than two thirds beside a wood', -21, 1 / 3, usualWaterCodes.near],
  ] as const)('a mixed pixel of %s, by what its own bank sends back', (_, landDb, share, answer) => {
    const land = { vh: landDb, vv: landDb + 7 };
    const rows = everywhere(land, land);
    const mixed = 10 * Math.log10(share * 10 ** (water.vh / 10) + (1 - share) * 10 ** (landDb / 10));
    for (let i = 0; i < side * side; i++) {
      const col = (i % side) - (middle % side);
      if (col > 0) continue;
      (rows.usualVh as Uint8Array)[i] = codeOfDb(col < 0 ? water.vh : mixed);
      if (col < 0) (rows.lowestVv as Uint8Array)[i] = codeOfDb(water.vv);
    }
    expect(likelyUsualWater(rows)?.[middle]).toBe(answer);
  });

  it.each([
    ['a river in wind before, calm now', { vh: -28, vv: -19 }, { vh: -26, vv: -11 }, true],
    ['dark soil that was flooded', { vh: -27, vv: -19 }, { vh: -21, vv: -12 }, false],
    ['a meadow that was flooded', { vh: -27, vv: -19 }, { vh: -19, vv: -12 }, false],
  ] as const)('as dark as now: %s', (_, now, usual, answer) => {
    expect(isUsuallyDark(everywhere(now, usual), middle)).toBe(answer);
  });
});
