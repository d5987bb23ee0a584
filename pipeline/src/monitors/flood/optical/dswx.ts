import { aweiShadow, mndwi, ndvi } from './indices.js';

/** Classes of the DSWx-HLS diagnostic tests, before any masking. */
export const dswxCodes = { notWater: 0, high: 1, moderate: 2, partialConservative: 3, partialAggressive: 4 } as const;

/** The least reflectance: products clip negative values to 1/10 000. */
const least = 1e-4;

/**
 * The five diagnostic tests of OPERA DSWx-HLS (after Jones 2019, doi:10.3390/rs11040374; thresholds of NASA/PROTEUS `dswx_hls.py`,
 * for surface reflectance × 10 000) as bits 1, 2, 4, 8, 16.
 */
export function dswxTests(blue: number, green: number, red: number, nir: number, swir16: number, swir22: number): number {
  const b = Math.max(blue, least);
  const g = Math.max(green, least);
  const r = Math.max(red, least);
  const n = Math.max(nir, least);
  const s1 = Math.max(swir16, least);
  const s2 = Math.max(swir22, least);
  const wetness = mndwi(g, s1);
  return (
    (wetness > 0.124 ? 1 : 0) |
    (g + r > n + s1 ? 2 : 0) |
    (aweiShadow(b, g, n, s1, s2) > 0 ? 4 : 0) |
    (wetness > -0.44 && s1 < 0.09 && n < 0.15 && ndvi(r, n) < 0.7 ? 8 : 0) |
    (wetness > -0.5 && b < 0.1 && s1 < 0.3 && s2 < 0.1 && n < 0.25 ? 16 : 0)
  );
}

/** Bits of the true tests → `dswxCodes` (PROTEUS table). */
export const dswxClassOfTests: Uint8Array = classTable({
  high: [15, 23, 27, 29, 30, 31],
  moderate: [7, 11, 13, 14, 19, 21, 22, 25, 26, 28],
  partialConservative: [24],
  partialAggressive: [3, 5, 6, 9, 10, 12, 16, 17, 18, 20],
});

function classTable(members: Readonly<Record<Exclude<keyof typeof dswxCodes, 'notWater'>, readonly number[]>>): Uint8Array {
  const table = new Uint8Array(32);
  for (const [name, tests] of Object.entries(members)) for (const bits of tests) table[bits] = dswxCodes[name as keyof typeof members];
  return table;
}

/** Classes 1 and 2: open water. */
export function isOpenWater(dswxClass: number): boolean {
  return dswxClass === dswxCodes.high || dswxClass === dswxCodes.moderate;
}
