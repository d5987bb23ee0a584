import { describe, expect, it } from 'vitest';
import { assetsFor } from './assets-for.js';
import { bandsOf } from './band-map.js';
import { maskOf } from './mask-map.js';
import { sensorOf } from './sensor-of.js';
import { itemOf } from './testing/shared-data.js';

const tif = 'image/tiff; application=geotiff; profile=cloud-optimized';

function assets(...keys: readonly string[]) {
  return Object.fromEntries(
    keys.map((key) => [
      key,
      { href: `/data/${key}.${key.endsWith('jp2') ? 'jp2' : 'tif'}`, type: key.endsWith('jp2') ? 'image/jp2' : tif },
    ]),
  );
}

function named(item: Parameters<typeof bandsOf>[0]): Record<string, string> {
  return Object.fromEntries(bandsOf(item).map(({ name, asset, index }) => [name, index === 0 ? asset : `${asset}[${index}]`]));
}

describe('bandsOf', () => {
  it('takes the finest of Copernicus’ keys, and no view or mask for a band', () => {
    const keys = [
      'B02_10m',
      'B02_20m',
      'B02_60m',
      'B8A_20m',
      'B8A_60m',
      'B11_20m',
      'SCL_20m',
      'SCL_60m',
      'TCI_10m',
      'AOT_20m',
      'WVP_20m',
      'CLD_20m',
    ];
    const item = itemOf({ id: 'S2A_MSIL2A_20240106_N0510', collection: 'sentinel-2-l2a', assets: assets(...keys.reverse()) });
    expect(named(item)).toEqual({ blue: 'B02_10m', nir08: 'B8A_20m', swir16: 'B11_20m' });
    expect(bandsOf(item).map(({ resolutionM }) => resolutionM)).toEqual([20, 20, 10]);
    expect(maskOf(item)).toEqual({ kind: 'scl', asset: 'SCL_20m' });
  });

  it('takes Theia’s flat reflectance before the uncorrected, and COGs before JPEG 2000', () => {
    const theia = itemOf({
      id: 'SENTINEL2A_20180101',
      collection: 'theia-s2-l2a',
      assets: assets('SRE_B2', 'FRE_B2', 'FRE_B8A', 'CLM_R2', 'CLM_R1'),
    });
    expect(named(theia)).toEqual({ blue: 'FRE_B2', nir08: 'FRE_B8A' });
    expect(maskOf(theia)).toEqual({ kind: 'clm', asset: 'CLM_R1' });
    const earthSearch = itemOf({ id: 'S2A_33UVS', collection: 'sentinel-2-c1-l2a', assets: assets('red-jp2', 'scl-jp2', 'red', 'scl') });
    expect(named(earthSearch)).toEqual({ red: 'red' });
    expect(maskOf(earthSearch)?.asset).toBe('scl');
  });

  it('tells red edge bands apart by their ids though their common name is one', () => {
    const band = (name: string) => ({ href: `/${name}.tif`, type: tif, 'eo:bands': [{ name, common_name: 'rededge' }] });
    const item = itemOf({
      id: 'S2B_MSIL2A_20190629',
      collection: 'sentinel-2-l2a',
      assets: { B05: band('B05'), B06: band('B06'), B07: band('B07'), B8A: band('B8A') },
    });
    expect(named(item)).toEqual({ rededge1: 'B05', rededge2: 'B06', rededge3: 'B07', nir08: 'B8A' });
  });

  it('numbers HLS bands by the satellite: B05 is red edge in S30, near infrared in L30', () => {
    const hls = (id: string) =>
      itemOf({ id, collection: id.startsWith('HLS.L30') ? 'HLSL30_2.0' : 'HLSS30_2.0', assets: assets('B04', 'B05', 'B06', 'Fmask') });
    expect(sensorOf(hls('HLS.S30.T33UVS.2024001'))).toBe('hls');
    expect(named(hls('HLS.S30.T33UVS.2024001'))).toEqual({ red: 'B04', rededge1: 'B05', rededge2: 'B06' });
    expect(named(hls('HLS.L30.T33UVS.2024001'))).toEqual({ red: 'B04', nir08: 'B05', swir16: 'B06' });
    expect(maskOf(hls('HLS.L30.T33UVS.2024001'))).toEqual({ kind: 'hls-fmask', asset: 'Fmask' });
  });

  it('counts the bands of an asset, skipping those without a name it knows', () => {
    const image = {
      href: '/a.tif',
      type: tif,
      bands: [{ name: 'Red' }, { name: 'unused-2' }, { 'eo:common_name': 'blue' }, { name: 'alpha' }, { name: 'NIR' }],
    };
    expect(named(itemOf({ id: 'x', assets: { image } }))).toEqual({ red: 'image', blue: 'image[2]', nir: 'image[4]' });
  });

  it('joins eo:bands with raster:bands, and reads STAC 1.1 bands with raster: members', () => {
    const old = {
      href: '/a.tif',
      type: tif,
      'eo:bands': [{ common_name: 'red' }, { common_name: 'nir' }],
      'raster:bands': [{ scale: 1 }, { scale: 0.5, nodata: 7, data_type: 'uint16' }],
    };
    const current = {
      href: '/b.tif',
      type: tif,
      bands: [
        { name: 'vv', unit: 'dB' },
        { name: 'VH', 'raster:scale': 0.1, nodata: -9999 },
      ],
    };
    expect(bandsOf(itemOf({ id: 'x', assets: { old } }))[1]?.declared).toEqual({
      scale: 0.5,
      offset: null,
      nodata: 7,
      unit: null,
      dataType: 'uint16',
    });
    const [vv, vh] = bandsOf(itemOf({ id: 'x', assets: { current } }));
    expect([vv?.declared.unit, vh?.name, vh?.index, vh?.declared.scale, vh?.declared.nodata]).toEqual(['dB', 'vh', 1, 0.1, -9999]);
  });
});

describe('sensorOf', () => {
  it.each([
    ['sentinel-1-grd', { platform: 'sentinel-1a' }, 'sentinel-1'],
    ['sen1floods11', { platform: 'sentinel-1' }, 'sentinel-1'],
    ['theia-s2-l2a', { platform: 'sentinel-2b', 'processing:level': 'L2A' }, 'sentinel-2-l2a'],
    ['sentinel-2-l1c', { platform: 'sentinel-2a' }, 'sentinel-2-l1c'],
    ['s2', { constellation: 'Sentinel 2', 's2:product_type': 'S2MSI1C' }, 'sentinel-2-l1c'],
    ['landsat-c2l2-sr', { platform: 'LANDSAT_8' }, 'landsat-c2-l2'],
    ['landsat-c2-l1', { platform: 'landsat-5' }, 'landsat-l1'],
    ['dop20', {}, 'orthophoto'],
    ['drone', {}, 'drone'],
    ['3dep-lidar-dsm', {}, 'generic'],
    ['sentinel-2-l2a', { 'landsicht:sensor': 'generic' }, 'generic'],
  ])('%s with %o is %s', (collection, properties, sensor) => {
    expect(sensorOf(itemOf({ id: 'x', collection, properties, assets: {} }))).toBe(sensor);
  });
});

describe('assetsFor', () => {
  it('names bands, mask and metadata, and nothing that cannot change the numbers', () => {
    const item = itemOf({
      id: 'S2A',
      collection: 'sentinel-2-l2a',
      assets: assets('red', 'green', 'nir', 'scl', 'visual', 'product_metadata'),
    });
    expect(assetsFor(item, ['red', 'nir'])).toEqual(['red', 'nir', 'scl', 'product_metadata']);
    const radar = itemOf({
      id: 'S1A',
      collection: 'sentinel-1-grd',
      assets: assets('vh', 'vv', 'schema-calibration-vh', 'schema-noise-vh', 'safe-manifest'),
    });
    expect(assetsFor(radar, ['vh'])).toEqual(['vh', 'schema-calibration-vh', 'schema-noise-vh']);
  });
});
