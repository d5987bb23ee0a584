import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { clearLooks } from './clear-series.js';
import { markersOf } from './parcel-markers.js';
import { scoreMowings } from './score-mowing.js';
import { seasonOfSeries } from './season-of-series.js';
import { type OpticalRow, type ParcelSeries, readSignalSeries } from './signal-series.js';

const file = fileURLToPath(new URL('../../../../../../shared/data/agri/salms_mowing_dev.json', import.meta.url));
const there = existsSync(file);

const row = (date: string, mean: number, more: Partial<OpticalRow> = {}): OpticalRow => ({
  date,
  n: 80,
  mean,
  scl: [0, 0, 0, 0, 80, 0, 0, 0, 0, 0, 0, 0],
  ...more,
});

/** A look every five days from 1 April, the first `values.length` of them. */
const fiveDaily = (values: readonly number[]): OpticalRow[] =>
  values.map((mean, i) => row(new Date(Date.UTC(2020, 3, 1 + 5 * i)).toISOString().slice(0, 10), mean));

const uncut = Array.from({ length: 30 }, () => 0.82);
const cut = uncut.map((mean, i) => (i < 12 ? mean : Math.min(0.82, 0.55 + 0.04 * (i - 12))));

describe('mowing markers', () => {
  it.skipIf(!there)(
    'find the known mowings of the SALMS parcels within 10 days, F1 >= 0.75 (real data; skipped: needs ../shared/data)',
    async () => {
      const { parcels, year } = await readSignalSeries(file);
      const known = (JSON.parse(readFileSync(file, 'utf8')) as { parcels: { id: number; events: string[] }[] }).parcels;
      const { hits, events, f1 } = scoreMowings(
        parcels.map((parcel) => ({
          events: known.find(({ id }) => id === parcel.id)?.events ?? [],
          markers: markersOf(parcel, year).markers,
        })),
      );
      expect([hits, events]).toEqual([9, 10]);
      expect(f1).toBeGreaterThanOrEqual(0.75);
    },
  );

  it('are one per cut, between the last tall and the last short look', () => {
    const { monitorable, markers } = markersOf({ id: 1, s2: fiveDaily(cut) }, 2020);
    expect(monitorable).toBe(true);
    expect(markers).toEqual([
      expect.objectContaining({ type: 'mowing', start: '2020-05-26', end: '2020-05-31', observedOn: '2020-05-31' }),
    ]);
  });

  it('are none on grass that stays', () => {
    expect(markersOf({ id: 1, s2: fiveDaily(uncut) }, 2020).markers).toEqual([]);
  });

  it('are none, with the cause, where too few looks are clear', () => {
    const cloudy = fiveDaily(cut).map((look, i) => (i % 3 === 0 ? look : { ...look, scl: [0, 0, 0, 0, 70, 0, 0, 0, 0, 10, 0, 0] }));
    expect(markersOf({ id: 1, s2: cloudy }, 2020)).toEqual({ id: 1, monitorable: false, flags: ['FEW_OBS'], markers: [] });
  });

  it('are none, with the cause, on a parcel of seven pixels', () => {
    const small = fiveDaily(cut).map((look) => ({ ...look, n: 7 }));
    expect(markersOf({ id: 1, s2: small }, 2020)).toMatchObject({ monitorable: false, flags: ['SMALL'] });
  });

  it('are less sure on few pixels', () => {
    const confidenceAt = (n: number) =>
      markersOf({ id: 1, s2: fiveDaily(cut).map((look) => ({ ...look, n })) }, 2020).markers[0]?.confidence ?? 0;
    expect(confidenceAt(20)).toBeCloseTo(0.8 * confidenceAt(30), 3);
  });

  it('take no slow fall in drought for a cut, unless radar saw one', () => {
    const drought = uncut.map((mean, i) => (i < 8 ? mean : Math.max(0.5, mean - 0.05 * (i - 7))));
    const parcel: ParcelSeries = { id: 1, s2: fiveDaily(drought) };
    expect(markersOf(parcel, 2020).markers).toEqual([]);
    const coh6 = Array.from({ length: 30 }, (_, i) => ({
      date: new Date(Date.UTC(2020, 3, 1 + 6 * i)).toISOString().slice(0, 10),
      VH: i < 8 ? 0.3 : 0.5,
      VV: 0.3,
    }));
    expect(markersOf({ ...parcel, coh6 }, 2020).markers.length).toBeGreaterThan(0);
  });
});

const clearSeries = (rows: readonly OpticalRow[]) => clearLooks(seasonOfSeries({ id: 1, s2: [...rows] }, 2020));

describe('a slow fall', () => {
  /** Tall grass, twenty cloudy days, lower grass, then looks every ten days. */
  const behindClouds = (later: readonly number[]) => [
    ...fiveDaily(Array.from({ length: 14 }, () => 0.72)),
    ...later.map((mean, i) => row(new Date(Date.UTC(2020, 5, 25 + 10 * i)).toISOString().slice(0, 10), mean)),
  ];

  it('across clouds is no cut where it goes on, as grass dries', () => {
    expect(markersOf({ id: 1, s2: behindClouds([0.52, 0.44, 0.36, 0.3]) }, 2020).markers).toEqual([]);
  });

  it('of five looks is no cut though one step is as large as noise makes it', () => {
    const dried = [...Array.from({ length: 14 }, () => 0.66), 0.64, 0.56, 0.52, 0.455, 0.41, 0.45, 0.47, 0.48];
    expect(markersOf({ id: 1, s2: fiveDaily(dried) }, 2020).markers).toEqual([]);
  });

  it('across clouds is a cut where grass grows again', () => {
    expect(markersOf({ id: 1, s2: behindClouds([0.52, 0.58, 0.68, 0.75]) }, 2020).markers).toHaveLength(1);
  });
});

describe('clear looks of an imported series', () => {
  it('leaves out a look with a single cloudy, shadowed or missing pixel', () => {
    for (const kind of [0, 1, 2, 3, 8, 9, 10, 11]) {
      const scl = [0, 0, 0, 0, 79, 0, 0, 0, 0, 0, 0, 0];
      scl[kind] = 1;
      expect(clearSeries([row('2020-05-01', 0.8, { scl })])).toEqual([]);
    }
  });

  it('drops a look in haze between two that agree', () => {
    const looks = clearSeries([row('2020-05-01', 0.8), row('2020-05-06', 0.7), row('2020-05-11', 0.79)]);
    expect(looks.map(({ date }) => date)).toEqual(['2020-05-01', '2020-05-11']);
  });

  it('keeps one look a day, the fuller one, whatever the order of the rows', () => {
    const looks = clearSeries([row('2020-05-06', 0.7), row('2020-05-01', 0.8, { n: 10 }), row('2020-05-01', 0.81)]);
    expect(looks.map(({ date, ndvi }) => [date, ndvi])).toEqual([
      ['2020-05-01', 0.81],
      ['2020-05-06', 0.7],
    ]);
  });
});
