import { describe, expect, it } from 'vitest';
import { grasslandPloughed } from './grassland-ploughed.js';
import { heterogeneity } from './heterogeneity.js';
import { photovoltaics, sealing, woody } from './land-use-change.js';
import type { Marker } from './marker.js';
import { pixelCourse } from './pixel-course.js';
import { colours, madePixels, type PixelColour } from './testing/made-pixels.js';
import { twoMeans } from './two-means.js';
import { withUnmownShare } from './unmown-share.js';

const season = { from: '2024-03-01', days: 10, count: 24 };
const courseOf = (side: number, colourOf: (col: number, row: number, date: string) => PixelColour, looks = season) => {
  const pixels = madePixels(side, looks, colourOf);
  return pixelCourse(pixels, new Set(pixels.looks.map(({ sceneId }) => sceneId)));
};
const all = (colour: PixelColour) => () => colour;

describe('ploughed grassland', () => {
  const ploughed = (columns: number, until: string) =>
    courseOf(10, (col, _, date) => (col < columns && date >= '2024-04-20' && date <= until ? colours.soil : colours.grass));

  it('is seen per pixel, with its area and the day between two looks', () => {
    const marker = grasslandPloughed(ploughed(4, '2024-05-20'), []);
    expect(marker).toMatchObject({
      start: '2024-04-10',
      end: '2024-04-20',
      confidence: 0.9,
      values: { share: 0.4, areaHa: 0.4, pixels: 40, looks: 4 },
    });
    expect(marker?.part?.type).toBe('Polygon');
  });

  it('is a suspicion on one bare look, and sure where radar saw still ground', () => {
    expect(grasslandPloughed(ploughed(4, '2024-04-20'), [])).toMatchObject({ confidence: 0.5, values: { looks: 1 } });
    const pairs = [{ epochDay: Date.parse('2024-04-26') / 86_400_000, coherence: 0.7 }];
    expect(grasslandPloughed(ploughed(4, '2024-04-20'), pairs)).toMatchObject({ confidence: 0.9, values: { radar: 'coherence agrees' } });
  });

  it('is none on grass, mown grass, and bare looks two months apart are one suspicion each', () => {
    expect(grasslandPloughed(courseOf(10, all(colours.grass)), [])).toBe(null);
    expect(grasslandPloughed(courseOf(10, all(colours.mown)), [])).toBe(null);
    const sparse = courseOf(10, all(colours.soil), { from: '2024-03-01', days: 60, count: 3 });
    expect(grasslandPloughed(sparse, [])).toMatchObject({ confidence: 0.5 });
  });
});

describe('heterogeneity', () => {
  /** Left green to June and bare after; right the other way round. */
  const twoCrops = (columns: number, side = 10) =>
    courseOf(side, (col, _, date) => (col < columns === date < '2024-07-01' ? colours.grass : colours.soil));

  it('proposes a split where two parts go different ways', () => {
    const marker = heterogeneity(twoCrops(3), 2024, 'summer-crops');
    expect(marker).toMatchObject({
      confidence: 0.85,
      values: { smallerPixels: 30, smallerShare: 0.3, cbmShares: 'heterogeneous', cbmCardinality: 'violated', areaHa: 0.3 },
    });
    expect(marker?.values['ndviDistance']).toBeGreaterThan(0.6);
    expect(marker?.values['months']).toBeGreaterThan(4);
  });

  it('is a suspicion where the smaller part has 8 to 19 pixels', () => {
    expect(heterogeneity(twoCrops(1), 2024, 'summer-crops')).toMatchObject({ confidence: 0.5, values: { smallerPixels: 10 } });
  });

  it('is none in one crop, in scattered spots, for some weeks of mowing in grass, and below 25 pixels', () => {
    expect(heterogeneity(courseOf(10, all(colours.grass)), 2024, 'summer-crops')).toBe(null);
    const spots = courseOf(10, (col, row) => (col % 3 === 0 && row % 3 === 0 ? colours.soil : colours.grass));
    expect(heterogeneity(spots, 2024, 'summer-crops')).toBe(null);
    const halfMown = courseOf(10, (col, _, date) =>
      col < 5 && date >= '2024-05-20' && date < '2024-06-20' ? colours.mown : colours.grass,
    );
    expect(heterogeneity(halfMown, 2024, 'grass')).toBe(null);
    expect(heterogeneity(twoCrops(2, 4), 2024, 'summer-crops')).toBe(null);
  });

  it('is seen in autumn where wheat stands beside rape, and not in what comes after the harvest', () => {
    const looks = { from: '2023-11-05', days: 10, count: 34 };
    const seen = (isGreen: (col: number, date: string) => boolean) =>
      heterogeneity(
        courseOf(10, (col, _, date) => (isGreen(col, date) ? colours.grass : colours.soil), looks),
        2024,
        'winter-cereals',
      );
    expect(seen((col, date) => (col < 4 ? date < '2024-07-10' : date >= '2024-03-20' && date < '2024-07-20'))).toMatchObject({
      values: { smallerPixels: 40 },
    });
    expect(seen((col, date) => date < '2024-07-10' || (col < 4 && date >= '2024-09-01'))).toBe(null);
  });

  it('is not asked of two clear looks', () => {
    const course = courseOf(10, (col) => (col < 5 ? colours.grass : colours.soil), { from: '2024-05-01', days: 20, count: 2 });
    expect(heterogeneity(course, 2024, 'summer-crops')).toBe(null);
  });
});

describe('change of land use', () => {
  const isCorner = (col: number, row: number) => col < 3 && row < 3;

  it('is sealing where plants are gone for the summer on some pixels of a green parcel', () => {
    const built = courseOf(10, (col, row, date) => (isCorner(col, row) && date >= '2024-05-20' ? colours.roof : colours.grass));
    expect(sealing(built, 2024)).toMatchObject({ values: { areaHa: 0.09, pixels: 9 }, observedOn: '2024-05-20' });
  });

  it('is sealing under wheat that is harvested later, with pixels half covered', () => {
    const half: PixelColour = [0.12, 0.28, 0.22, 0.18];
    const built = courseOf(10, (col, row, date) => {
      const isRoof = col < 2 && row < 2;
      if (date >= '2024-05-20' && isCorner(col, row)) return isRoof ? colours.roof : half;
      return date < '2024-07-20' ? colours.grass : colours.soil;
    });
    expect(sealing(built, 2024)).toMatchObject({ values: { pixels: 9, barePixels: 4 }, observedOn: '2024-05-20' });
  });

  it('is no sealing where the whole field is bare, where it was so before, after a short time, and on more than a quarter', () => {
    expect(
      sealing(
        courseOf(10, (_c, _r, date) => (date >= '2024-08-20' ? colours.soil : colours.grass)),
        2024,
      ),
    ).toBe(null);
    expect(
      sealing(
        courseOf(10, (col, row) => (isCorner(col, row) ? colours.roof : colours.grass)),
        2024,
      ),
    ).toBe(null);
    expect(
      sealing(
        courseOf(10, (col, row, date) => (isCorner(col, row) && date >= '2024-09-01' ? colours.roof : colours.grass)),
        2024,
      ),
    ).toBe(null);
    const quarter = courseOf(10, (col, _, date) => (col < 3 && date >= '2024-05-20' ? colours.roof : colours.grass));
    expect(sealing(quarter, 2024)).toBe(null);
  });

  it('is not asked, and said so, where the parcel is seldom green', () => {
    const harvested = courseOf(10, (_c, _r, date) => (date < '2024-06-01' ? colours.grass : colours.soil));
    expect(sealing(harvested, 2024)).toMatchObject({ en: expect.stringMatching(/^Only 3 clear looks at green plants/) });
  });

  it('is sealing where scenes shift and a wall pixel is green now and then', () => {
    const shifted = courseOf(10, (col, row, date) => {
      const isRoof = col < 2 && row < 2 && !(col === 1 && date.endsWith('9'));
      return isRoof && date >= '2024-05-20' ? colours.roof : colours.grass;
    });
    expect(sealing(shifted, 2024)).toMatchObject({ values: { pixels: 4 } });
  });

  it('is photovoltaics where B11 falls for good over many pixels, not on dark wet soil for some weeks', () => {
    const park = courseOf(10, (col, _, date) => (col < 6 && date >= '2024-06-01' ? colours.modules : colours.grass));
    expect(photovoltaics(park, 2024)).toMatchObject({ values: { pixels: 60, areaHa: 0.6 }, observedOn: '2024-06-09' });
    const wet = courseOf(10, (col, _, date) =>
      col < 6 && date >= '2024-06-01' ? (date < '2024-07-15' ? colours.modules : colours.soil) : colours.grass,
    );
    expect(photovoltaics(wet, 2024)).toBe(null);
  });

  it('is woody where full canopies are dark in short-wave infrared all summer', () => {
    expect(
      woody(
        courseOf(10, (col) => (col < 2 ? colours.leaves : colours.grass)),
        2024,
      ),
    ).toMatchObject({ values: { share: 0.2, areaHa: 0.2 } });
    expect(woody(courseOf(10, all(colours.grass)), 2024)).toBe(null);
    expect(
      woody(
        courseOf(10, (col) => (col < 2 ? colours.leaves : colours.grass), { from: '2024-03-01', days: 120, count: 2 }),
        2024,
      ),
    ).toBe(null);
  });
});

describe('pixels', () => {
  it('of looks that are no evidence are left out', () => {
    const pixels = madePixels(5, season, all(colours.grass));
    expect(pixelCourse(pixels, new Set(['S2_2024-03-11'])).looks.map(({ date }) => date)).toEqual(['2024-03-11']);
  });

  it('left standing by a mowing are counted', () => {
    const course = courseOf(10, (col, _, date) => (date >= '2024-06-09' && col >= 1 ? colours.mown : colours.grass));
    const marker: Marker = {
      type: 'mowing',
      start: '2024-05-30',
      end: '2024-06-09',
      observedOn: '2024-06-09',
      confidence: 0.8,
      values: {},
    };
    expect(withUnmownShare(marker, course).values['unmownShare']).toBe(0.1);
    expect(withUnmownShare({ ...marker, start: '2024-05-31' }, course).values['unmownShare']).toBe(undefined);
  });

  it('split into two clusters, missing ones apart', () => {
    const split = twoMeans([Float32Array.of(0, 0.1, 0.9, 1, Number.NaN)]);
    expect([...(split?.clusters ?? [])]).toEqual([0, 0, 1, 1, 255]);
    expect(twoMeans([Float32Array.of(0.5, 0.5)])).toBe(null);
  });
});
