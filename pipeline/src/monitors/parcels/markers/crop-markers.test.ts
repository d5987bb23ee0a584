import { describe, expect, it } from 'vitest';
import { catchCropMarker } from './catch-crop.js';
import { clearLooks, epochDayOf, isoDayOf } from './clear-series.js';
import { groundLooks } from './ground-looks.js';
import { harvestMarkers } from './harvest.js';
import { floweringMarker } from './rape-flowering.js';
import { flandersSeasons, hasFlanders } from './testing/flanders.js';
import { every, madeSeason, opticalLook, radarLook } from './testing/made-season.js';

const soil = { NDVI: 0.17, NDTI: 0.05, B11: 0.3 };
const straw = { NDVI: 0.22, NDTI: 0.18, B11: 0.35 };
const lush = { NDVI: 0.85, NDTI: 0.35, B11: 0.14 };
const ripe = { NDVI: 0.5, NDTI: 0.25, B11: 0.2 };
const lookedAt = (looks: Parameters<typeof madeSeason>[0]) => groundLooks(clearLooks(madeSeason(looks)));

describe('harvest', () => {
  it.skipIf(!hasFlanders)(
    'is seen on every cereal parcel of Flanders in its second summer (real data; skipped: needs ../shared/data)',
    () => {
      const cereals = flandersSeasons().filter(({ crop }) => /wheat|winter barley/.test(crop));
      const dates = cereals.map(({ season }) =>
        harvestMarkers(groundLooks(clearLooks(season)), [], season.year).map(({ start, end }) => `${start}…${end}`),
      );
      expect(cereals.length).toBe(5);
      expect(dates.every((found) => found.length === 1 && (found[0] as string) < '2019-07-31')).toBe(true);
    },
  );

  it('lies between the last standing and the first low look, and tells what was left', () => {
    expect(harvestMarkers(lookedAt(every(10, '2024-06-20', [lush, ripe, straw, straw])), [], 2024)).toEqual([
      expect.objectContaining({
        start: '2024-06-30',
        end: '2024-07-10',
        confidence: 0.85,
        values: expect.objectContaining({ ndviBefore: 0.5, ndviAfter: 0.22, groundAfter: 'stubble' }),
      }),
    ]);
  });

  it('is none where nothing grew, where soil stays bare, and before 1 May', () => {
    expect(harvestMarkers(lookedAt(every(10, '2024-06-20', [ripe, straw, straw])), [], 2024)).toEqual([]);
    expect(harvestMarkers(lookedAt(every(10, '2024-06-20', [soil, soil, soil])), [], 2024)).toEqual([]);
    expect(harvestMarkers(lookedAt(every(10, '2024-04-01', [lush, soil, soil])), [], 2024)).toEqual([]);
  });

  it('across 50 cloudy days is less sure and says so', () => {
    const [marker] = harvestMarkers(
      lookedAt([opticalLook('2024-08-01', lush), opticalLook('2024-09-20', soil), opticalLook('2024-09-25', soil)]),
      [],
      2024,
    );
    expect(marker).toMatchObject({ start: '2024-08-01', end: '2024-09-20', values: { gapDays: 50 } });
    expect(marker?.confidence).toBeCloseTo(0.68, 3);
  });

  it('is surer where the weeks of radar agree (Sen4CAP M1–M5), and not where radar sees nothing', () => {
    const optical = lookedAt(every(7, '2024-05-06', [...Array(9).fill(lush), ripe, straw, straw, straw, straw]));
    const weeks = (harvested: boolean) =>
      [...Array(14).keys()].map((week) => {
        const isOff = harvested && week >= 10;
        return radarLook(isoDayOf(epochDayOf('2024-05-07') + 7 * week), {
          VV: -12,
          VH: isOff ? -21 : -17,
          cohVV: isOff ? 0.7 : 0.3,
          cohVH: 0.2,
        });
      });
    const [alone] = harvestMarkers(optical, [], 2024);
    const [agreed] = harvestMarkers(optical, [weeks(true)], 2024);
    const [unchanged] = harvestMarkers(optical, [weeks(false)], 2024);
    expect(agreed?.values['rule']).toBe('ndvi and Sen4CAP M1–M5');
    expect(agreed?.confidence).toBeGreaterThan(alone?.confidence ?? 1);
    expect(agreed?.sceneIds?.some((id) => id.startsWith('S1_'))).toBe(true);
    expect(unchanged).toEqual(alone);
  });
});

describe('catch crop', () => {
  const growing = [
    straw,
    soil,
    { NDVI: 0.3, NDTI: 0.1, B11: 0.25 },
    { NDVI: 0.45, NDTI: 0.2, B11: 0.2 },
    { NDVI: 0.6, NDTI: 0.3, B11: 0.18 },
    lush,
  ];
  const radar = [...Array(12).keys()].map((week) =>
    radarLook(isoDayOf(epochDayOf('2024-08-01') + 7 * week), { VV: -12, VH: -18, cohVV: 0.4, cohVH: 0.3 }),
  );

  it('is STRONG where plants come, grow and stay and radar sees no change, MODERATE without radar', () => {
    const looks = lookedAt(every(12, '2024-08-01', growing));
    expect(catchCropMarker(looks, radar, 2024)).toMatchObject({ values: { strength: 'STRONG', M9: 'yes', M10: 'yes' }, confidence: 0.9 });
    expect(catchCropMarker(looks, [], 2024)).toMatchObject({ values: { strength: 'MODERATE', M9: 'not executed' } });
  });

  it('is none on soil that stays bare, and WEAK where plants vanish and radar sees work', () => {
    expect(catchCropMarker(lookedAt(every(14, '2024-08-01', Array(6).fill(soil))), radar, 2024)).toBe(null);
    const lost = [
      straw,
      { NDVI: 0.6, NDTI: 0.3, B11: 0.2 },
      { NDVI: 0.6, NDTI: 0.3, B11: 0.2 },
      soil,
      { NDVI: 0.34, NDTI: 0.11, B11: 0.2 },
    ];
    const worked = radar.map((look, week) => (week === 6 ? radarLook(look.date, { VV: -12, VH: -18, cohVV: 0.8, cohVH: 0.3 }) : look));
    expect(catchCropMarker(lookedAt(every(13, '2024-08-01', lost)), worked, 2024)).toMatchObject({
      values: { strength: 'WEAK', M8: 'no', M10: 'no' },
    });
  });

  it('is no winter wheat sown late in September', () => {
    const wheat = [straw, soil, soil, soil, { NDVI: 0.28, NDTI: 0.1, B11: 0.25 }, { NDVI: 0.4, NDTI: 0.2, B11: 0.2 }];
    expect(catchCropMarker(lookedAt(every(18, '2024-08-10', wheat)), radar, 2024)).toBe(null);
  });

  it('is seen behind a month of clouds where plants are too dense for cereals sown after it', () => {
    const behind = (ndvi: number) =>
      catchCropMarker(
        lookedAt([...every(10, '2024-08-10', [straw, soil, soil]), opticalLook('2024-11-05', { NDVI: ndvi, NDTI: 0.2, B11: 0.2 })]),
        [],
        2024,
      );
    expect(behind(0.7)).toMatchObject({ values: { strength: 'MODERATE' } });
    expect(behind(0.45)).toMatchObject({ en: expect.stringContaining('No clear look') });
    expect(behind(0.25)).toBe(null);
  });

  it('is not judged, and said so, on two clear looks', () => {
    expect(catchCropMarker(lookedAt([opticalLook('2024-08-01', straw), opticalLook('2024-09-20', lush)]), radar, 2024)).toMatchObject({
      en: expect.stringContaining('2024-10-01'),
    });
  });
});

describe('rape in flower', () => {
  const leaf = { NDVI: 0.86, NDYI: 0.24, B03: 0.07, B08: 0.55 };
  const yellow = { NDVI: 0.68, NDYI: 0.45, B03: 0.14, B08: 0.56 };

  it('is the look of fullest bloom between two greener ones', () => {
    expect(
      floweringMarker(clearLooks(madeSeason(every(12, '2024-04-05', [leaf, yellow, { ...yellow, NDYI: 0.5 }, leaf]))), 2024),
    ).toMatchObject({
      observedOn: '2024-04-29',
      values: { ndyi: 0.5, looks: 2 },
    });
  });

  it('is none on cut grass, on grain, and where the field does not turn green again', () => {
    const cut = { NDVI: 0.65, NDYI: 0.3, B03: 0.11, B08: 0.36 };
    const flowering = (looks: Parameters<typeof every>[2]) => floweringMarker(clearLooks(madeSeason(every(12, '2024-04-05', looks))), 2024);
    expect(flowering([leaf, cut, leaf, leaf])).toBe(null);
    expect(flowering([leaf, leaf, leaf, leaf])).toBe(null);
    expect(flowering([leaf, yellow, soil, soil])).toBe(null);
  });

  it('says where clouds hid the weeks of bloom', () => {
    expect(floweringMarker(clearLooks(madeSeason(every(60, '2024-04-05', [leaf, leaf]))), 2024)).toMatchObject({
      en: expect.stringContaining('No clear look'),
    });
  });
});
