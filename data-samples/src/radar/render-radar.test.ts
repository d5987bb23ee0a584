import { beforeAll, describe, expect, it } from 'vitest';
import { type CoverName, coverCode } from '../land/cover.js';
import { Land } from '../land/land.js';
import { indexAt, type LandRaster, makeLandRaster } from '../land/land-raster.js';
import { extentAround } from '../land/region.js';
import { defaultRadarUtc, radarPass } from './radar-scene.js';
import { RadarRenderer, type RadarRows } from './render-radar.js';

const size = 360;
let land: Land;
let raster: LandRaster;
let before: RadarRows;
let during: RadarRows;

beforeAll(() => {
  land = new Land(1);
  const [town] = land.settlements;
  raster = makeLandRaster(land, extentAround((town?.x ?? 0) - 1000, (town?.y ?? 0) + 100, size * 10));
  before = new RadarRenderer(land, raster, radarPass(defaultRadarUtc[0])).rows(0, size);
  during = new RadarRenderer(land, raster, radarPass(defaultRadarUtc[2])).rows(0, size);
});

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Median dB over the pixels that are chosen and have only such neighbours within two pixels. */
function medianDb(band: Float32Array, chosen: (i: number) => boolean): number {
  const values: number[] = [];
  for (let r = 2; r < size - 2; r++) {
    for (let c = 2; c < size - 2; c++) {
      let pure = true;
      for (let k = 0; k < 25 && pure; k++) pure = chosen((r + Math.floor(k / 5) - 2) * size + c + (k % 5) - 2);
      if (pure) values.push(10 * Math.log10(band[r * size + c] as number));
    }
  }
  expect(values.length).toBeGreaterThan(150);
  return median(values);
}

function isCover(name: CoverName): (i: number) => boolean {
  return (i) => raster.cover[indexAt(raster, i % size, Math.floor(i / size))] === coverCode[name];
}

describe('the simulated Sentinel-1 scene', () => {
  it.each([
    ['spruce', -8.5, -14.5],
    ['deciduous', -9, -14.5],
    ['grassland', -12, -19],
    ['pond', -20.4, -28.4],
  ] as const)('shows %s at its median σ0 (VV %d dB, VH %d dB)', (name, vvDb, vhDb) => {
    expect(Math.abs(medianDb(before.vv, isCover(name)) - vvDb)).toBeLessThan(1.2);
    expect(Math.abs(medianDb(before.vh, isCover(name)) - vhDb)).toBeLessThan(1.5);
  });

  it('shows open flood water as dark as on real chips (VV −19.2 dB, VH −27.2 dB)', () => {
    const openWater = (i: number): boolean => during.flood[i] === 1 && (isCover('arable')(i) || isCover('grassland')(i));
    expect(Math.abs(medianDb(during.vv, openWater) + 19.2)).toBeLessThan(1.5);
    expect(Math.abs(medianDb(during.vh, openWater) + 27.2)).toBeLessThan(1.5);
  });

  it('has no flood before, and only flood that is water during it', () => {
    expect(before.flood.includes(1)).toBe(false);
    expect(during.flood.filter((v) => v === 1).length).toBeGreaterThan(5000);
    expect(during.flood.every((v, i) => v === 0 || during.water[i] === 1)).toBe(true);
    expect(before.water.every((v, i) => v === 0 || during.water[i] === 1)).toBe(true);
  });

  it('loses looks over calm water in VH to the noise floor (ENL 1.1 to 2.4)', () => {
    const pond = isCover('pond');
    const values = [...before.vh].filter((_, i) => pond(i) && pond(i + 2) && pond(i - 2) && pond(i + 2 * size) && pond(i - 2 * size));
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    expect((mean * mean) / variance).toBeGreaterThan(1.1);
    expect((mean * mean) / variance).toBeLessThan(2.4);
    expect(before.vh.reduce((least, v) => Math.min(least, v))).toBeGreaterThan(3e-5);
  });

  it('gives the same pixels whatever the bands of rows', () => {
    const renderer = new RadarRenderer(land, raster, radarPass(defaultRadarUtc[2]));
    for (const [row0, count] of [
      [0, 7],
      [7, 30],
      [353, 7],
    ] as const) {
      const part = renderer.rows(row0, count);
      expect(part.vv).toEqual(during.vv.slice(row0 * size, (row0 + count) * size));
      expect(part.vh).toEqual(during.vh.slice(row0 * size, (row0 + count) * size));
    }
  });
});
