import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { StacItem } from '@landsicht/core';
import { simulateForest } from '@landsicht/data-samples';
import { openCogWriter, openScene } from '@landsicht/pipeline';
import { expect, it } from 'vitest';

/** Median reflectance of observed pixels of summer scenes, by whether they are of a processing baseline with offset. */
it('the simulated forest reads alike before and after the baseline offset, ten bands on the 10 m grid', { timeout: 60_000 }, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'landsicht-forest-series-'));
  try {
    const { catalog, acquiredUtc } = await simulateForest({
      dir,
      extentM: 600,
      fromUtc: '2020-06-01',
      toUtc: '2023-03-01',
      everyDays: 10,
      writeCog: openCogWriter,
    });
    const medians: Record<'before' | 'after', number[]> = { before: [], after: [] };
    for (const utc of acquiredUtc.filter((time) => /-0[678]-/.test(time))) {
      const id = `SIM_S2B_T33UVS_${utc.slice(0, 10).replace(/-/g, '')}_L2A`;
      const path = join(dirname(catalog), 'sentinel-2', id, `${id}.json`);
      const item = JSON.parse(await readFile(path, 'utf8')) as StacItem;
      for (const asset of Object.values(item.assets)) (asset as { href: string }).href = resolve(dirname(path), asset.href);
      const scene = await openScene(item);
      const bands = ['blue', 'green', 'red', 'rededge1', 'rededge2', 'rededge3', 'nir', 'nir08', 'swir16', 'swir22'] as const;
      const { bands: values, valid, grid } = await scene.read(bands);
      await scene.close();
      expect([scene.sensor, grid.width, grid.transform[0], Object.keys(values).length]).toEqual(['sentinel-2-l2a', 60, 10, 10]);
      const seen = Float64Array.from(values.nir08.filter((_, at) => valid[at] === 1)).sort();
      if (seen.length > 1000) medians[utc < '2022-01-25' ? 'before' : 'after'].push(seen[seen.length >> 1] as number);
    }
    const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length;
    expect(Math.min(medians.before.length, medians.after.length)).toBeGreaterThan(1);
    expect(Math.abs(mean(medians.before) - mean(medians.after))).toBeLessThan(0.03);
    expect(mean(medians.after)).toBeGreaterThan(0.14);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
