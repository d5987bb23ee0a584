import { describe, expect, it } from 'vitest';
import { aweiNoShadow, aweiShadow, mndwi, ndvi, ndwi, wi2015 } from './indices.js';

describe('water indices', () => {
  /** Sentinel-2 TOA medians of the Orihuela flood and of the land around it (flood.md section 8): B G R N SW1 SW2. */
  const flood = [0.1027, 0.0962, 0.0904, 0.075, 0.0321, 0.0178] as const;
  const land = [0.1285, 0.1298, 0.1258, 0.2638, 0.1902, 0.1089] as const;

  it('reproduces values worked by hand', () => {
    const [b, g, r, n, s1, s2] = flood;
    expect(ndwi(g, n)).toBeCloseTo(0.0212 / 0.1712, 6);
    expect(mndwi(g, s1)).toBeCloseTo(0.0641 / 0.1283, 6);
    expect(ndvi(r, n)).toBeCloseTo(-0.0154 / 0.1654, 6);
    expect(aweiNoShadow(g, n, s1, s2)).toBeCloseTo(0.2564 - (0.01875 + 0.04895), 6);
    expect(aweiShadow(b, g, n, s1, s2)).toBeCloseTo(0.1027 + 0.2405 - 0.16065 - 0.00445, 6);
    expect(wi2015(g, r, n, s1, s2)).toBeCloseTo(1.7204 + 16.4502 + 0.2712 - 5.25 - 1.4445 - 1.2638, 6);
  });

  it('are all positive over the flood and, but for WI2015 in haze, negative over land', () => {
    const indices = (spectrum: readonly [number, number, number, number, number, number]) => {
      const [b, g, , n, s1, s2] = spectrum;
      return [ndwi(g, n), mndwi(g, s1), aweiNoShadow(g, n, s1, s2), aweiShadow(b, g, n, s1, s2)];
    };
    for (const value of indices(flood)) expect(value).toBeGreaterThan(0);
    for (const value of indices(land)) expect(value).toBeLessThan(0);
    expect(wi2015(flood[1], flood[2], flood[3], flood[4], flood[5])).toBeGreaterThan(wi2015(land[1], land[2], land[3], land[4], land[5]));
  });

  it('say nothing, instead of NaN, where both bands are 0', () => {
    expect(ndwi(0, 0)).toBe(0);
  });
});
