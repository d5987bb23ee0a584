import { describe, expect, it } from 'vitest';
import { type BlockGrid, shadowZone } from './shadow-geometry.js';

const size = 101;
const centre = 50;
const grid: BlockGrid = { columns: size, rows: size, blockCols: 12, blockRows: 12, blockWidthM: 120, blockHeightM: 120 };
const oneCloud = new Uint8Array(size * size);
oneCloud[centre * size + centre] = 1;

/** Blocks east and south of the cloud that a cloud `heightM` high throws its shadow on. */
function shadowOf(azimuthDeg: number, zenithDeg: number, heightM: number): [east: number, south: number] {
  const shiftM = heightM * Math.tan((zenithDeg * Math.PI) / 180);
  const azimuth = (azimuthDeg * Math.PI) / 180;
  return [Math.round((-shiftM * Math.sin(azimuth)) / 120), Math.round((shiftM * Math.cos(azimuth)) / 120)];
}

describe('shadowZone', () => {
  it.each([
    [150, 40],
    [210, 60],
    [90, 30],
    [0, 45],
    [315, 55],
  ])('holds the shadow of every height up to 8 km, away from a sun at %i° with zenith %i°', (azimuthDeg, zenithDeg) => {
    const zone = shadowZone(grid, oneCloud, { azimuthDeg, zenithDeg });
    for (let heightM = 200; heightM <= 8000; heightM += 50) {
      const [east, south] = shadowOf(azimuthDeg, zenithDeg, heightM);
      const [col, row] = [centre + east, centre + south];
      if (col < 0 || row < 0 || col >= size || row >= size) continue;
      expect(zone[row * size + col], `height ${heightM}`).toBe(1);
    }
  });

  it('does not reach to the sunny side, nor far aside, nor beyond the shadow of 8 km', () => {
    const zone = shadowZone(grid, oneCloud, { azimuthDeg: 180, zenithDeg: 20 });
    const at = (east: number, south: number) => zone[(centre + south) * size + centre + east];
    expect(at(0, -10)).toBe(1); // sun in the south: shadow north
    expect(at(0, 10)).toBe(0);
    expect(at(20, -10)).toBe(0);
    expect(at(0, -45)).toBe(0); // 8 km · tan 20° + 8 km · tan 10° = 4.3 km = 36 blocks
    expect(zone.reduce((sum, is) => sum + is, 0)).toBeLessThan(size * size * 0.08);
  });

  it('is all within 8 km of a cloud where the sun is unknown, and nothing where there is no cloud', () => {
    const zone = shadowZone(grid, oneCloud, null);
    expect(zone[centre * size + centre + 40]).toBe(1);
    expect(zone[0]).toBe(0); // 8.5 km
    expect(shadowZone(grid, new Uint8Array(size * size), null)).not.toContain(1);
    expect(shadowZone(grid, new Uint8Array(size * size), { azimuthDeg: 150, zenithDeg: 40 })).not.toContain(1);
  });
});
