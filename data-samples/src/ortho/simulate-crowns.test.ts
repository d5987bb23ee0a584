import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PixelArray, WriteCog } from '@landsicht/core';
import { afterAll, describe, expect, it } from 'vitest';
import { crownClass } from './crowns.js';
import { type SimulateCrownsOptions, simulateCrowns } from './simulate-crowns.js';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((dir) => rm(dir, { recursive: true, force: true }))));

/** Keeps every raster in memory under its path. */
async function simulated(options: Partial<SimulateCrownsOptions> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'landsicht-crowns-'));
  folders.push(dir);
  const rasters = new Map<string, number[][]>();
  const writeCog: WriteCog = async (path) => {
    const bands: number[][] = [];
    return {
      async writeRows(rows: readonly PixelArray[]) {
        rows.forEach((row, b) => {
          bands[b] = [...(bands[b] ?? []), ...row];
        });
      },
      async close() {
        rasters.set(path, bands);
        await writeFile(path, '');
      },
      abort: async () => {},
    };
  };
  const made = await simulateCrowns({ dir, sizePx: 300, writeCog, ...options });
  const of = (path: string): number[][] => rasters.get(path) ?? [];
  const [classes = []] = of(made.truth.classes);
  const [instances = []] = of(made.truth.instances);
  const mean = (band: number, code: number): number => {
    const values = (of(made.image)[band] ?? []).filter((_, at) => classes[at] === code);
    return values.reduce((a, b) => a + b, 0) / values.length;
  };
  return { made, classes, instances, image: of(made.image), mean };
}

describe('simulateCrowns', () => {
  it('shows every class with its colours, and numbers the crowns that the outlines name', async () => {
    const { made, classes, instances, mean } = await simulated({ seed: 4 });
    const { red, grey, healthy, broadleaf } = crownClass;
    expect(mean(0, red)).toBeGreaterThan(1.15 * mean(1, red));
    expect(mean(3, healthy)).toBeGreaterThan(1.3 * mean(0, healthy));
    expect(mean(3, broadleaf)).toBeGreaterThan(mean(3, healthy));
    expect(Math.abs(mean(0, grey) - mean(2, grey))).toBeLessThan(20);
    const { features } = JSON.parse(await readFile(made.truth.crowns, 'utf8'));
    const names = new Map<number, string>(features.map((f: { id: number; properties: { class: string } }) => [f.id, f.properties.class]));
    const seen = new Set(instances.filter((id) => names.has(id)));
    expect(seen.size).toBeGreaterThan(0.9 * names.size);
    const codes: Record<string, number> = crownClass;
    for (let at = 0; at < classes.length; at += 7) {
      const name = names.get(instances[at] ?? 0);
      if (name != null) expect(classes[at]).toBe(codes[name]);
    }
  });

  it('takes the leaves and the near infrared away where asked', async () => {
    const leafOn = await simulated({ seed: 4 });
    const leafOff = await simulated({ seed: 4, season: 'leaf-off', bands: 'rgb' });
    expect(leafOff.image).toHaveLength(3);
    expect(leafOff.classes).toEqual(leafOn.classes);
    const greenness = (one: typeof leafOn): number => one.mean(1, crownClass.broadleaf) - one.mean(0, crownClass.broadleaf);
    expect(greenness(leafOn)).toBeGreaterThan(15);
    expect(greenness(leafOff)).toBeLessThan(0);
  });

  it('is a drone flight below 15 cm and brighter with gain', async () => {
    const { made, mean } = await simulated({ pixelM: 0.1, seed: 5 });
    const bright = await simulated({ pixelM: 0.1, seed: 5, gain: [1.3, 1.3, 1.3, 1.3] });
    expect(made.itemId).toContain('DRONE_10CM');
    expect(bright.mean(1, crownClass.healthy)).toBeGreaterThan(1.2 * mean(1, crownClass.healthy));
  });

  it.each([{ pixelM: 0 }, { sizePx: 10.5 }, { sunElevationDeg: 0 }])('refuses %j', async (wrong) => {
    await expect(simulated(wrong)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
