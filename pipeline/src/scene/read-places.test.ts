import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { affine, type Grid, type StacItem } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { openSource } from '../sources/open-source.js';
import { openScene } from './open-scene.js';
import { openPlaceReader, scenePlaces } from './read-places.js';

const site = fileURLToPath(new URL('../../../../shared/data/agri/flanders-00002806639B424A/catalog.json', import.meta.url));

async function itemOf(id: string): Promise<StacItem> {
  const { signal } = new AbortController();
  for await (const item of (await openSource(site, {}, signal)).search({}, signal)) if (item.id === id) return item;
  throw new Error(`no ${id}`);
}

describe.skipIf(!existsSync(site))('openPlaceReader (real data; skipped: needs ../shared/data)', () => {
  const fine: Grid = { width: 40, height: 30, transform: affine.northUp(501_400, 5_629_600, 10), epsg: 32631 };
  const coarse: Grid = { width: 20, height: 15, transform: affine.northUp(501_400, 5_629_600, 20), epsg: 32631 };
  const beyond: Grid = { width: 40, height: 30, transform: affine.northUp(501_260, 5_629_780, 10), epsg: 32631 };
  const shifted: Grid = { width: 40, height: 30, transform: affine.northUp(501_403, 5_629_604, 10), epsg: 32631 };

  it.each([
    ['bands and classes on the grid of 10 m', fine, ['blue', 'nir', 'scl']],
    ['bands of 20 m on their own pixels', coarse, ['swir16', 'rededge1']],
    ['bands of 20 m repeated to 10 m', fine, ['swir16', 'red']],
    ['pixels beyond the scene', beyond, ['red', 'scl']],
    ['a grid of other pixels, which takes a warp', shifted, ['red', 'swir16']],
  ])('gives what the whole scene gives: %s', async (_, grid, bands) => {
    // clouds over a part of it
    const item = await itemOf('S2_20180715T105300');
    const scene = await openScene(item);
    const reader = openPlaceReader(item, scene);
    const places = Uint32Array.from({ length: 150 }, (__, i) => (i * 97) % (grid.width * grid.height));
    const [few, whole] = [await reader.read(bands, grid, places), await scenePlaces(scene).read(bands, grid, places)];
    expect(few.reason).toEqual(whole.reason);
    for (const name of bands) {
      const observed = (values: ArrayLike<number> | undefined) => Array.from(values ?? []).filter((__, i) => few.reason[i] === 0);
      expect(observed(few.bands[name])).toEqual(observed(whole.bands[name]));
    }
    await reader.close();
    await scene.close();
  });
});
