import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bandsOf } from './band-map.js';
import { maskOf } from './mask-map.js';
import { type RadiometryFacts, radiometryOf } from './radiometry-of.js';
import { sensorOf } from './sensor-of.js';
import { looksShifted, parseSentinel2Metadata, processingBaseline } from './sentinel2-offset.js';
import { hasSharedData, itemOf, sharedData, sharedItem } from './testing/shared-data.js';

const asInteger = { pixelType: 'u16', file: { scale: 1, offset: 0, unit: null } } as const satisfies Partial<RadiometryFacts>;

/** [unit, scale, offset, values that are no observation] of a band. */
function numbersOf(item: Parameters<typeof sensorOf>[0], name: string, facts: Partial<RadiometryFacts> = {}) {
  const band = bandsOf(item).find((source) => source.name === name);
  if (band == null) throw new Error(`${item.id} has no ${name}`);
  const { unit, calibration, unobserved } = radiometryOf(item, band, { sensor: sensorOf(item), ...asInteger, ...facts });
  return [
    unit,
    'scale' in calibration ? calibration.scale : calibration.kind,
    'offset' in calibration ? calibration.offset : null,
    unobserved,
  ];
}

const s2Bands = ['blue', 'green', 'red', 'rededge1', 'rededge2', 'rededge3', 'nir', 'nir08', 'swir16', 'swir22'];

describe.skipIf(!hasSharedData)(`items of real catalogues${hasSharedData ? '' : ' (skipped: needs ../shared/data)'}`, () => {
  it.each([
    ['S2A_12RWT_20240106_0_L2A/S2A_12RWT_20240106_0_L2A.json', 0], // boa_offset_applied: true and −0.1: not twice
    ['S2A_32TMS_20221207_0_L2A', 0],
    ['S2B_33TWN_20220130_0_L2A', 0],
    ['S2B_33TWN_20220226_0_L2A', -0.1], // "not applied": judged by its pixels when it is opened
    ['S2A_33TWN_20161202_0_L2A', 0],
    ['S2A_33TWN_20181119_0_L2A', 0],
    ['S2A_33TWN_20210629_0_L2A', 0],
    ['S2A_33TWN_20220122_0_L2A', 0], // three days before baseline 04.00
    ['S2A_OPER_MSI_L2A_TL_2APS_20230602T025701_A041483_T01WCR.json', -0.1], // no baseline, its own offset
  ])('Earth Search %s: offset %d in all ten bands', (path, offset) => {
    const item = sharedItem(`stac/earth-search-v1/${path}`);
    expect(sensorOf(item)).toBe('sentinel-2-l2a');
    for (const name of s2Bands) expect(numbersOf(item, name), name).toEqual(['reflectance', 1e-4, offset, [0, 65_535]]);
    expect(maskOf(item)).toEqual({ kind: 'scl', asset: 'scl' });
  });

  it.each([
    ['planetary_computer_items/data/sentinel-2-l2a-pc.json', -0.1],
    ['planetary_computer_items/sentinel-2-item.json', -0.1],
    ['odc_stac/S2B_MSIL2A_20190629T212529_R043_T06VVN_20201006T080531.json', 0],
    ['odc_stac/S2B_MSIL2A_20190629T212529_R043_T06VVN_20201006T080531_raster_ext.json', 0],
    ['odc_stac/S2A_28QCH_20200714_0_L2A.json', 0], // baseline only in sentinel:product_id
  ])('Sentinel-2 without a raster offset, %s: offset %d by the processing baseline', (path, offset) => {
    const item = sharedItem(`stac/${path}`);
    for (const name of s2Bands) expect(numbersOf(item, name), name).toEqual(['reflectance', 1e-4, offset, [0, 65_535]]);
    expect(maskOf(item)).toEqual({ kind: 'scl', asset: 'SCL' });
  });

  const products = hasSharedData ? readdirSync(sharedData('stac/stactools_sentinel2'), { recursive: true }).map(String) : [];

  it.each(products.filter((path) => path.endsWith('expected_output.json')))(
    'stactools %s: offset as the baseline or the item itself says',
    (path) => {
      const item = sharedItem(`stac/stactools_sentinel2/${path}`);
      const own = (item.assets['red']?.['raster:bands'] as { offset?: number }[] | undefined)?.[0]?.offset;
      const baseline = processingBaseline(item);
      const [unit, scale, offset] = numbersOf(item, 'red');
      expect([unit, scale]).toEqual(['reflectance', 1e-4]);
      if (own != null) expect(offset).toBe(own);
      else expect(offset).toBe((baseline ?? 0) >= 4 ? -0.1 : 0);
      expect(bandsOf(item).find(({ name }) => name === 'red')?.resolutionM).toBe(10);
    },
  );

  it.each(products.filter((path) => /(MTD_MSIL|product_metadata)\w*\.xml$/i.test(path)))(
    'reads the numbers of product metadata %s',
    (path) => {
      const { baseline, quantification, offsetsDn } = parseSentinel2Metadata(
        readFileSync(sharedData(`stac/stactools_sentinel2/${path}`), 'utf8'),
        path,
      );
      expect(quantification).toBe(10_000);
      const changed = path.includes('T34LBQ') ? -7000 : -1000; // that fixture was altered upstream, to see whether the file is read at all
      expect(offsetsDn).toEqual(new Array(13).fill(baseline >= 4 ? changed : 0));
    },
  );

  it('finds Landsat Collection 2 numbers in an item, and has them where the item is silent', () => {
    const declared = sharedItem('stac/planetary_computer_items/data/landsat-c2-l2-pc.json');
    for (const item of [
      declared,
      ...['LC08_L2SP_028030_20200114_20200824_02_T1_SR', 'LE07_L2SP_044033_20210329_20210424_02_T1_SR'].map((id) =>
        sharedItem(`stac/odc_stac/${id}.json`),
      ),
    ]) {
      expect(sensorOf(item)).toBe('landsat-c2-l2');
      for (const name of ['blue', 'green', 'red', 'nir08', 'swir16', 'swir22'])
        expect(numbersOf(item, name), name).toEqual(['reflectance', 2.75e-5, -0.2, [0]]);
      expect(maskOf(item)).toEqual({ kind: 'qa-pixel', asset: 'qa_pixel' });
    }
    expect(numbersOf(declared, 'lwir11')).toEqual(['kelvin', 0.003_418_02, 149, [0]]);
  });

  it('reads the file names of an early Landsat item as bands of OLI', () => {
    const item = sharedItem('stac/odc_stac/LC08_L2SR_081119_20200101_20200823_02_T2.json');
    expect(numbersOf(item, 'blue')).toEqual(['reflectance', 2.75e-5, -0.2, [0]]);
    expect(bandsOf(item).map(({ name, asset }) => `${name} ${asset}`)).toContain('nir08 SR_B5.TIF');
    expect(maskOf(item)).toEqual({ kind: 'qa-pixel', asset: 'QA_PIXEL.TIF' });
  });

  it('numbers the bands of Landsat 7 as its own, not as those of Landsat 8', () => {
    const bands = bandsOf(sharedItem('stac/odc_stac/LE07_L2SP_044033_20210329_20210424_02_T1_SR.json'));
    expect(bands.map(({ name, asset }) => [name, asset])).toEqual(
      ['blue', 'green', 'red', 'nir08', 'swir16', 'swir22'].map((name) => [name, name]),
    );
    expect(bands.find(({ name }) => name === 'nir08')?.bandId).toBe('b4');
  });

  it('asks for the MTL of Level-1 counts instead of passing radiance off as reflectance', () => {
    const item = sharedItem('stac/planetary_computer_items/data/landsat-c2-l1-pc.json');
    expect(sensorOf(item)).toBe('landsat-l1');
    expect(() => numbersOf(item, 'red')).toThrow(expect.objectContaining({ code: 'item-invalid', message: expect.stringMatching(/MTL/) }));
  });

  it('knows Geoscience Australia’s own scale and mask', () => {
    const item = sharedItem('stac/odc_stac/ga_ls8c_ard_3-1-0_088080_2020-05-25_final.stac-item.json');
    expect(numbersOf(item, 'swir16')).toEqual(['reflectance', 1e-4, 0, [-999]]);
    expect(maskOf(item)).toEqual({ kind: 'dea-fmask', asset: 'oa_fmask' });
  });

  it('takes terrain-corrected radar of Planetary Computer and Sinergise as linear power', () => {
    const float = { pixelType: 'f32' } as const;
    expect(numbersOf(sharedItem('stac/planetary_computer_items/data/sentinel-1-rtc-pc.json'), 'vh', float)).toEqual([
      'linear-power',
      1,
      0,
      [-32_768],
    ]);
    const aws = sharedItem('s1/metadata/examples/rtc/sentinel1-rtc-aws/2020/S1A_20200103_17RMJ_ASC/S1A_20200103_17RMJ_ASC.json');
    expect(numbersOf(aws, 'vv', float)).toEqual(['linear-power', 1, 0, [0]]);
    expect(bandsOf(aws).map(({ asset }) => asset)).toEqual(['gamma0_vv', 'gamma0_vh']);
  });

  it('takes decibels where an item says so', () => {
    const item = sharedItem('agri/flanders-00002806639B424A/S1_20180930T174051/S1_20180930T174051.json');
    expect(numbersOf(item, 'vv', { pixelType: 'i32' })).toEqual(['linear-power', 1e-4, 0, [0]]);
  });

  it('leaves aerial images as they are stored', () => {
    const item = sharedItem('stac/planetary_computer_items/data/naip-pc.json');
    expect(sensorOf(item)).toBe('orthophoto');
    expect(numbersOf(item, 'nir', { pixelType: 'u8' })).toEqual(['dn', 'stored', null, []]);
  });

  it('reads Theia’s nodata and no offset', () => {
    const item = sharedItem('forest/lorraine-31UFQ/SENTINEL2A_20160816T104025/SENTINEL2A_20160816T104025.json');
    expect(numbersOf(item, 'nir08', { pixelType: 'i16' })).toEqual(['reflectance', 1e-4, 0, [-10_000]]);
    expect(maskOf(item)).toEqual({ kind: 'clm', asset: 'clm' });
  });
});

const raster = 'image/tiff; application=geotiff';

describe('radiometryOf', () => {
  it('refuses Sentinel-2 numbers whose offset nothing tells, whatever the date', () => {
    const item = itemOf({ id: 'S2_unknown', collection: 'sentinel-2-l2a', assets: { red: { href: '/red.tif', type: raster } } });
    expect(() => numbersOf(item, 'red')).toThrow(
      expect.objectContaining({ code: 'item-invalid', message: expect.stringMatching(/S2_unknown.*s2:processing_baseline/) }),
    );
  });

  it('applies −0.1 to an old scene that was processed again, and 0 to a new one that was not', () => {
    const item = (datetime: string, baseline: string) =>
      itemOf({
        id: 'x',
        collection: 'sentinel-2-l2a',
        properties: { datetime, 's2:processing_baseline': baseline },
        assets: { B04_10m: { href: '/b.jp2', type: 'image/jp2' } },
      });
    expect(numbersOf(item('2017-06-01T10:00:00Z', '05.00'), 'red')[2]).toBe(-0.1);
    expect(numbersOf(item('2022-06-01T10:00:00Z', '03.01'), 'red')[2]).toBe(0);
  });

  it('refuses radar counts without calibration, naming what the item has', () => {
    const item = itemOf({ id: 'S1A_IW_GRDH', collection: 'sentinel-1-grd', assets: { vv: { href: '/vv.tiff', type: raster } } });
    expect(() => numbersOf(item, 'vv')).toThrow(/S1A_IW_GRDH.*"vv" holds u16 radar numbers.*calibration-vv.*It has vv/);
    expect(numbersOf(item, 'vv', { hasGrdTables: true })).toEqual(['linear-power', 'sigma0', null, []]);
    expect(numbersOf(item, 'vv', { file: { scale: 1, offset: 0, unit: 'amplitude' } })[1]).toBe(1);
  });
});

describe('processingBaseline', () => {
  it.each([
    ['S2A_MSIL2A_20170101T100402_N0500_R122_T33UVS_20230101T000000', 5],
    ['S2B_OPER_MSI_L2A_TL_2BPS_20230602T025701_A041483_T01WCR_N05.09', 5.09],
    ['S2B_33UVS_20220226_0_L2A', null],
  ])('of %s is %d', (id, baseline) => {
    expect(processingBaseline(itemOf({ id, assets: {} }))).toBe(baseline);
  });
});

describe('looksShifted', () => {
  const around = (dn: number) => Uint16Array.from({ length: 400 }, (_, i) => (i < 40 ? 0 : dn + i));

  it('tells pixels that were shifted back (dark red near 0) from those that were not (near 1000)', () => {
    expect(looksShifted(around(150))).toBe(true);
    expect(looksShifted(around(1_020))).toBe(false);
  });

  it('does not judge a scene without pixels', () => {
    expect(looksShifted(new Uint16Array(10))).toBe(false);
  });
});
