import { maskReasons, reasonOfCode } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { cloudReason } from './cloud-test.js';
import { HazeLevel } from './haze-level.js';
import type { OpticalRows } from './optical-rows.js';

const fmaskHot = 0.08;

describe('cloudReason', () => {
  /** TOA reflectance B G R N SW1 SW2; 1.38 µm. Cloud: medians and saturated pixels of Landsat 5 (ukis-csmask). */
  const cases: readonly (readonly [name: string, spectrum: readonly number[], cirrus: number, expected: string | null])[] = [
    ['cumulus', [0.295, 0.293, 0.282, 0.403, 0.304, 0.213], 0, 'cloud'],
    ['cloud that saturates the sensor, coloured by it', [0.393, 0.658, 0.701, 0.742, 0.57, 0.447], 0, 'cloud'],
    ['thin cirrus over meadow', [0.11, 0.12, 0.09, 0.35, 0.2, 0.1], 0.02, 'cirrus'],
    ['fresh snow', [0.85, 0.85, 0.84, 0.8, 0.12, 0.1], 0, 'snow'],
    ['meadow', [0.1, 0.1, 0.07, 0.36, 0.19, 0.09], 0, null],
    ['dry soil', [0.15, 0.17, 0.2, 0.26, 0.36, 0.31], 0, null],
    ['turbid flood', [0.1027, 0.0962, 0.0904, 0.075, 0.0321, 0.0178], 0, null],
    ['turbid flood, 90th percentile of Orihuela', [0.138, 0.1504, 0.1668, 0.12, 0.0949, 0.0568], 0, null],
    ['water brown and bright with sediment', [0.17, 0.21, 0.24, 0.16, 0.06, 0.03], 0, null],
    ['red tiles', [0.14, 0.16, 0.24, 0.28, 0.32, 0.3], 0, null],
  ];
  it.each(cases)('answers %s', (_, [b = 0, g = 0, r = 0, n = 0, s1 = 0, s2 = 0], cirrus, expected) => {
    expect(reasonOfCode(cloudReason(b, g, r, n, s1, s2, cirrus, fmaskHot))).toBe(expected);
  });
});

describe('HazeLevel', () => {
  const meadows = (surfaceHot: number, ndviHigh: boolean, reason = 0): OpticalRows => {
    const width = 10;
    const fill = (value: number) => new Float32Array(width).fill(value);
    return {
      row: 0,
      innerRows: 1,
      haloRows: 0,
      width,
      bands: {
        blue: fill(surfaceHot + 0.04),
        green: fill(0.1),
        red: fill(0.08),
        nir: fill(ndviHigh ? 0.3 : 0.1),
        swir16: fill(0.15),
        swir22: fill(0.08),
      },
      valid: new Uint8Array(width).fill(1),
      reason: new Uint8Array(width).fill(reason),
    };
  };
  const thresholdOf = (...all: OpticalRows[]) => {
    const level = new HazeLevel();
    for (const rows of all) level.add(rows);
    return level.hotThreshold();
  };

  it('rises with haze over vegetation and never falls below the threshold of Fmask', () => {
    expect(thresholdOf(meadows(0.09, true))).toBeCloseTo(0.11, 3);
    expect(thresholdOf(meadows(0.03, true))).toBe(fmaskHot);
  });

  it('takes the threshold of Fmask where nothing is green, or all of it is masked', () => {
    expect(thresholdOf(meadows(0.2, false))).toBe(fmaskHot);
    expect(thresholdOf(meadows(0.2, true, maskReasons.cloud.code))).toBe(fmaskHot);
  });
});
