import { describe, expect, it } from 'vitest';
import { crsTransform, isGeographic, isKnownEpsg, type Position, utmEpsgFor } from './crs.js';
import type { LandsichtError } from './errors.js';

/** Dresden, Frauenkirche, by GDAL 3.6.2 (PROJ 9.1.1): echo "13.7373 51.0504" | gdaltransform -s_srs EPSG:4326 -t_srs EPSG:… */
const dresden: Position = [13.7373, 51.0504];

const byGdal: readonly [epsg: number, lonLat: Position, expected: Position, toleranceM: number][] = [
  [25833, dresden, [411494.368286, 5656188.09357], 0.001],
  [32633, dresden, [411494.368287, 5656188.093694], 0.001],
  [25832, dresden, [831974.853287, 5666113.735683], 0.001],
  [32632, dresden, [831974.853284, 5666113.735806], 0.001],
  [3857, dresden, [1529229.240874, 6630213.746015], 0.001],
  [3035, dresden, [4582938.135891, 3111044.597926], 0.001],
  [32733, [15.5, -23.2], [551165.411007, 7434252.064544], 0.001],
  [3413, [-45, 75], [0, -1633879.497471], 0.001],
  // Gauß-Krüger: GDAL uses the BeTA2007 grid, core the nationwide parameters
  [31469, dresden, [5411596.102657, 5658005.659462], 3],
  [31468, [12.3731, 51.3397], [4526104.228799, 5689502.194076], 3],
  [31467, [9.1829, 48.7758], [3513518.434949, 5404271.421444], 3],
];

function distance([x, y]: Position, [u, v]: Position): number {
  return Math.hypot(x - u, y - v);
}

describe('crsTransform', () => {
  it.each(byGdal)('agrees with GDAL in EPSG:%i', (epsg, lonLat, expected, toleranceM) => {
    expect(distance(crsTransform(4326, epsg).forward(...lonLat), expected)).toBeLessThan(toleranceM);
  });

  it.each(byGdal)('comes back from EPSG:%i to within a millimetre', (epsg, lonLat) => {
    const there = crsTransform(4326, epsg);
    const back = there.inverse(...there.forward(...lonLat));
    expect(distance(back, lonLat)).toBeLessThan(1e-8); // degrees
  });

  it('goes between two projected systems as over longitude and latitude', () => {
    const [x, y] = crsTransform(25833, 25832).forward(411494.368286, 5656188.09357);
    expect(distance([x, y], [831974.853287, 5666113.735683])).toBeLessThan(0.001);
  });

  it('takes and gives x before y in every system: longitude before latitude, easting before northing', () => {
    const [lon, lat] = crsTransform(25833, 4326).forward(411494.368286, 5656188.09357); // EPSG defines 4326 as (lat, lon)
    expect([lon, lat]).toEqual([expect.closeTo(13.7373, 7), expect.closeTo(51.0504, 7)]);
    const [easting, northing] = crsTransform(4326, 31469).forward(...dresden); // EPSG defines 31469 as (northing, easting)
    expect(Math.floor(easting / 1e6)).toBe(5); // zone prefix
    expect(northing).toBeGreaterThan(5_650_000);
    const [east3035] = crsTransform(4326, 3035).forward(...dresden); // EPSG defines 3035 as (northing, easting)
    expect(east3035).toBeGreaterThan(4_321_000); // east of 10° E
  });

  it('leaves coordinates alone between a system and itself', () => {
    expect(crsTransform(25833, 25833).forward(1.25, 2.5)).toEqual([1.25, 2.5]);
  });

  it('hands out the same transform twice', () => {
    expect(crsTransform(4326, 25833)).toBe(crsTransform(4326, 25833));
  });

  it.each([
    [4326, 2056],
    [2056, 4326],
    [2056, 2056],
  ])('refuses EPSG:%i → EPSG:%i with the list of what it knows', (from, to) => {
    expect(() => crsTransform(from, to)).toThrow(expect.objectContaining({ code: 'crs-unknown' } satisfies Partial<LandsichtError>));
    expect(() => crsTransform(from, to)).toThrow(/EPSG:2056 .*25828–25838.*gdalwarp/);
  });
});

describe('isKnownEpsg', () => {
  it('knows every system the project needs', () => {
    const needed = [25832, 25833, 32601, 32660, 32701, 32760, 3857, 4326, 4258, 31467, 31468, 31469, 3035];
    expect(needed.filter((epsg) => !isKnownEpsg(epsg))).toEqual([]);
  });

  it('does not know zones that do not exist', () => {
    expect([32600, 32661, 32700, 32761, 25827, 25839, 0].filter(isKnownEpsg)).toEqual([]);
  });
});

describe('isGeographic', () => {
  it('tells degrees from metres', () => {
    expect([4326, 4258, 25833, 3857].map(isGeographic)).toEqual([true, true, false, false]);
  });
});

describe('utmEpsgFor', () => {
  it.each([
    [13.7373, 51.0504, 32633],
    [11.9999, 51, 32632],
    [12, 51, 32633],
    [15.5, -23.2, 32733],
    [-180, 10, 32601],
    [180, 10, 32660],
    [0, 0, 32631],
  ])('puts %d, %d into EPSG:%i', (lon, lat, epsg) => {
    expect(utmEpsgFor(lon, lat)).toBe(epsg);
  });
});
