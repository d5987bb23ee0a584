import { readdirSync, readFileSync } from 'node:fs';
import { affine, crsTransform, isLandsichtError } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { openRaster } from '../raster/open-raster.js';
import type { Gcp } from '../raster/raster-file.js';
import { type GcpMesh, gcpMesh, imageToMap, mapToImage, meshGrid } from './gcp-mesh.js';
import { calibrateGrd, parseGrdCalibration } from './grd-calibration.js';
import { openScene } from './open-scene.js';
import { lowestSigma0 } from './radiometry.js';
import { hasSharedData, itemOf, sharedData } from './testing/shared-data.js';

const note = hasSharedData ? '' : ' (skipped: needs ../shared/data)';
const safe =
  's1/metadata/tests/data-files/grd/S1A_IW_GRDH_1SDV_20210809T173953_20210809T174018_039156_049F13_6FF8.SAFE/annotation/calibration';
const grd =
  's1/grd-gcps/sentinel-s1-l1c/GRD/2018/7/16/IW/DV/S1A_IW_GRDH_1SDV_20180716T004042_20180716T004107_022812_02792A_FD5B/measurement';

function annotation(kind: 'calibration' | 'noise'): string {
  const name = hasSharedData ? readdirSync(sharedData(safe)).find((file) => file.startsWith(`${kind}-s1a-iw-grd-vv`)) : '';
  return `${sharedData(safe)}/${name}`;
}

describe.skipIf(!hasSharedData)(`calibrateGrd on the annotation of a real product${note}`, () => {
  const tables = hasSharedData
    ? parseGrdCalibration(readFileSync(annotation('calibration'), 'utf8'), readFileSync(annotation('noise'), 'utf8'), 'S1A')
    : null;

  it.each([
    // line, sample, DN, σ0, σ0 without noise: numpy.interp over the same XML
    [0, 0, 100, 0.022_758_604_572, 0.017_093_970_998],
    [100, 12_345, 200, 0.111_179_244_281, 0.108_964_857_009],
    [5_000, 20, 57, 0.007_397_321_336, 0.002_086_441_072],
    [8_003, 8_759, 300, 0.238_805_505_602, 0.233_707_722_283], // last sample of IW1
    [8_003, 8_760, 300, 0.238_809_049_396, 0.234_354_176_679], // first sample of IW2: the noise steps
    [16_675, 26_143, 400, 0.514_393_888, 0.514_393_888],
    [12_000, 20_000, 30, 0.002_733_752_006, 0.001_541_377_274],
  ])('at line %i, sample %i, DN %i', (row, col, dn, plain, denoised) => {
    if (tables == null) return;
    const place = { window: { col, row, width: 1, height: 1 }, fileWidth: 26_144 };
    const valid = Uint8Array.of(1);
    expect(calibrateGrd(Uint16Array.of(dn), valid, { ...place, tables: { ...tables, noise: null } })[0]).toBeCloseTo(plain, 6);
    expect(calibrateGrd(Uint16Array.of(dn), valid, { ...place, tables })[0]).toBeCloseTo(denoised, 6);
    expect(valid[0]).toBe(1);
  });

  it('keeps water under the noise floor observed, at −45 dB, and takes DN 0 as no data', () => {
    if (tables == null) return;
    const valid = Uint8Array.of(1, 1);
    const sigma0 = calibrateGrd(Uint16Array.of(3, 0), valid, {
      window: { col: 0, row: 0, width: 2, height: 1 },
      fileWidth: 26_144,
      tables,
    });
    expect(sigma0[0]).toBeCloseTo(lowestSigma0, 8);
    expect([...valid]).toEqual([1, 0]);
  });

  it('places the tables in a reduced copy: one pixel of it is many of the product', () => {
    if (tables == null) return;
    const valid = Uint8Array.of(1);
    const [reduced] = calibrateGrd(Uint16Array.of(200), valid, {
      window: { col: 3, row: 5, width: 1, height: 1 },
      fileWidth: 2_614.4,
      tables,
    });
    const [full] = calibrateGrd(Uint16Array.of(200), valid, {
      window: { col: 34.5, row: 54.5, width: 1, height: 1 },
      fileWidth: 26_144,
      tables,
    });
    expect(reduced).toBeCloseTo(full ?? 0, 8);
  });

  it('says which file is no calibration annotation', () => {
    expect(() => parseGrdCalibration('<html></html>', null, 'asset "calibration-vv"')).toThrow(
      /asset "calibration-vv": no calibrationVector/,
    );
    const broken =
      '<calibrationVector><line>0</line><pixel count="2">0 40</pixel><sigmaNought count="1">600</sigmaNought></calibrationVector>';
    expect(() => parseGrdCalibration(broken, null, 'x')).toThrow(/x: calibrationVector 1: its line, pixel and sigmaNought do not match/);
  });
});

describe.skipIf(!hasSharedData)(`ground control points of a real Sentinel-1 image${note}`, () => {
  async function meshOf(): Promise<{ mesh: GcpMesh; gcps: readonly Gcp[] }> {
    const file = await openRaster(sharedData(`${grd}/iw-vv.tiff`));
    await file.close();
    return { mesh: gcpMesh(file.gcps, file.gcpEpsg ?? 0, 'iw-vv.tiff'), gcps: file.gcps };
  }

  it('lie where they say, in UTM 44 N, 210 of them', async () => {
    const { mesh, gcps } = await meshOf();
    expect([gcps.length, mesh.epsg, mesh.cols.length, mesh.rows.length]).toEqual([210, 32644, 21, 10]);
    for (const { col, row, x, y } of gcps) {
      const [lon, lat] = crsTransform(mesh.epsg, 4326).forward(...imageToMap(mesh, col, row));
      expect(Math.hypot(lon - x, lat - y)).toBeLessThan(1e-8);
    }
  });

  it('agree in between with GDAL’s thin plate spline to half a pixel of this reduced image (200 m)', async () => {
    const { mesh } = await meshOf();
    const byGdal = [
      // gdaltransform -tps iw-vv.tiff
      [100.5, 50.25, 78.005_033_736, 10.682_990_478],
      [640, 418.5, 76.896_546_44, 10.212_275_854],
      [1_200.75, 800.5, 75.759_092_73, 9.720_661_821],
      [333.3, 700.1, 77.344_343_747, 9.593_829_832],
      [32, 50, 78.127_916_367, 10.658_773_999],
    ] as const;
    for (const [col, row, lon, lat] of byGdal) {
      const [x, y] = imageToMap(mesh, col, row);
      const [u, v] = crsTransform(4326, mesh.epsg).forward(lon, lat);
      expect(Math.hypot(x - u, y - v)).toBeLessThan(100);
    }
  });

  it('find the image position of a place again, to a millionth of a pixel', async () => {
    const { mesh } = await meshOf();
    for (const [col, row] of [
      [0, 0],
      [12.3, 800],
      [640, 100.442],
      [1_279.9, 836],
    ] as const) {
      const [backCol, backRow] = mapToImage(mesh, ...imageToMap(mesh, col, row));
      expect(Math.hypot(backCol - col, backRow - row)).toBeLessThan(1e-5);
    }
  });

  it('give a north-up UTM grid around the image, 200 m pixels at multiples of 200', async () => {
    const { mesh } = await meshOf();
    const grid = meshGrid(mesh);
    expect([grid.epsg, grid.transform[0], affine.isNorthUp(grid.transform)]).toEqual([32644, 200, true]);
    expect([grid.transform[2] / 200, grid.transform[5] / 200].every(Number.isInteger)).toBe(true);
  });

  it('read as a scene: calibrated, geolocated, unobserved around the image', async () => {
    const item = itemOf({
      id: 'S1A_IW_GRDH_1SDV_20180716T004042',
      collection: 'sentinel-1-grd',
      properties: { platform: 'sentinel-1a', 'proj:epsg': 4326 }, // as stactools writes it, for an image that is on no grid
      assets: {
        vv: { href: sharedData(`${grd}/iw-vv.tiff`), type: 'image/tiff; application=geotiff' },
        vh: { href: sharedData(`${grd}/iw-vh.tiff`), type: 'image/tiff; application=geotiff' },
        'schema-calibration-vv': { href: annotation('calibration'), type: 'application/xml' }, // of another product: only the way is tested
        'schema-noise-vv': { href: annotation('noise'), type: 'application/xml' },
      },
    });
    const scene = await openScene(item);
    const { grid } = scene;
    const { bands, valid } = await scene.read(['vv']);
    const share = valid.reduce((sum, ok) => sum + ok, 0) / valid.length;
    expect(share).toBeGreaterThan(0.6); // a turned rectangle in its box
    expect(share).toBeLessThan(0.95);

    // the pixel that GDAL places at image (640, 418.5)
    const [x, y] = crsTransform(4326, grid.epsg).forward(76.896_546_44, 10.212_275_854);
    const [col, row] = affine.apply(affine.invert(grid.transform), x, y).map(Math.floor) as [number, number];
    const file = await openRaster(sharedData(`${grd}/iw-vv.tiff`));
    const around = await file.read({ window: { col: 637, row: 415, width: 7, height: 7 } });
    await file.close();
    const dns = Array.from(around.data[0] ?? []);
    const db = 10 * Math.log10(bands.vv[row * grid.width + col] ?? 0);
    expect(db).toBeGreaterThan(20 * Math.log10(Math.min(...dns) / 620) - 1);
    expect(db).toBeLessThan(20 * Math.log10(Math.max(...dns) / 560) + 1);

    const window = { col: col - 20, row: row - 10, width: 41, height: 21 };
    const part = await scene.read(['vv'], { window });
    const inWhole = Array.from(part.bands.vv, (_, i) => bands.vv[(window.row + Math.floor(i / 41)) * grid.width + window.col + (i % 41)]);
    expect(Math.max(...Array.from(part.bands.vv, (value, i) => Math.abs(value / (inWhole[i] ?? 0) - 1)))).toBeLessThan(0.03);
    await expect(scene.read(['vh'])).rejects.toMatchObject({ code: 'item-invalid', message: expect.stringMatching(/calibration-vh/) });
    await scene.close();
  });
});

describe('gcpMesh', () => {
  it('refuses points on no mesh, with the remedy', () => {
    const gcps = [
      { col: 0, row: 0, x: 13, y: 51 },
      { col: 9, row: 1, x: 13.1, y: 51 },
      { col: 4, row: 7, x: 13, y: 50.9 },
    ];
    try {
      gcpMesh(gcps, 4326, 'a.tif');
      expect.unreachable();
    } catch (error) {
      expect(isLandsichtError(error) && [error.code, error.message]).toEqual([
        'raster-unsupported',
        expect.stringMatching(/^a\.tif: its 3 ground control points.*gdalwarp/),
      ]);
    }
  });
});
