import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { PixelArray, WriteCog } from '@landsicht/core';
import { afterAll, describe, expect, it } from 'vitest';
import { type ForestTruth, forestState } from './forest-truth.js';
import { type SimulateForestOptions, simulateForest } from './simulate-forest.js';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((dir) => rm(dir, { recursive: true, force: true }))));

async function simulated(options: Partial<SimulateForestOptions> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'landsicht-forest-'));
  folders.push(dir);
  const rasters = new Map<string, PixelArray[]>();
  const writeCog: WriteCog = async (path) => ({
    async writeRows(bands) {
      rasters.set(
        path,
        bands.map((band) => band.slice()),
      );
    },
    close: () => writeFile(path, ''),
    abort: async () => {},
  });
  const made = await simulateForest({ dir, extentM: 800, everyDays: 15, writeCog, ...options });
  const truth = Object.fromEntries(Object.entries(made.truth).map(([key, path]) => [key, rasters.get(path)?.[0] ?? []]));
  return { made, truth: truth as unknown as ForestTruth, rasters, dir };
}

describe('simulateForest', () => {
  it('tells a truth that holds together', async () => {
    const { truth, made } = await simulated({ seed: 3, extentM: 1400, everyDays: 60 });
    const eventsFrom = Math.floor(Date.parse(made.eventsFromUtc) / 86_400_000);
    const states = new Map<number, number>();
    const faults: string[] = [];
    truth.state.forEach((state, at) => {
      const [onset, cut, red, grey] = [truth.onset[at], truth.cut[at], truth.red[at], truth.grey[at]] as [number, number, number, number];
      const check = (holds: boolean, what: string): unknown => holds || faults.push(`${what} at ${at}`);
      states.set(state, (states.get(state) ?? 0) + 1);
      check((state === forestState['not-spruce']) === (truth.spruce[at] === 0), 'mask and state differ');
      if (state === forestState.dieback) check(onset > eventsFrom && cut === 0, 'dieback without attack, or felled');
      if (state === forestState['sanitary-cut']) check(onset > 0 && cut >= onset, 'felled before the attack');
      if (onset > 0) check((truth.attacked[at] as number) >= 50 && truth.trap[at] === 0, 'attack on less than half, or in a trap');
      if (red > 0) check(red - onset >= 60, 'red too early');
      if (grey > 0) check(grey > red, 'grey before red');
    });
    expect(faults).toEqual([]);
    for (const state of ['healthy', 'dieback', 'cut', 'temporary-stress', 'mixed'] as const)
      expect(states.get(forestState[state]), state).toBeGreaterThan(20);
  });

  it('adds 1000 to every band from 2022-01-25 on and says so by the processing baseline only', async () => {
    const { made, rasters } = await simulated({ seed: 3 });
    const collection = join(dirname(made.catalog), 'sentinel-2/collection.json');
    const { links } = JSON.parse(await readFile(collection, 'utf8'));
    let [before, after] = [0, 0];
    for (const { href } of links.filter(({ rel }: { rel: string }) => rel === 'item')) {
      const path = resolve(dirname(collection), href);
      const { properties, assets } = JSON.parse(await readFile(path, 'utf8'));
      const [, , red = []] = rasters.get(resolve(dirname(path), assets.R10m.href)) ?? [];
      const isShifted = properties.datetime >= '2022-01-25';
      isShifted ? after++ : before++;
      expect(properties['s2:processing_baseline']).toBe(isShifted ? '04.00' : '03.01');
      expect(assets.R10m['raster:bands'][0].offset).toBeUndefined();
      const seen = Array.from(red as ArrayLike<number>)
        .filter((dn) => dn > 0)
        .sort((a, b) => a - b);
      expect((seen[Math.floor(seen.length / 10)] as number) > 900).toBe(isShifted || properties['eo:cloud_cover'] > 85);
    }
    expect(Math.min(before, after)).toBeGreaterThan(5);
  });

  it('gives the same pixels for the same seed and others for another', async () => {
    const small = { extentM: 600, everyDays: 60 };
    const [first, again, other] = [await simulated(small), await simulated(small), await simulated({ ...small, seed: 2 })];
    const hashes = ({ rasters, dir }: typeof first) =>
      [...rasters].map(([path, bands]) => {
        const hash = createHash('sha256');
        for (const band of bands) hash.update(new Uint8Array(band.buffer));
        return [path.slice(dir.length), hash.digest('hex')];
      });
    expect(hashes(again)).toEqual(hashes(first));
    expect(Buffer.from(other.truth.state).equals(Buffer.from(first.truth.state))).toBe(false);
  });

  it.each([{ extentM: 610 }, { everyDays: 0 }, { toUtc: '2021-01-01' }, { fromUtc: 'soon' }])('refuses %j', async (wrong) => {
    await expect(simulated(wrong)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
