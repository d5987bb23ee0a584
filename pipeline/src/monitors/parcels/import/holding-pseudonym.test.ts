import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FeatureFile } from '../../../vector-file/feature-file.js';
import { holdingPseudonyms } from './holding-pseudonym.js';
import { importParcels } from './import-parcels.js';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-holding-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const file: FeatureFile = {
  path: 'claims.gpkg',
  layer: 'claims',
  epsg: 25833,
  fields: ['id', 'crop_code', 'holding', 'eco_schemes', 'commitments', 'office'],
  features: [
    {
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [400_000, 5_650_000],
            [400_200, 5_650_000],
            [400_200, 5_650_200],
            [400_000, 5_650_200],
            [400_000, 5_650_000],
          ],
        ],
      },
      properties: { id: 'p1', crop_code: '591', holding: '276140000001', eco_schemes: '1a, 5', commitments: 'catch-crop', office: '12' },
    },
  ],
};

it('knows a holding by the same pseudonym in one workspace, by another elsewhere, and never by its number', async () => {
  const here = await holdingPseudonyms(dir);
  const again = await holdingPseudonyms(dir);
  expect(again('276140000001')).toBe(here('276140000001'));
  expect(here('276140000002')).not.toBe(here('276140000001'));
  const elsewhere = await mkdtemp(join(tmpdir(), 'landsicht-holding-'));
  expect((await holdingPseudonyms(elsewhere))('276140000001')).not.toBe(here('276140000001'));
  await rm(elsewhere, { recursive: true });
  const [parcel] = importParcels(file, 2026, here).parcels;
  expect(parcel).toMatchObject({ holding: here('276140000001'), ecoSchemes: ['1a', '5'], commitments: ['catch-crop'], office: '12' });
  expect(JSON.stringify(parcel)).not.toContain('276140000001');
});

it('keeps the key to its owner, and leaves holdings out where there is none', async () => {
  await holdingPseudonyms(dir);
  expect((await stat(join(dir, 'holding.key'))).mode & 0o077).toBe(0);
  expect(importParcels(file, 2026).parcels[0]).not.toHaveProperty('holding');
});

it('refuses a key that was damaged instead of making another', async () => {
  await holdingPseudonyms(dir);
  await writeFile(join(dir, 'holding.key'), 'x');
  await expect(holdingPseudonyms(dir)).rejects.toThrow(/holding\.key: not a key to holdings/);
  expect(await readFile(join(dir, 'holding.key'), 'utf8')).toBe('x');
});
