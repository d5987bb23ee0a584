import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { madeParcel, madeSeason, opticalLook, radarLook } from '../markers/testing/made-season.js';
import type { ParcelSeason } from '../signals/parcel-season.js';
import { confirmCrops } from './confirm-crops.js';
import { greenProbability } from './crop-confirmation.js';
import { cropGroupIds, cropGroupOfLabel } from './crop-groups.js';
import { readCropSamples } from './crop-samples.js';
import { declaredCropOf } from './declared-crop.js';

const file = fileURLToPath(new URL('../../../../../../shared/data/agri/fra2023_dev.json', import.meta.url));
const there = existsSync(file);

const months = [...Array(12).keys()].map((month) => `2024-${String(month + 1).padStart(2, '0')}-10`);
/** NDVI and near infrared of a crop that is green from one month to another. */
const grown = (id: string, from: number, to: number, jitter: number): ParcelSeason => ({
  ...madeSeason(
    months.map((date, month) => {
      const isGreen = month >= from && month < to;
      return opticalLook(date, { NDVI: isGreen ? 0.8 : 0.2, B04: (isGreen ? 0.04 : 0.18) + jitter, B08: (isGreen ? 0.4 : 0.26) + jitter });
    }),
  ),
  parcelId: id,
});

/** 15 wheat and 15 maize parcels side by side; the last wheat parcel is maize. */
function village(wheat = 15) {
  const parcels = Array.from({ length: wheat + 15 }, (_, i) =>
    madeParcel({
      id: String(i),
      cropName: i < wheat ? 'Winterweizen' : 'Silomais',
      geometry: { type: 'Polygon', coordinates: [[...square(13 + 0.002 * (i % 10), 51 + 0.002 * Math.floor(i / 10))]] },
    }),
  );
  const seasons = parcels.map(({ id }, i) => (i < wheat - 1 ? grown(id, 2, 6, i * 1e-3) : grown(id, 5, 9, i * 1e-3)));
  return { parcels, seasons };
}
const square = (lon: number, lat: number) => [
  [lon, lat],
  [lon + 0.001, lat],
  [lon + 0.001, lat + 0.001],
  [lon, lat],
];

describe('confirmCrops', () => {
  it('confirms what looks as declared and doubts the field that does not', () => {
    const { parcels, seasons } = village();
    const answers = confirmCrops(seasons, parcels);
    const declared = (id: string) => answers.get(id)?.probabilities[answers.get(id)?.declaredGroup ?? 'grass'];
    expect(declared('0')).toBeGreaterThan(0.8);
    expect(declared('20')).toBeGreaterThan(0.8);
    expect(declared('14')).toBeLessThan(0.2);
    expect(answers.get('0')?.clearDatesAprSep).toBe(6);
    expect(answers.get('0')?.decidedBy.length).toBeGreaterThan(0);
  });

  it('names peers of the same declaration within 1 km, the most alike first', () => {
    const { parcels, seasons } = village();
    const peers = confirmCrops(seasons, parcels).get('3')?.peers ?? [];
    expect(peers.length).toBe(5);
    expect(peers.every(({ parcelId, distanceM }) => Number(parcelId) < 15 && distanceM <= 1000)).toBe(true);
    expect(peers[0]?.similarity).toBeGreaterThan(0.9);
    const far = parcels.map((parcel) => (parcel.id === '3' ? { ...parcel, geometry: madeParcel().geometry } : parcel));
    const moved = far.map((parcel) =>
      parcel.id === '3' ? parcel : { ...parcel, geometry: { type: 'Polygon' as const, coordinates: [square(14, 51)] } },
    );
    expect(confirmCrops(seasons, moved).get('3')?.peers).toEqual([]);
  });

  it('does not judge a group of ten parcels, a crop without a group, or a parcel nobody saw', () => {
    const { parcels, seasons } = village(10);
    expect(confirmCrops(seasons, parcels).get('0')).toMatchObject({ declaredGroup: 'winter-cereals', probabilities: {} });
    const village15 = village();
    const changed = village15.parcels.map((parcel) => (parcel.id === '5' ? { ...parcel, cropName: 'Blühstreifen' } : parcel));
    const unseen = village15.seasons.map((season) => (season.parcelId === '6' ? { ...season, optical: [] } : season));
    const answers = confirmCrops(unseen, changed);
    expect(answers.get('5')).toMatchObject({ declaredGroup: null, probabilities: {} });
    expect(answers.get('6')).toMatchObject({ declaredGroup: 'winter-cereals', probabilities: {}, clearDatesAprSep: 0 });
  });

  it.skipIf(!there)(
    'confirms at least 80 % of true and at most 2 % of false declarations of real seasons, groups of more than ten parcels (real data; skipped: needs ../shared/data)',
    async () => {
      const { bands, samples, scale } = await readCropSamples(file);
      const labelled = samples.filter(({ label }) => label != null && cropGroupOfLabel(label) != null);
      const parcels = labelled.map(({ id, label }) => madeParcel({ id, cropName: label }));
      const seasons = labelled.map(({ id, obs }) => ({
        ...madeSeason(
          obs.flatMap(({ d, s2 }) => (s2 == null ? [] : [opticalLook(d, indexed(bands, s2, scale))])),
          obs.flatMap(({ d, s1 }) => (s1 == null ? [] : [radarLook(d, { VV: s1[0] as number, VH: s1[1] as number })])),
          2023,
        ),
        parcelId: id,
      }));
      const answers = [...confirmCrops(seasons, parcels).values()].filter(({ probabilities }) => Object.keys(probabilities).length > 0);
      const greens = (is: (group: string, declared: string | null) => boolean) =>
        answers.map(
          ({ declaredGroup, probabilities }) =>
            Object.entries(probabilities).filter(([group, share]) => is(group, declaredGroup) && share >= greenProbability).length,
        );
      const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
      expect(answers.length).toBeGreaterThan(200);
      expect(sum(greens((group, declared) => group === declared)) / answers.length).toBeGreaterThanOrEqual(0.8);
      expect(sum(greens((group, declared) => group !== declared)) / (answers.length * (cropGroupIds.length - 1))).toBeLessThanOrEqual(0.02);
    },
    120_000,
  );
});

function indexed(bands: readonly string[], values: readonly number[], scale: number): Record<string, number> {
  const all = Object.fromEntries(bands.map((band, k) => [band, (values[k] as number) * scale]));
  const [red, nir] = [all['B04'] as number, all['B08'] as number];
  return { ...all, NDVI: (nir - red) / (nir + red) };
}

describe('declaredCropOf', () => {
  it('reads names of German, Austrian and Dutch agencies, and Nutzcodes where there is no name', () => {
    const of = (cropName: string | null, cropCode: string | null = null) => declaredCropOf({ cropName, cropCode });
    expect(of('WINTERTRITICALE', '116')).toEqual({ group: 'winter-cereals', use: 'arable' });
    expect(of('Sommergerste')?.group).toBe('spring-cereals');
    expect(of('Mais, snij-', '259')?.group).toBe('summer-crops');
    expect(of('Grasland, tijdelijk')?.use).toBe('ley');
    expect(of('Grasland, blijvend')?.use).toBe('permanent-grass');
    expect(of('Ackerland aus der Erzeugung genommen', '591')).toEqual({ group: null, use: 'fallow' });
    expect(of('Luzerne, Hopfenklee/Gelbklee', '423')?.use).toBe('ley');
    expect(of(null, '452')?.use).toBe('permanent-grass');
    expect(of(null, '311')?.group).toBe('rapeseed');
    expect(of(null, 'GL')?.use).toBe('permanent-grass');
    expect(of('Uien, poot en plant', '311')).toBe(null);
    expect(of(null, '999')).toBe(null);
  });
});
