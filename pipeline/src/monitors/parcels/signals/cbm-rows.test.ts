import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cbmCsv, cbmJson, cbmRows, readCbm } from './cbm-rows.js';
import type { BandStatistics, ParcelLook, ParcelSeason } from './parcel-season.js';
import { readSignals, SignalsWriter } from './signals-file.js';

const statistics = (mean: number, sd: number): BandStatistics => ({
  ...{
    count: 80,
    mean,
    sd,
    min: mean - sd,
    p05: mean - sd,
    p25: mean - sd / 2,
    p50: mean,
    p75: mean + sd / 2,
    p95: mean + sd,
    max: mean + sd,
  },
});

const look = (more: Partial<ParcelLook>): ParcelLook => ({
  ...{ date: '2024-05-03', epochDay: 19_846, sceneId: 'S2A', sensor: 's2', relativeOrbit: null, processingBaseline: '05.10', pixels: 80 },
  ...{ sceneClasses: [0, 0, 0, 0, 80, 0, 0, 0, 0, 0, 0, 0], clear: true, flags: [], bands: {}, ...more },
});

const season: ParcelSeason = {
  parcelId: '7',
  year: 2024,
  optical: [
    look({ bands: { B04: statistics(0.05, 0.01), B08: statistics(0.45, 0.03) } }),
    look({
      date: '2024-05-08',
      epochDay: 19_851,
      sceneId: 'S2B',
      sceneClasses: [0, 0, 0, 0, 78, 0, 0, 0, 0, 2, 0, 0],
      clear: false,
      bands: { B04: statistics(0.3, 0.1) },
    }),
  ],
  radar: [
    look({
      date: '2024-05-04',
      epochDay: 19_847,
      sensor: 's1',
      sceneId: 'S1A',
      relativeOrbit: 146,
      processingBaseline: null,
      sceneClasses: [],
      bands: { VV: statistics(-10, 1), cohVH: statistics(0.4, 0.1) },
    }),
  ],
};

const options = { parcelId: '7', year: 2024, place: 'series.json' };

describe('rows of JRC cbm', () => {
  it('hold digital numbers, linear power and times in seconds', () => {
    const rows = cbmRows(season);
    expect(rows.map(({ band }) => band)).toEqual(['B04', 'B08', 'VVb', 'VHc', 'B04']);
    expect(rows[0]).toMatchObject({ date_part: 19_846 * 86_400, count: 80, hist: { 4: 80 } });
    expect(rows[0]?.mean).toBeCloseTo(500);
    expect(rows[2]?.mean).toBeCloseTo(0.1);
    expect(rows[3]?.mean).toBe(0.4);
  });

  it.each([
    ['JSON', cbmJson],
    ['CSV', cbmCsv],
  ])('come back from %s as they were', (_, write) => {
    const back = readCbm(write(season), options);
    expect(back.optical.map(({ date, clear, pixels }) => [date, clear, pixels])).toEqual([
      ['2024-05-03', true, 80],
      ['2024-05-08', false, 80],
    ]);
    expect(back.optical[0]?.bands['B08']?.p75).toBeCloseTo(0.465);
    expect(back.optical[0]?.bands['NDVI']?.mean).toBeCloseTo(0.8);
    expect(back.radar[0]?.bands['VV']?.mean).toBeCloseTo(-10);
    expect(back.radar[0]?.bands['VV']?.sd).toBeCloseTo(1);
    expect(back.radar[0]?.bands['cohVH']?.mean).toBeCloseTo(0.4);
  });

  it('never takes a look without a histogram of scene classes for clear', () => {
    const { hist: _, ...table } = JSON.parse(cbmJson(season)) as Record<string, unknown[]>;
    expect(readCbm(JSON.stringify(table), options).optical.some(({ clear }) => clear)).toBe(false);
  });

  it.each([
    ['{"date_part": [1]}', /series\.json: no whole column "band"/],
    ['{ no JSON', /series\.json: not JSON/],
    ['a,b\n1,2', /no whole column "date_part"/],
    [cbmCsv(season).replace('B08,80', 'B08,many'), /row 2, count: expected a number, got "many"/],
    [cbmCsv(season).replace("{'4': 80}", 'clear'), /hist: expected pixels by scene class/],
  ])('are refused with place and remedy where they are damaged', (text, message) => {
    expect(() => readCbm(text, options)).toThrow(message);
  });
});

describe('signals.parquet', () => {
  it('gives seasons back, all or one, and says where a file is none', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'landsicht-signals-'));
    try {
      const path = join(dir, 'signals.parquet');
      const writer = new SignalsWriter(path);
      await writer.add([season]);
      await writer.add([{ ...season, parcelId: '8', radar: [] }]);
      await writer.close();
      const all = await readSignals(path);
      expect(all.map(({ parcelId, year }) => [parcelId, year])).toEqual([
        ['7', 2024],
        ['8', 2024],
      ]);
      expect(all[0]?.optical[1]).toMatchObject({
        date: '2024-05-08',
        epochDay: 19_851,
        clear: false,
        sceneClasses: season.optical[1]?.sceneClasses,
      });
      expect(all[0]?.radar[0]).toMatchObject({ relativeOrbit: 146, processingBaseline: null });
      expect(all[0]?.optical[0]?.bands['B08']?.p95).toBeCloseTo(0.48);
      expect(await readSignals(path, '8')).toEqual([all[1]]);
      await writeFile(path, 'no table');
      await expect(readSignals(path)).rejects.toThrow(/signals\.parquet: not a readable table/);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});
