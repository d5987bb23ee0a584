import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { affine, type Grid } from '@landsicht/core';
import { openCogWriter, openRaster } from '@landsicht/pipeline';
import { readNpz } from './npz.js';
import { runLandsicht } from './run-landsicht.js';

const bands = ['blue', 'green', 'red', 'nir08', 'swir16', 'swir22'] as const;
/** Classes of the reference mask of dlr-eoc/ukis-csmask. */
const kinds = { 'cloud shadow': 0, water: 1, land: 3, cloud: 4 } as const;
/** The place is not in the data and does not matter. */
const grid: Grid = { width: 512, height: 512, transform: affine.northUp(400_000, 5_660_000, 30), epsg: 32633 };

/**
 * What the flood monitor calls pixels of each class of the Landsat 5 chip, which has neither a mask nor sun angles: as lines of text.
 * Written as a catalogue into `dir`, so that the whole way from the file to the layer is gone.
 */
export async function landsat5Report(npz: string, dir: string): Promise<string> {
  const arrays = readNpz(npz);
  const [img, msk] = [arrays['img'] as Float32Array, arrays['msk'] as Uint8Array];
  await mkdir(dir, { recursive: true });
  for (const [b, band] of bands.entries()) {
    const sink = await openCogWriter(join(dir, `${band}.tif`), { grid, pixelType: 'f32', bands: [{ name: band }], overviews: 'average' });
    await sink.writeRows([Float32Array.from(msk, (_, i) => img[i * bands.length + b] as number)], grid.height);
    await sink.close();
  }
  const item = {
    type: 'Feature',
    stac_version: '1.0.0',
    id: 'landsat5',
    geometry: null,
    properties: { datetime: '2000-01-01T10:00:00Z', 'landsicht:sensor': 'landsat-c2-l2' },
    links: [],
    assets: Object.fromEntries(
      bands.map((band) => [band, { href: `./${band}.tif`, type: 'image/tiff; application=geotiff', bands: [{ name: band }] }]),
    ),
  };
  await writeFile(join(dir, 'landsat5.json'), JSON.stringify(item));
  const catalog = {
    type: 'Catalog',
    stac_version: '1.0.0',
    id: 'landsat5',
    description: 'one chip',
    links: [{ rel: 'item', href: './landsat5.json' }],
  };
  await writeFile(join(dir, 'catalog.json'), JSON.stringify(catalog));
  const workspace = join(dir, 'workspace');
  await runLandsicht('run', 'flood', '--catalog', join(dir, 'catalog.json'), '--workspace', workspace);
  const lake = join(workspace, 'lake/flood');
  const [key = ''] = (await readdir(lake)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const file = await openRaster(join(lake, key, 'water.tif'));
  const { data } = await file.read();
  await file.close();
  return Object.entries(kinds)
    .map(([kind, code]) => `${kind.padEnd(12)}  ${sharesOf(data[0] as Uint8Array, msk, code)}\n`)
    .join('');
}

function sharesOf(answer: Uint8Array, mask: Uint8Array, code: number): string {
  const counts = { water: 0, dry: 0, notObserved: 0 };
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === code) counts[answer[i] === 1 ? 'water' : answer[i] === 0 ? 'dry' : 'notObserved']++;
  }
  const all = counts.water + counts.dry + counts.notObserved;
  const percent = (count: number) => `${((100 * count) / all).toFixed(1)} %`;
  return `called water ${percent(counts.water)}, dry ${percent(counts.dry)}, not observed ${percent(counts.notObserved)}`;
}
