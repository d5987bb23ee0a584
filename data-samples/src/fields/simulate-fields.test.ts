import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PixelArray, WriteCog } from '@landsicht/core';
import { afterAll, describe, expect, it } from 'vitest';
import { type SimulateFieldsOptions, simulateFields } from './simulate-fields.js';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((dir) => rm(dir, { recursive: true, force: true }))));

async function simulated(options: Partial<SimulateFieldsOptions> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'landsicht-fields-'));
  folders.push(dir);
  const hash = createHash('sha256');
  const writeCog: WriteCog = async (path) => ({
    async writeRows(bands: readonly PixelArray[]) {
      for (const { buffer, byteOffset, byteLength } of bands) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    },
    close: () => writeFile(path, ''),
    abort: async () => {},
  });
  const made = await simulateFields({ dir, parcels: 12, everyDays: 20, writeCog, ...options });
  for (const path of [made.declarations, made.references, made.truth]) hash.update(await readFile(path));
  const json = async (path: string) => JSON.parse(await readFile(path, 'utf8'));
  return { made, digest: hash.digest('hex'), json };
}

describe('simulateFields', () => {
  it('gives the same pixels, declarations and truth for the same seed and others for another', async () => {
    const [first, again, other] = [await simulated(), await simulated(), await simulated({ seed: 2 })];
    expect(again.digest).toBe(first.digest);
    expect(other.digest).not.toBe(first.digest);
  });

  it('declares what the truth says was declared, on closed rings inside the scenes', async () => {
    const { made, json } = await simulated({ parcels: 40 });
    const { features } = await json(made.declarations);
    const { parcels } = await json(made.truth);
    const { bbox } = await json(join(made.declarations, '../SIM_FIELDS.json'));
    expect(features).toHaveLength(40);
    features.forEach(
      (
        {
          properties,
          geometry,
        }: { properties: { id: string; crop_code: string; area_ha: number }; geometry: { coordinates: number[][][] } },
        k: number,
      ) => {
        const truth = parcels[k];
        expect([properties.id, properties.crop_code, properties.area_ha]).toEqual([truth.id, truth.nutzcode, truth.drawnHa]);
        for (const ring of geometry.coordinates) expect(ring.at(-1)).toEqual(ring[0]);
        for (const [lon, lat] of geometry.coordinates.flat() as [number, number][]) {
          expect(lon > bbox[0] && lon < bbox[2] && lat > bbox[1] && lat < bbox[3]).toBe(true);
        }
      },
    );
    const fliks = new Set(
      (await json(made.references)).features.map(({ properties }: { properties: { FB_FLIK: string } }) => properties.FB_FLIK),
    );
    expect(features.every(({ properties }: { properties: { flik: string } }) => fliks.has(properties.flik))).toBe(true);
  });

  it.each([{ parcels: 0 }, { everyDays: 0.5 }, { year: 1999 }])('refuses %j', async (wrong) => {
    await expect(simulated(wrong)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
