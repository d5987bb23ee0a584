import { describe, expect, it } from 'vitest';
import { dswxClassOfTests, dswxCodes, dswxTests, isOpenWater } from './dswx.js';
import { waterLikelihood } from './water-likelihood.js';

/** Surface reflectances of flood.md section 8: B G R N SW1 SW2. */
const spectra = {
  'clear lake': [0.025, 0.035, 0.018, 0.008, 0.004, 0.002],
  'turbid Elbe flood': [0.07, 0.09, 0.1, 0.06, 0.015, 0.008],
  'wet bare soil': [0.06, 0.08, 0.1, 0.14, 0.16, 0.12],
  'dry soil': [0.11, 0.15, 0.19, 0.26, 0.33, 0.28],
  meadow: [0.035, 0.07, 0.04, 0.38, 0.19, 0.09],
  spruce: [0.02, 0.035, 0.022, 0.2, 0.08, 0.035],
} as const;
type Spectrum = (typeof spectra)[keyof typeof spectra];

const testsOf = ([b, g, r, n, s1, s2]: Spectrum) => dswxTests(b, g, r, n, s1, s2);
const classOf = (spectrum: Spectrum) => dswxClassOfTests[testsOf(spectrum)] ?? -1;
const likelihoodOf = (spectrum: Spectrum) => {
  const [b, g, r, n, s1, s2] = spectrum;
  return waterLikelihood(classOf(spectrum), b, g, r, n, s1, s2);
};

describe('dswxTests', () => {
  it('passes all five over clear and turbid water', () => {
    expect(testsOf(spectra['clear lake'])).toBe(31);
    expect(testsOf(spectra['turbid Elbe flood'])).toBe(31);
  });

  it('passes none over dry soil and meadow', () => {
    expect(testsOf(spectra['dry soil'])).toBe(0);
    expect(testsOf(spectra.meadow)).toBe(0);
  });

  it.each(['wet bare soil', 'spruce', 'meadow', 'dry soil'] as const)('does not take %s for open water', (name) => {
    expect(isOpenWater(classOf(spectra[name]))).toBe(false);
  });

  it('sees partial water where a meadow is half under turbid water', () => {
    const half = spectra.meadow.map((value, i) => 0.4 * value + 0.6 * (spectra['turbid Elbe flood'][i] ?? 0)) as unknown as Spectrum;
    expect(classOf(half)).not.toBe(dswxCodes.high);
    expect(classOf(half)).not.toBe(dswxCodes.notWater);
  });

  it('clips negative reflectance instead of turning its ratios round', () => {
    expect(dswxTests(0.02, 0.03, 0.01, -0.002, -0.004, -0.001)).toBe(31);
  });
});

describe('dswxClassOfTests', () => {
  it('holds every sum of tests of the PROTEUS table', () => {
    expect([...dswxClassOfTests]).toEqual([0, 0, 0, 4, 0, 4, 4, 2, 0, 4, 4, 2, 4, 2, 2, 1, 4, 4, 4, 2, 4, 2, 2, 1, 3, 2, 2, 1, 2, 1, 1, 1]);
  });
});

describe('waterLikelihood', () => {
  it('orders the covers of a flood plain from certain water to certain land', () => {
    const order = ['turbid Elbe flood', 'wet bare soil', 'dry soil'] as const;
    const values = order.map((name) => likelihoodOf(spectra[name]));
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(likelihoodOf(spectra['clear lake'])).toBeGreaterThan(0.9);
    expect(likelihoodOf(spectra.meadow)).toBeLessThan(0.1);
  });

  it('is at least one half exactly where the class is open water', () => {
    for (let dswxClass = 0; dswxClass < 5; dswxClass++) {
      for (const [b, g, r, n, s1, s2] of Object.values(spectra)) {
        expect(waterLikelihood(dswxClass, b, g, r, n, s1, s2) >= 0.5, `class ${dswxClass}`).toBe(isOpenWater(dswxClass));
      }
    }
  });
});
