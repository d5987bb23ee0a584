import type { SceneQuery, StacItem } from '@landsicht/core';
import { expect, it } from 'vitest';
import { queryMatcher } from './query-matcher.js';
import { sampleItem } from './testing/sample-item.js';

const item = sampleItem();
const matches = async (candidate: StacItem, query: SceneQuery) => (await queryMatcher(query))(candidate);

it('filters by collection', async () => {
  expect(await matches(item, { collections: ['sentinel-2-c1-l2a'] })).toBe(true);
  expect(await matches(item, { collections: ['landsat-c2-l2'] })).toBe(false);
  expect(await matches(item, { collections: [] })).toBe(true);
});

it('includes both ends of the time span', async () => {
  const at = new Date('2024-09-16T10:10:00Z');
  expect(await matches(item, { fromUtc: at, toUtc: at })).toBe(true);
  expect(await matches(item, { fromUtc: new Date(at.getTime() + 1) })).toBe(false);
  expect(await matches(item, { toUtc: new Date(at.getTime() - 1) })).toBe(false);
});

it('keeps an item whose span reaches into the query', async () => {
  const span = sampleItem({ properties: { datetime: null, start_datetime: '2024-06-01T00:00:00Z', end_datetime: '2024-06-30T00:00:00Z' } });
  expect(await matches(span, { fromUtc: new Date('2024-06-20'), toUtc: new Date('2024-07-20') })).toBe(true);
  expect(await matches(span, { fromUtc: new Date('2024-07-01') })).toBe(false);
});

it('uses the footprint, not only its box', async () => {
  const triangle = sampleItem({
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [13, 51],
          [14, 51],
          [13, 52],
          [13, 51],
        ],
      ],
    },
    bbox: [13, 51, 14, 52],
  });
  expect(await matches(triangle, { bboxLonLat: [13.1, 51.1, 13.2, 51.2] })).toBe(true);
  expect(await matches(triangle, { bboxLonLat: [13.9, 51.9, 13.95, 51.95] })).toBe(false);
});

it('falls back to the box, across the antimeridian too', async () => {
  const crossing = sampleItem({ geometry: null, bbox: [179, -20, -179, -10] });
  expect(await matches(crossing, { bboxLonLat: [-179.5, -15, -179.2, -14] })).toBe(true);
  expect(await matches(crossing, { bboxLonLat: [0, -15, 1, -14] })).toBe(false);
});

it('leaves out an item of unknown place when an area is asked for', async () => {
  const { bbox: _, ...placeless } = sampleItem({ geometry: null });
  expect(await matches(placeless, { bboxLonLat: [0, 0, 1, 1] })).toBe(false);
  expect(await matches(placeless, {})).toBe(true);
});
