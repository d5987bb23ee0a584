import { beforeAll, describe, expect, it } from 'vitest';
import { ringAreaM2 } from './convex-polygon.js';
import { cover, isForest } from './cover.js';
import { Land } from './land.js';
import { makeLandRaster } from './land-raster.js';
import { parcelRing } from './mosaic.js';
import { extentAround, mirrorPx, regionPx } from './region.js';

let land: Land;
beforeAll(() => {
  land = new Land(1);
});

describe('the land', () => {
  it('looks the same at a place whatever was looked at before', () => {
    const other = new Land(1);
    for (let k = 0; k < 400; k++) other.look(19_000 - 37 * k, 300 + 41 * k, 10);
    for (let k = 0; k < 400; k++) {
      const x = 200 + 49 * k;
      const y = 19_500 - 47 * k;
      expect({ ...other.look(x, y, 10) }).toEqual({ ...land.look(x, y, 10) });
    }
  });

  it('is another land for another seed', () => {
    const other = new Land(2);
    let same = 0;
    for (let k = 0; k < 200; k++) if (other.look(97 * k, 10_000, 10).cover === land.look(97 * k, 10_000, 10).cover) same++;
    expect(same).toBeLessThan(150);
  });

  it('draws every parcel where its polygon is', () => {
    const raster = makeLandRaster(land, extentAround(9000, 6000, 2000));
    const pixels = new Map<number, number>();
    raster.parcel.forEach((p) => {
      pixels.set(p, (pixels.get(p) ?? 0) + 1);
    });
    let compared = 0;
    for (const index of raster.parcels) {
      const parcel = land.parcels[index];
      if (parcel == null || isForest(parcel.cover)) continue; // forest reaches to the block's side
      const ring = parcelRing(parcel.block, parcel.slot);
      if (!ring.every(([x, y]) => Math.abs(x - 9000) < 1000 && Math.abs(y - 6000) < 1000)) continue;
      const areaM2 = ringAreaM2(ring);
      const drawnM2 = 100 * (pixels.get(index) ?? 0);
      expect(drawnM2).toBeLessThan(areaM2 + 6 * Math.sqrt(areaM2) + 400); // pixel centres: half a pixel along the outline
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  });

  it('keeps the shares of land use of Saxon low mountains', () => {
    const counts = new Map<number, number>();
    for (let k = 0; k < 6400; k++) {
      const code = land.look(125 + 250 * (k % 80), 125 + 250 * Math.floor(k / 80), 10).cover;
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    const share = (...names: (keyof typeof cover)[]): number =>
      names.reduce((sum, name) => sum + (counts.get(cover[name].code) ?? 0), 0) / 6400;
    expect(share('spruce', 'mixed', 'deciduous')).toBeGreaterThan(0.2);
    expect(share('arable')).toBeGreaterThan(0.25);
    expect(share('grassland')).toBeGreaterThan(0.1);
    expect(share('garden', 'building', 'asphalt')).toBeGreaterThan(0.01);
  });

  it('falls from the hills to the river', () => {
    const [, axisY] = land.waterways.axis.find(([x]) => x >= 5000) ?? [0, 0];
    expect(land.heightM(5000, axisY)).toBeLessThan(135);
    expect(land.heightM(5000, 500)).toBeGreaterThan(400);
  });
});

it('mirrors pixels beyond the region so that neighbours stay neighbours', () => {
  expect([mirrorPx(-1), mirrorPx(0), mirrorPx(regionPx - 1), mirrorPx(regionPx), mirrorPx(2 * regionPx)]).toEqual([
    0,
    0,
    regionPx - 1,
    regionPx - 1,
    0,
  ]);
});
