import { describe, expect, it } from 'vitest';
import type { MarkerType } from './marker.js';
import { markerTitles } from './marker-titles.js';
import { markersOf } from './parcel-markers.js';
import { seasonMarkers } from './season-markers.js';
import { seasonOfSeries } from './season-of-series.js';
import { colours, madePixels } from './testing/made-pixels.js';
import { every, madeParcel, madeSeason, opticalLook } from './testing/made-season.js';

const lush = { NDVI: 0.85, NDTI: 0.35, B11: 0.2 };
const cut = { NDVI: 0.6, NDTI: 0.25, B11: 0.28 };
const soil = { NDVI: 0.17, NDTI: 0.05, B11: 0.3 };
const grassland = madeParcel({ cropCode: '451', cropName: 'Wiesen' });
/** A look every ten days from 1 April to November. */
const summer = (at: (day: number) => typeof lush) => every(10, '2024-04-01', [...Array(22).keys()].map(at));
const types = (found: { markers: readonly { type: MarkerType }[] }) => new Set(found.markers.map(({ type }) => type));

describe('seasonMarkers', () => {
  it('finds the cuts of a meadow as the imported series does', () => {
    const at = (k: number) => (k === 7 ? cut : lush);
    const season = madeSeason(summer(at));
    const found = seasonMarkers(season, null, grassland);
    const rows = season.optical.map(({ date, bands, sceneClasses }) => ({
      date,
      n: 80,
      mean: bands['NDVI']?.mean ?? 0,
      scl: [...sceneClasses],
    }));
    const [imported] = markersOf({ id: 1, s2: rows }, 2024).markers;
    const [mowing] = found.markers.filter(({ type }) => type === 'mowing');
    expect(mowing).toMatchObject({ ...imported, sceneIds: expect.arrayContaining(['S2_2024-06-10']) });
    expect(found).toMatchObject({ monitorable: true, flags: [] });
  });

  it('asks arable crops for harvest, and meadows for mowing, not the other way round', () => {
    const harvested = madeSeason(summer((k) => (k < 11 ? lush : soil)));
    expect(types(seasonMarkers(harvested, null, madeParcel()))).toEqual(
      new Set(['vegetation', 'harvest', 'ploughing', 'bare-soil', 'soil-cover']),
    );
    expect(types(seasonMarkers(harvested, null, grassland))).toEqual(
      new Set(['vegetation', 'mowing', 'ploughing', 'bare-soil', 'soil-cover']),
    );
  });

  it('names no mowing on few clear looks, and says so; what was seen stays seen', () => {
    const season = madeSeason([opticalLook('2024-06-01', lush), opticalLook('2024-06-11', cut), opticalLook('2024-07-01', soil)]);
    const found = seasonMarkers(season, null, grassland);
    expect(found).toMatchObject({ monitorable: true, flags: ['FEW_OBS'] });
    expect(types(found)).toEqual(new Set(['vegetation', 'bare-soil', 'ploughing']));
    expect(found.unanswered?.find(({ type }) => type === 'mowing')).toMatchObject({
      status: 'NOT_VALID',
      reason: { en: expect.stringMatching(/^Only 3 clear looks/) },
    });
  });

  it('says nothing of parcels too small, too narrow or without imagery', () => {
    const season = madeSeason(summer(() => lush));
    expect(seasonMarkers(season, null, madeParcel({ lane: 'none', causes: ['NARROW'] }))).toMatchObject({
      monitorable: false,
      flags: ['NARROW'],
      markers: [],
    });
    expect(seasonMarkers(madeSeason([]), null, grassland)).toMatchObject({ flags: ['NO_IMAGERY'], markers: [] });
    const tiny = { ...season, optical: season.optical.map((look) => ({ ...look, pixels: 7 })) };
    expect(seasonMarkers(tiny, null, grassland)).toMatchObject({ flags: ['SMALL'], markers: [] });
  });

  it('adds the markers of pixels, and says where there are none', () => {
    const season = madeSeason(summer(() => lush));
    const pixels = madePixels(10, { from: '2024-04-01', days: 10, count: 22 }, (col, _, date) =>
      col < 4 && date >= '2024-05-11' && date <= '2024-06-20' ? colours.soil : colours.grass,
    );
    const found = seasonMarkers(season, pixels, grassland);
    expect(found.markers.find(({ type }) => type === 'grassland-ploughed')).toMatchObject({ values: { share: 0.4 } });
    expect(types(seasonMarkers(season, pixels, madeParcel())).has('grassland-ploughed')).toBe(false);
    expect(
      seasonMarkers(season, null, grassland)
        .unanswered?.filter(({ status }) => status === 'NOT_EXECUTED')
        .map(({ type }) => type),
    ).toContain('grassland-ploughed');
    expect(
      seasonMarkers(
        season,
        madePixels(4, { from: '2024-04-01', days: 10, count: 22 }, () => colours.grass),
        grassland,
      ).unanswered,
    ).toContainEqual(expect.objectContaining({ type: 'heterogeneity', status: 'NOT_EXECUTED' }));
  });

  it('flags two crops in one parcel and more trees than grass', () => {
    const season = madeSeason(summer(() => lush));
    const looks = { from: '2024-04-01', days: 10, count: 22 };
    const twoCrops = madePixels(10, looks, (col, _, date) => (col < 4 === date < '2024-07-01' ? colours.grass : colours.soil));
    expect(seasonMarkers(season, twoCrops, madeParcel()).flags).toEqual(['HETEROGENEOUS']);
    const wood = (columns: number) => madePixels(10, looks, (col) => (col < columns ? colours.leaves : colours.grass));
    expect(seasonMarkers(season, wood(6), grassland).flags).toEqual(['TREE_COVERED']);
    expect(seasonMarkers(season, wood(4), grassland).flags).toEqual([]);
  });

  it('has a title in both languages for each marker', () => {
    for (const { title } of Object.values(markerTitles)) expect(Object.values(title).every((text) => text.length > 0)).toBe(true);
  });

  it('sorts markers by time', () => {
    const { markers } = seasonMarkers(seasonOfSeries({ id: 1, s2: [] }, 2024), null, madeParcel());
    expect(markers).toEqual([]);
    const starts = seasonMarkers(madeSeason(summer((k) => (k % 6 < 3 ? lush : soil))), null, madeParcel()).markers.map(
      ({ start }) => start,
    );
    expect(starts).toEqual([...starts].sort());
  });
});
