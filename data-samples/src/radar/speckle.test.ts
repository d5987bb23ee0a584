import { describe, expect, it } from 'vitest';
import { makeSpeckle } from './speckle.js';

const { gain, width } = makeSpeckle(5, 0, 0, 512);

function moment(power: number): number {
  return gain.reduce((sum, v) => sum + v ** power, 0) / gain.length;
}

function autocorrelation(lag: number, step: number): number {
  const mean = moment(1);
  let product = 0;
  let n = 0;
  for (let i = 0; i + lag * step < gain.length; i++) {
    if (step === 1 && (i % width) + lag >= width) continue;
    product += ((gain[i] as number) - mean) * ((gain[i + lag * step] as number) - mean);
    n++;
  }
  return product / n / (moment(2) - mean * mean);
}

describe('speckle', () => {
  it('has mean 1 and the spread of five looks', () => {
    expect(moment(1)).toBeCloseTo(1, 1);
    expect(moment(1) ** 2 / (moment(2) - moment(1) ** 2)).toBeCloseTo(5, 0);
  });

  it('is correlated as in GRD images: 0.68 at one pixel, 0.21 at two', () => {
    for (const step of [1, width]) {
      expect(Math.abs(autocorrelation(1, step) - 0.68)).toBeLessThan(0.02);
      expect(Math.abs(autocorrelation(2, step) - 0.21)).toBeLessThan(0.03);
      expect(Math.abs(autocorrelation(5, step))).toBeLessThan(0.03);
    }
  });

  it('belongs to the place, not to the window', () => {
    const part = makeSpeckle(5, 100, 40, 16);
    for (let r = 0; r < 16; r++) {
      for (let c = 0; c < 16; c++) expect(part.gain[r * 16 + c]).toBe(gain[(r + 40) * width + c + 100]);
    }
  });
});
