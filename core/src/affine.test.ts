import { expect, it } from 'vitest';
import { type Affine, apply, fromGdal, invert, isNorthUp, northUp, pixelArea, scale, translate } from './affine.js';

const tenMetre = northUp(400_000, 5_660_000, 10);
/** Turned by 30°, pixels of 2 × 3, mirrored nowhere. */
const turned: Affine = [2 * Math.cos(0.5), 3 * Math.sin(0.5), 100, 2 * Math.sin(0.5), -3 * Math.cos(0.5), 200];

it('puts the upper-left corner at integers and the centre of the first pixel half a pixel on', () => {
  expect(apply(tenMetre, 0, 0)).toEqual([400_000, 5_660_000]);
  expect(apply(tenMetre, 0.5, 0.5)).toEqual([400_005, 5_659_995]);
  expect(apply(tenMetre, 3, 2)).toEqual([400_030, 5_659_980]);
});

it('keeps x and y sizes apart', () => {
  expect(apply(northUp(0, 0, 2, 5), 1, 1)).toEqual([2, -5]);
});

it('reads the order of GDAL’s geotransform', () => {
  expect(fromGdal([400_000, 10, 0, 5_660_000, 0, -10])).toEqual(tenMetre);
  expect(fromGdal([1, 2, 3, 4, 5, 6])).toEqual([2, 3, 1, 5, 6, 4]);
});

it.each([
  ['north-up', tenMetre],
  ['turned', turned],
])('inverts a %s transform', (_, transform) => {
  const [col, row] = apply(invert(transform), ...apply(transform, 7.25, -3.5));
  expect(col).toBeCloseTo(7.25, 8);
  expect(row).toBeCloseTo(-3.5, 8);
});

it('refuses to invert pixels without area', () => {
  expect(() => invert([1, 2, 0, 2, 4, 0])).toThrow(RangeError);
  expect(() => invert([Number.NaN, 0, 0, 0, 1, 0])).toThrow(RangeError);
});

it('moves the origin to another pixel', () => {
  expect(apply(translate(turned, 5, 8), 0, 0)).toEqual(apply(turned, 5, 8));
  expect(apply(translate(turned, 5, 8), 2, 1)[0]).toBeCloseTo(apply(turned, 7, 9)[0], 10);
});

it('makes pixels larger about the same origin', () => {
  expect(scale(tenMetre, 2)).toEqual([20, 0, 400_000, 0, -20, 5_660_000]);
  expect(pixelArea(scale(turned, 2, 3))).toBeCloseTo(36, 10);
});

it('tells north-up from turned and flipped', () => {
  expect(isNorthUp(tenMetre)).toBe(true);
  expect(isNorthUp(turned)).toBe(false);
  expect(isNorthUp([10, 0, 0, 0, 10, 0])).toBe(false);
});

it('measures a pixel whatever its turn', () => {
  expect(pixelArea(tenMetre)).toBe(100);
  expect(pixelArea(turned)).toBeCloseTo(6, 10);
});
