import { beforeAll, describe, expect, it } from 'vitest';
import { coverCode } from '../land/cover.js';
import { Land } from '../land/land.js';
import { indexAt, type LandRaster, makeLandRaster } from '../land/land-raster.js';
import { extentAround } from '../land/region.js';
import { Clouds } from './clouds.js';
import { opticalPass } from './optical-pass.js';
import { OpticalRenderer, type OpticalRows } from './render-optical.js';

const size = 200;
let land: Land;
let raster: LandRaster;

beforeAll(() => {
  land = new Land(1);
  const spot = land.spots.find((s) => s.endRadiusM > 45 && s.clearedOn == null && s.startedOn < 20_090) ?? land.spots[0];
  raster = makeLandRaster(land, extentAround(spot?.x ?? 0, spot?.y ?? 0, size * 10));
});

function render(utc: string): OpticalRows {
  return new OpticalRenderer(land, raster, opticalPass(utc, 1)).rows(0, size);
}

/** CRSWIR (continuum-removed SWIR) of a 20 m pixel, offset removed. */
function crswir(rows: OpticalRows, i: number): number {
  const [, b8a, b11, b12] = rows.coarse.map((band) => (band[i] as number) - 1000) as [number, number, number, number];
  return b11 / (b8a + (b12 - b8a) * 0.564727);
}

function medianCrswir(rows: OpticalRows, state: number): number {
  const values: number[] = [];
  for (let i = 0; i < (size / 2) ** 2; i++) {
    const fine = 2 * Math.floor(i / (size / 2)) * size + 2 * (i % (size / 2));
    const pure = [0, 1, size, size + 1].every((k) => rows.damage[fine + k] === state);
    if (pure) values.push(crswir(rows, i));
  }
  expect(values.length).toBeGreaterThan(3);
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

describe('the simulated Sentinel-2 series', () => {
  it('shows healthy spruce and grey attack at their CRSWIR (0.83 and 1.24 in July)', () => {
    const july = render('2025-07-09T10:10:31Z');
    expect(Math.abs(medianCrswir(july, 0) - 0.83)).toBeLessThan(0.05);
    expect(Math.abs(medianCrswir(july, 3) - 1.2)).toBeLessThan(0.12);
  });

  it('stores DN with the offset of 1000: dark water is a little above it', () => {
    const clear = render('2025-05-20T10:10:31Z');
    const water: number[] = [];
    for (let i = 0; i < size * size; i++) {
      if (raster.cover[indexAt(raster, i % size, Math.floor(i / size))] === coverCode.spruce) water.push(clear.fine[0]?.[i] as number);
    }
    const mean = water.reduce((a, b) => a + b, 0) / water.length;
    expect(mean).toBeGreaterThan(1080);
    expect(mean).toBeLessThan(1350);
  });

  it('throws the shadow of a cloud away from the sun', () => {
    const pass = { ...opticalPass('2025-06-09T10:10:31Z', 1), cloudShare: 0.25 };
    const clouds = new Clouds(pass);
    const azimuth = (pass.sun.azimuthDeg * Math.PI) / 180;
    const disagreement = (metres: number): number => {
      let sum = 0;
      for (let k = 0; k < 2000; k++) {
        const x = 300 * (k % 60);
        const y = 500 * Math.floor(k / 60);
        sum += Math.abs(clouds.shadowAt(x, y) - clouds.opacityAt(x + metres * Math.sin(azimuth), y + metres * Math.cos(azimuth)));
      }
      return sum;
    };
    const reaches = Array.from({ length: 200 }, (_, k) => 20 * (k - 100));
    const best = reaches.reduce((a, b) => (disagreement(b) < disagreement(a) ? b : a));
    // Towards the sun, clouds 900 to 2500 m high: 500 to 1500 m at 60° elevation.
    expect(best).toBeGreaterThan(400);
    expect(disagreement(best)).toBeLessThan(0.2 * disagreement(-best));
  });

  it('gives the same pixels whatever the bands of rows', () => {
    const whole = render('2025-06-19T10:10:31Z');
    const renderer = new OpticalRenderer(land, raster, opticalPass('2025-06-19T10:10:31Z', 1));
    const part = renderer.rows(62, 36);
    expect(part.fine[2]).toEqual(whole.fine[2]?.slice(62 * size, 98 * size));
    expect(part.coarse[3]).toEqual(whole.coarse[3]?.slice((31 * size) / 2, (49 * size) / 2));
    expect(part.scl).toEqual(whole.scl.slice((31 * size) / 2, (49 * size) / 2));
  });
});
