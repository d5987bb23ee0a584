import type { PixelType } from '@landsicht/core';
import { expect, it } from 'vitest';
import { bandNames, type FolderSensor } from './band-map.js';

const none = (count: number) => new Array<string | null>(count).fill(null);
const mapOf = (
  names: readonly (string | null)[],
  sensor: FolderSensor,
  given: readonly string[] | null = null,
  pixelType: PixelType = 'u8',
) => bandNames({ path: 'a.tif', pixelType, names }, sensor, given);

it.each<[string, readonly (string | null)[], FolderSensor, PixelType, readonly string[]]>([
  ['a DOP20 of four bands as RGBI', none(4), 'dop20', 'u8', ['red', 'green', 'blue', 'nir']],
  ['a DOP20 of three bands as RGB', none(3), 'dop20', 'u8', ['red', 'green', 'blue']],
  ['an unnamed drone mosaic of four bytes as RGB with alpha', none(4), 'drone', 'u8', ['red', 'green', 'blue', 'alpha']],
  [
    'a multispectral drone by its names',
    ['Blue', 'Green', 'Red', 'Red edge', 'NIR', 'Alpha'],
    'drone',
    'u16',
    ['blue', 'green', 'red', 'rededge1', 'nir', 'alpha'],
  ],
  [
    'names with wavelengths',
    ['Blue-475', 'Green-560', 'Red-668', 'Red edge-717', 'NIR-842', 'Panchro'],
    'drone',
    'u16',
    ['blue', 'green', 'red', 'rededge1', 'nir', 'unused-6'],
  ],
  ['German names', ['Rot', 'Grün', 'Blau', 'Nahes Infrarot'], 'generic', 'u16', ['red', 'green', 'blue', 'nir']],
])('reads %s', (_, names, sensor, pixelType, expected) => {
  expect(mapOf(names, sensor, null, pixelType)).toEqual(expected);
});

it('follows the map that was given, leaving bands out', () => {
  expect(mapOf(['a', 'b', 'c'], 'drone', ['nir', '-', 'red'])).toEqual(['nir', 'unused-2', 'red']);
});

it.each<[string, () => unknown, string, RegExp]>([
  [
    'a map that does not fit',
    () => mapOf(none(4), 'generic', ['red', 'nir']),
    'band-missing',
    /a\.tif: the band map red,nir names 2 bands, the file has 4.*--bands red,green,blue,nir/,
  ],
  ['an unnamed generic file', () => mapOf(none(5), 'generic'), 'band-missing', /which of its 5 u8 bands.*--bands red,green,blue,nir,-/],
  ['four unnamed 16-bit drone bands', () => mapOf(none(4), 'drone', null, 'u16'), 'band-missing', /which of its 4 u16 bands/],
  ['a DOP20 in 16 bits', () => mapOf(none(4), 'dop20', null, 'u16'), 'raster-unsupported', /8-bit bands, this file has u16/],
  ['a name given twice', () => mapOf(none(2), 'generic', ['red', 'red']), 'bad-argument', /two bands are called red/],
  ['two greens in the file', () => mapOf(['Green-531', 'Green-560'], 'drone', null, 'u16'), 'bad-argument', /two bands are called green/],
  ['a name that is none', () => mapOf(none(1), 'generic', ['../x']), 'bad-argument', /"\.\.\/x" is not a band name/],
])('refuses %s and says what to do', (_, call, code, message) => {
  expect(call).toThrow(message);
  expect(call).toThrow(expect.objectContaining({ code }));
});
