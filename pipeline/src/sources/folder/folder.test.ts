import { execFileSync, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../testing/collect.js';
import { hasSharedData, needsSharedData, sharedDataDir } from '../testing/shared-data.js';
import { validateItem } from '../validate-item.js';
import { type FolderOptions, folder } from './folder.js';

/** 400×400 px of 0.1 m, RGB bytes, EPSG:32611; no date inside. */
const tile = `${sharedDataDir}ortho/neon/SJER/SJER_003.tif`;
const hasGdal = spawnSync('gdal_translate', ['--version']).status === 0;
const dateUtc = new Date('2024-06-12');
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-folder-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const list = (options: Omit<FolderOptions, 'dir'>) => collect(folder({ dir, ...options }).search({}));

async function put(name: string, sidecar?: object): Promise<string> {
  const path = join(dir, name);
  await mkdir(join(path, '..'), { recursive: true });
  await copyFile(tile, path);
  if (sidecar != null) await writeFile(path.replace(/\.tif$/, '.json'), JSON.stringify(sidecar));
  return path;
}

describe.skipIf(!hasSharedData)(`a folder of real orthophotos${needsSharedData}`, () => {
  it('makes a valid item of every image below it, in the order of their paths', async () => {
    await put('b/tile one.TIF');
    const path = await put('a.tif');
    await put('.hidden.tif');
    const items = await list({ sensor: 'drone', dateUtc });
    expect(items.map(({ id }) => id)).toEqual(['a', 'b-tile-one']);
    for (const item of items) validateItem(item, item.id);
    expect(items[0]).toMatchObject({
      collection: 'drone',
      properties: { datetime: '2024-06-12T00:00:00.000Z', 'landsicht:sensor': 'drone' },
      assets: {
        image: {
          href: path,
          'proj:epsg': 32611,
          'proj:shape': [400, 400],
          'eo:bands': [{ common_name: 'red' }, { common_name: 'green' }, { common_name: 'blue' }],
        },
      },
    });
  });

  it('takes day and bands from a JSON file beside the image, or from one for all', async () => {
    await put('own.tif', { datetime: '2023-05-01T09:30:00Z', bands: ['nir', 'red', 'green'] });
    await put('other.tif');
    await writeFile(
      join(dir, 'landsicht.json'),
      JSON.stringify({ datetime: '2022-05-01', bands: ['red', 'green', 'blue'], attribution: '© Me' }),
    );
    const [other, own] = await list({ sensor: 'generic' });
    expect([own?.properties.datetime, other?.properties.datetime]).toEqual(['2023-05-01T09:30:00.000Z', '2022-05-01T00:00:00.000Z']);
    expect(own?.assets['image']?.['eo:bands']).toMatchObject([{ name: 'nir' }, { name: 'red' }, { name: 'green' }]);
    expect(other?.properties['attribution']).toBe('© Me');
  });

  it('takes the flight day of a GeoSN tile from its csv', async () => {
    await put('dop20rgb_33412_5656_2_sn.tif');
    await writeFile(join(dir, 'dop20rgb_33412_5656_2_sn_akt.csv'), 'Kachel;Bildflug\n33412_5656;12.06.2024\n');
    const [item] = await list({ sensor: 'dop20' });
    expect(item?.properties).toMatchObject({ datetime: '2024-06-12T00:00:00.000Z', attribution: '© GeoSN, dl-de/by-2-0' });
  });

  it.skipIf(!hasGdal)(`places a DOP20 tile by its world file in EPSG:25833${hasGdal ? '' : ' (skipped: needs gdal-bin)'}`, async () => {
    const path = join(dir, 'dop20rgb_33412_5656_2_sn.tif');
    execFileSync('gdal_translate', ['-q', '-co', 'PROFILE=BASELINE', '-co', 'TFW=NO', tile, path]);
    await rm(`${path}.aux.xml`, { force: true });
    await expect(list({ sensor: 'dop20', dateUtc })).rejects.toMatchObject({ code: 'crs-missing' });
    await writeFile(path.replace(/tif$/, 'tfw'), '0.2\n0\n0\n-0.2\n412000.1\n5657999.9\n');
    const [item] = await list({ sensor: 'dop20', dateUtc });
    expect(item?.assets['image']).toMatchObject({
      'proj:epsg': 25833,
      'proj:transform': [0.2, 0, 412_000, 0, -0.2, 5_658_000].map((n) => expect.closeTo(n, 6)),
    });
  });

  it('asks for the date and names the file', async () => {
    await put('undated.tif');
    await expect(list({ sensor: 'drone' })).rejects.toMatchObject({
      code: 'item-invalid',
      message: expect.stringMatching(/undated\.tif: when was it taken/),
    });
  });

  it('refuses two images that would share an id', async () => {
    await put('a b.tif');
    await put('a-b.tif');
    await expect(list({ sensor: 'drone', dateUtc })).rejects.toMatchObject({
      code: 'item-invalid',
      message: expect.stringContaining('"a-b"'),
    });
  });

  it('stops when told to', async () => {
    await put('a.tif');
    await expect(collect(folder({ dir, sensor: 'drone', dateUtc }).search({}, AbortSignal.abort()))).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

it('says that a folder holds no image, or is none', async () => {
  await expect(list({ sensor: 'drone' })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('no .tif, .tiff or .jp2'),
  });
  await expect(collect(folder({ dir: join(dir, 'nowhere'), sensor: 'drone' }).search({}))).rejects.toMatchObject({ code: 'not-found' });
});

it('names the file that is not a raster', async () => {
  await writeFile(join(dir, 'page.tif'), '<html>');
  await expect(list({ sensor: 'drone', dateUtc })).rejects.toMatchObject({
    code: 'raster-invalid',
    message: expect.stringContaining('page.tif'),
  });
});
