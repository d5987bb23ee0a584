import { readdirSync } from 'node:fs';
import { maskReasons } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { openRaster } from '../raster/open-raster.js';
import { openScene } from './open-scene.js';
import { hasSharedData, itemOf, sharedData, sharedItem } from './testing/shared-data.js';

async function readStored(path: string) {
  const file = await openRaster(path);
  const pixels = await file.read();
  await file.close();
  return pixels;
}

describe.skipIf(!hasSharedData)(`products of ukis-pysat${hasSharedData ? '' : ' (skipped: needs ../shared/data)'}`, () => {
  const folder = 'radiometry/satellite_data';
  const s2Bands = ['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7', 'B8', 'B8A', 'B9', 'B10', 'B11', 'B12'];
  const s2Names = [
    'coastal',
    'blue',
    'green',
    'red',
    'rededge1',
    'rededge2',
    'rededge3',
    'nir',
    'nir08',
    'nir09',
    'cirrus',
    'swir16',
    'swir22',
  ];
  const products: readonly [id: string, bands: readonly string[], names: readonly string[]][] = [
    ['S2B_MSIL1C_20200406T101559_N0209_R065_T32UPC_20200406T130159', s2Bands, s2Names],
    ['S2B_MSIL1C_20220615T101559_N0400_R065_T32UPC_20220615T122549', s2Bands, s2Names],
    [
      'LC08_L1TP_193024_20200509_20200509_01_RT',
      ['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7', 'B9', 'B10', 'B11'],
      ['coastal', 'blue', 'green', 'red', 'nir08', 'swir16', 'swir22', 'cirrus', 'lwir11', 'lwir12'],
    ],
    [
      'LE07_L1TP_193024_20100420_20161215_01_T1',
      ['B1', 'B2', 'B3', 'B4', 'B5', 'B6_VCID_1', 'B6_VCID_2', 'B7'],
      ['blue', 'green', 'red', 'nir08', 'swir16', 'lwir', 'lwir-high-gain', 'swir22'],
    ],
    [
      'LT05_L1TP_193024_20050516_20161127_01_T1',
      ['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7'],
      ['blue', 'green', 'red', 'nir08', 'swir16', 'lwir', 'swir22'],
    ],
  ];

  it.each(products)('%s: every band equals the expected reflectance or temperature', async (id, bands, names) => {
    const item = itemOf({
      id,
      assets: {
        image: { href: sharedData(`${folder}/${id}.tif`), type: 'image/tiff', bands: bands.map((name) => ({ name })) },
        'mtl.txt': { href: sharedData(`${folder}/${id}_MTL.txt`), type: 'text/plain' },
      },
    });
    const scene = await openScene(item);
    const raster = await scene.read(names);
    await scene.close();
    const expected = await readStored(sharedData(`${folder}/${id}_toa.tif`));
    const stored = await readStored(sharedData(`${folder}/${id}.tif`)); // DN 0 (cirrus of the 2020 product) stays nodata
    expect([...raster.valid]).toEqual([...stored.valid.map((ok, p) => (stored.data.every((dn) => dn[p] !== 0) ? ok : 0))]);
    names.forEach((name, i) => {
      const isKelvin = scene.bands.find((band) => band.name === name)?.unit === 'kelvin';
      const worst = raster.valid.reduce(
        (most, ok, p) => (ok === 1 ? Math.max(most, Math.abs((raster.bands[name]?.[p] ?? 9) - (expected.data[i]?.[p] ?? 0))) : most),
        0,
      );
      expect(worst, name).toBeLessThan(isKelvin ? 1e-4 : 1e-6);
    });
  });
});

describe.skipIf(!hasSharedData)(`scenes on disk${hasSharedData ? '' : ' (skipped: needs ../shared/data)'}`, () => {
  it('reads a flood chip: dB becomes linear power on its EPSG:4326 grid', async () => {
    const item = sharedItem('flood/sen1floods11/Spain_7370579/Spain_7370579.json');
    const scene = await openScene(item);
    const { bands, valid, grid } = await scene.read(['vv', 'vh']);
    const [vv, vh] = (await readStored(sharedData('flood/sen1floods11/Spain_7370579/s1.tif'))).data;
    expect([scene.sensor, grid.epsg, grid.width, grid.height]).toEqual(['sentinel-1', 4326, 512, 512]);
    for (const p of [0, 70_001, 262_143]) {
      expect(valid[p]).toBe(1);
      expect(10 * Math.log10(bands.vv[p] ?? 0)).toBeCloseTo(vv?.[p] ?? 0, 4);
      expect(10 * Math.log10(bands.vh[p] ?? 0)).toBeCloseTo(vh?.[p] ?? 0, 4);
    }
    expect(scene.attribution).toBe('Contains modified Copernicus Sentinel data 2019');
    await scene.close();
  });

  it('reads the 13 Sentinel-2 bands that come with that chip, by name, as top-of-atmosphere reflectance', async () => {
    const scene = await openScene(sharedItem('flood/sen1floods11/Spain_7370579/Spain_7370579.json'));
    const { bands } = await scene.read(['green', 'swir16', 'swir22']);
    const stored = (await readStored(sharedData('flood/sen1floods11/Spain_7370579/s2.tif'))).data;
    for (const p of [5, 100_000, 200_000]) {
      expect(bands.green[p]).toBeCloseTo((stored[2]?.[p] ?? 0) / 10_000, 6);
      expect(bands.swir16[p]).toBeCloseTo((stored[11]?.[p] ?? 0) / 10_000, 6);
      expect(bands.swir22[p]).toBeCloseTo((stored[12]?.[p] ?? 0) / 10_000, 6);
    }
    await scene.close();
  });

  it('finds nothing observed in a chip that is all NaN', async () => {
    const scene = await openScene(sharedItem('flood/sen1floods11/Paraguay_34417/Paraguay_34417.json'));
    const { valid, reason } = await scene.read(['vh']);
    expect(valid.some((ok) => ok === 1)).toBe(false);
    expect(new Set(reason)).toEqual(new Set([maskReasons.nodata.code]));
    await scene.close();
  });

  it('reads a Theia forest scene: 20 m bands on the 10 m grid by nearest neighbour, cloud mask with reasons', async () => {
    const dir = 'forest/lorraine-31UFQ/SENTINEL2A_20160816T104025';
    const scene = await openScene(sharedItem(`${dir}/SENTINEL2A_20160816T104025.json`));
    const { bands, grid } = await scene.read(['red', 'nir08']);
    const [red, nir08] = [await readStored(sharedData(`${dir}/B4.tif`)), await readStored(sharedData(`${dir}/B8A.tif`))];
    expect([scene.sensor, grid.epsg, grid.width, grid.transform[0]]).toEqual(['sentinel-2-l2a', 32631, 80, 10]);
    for (const [col, row] of [
      [0, 0],
      [13, 41],
      [79, 79],
    ] as const) {
      expect(bands.red[row * 80 + col]).toBeCloseTo((red.data[0]?.[row * 80 + col] ?? 0) / 10_000, 6);
      expect(bands.nir08[row * 80 + col]).toBeCloseTo((nir08.data[0]?.[(row >> 1) * 40 + (col >> 1)] ?? 0) / 10_000, 6);
    }
    await scene.close();
  });

  it('masks as many pixels of every Theia date as its CLM marks, 2 × 2 each', async () => {
    const dates = readdirSync(sharedData('forest/lorraine-31UFQ'))
      .filter((name) => name.startsWith('SENTINEL2'))
      .slice(0, 12);
    for (const date of dates) {
      const scene = await openScene(sharedItem(`forest/lorraine-31UFQ/${date}/${date}.json`));
      const { valid, reason } = await scene.read(['red']);
      const clm = (await readStored(sharedData(`forest/lorraine-31UFQ/${date}/CLM_R2.tif`))).data[0] ?? [];
      const masked = Array.from(clm).filter((code) => code !== 0).length * 4;
      const named = [maskReasons.cloud.code, maskReasons['cloud-shadow'].code, maskReasons.cirrus.code] as number[];
      expect(reason?.filter((code) => named.includes(code)).length, date).toBe(masked);
      expect(valid.filter((ok) => ok === 1).length, date).toBeLessThanOrEqual(6400 - masked);
      await scene.close();
    }
  });

  it('reads Flanders: S2 with SCL, and S1 stored as int32 × 1e-4 dB', async () => {
    const site = 'agri/flanders-00002806639B424A';
    const optical = await openScene(sharedItem(`${site}/S2_20170827T110448/S2_20170827T110448.json`));
    const { valid, reason } = await optical.read(['nir', 'swir16']);
    const scl = (await readStored(sharedData(`${site}/S2_20170827T110448/SCL.tif`))).data[0] ?? [];
    const clouds = Array.from(scl).filter((code) => code === 8 || code === 9).length * 4;
    expect(reason?.filter((code) => code === maskReasons.cloud.code).length).toBe(clouds);
    expect(valid.every((ok, p) => (ok === 1) === (reason?.[p] === 0))).toBe(true);
    await optical.close();

    const radar = await openScene(sharedItem(`${site}/S1_20180930T174051/S1_20180930T174051.json`));
    const { bands } = await radar.read(['vh']);
    const stored = (await readStored(sharedData(`${site}/S1_20180930T174051/VH.tif`))).data[0] ?? [];
    expect(10 * Math.log10(bands.vh[500] ?? 0)).toBeCloseTo((stored[500] ?? 0) * 1e-4, 4);
    expect(radar.orbitState).toBe('ascending');
    await radar.close();
  });

  it('reads a window as it reads the whole, and marks what lies beyond the scene', async () => {
    const scene = await openScene(sharedItem('forest/lorraine-31UFQ/SENTINEL2A_20160816T104025/SENTINEL2A_20160816T104025.json'));
    const whole = await scene.read(['nir08']);
    const part = await scene.read(['nir08'], { window: { col: 71, row: 33, width: 15, height: 7 } });
    for (let row = 0; row < 7; row++) {
      for (let col = 0; col < 15; col++) {
        const at = row * 15 + col;
        const source = (33 + row) * 80 + 71 + col;
        if (71 + col < 80)
          expect([part.bands.nir08[at], part.valid[at], part.reason?.[at]]).toEqual([
            whole.bands.nir08[source],
            whole.valid[source],
            whole.reason?.[source],
          ]);
        else expect([part.valid[at], part.reason?.[at]]).toEqual([0, maskReasons.nodata.code]);
      }
    }
    await scene.close();
  });

  it('reads an orthophoto as stored', async () => {
    const path = sharedData('ortho/neon/SJER/SJER_003.tif');
    const item = itemOf({
      id: 'SJER_003',
      collection: 'dop20',
      properties: { 'landsicht:sensor': 'orthophoto' },
      assets: {
        image: {
          href: path,
          type: 'image/tiff; application=geotiff',
          'eo:bands': ['red', 'green', 'blue'].map((name) => ({ name, common_name: name })),
        },
      },
    });
    const scene = await openScene(item);
    const window = { col: 10, row: 20, width: 30, height: 40 };
    const { bands } = await scene.read(['green'], { window });
    expect(scene.bands.map(({ name, unit, pixelType }) => [name, unit, pixelType])).toEqual(
      ['red', 'green', 'blue'].map((name) => [name, 'dn', 'u8']),
    );
    expect(bands.green).toEqual(await readWindow(path, window, 1));
    await scene.close();
  });
});

async function readWindow(path: string, window: { col: number; row: number; width: number; height: number }, band: number) {
  const file = await openRaster(path);
  const { data } = await file.read({ window, bands: [band] });
  await file.close();
  return data[0];
}
