import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { delineate } from './delineate.js';
import { delineationInfo } from './info.js';
import { objectScores } from './object-scores.js';
import { scoreDelineation } from './score-delineation.js';
import { watershed } from './watershed.js';

const agri = fileURLToPath(new URL('../../../../../shared/data/agri/', import.meta.url));
const sites = ['flanders-00002806639B424A', 'flanders-0000280849BAC91C'];
const { minimumDepth, maximumDistance } = delineationInfo.parameters;
const rules = { minimumDepth: minimumDepth.default, maximumDistance: maximumDistance.default, minimumPx: 5 };

describe('delineate', () => {
  it.skipIf(!existsSync(agri))(
    'finds the fields of the Flanders sites with object F1 >= 0.45 (real data; skipped: needs ../shared/data)',
    async () => {
      const scores = await Promise.all(
        sites.map((site) => scoreDelineation(join(agri, site, 'catalog.json'), join(agri, site, 'crop.tif'), 'S2_')),
      );
      const [matched, found, wanted] = ['matched', 'found', 'wanted'].map((key) =>
        scores.reduce((sum, one) => sum + one[key as 'matched'], 0),
      ) as [number, number, number];
      expect(wanted).toBe(25);
      expect((2 * matched) / (found + wanted)).toBeGreaterThanOrEqual(0.45);
    },
    60_000,
  );

  it('parts two fields of other courses and keeps one field of a gradient whole', async () => {
    const [width, height] = [40, 20];
    const dates = [0.2, 0.8, 0.5].map((left, k) =>
      Float32Array.from({ length: width * height }, (_, i) => {
        const col = i % width;
        return col < 20 ? left + 0.001 * col : 0.9 - left - 0.1 * k;
      }),
    );
    const { fields, courses } = await delineate(width, height, dates.length, async (k) => dates[k] as Float32Array, rules);
    expect(courses).toHaveLength(2);
    expect(new Set(fields.filter((_, i) => i % width < 19)).size).toBe(1);
    expect(new Set(fields.filter((_, i) => i % width > 20)).size).toBe(1);
  });

  it('leaves what no date saw without a field', async () => {
    const ndvi = Float32Array.from({ length: 100 }, (_, i) => (i % 10 < 5 ? Number.NaN : 0.5));
    const { fields } = await delineate(10, 10, 1, async () => ndvi, rules);
    expect(fields.every((field, i) => i % 10 < 5 === (field === 0) || i % 10 === 5)).toBe(true);
  });
});

describe('watershed', () => {
  it('keeps basins apart that are deeper than the depth, and joins shallow ones', () => {
    const height = Float32Array.from([0, 1, 0, 0.05, 0]);
    expect(new Set(watershed(height, 5, 0.1)).size).toBe(2);
    expect(new Set(watershed(height, 5, 0.01)).size).toBe(3);
    expect([...watershed(Float32Array.from([Number.NaN, 1]), 2, 0.1)]).toEqual([-1, 1]);
  });
});

describe('objectScores', () => {
  it('matches by overlap and tells over- from under-segmentation (worked by hand)', () => {
    const wanted = Int32Array.from([1, 1, 1, 1, 2, 2, 2, 2]);
    const found = Int32Array.from([1, 1, 1, 3, 4, 4, 5, 5]);
    const scores = objectScores(found, wanted, 1);
    expect(scores).toMatchObject({ matched: 1, found: 4, wanted: 2, precision: 0.25, recall: 0.5 });
    expect(scores.goc).toBeCloseTo((4 * 0.25 + 4 * 0.5) / 8);
    expect(scores.guc).toBe(0);
  });

  it('leaves out what lies where nobody labelled', () => {
    expect(objectScores(Int32Array.from([1, 1, 2, 2]), Int32Array.from([1, 1, 0, 0]), 1)).toMatchObject({ found: 1, f1: 1 });
  });
});
