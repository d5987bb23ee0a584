import { describe, expect, it } from 'vitest';
import { acquisitionOf, type DateHints, dateInFileName, tileOf } from './acquisition-date.js';
import { datesInAktCsv } from './akt-csv.js';

const hints = (change: Partial<DateHints>): DateHints => ({
  path: '/d/dop20rgbi_33412_5656_2_sn.tif',
  given: null,
  sidecar: null,
  aktCsv: null,
  tiffDatetime: null,
  ...change,
});
const days = (dates: readonly Date[]) => dates.map((date) => date.toISOString().slice(0, 10));

describe('acquisitionOf', () => {
  it.each<[string, Partial<DateHints>, string, string]>([
    [
      'an argument before all else',
      { given: new Date('2024-05-01'), sidecar: '2020-01-01', tiffDatetime: '2019:01:01 00:00:00' },
      '2024-05-01T00:00:00.000Z',
      'argument',
    ],
    ['a sidecar', { sidecar: '2024-06-12T10:15:00+02:00', tiffDatetime: '2019:01:01 00:00:00' }, '2024-06-12T08:15:00.000Z', 'sidecar'],
    [
      'a GeoSN csv',
      { aktCsv: { path: 'x_akt.csv', text: 'Kachel;Bildflug\n33412_5656;12.06.2024\n' }, tiffDatetime: '2025:01:01 00:00:00' },
      '2024-06-12T00:00:00.000Z',
      'akt-csv',
    ],
    [
      'the file name before the TIFF tag',
      { path: '/d/flug_2024-06-12_ost.tif', tiffDatetime: '2025:01:01 00:00:00' },
      '2024-06-12T00:00:00.000Z',
      'file-name',
    ],
    ['the TIFF tag', { tiffDatetime: '2023:06:12 10:11:12' }, '2023-06-12T10:11:12.000Z', 'tiff-tag'],
  ])('takes %s', (_, change, start, basis) => {
    const acquisition = acquisitionOf(hints(change));
    expect([acquisition.startUtc.toISOString(), acquisition.basis]).toEqual([start, basis]);
  });

  it('spans the flight days of a tile', () => {
    const text =
      'kachel,flugdatum,produktion\r\n"33412_5656","2024-06-14",2025-02-01\r\n"33412_5656","2024-06-12",2025-02-01\r\n"33414_5656","2020-01-01",2025-02-01\r\n';
    const { startUtc, endUtc } = acquisitionOf(hints({ aktCsv: { path: 'x_akt.csv', text } }));
    expect(days([startUtc, endUtc])).toEqual(['2024-06-12', '2024-06-14']);
  });

  it('asks for --date where nothing tells, and names the csv it looked into', () => {
    expect(() => acquisitionOf(hints({}))).toThrow(/5656_2_sn\.tif: when was it taken\?.*Give --date 2024-06-12/);
    expect(() => acquisitionOf(hints({ aktCsv: { path: 'x_akt.csv', text: 'Kachel;Jahr\n33412_5656;2024\n' } }))).toThrow(
      /x_akt\.csv names no day/,
    );
    expect(() => acquisitionOf(hints({ sidecar: 'June' }))).toThrow(/datetime "June"; expected/);
    expect(() => acquisitionOf(hints({ tiffDatetime: '0000:00:00 00:00:00' }))).toThrow(/Give --date/);
  });
});

describe('dateInFileName', () => {
  it.each([
    ['20240612_mosaik.tif', '2024-06-12T00:00:00.000Z'],
    ['drone_2024-06-12T101500Z.tif', '2024-06-12T10:15:00.000Z'],
    ['DJI_20240612101500_0001.tif', '2024-06-12T10:15:00.000Z'],
    ['a_2024_06_12.tif', '2024-06-12T00:00:00.000Z'],
  ])('finds the day in %s', (name, expected) => expect(dateInFileName(name)?.toISOString()).toBe(expected));

  it.each([
    'dop20rgbi_33412_5656_2_sn.tif',
    '2018_SJER_3_252000_4104000_image.tif',
    'x_20241332.tif',
    'from_20240101_to_20240201.tif',
    '120240612.tif',
  ])('finds none in %s', (name) => expect(dateInFileName(name)).toBeNull());
});

describe('datesInAktCsv', () => {
  it('reads all rows where none names the tile, every spelling of a day', () => {
    expect(days(datesInAktCsv('\uFEFF12.6.2024\t2024-06-13\n20240614\n31.02.2024', null))).toEqual([
      '2024-06-12',
      '2024-06-13',
      '2024-06-14',
    ]);
  });

  it('knows the tile in other spellings', () => {
    expect(days(datesInAktCsv('dgm1_33412_5656_2_sn;01.02.2020\ndgm1_33414_5656_2_sn;01.02.2021', '33412_5656'))).toEqual(['2020-02-01']);
    expect(tileOf('/x/dgm1_33412_5656_2_sn_akt.csv')).toBe('33412_5656');
  });
});
