import { describe, expect, it } from 'vitest';
import { clearLooks } from './clear-series.js';
import { groundLooks } from './ground-looks.js';
import { groundStateOf } from './ground-state.js';
import { ploughingMarkers } from './ploughing.js';
import { soilCoverMarkers } from './soil-cover.js';
import { stateMarkers } from './state-spans.js';
import { flandersSeasons, hasFlanders } from './testing/flanders.js';
import { every, madeSeason, opticalLook } from './testing/made-season.js';

const soil = { NDVI: 0.17, NDTI: 0.05, B11: 0.3 };
const green = { NDVI: 0.8, NDTI: 0.3, B11: 0.18 };
const straw = { NDVI: 0.22, NDTI: 0.18, B11: 0.35 };
const lookedAt = (looks: Parameters<typeof madeSeason>[0]) => groundLooks(clearLooks(madeSeason(looks)));
const only = (type: string, looks: ReturnType<typeof lookedAt>) => stateMarkers(looks).filter((marker) => marker.type === type);

describe('bare soil', () => {
  it.skipIf(!hasFlanders)(
    'is seen on no permanent grassland and on every wheat, barley, maize, potato and beet parcel of Flanders (real data; skipped: needs ../shared/data)',
    () => {
      const seen = flandersSeasons().map(({ name, crop, season }) => ({
        name,
        crop,
        looks: stateMarkers(groundLooks(clearLooks(season)))
          .filter(({ type }) => type === 'bare-soil')
          .reduce((sum, { values }) => sum + Number(values['looks']), 0),
      }));
      const grass = seen.filter(({ crop }) => crop === 'perm. grass');
      const tilled = seen.filter(({ crop }) => /wheat|barley|maize|potato|beet/.test(crop));
      expect([grass.length, tilled.length]).toEqual([11, 14]);
      expect(grass.filter(({ looks }) => looks > 0)).toEqual([]);
      expect(tilled.filter(({ looks }) => looks === 0)).toEqual([]);
    },
  );

  it('lasts from the first to the last look that shows it, surer the more there are', () => {
    const [span] = only('bare-soil', lookedAt(every(10, '2024-03-01', [green, soil, soil, soil, green])));
    expect(span).toMatchObject({ start: '2024-03-11', end: '2024-03-31', confidence: 0.9, values: { looks: 3, longestGapDays: 10 } });
    const [once] = only('bare-soil', lookedAt(every(10, '2024-03-01', [green, soil, green])));
    expect(once).toMatchObject({ confidence: 0.6, sceneIds: ['S2_2024-03-11'] });
  });

  it('is not seen under plants, in straw, on water, and not on shadowed, hazy or cloudy looks', () => {
    expect(only('bare-soil', lookedAt(every(10, '2024-03-01', [green, straw, { NDVI: 0.1, NDTI: 0.02, B11: 0.02 }])))).toEqual([]);
    const weak = [
      opticalLook('2024-03-01', soil, { flags: ['shadow'] }),
      opticalLook('2024-03-11', soil, { flags: ['haze'] }),
      opticalLook('2024-03-21', soil, { clear: false }),
    ];
    expect(stateMarkers(lookedAt(weak))).toEqual([]);
  });

  it('does not last across two months without a clear look', () => {
    const looks = [opticalLook('2024-01-01', soil), opticalLook('2024-03-15', soil)];
    expect(only('bare-soil', lookedAt(looks)).map(({ start, end }) => [start, end])).toEqual([
      ['2024-01-01', '2024-01-01'],
      ['2024-03-15', '2024-03-15'],
    ]);
  });
});

describe('groundStateOf', () => {
  it('parts soil, straw, dry grass and plants at the limits of parcels.md 4.2', () => {
    expect(groundStateOf(0.249, 0.1, 0.3)).toBe('bare');
    expect(groundStateOf(0.25, 0.1, 0.3)).toBe(null);
    expect(groundStateOf(0.349, 0.121, 0.3)).toBe('stubble');
    expect(groundStateOf(0.4, 0.16, 0.3)).toBe('brown-grass');
    expect(groundStateOf(0.5, 0.16, 0.3)).toBe('plants');
    expect(groundStateOf(0.2, null, null)).toBe(null);
  });
});

describe('ploughing', () => {
  it('lies between the last green or stubbled look and the first bare one', () => {
    expect(ploughingMarkers(lookedAt(every(10, '2024-08-01', [straw, straw, soil, soil])))).toEqual([
      expect.objectContaining({
        start: '2024-08-11',
        end: '2024-08-21',
        confidence: 0.8,
        values: expect.objectContaining({ before: 'stubble', looks: 2 }),
      }),
    ]);
  });

  it('is none where soil was bare before, or greenness faded into it', () => {
    expect(ploughingMarkers(lookedAt(every(10, '2024-08-01', [soil, soil, soil])))).toEqual([]);
    expect(
      ploughingMarkers(
        lookedAt(
          every(10, '2024-08-01', [
            { NDVI: 0.36, NDTI: 0.1, B11: 0.3 },
            { NDVI: 0.24, NDTI: 0.09, B11: 0.3 },
          ]),
        ),
      ),
    ).toEqual([]);
  });

  it('is not dated across a gap of more than 60 days, and less sure across 40', () => {
    const gap = (date: string) => ploughingMarkers(lookedAt([opticalLook('2024-08-01', green), opticalLook(date, soil)]));
    expect(gap('2024-10-15')).toEqual([]);
    expect(gap('2024-09-10')[0]?.confidence).toBeCloseTo(0.48, 3);
  });
});

describe('soil cover', () => {
  it('is judged at both ends of the winter window: stubble covers', () => {
    const looks = lookedAt([opticalLook('2024-11-10', straw), opticalLook('2025-01-20', soil)]);
    expect(soilCoverMarkers(looks, 2024)).toEqual([
      expect.objectContaining({
        start: '2024-11-10',
        end: '2024-11-15',
        values: expect.objectContaining({ at: 'start', state: 'covered' }),
      }),
      expect.objectContaining({ start: '2025-01-15', end: '2025-01-20', values: expect.objectContaining({ at: 'end', state: 'bare' }) }),
    ]);
  });

  it('says which end was not seen', () => {
    const answers = soilCoverMarkers(lookedAt([opticalLook('2024-09-10', soil), opticalLook('2025-01-20', green)]), 2024);
    expect(answers[0]).toEqual(expect.objectContaining({ de: expect.stringContaining('2024-11-15') }));
    expect(answers[1]).toMatchObject({ values: { at: 'end', state: 'covered' } });
  });
});
