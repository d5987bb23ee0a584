import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { lee } from './lee.js';

interface Image {
  readonly power: Float32Array;
  readonly valid: Uint8Array;
}

/** Single-look speckle on 0.02, a bright target every now and then, a share of pixels not observed (NaN underneath). */
function speckle(width: number, height: number, seed: number, invalidShare: number): Image {
  const random = randomOf(seed);
  const power = new Float32Array(width * height);
  const valid = new Uint8Array(width * height);
  for (let i = 0; i < power.length; i++) {
    power[i] = -Math.log(1 - random()) * (random() < 0.002 ? 5000 : 0.02);
    valid[i] = random() < invalidShare ? 0 : 1;
    if (valid[i] === 0) power[i] = Number.NaN;
  }
  return { power, valid };
}

/** The formula of flood.md 3.2, pixel by pixel, two-pass variance. */
function leeByDefinition({ power, valid }: Image, width: number, height: number, windowPx: number, enl: number): Float64Array {
  const half = (windowPx - 1) / 2;
  const cu2 = 1 / enl;
  return Float64Array.from(power, (x, at) => {
    if (valid[at] === 0) return Number.NaN;
    const row = Math.floor(at / width);
    const col = at % width;
    const seen: number[] = [];
    for (let r = Math.max(0, row - half); r <= Math.min(height - 1, row + half); r++) {
      for (let c = Math.max(0, col - half); c <= Math.min(width - 1, col + half); c++) {
        if (valid[r * width + c] !== 0) seen.push(power[r * width + c] ?? Number.NaN);
      }
    }
    const mean = seen.reduce((a, b) => a + b, 0) / seen.length;
    const variance = seen.reduce((a, b) => a + (b - mean) ** 2, 0) / seen.length;
    const signal = Math.max(0, (variance - mean ** 2 * cu2) / (1 + cu2));
    return variance === 0 ? mean : mean + (signal / variance) * (x - mean);
  });
}

function expectClose(got: Float32Array, expected: Float64Array): void {
  let worst = 0;
  for (const [i, want] of expected.entries()) {
    const value = got[i] as number;
    if (Number.isNaN(want) !== Number.isNaN(value)) throw new Error(`pixel ${i}: expected ${want}, got ${value}`);
    if (!Number.isNaN(want)) worst = Math.max(worst, Math.abs(value - want) / Math.abs(want));
  }
  expect(worst).toBeLessThan(1e-6);
}

describe('lee', () => {
  it.each([
    [7, 0],
    [7, 0.2],
    [5, 0.1],
    [9, 0],
    [1, 0.1],
    [31, 0.05],
  ])('agrees with the formula for a window of %i px and %d of the pixels not observed', (windowPx, invalidShare) => {
    const image = speckle(61, 53, windowPx, invalidShare);
    expectClose(lee(image.power, image.valid, 61, 53, { windowPx, enl: 4.4 }), leeByDefinition(image, 61, 53, windowPx, 4.4));
  });

  it('agrees with the formula across the blocks it works in', () => {
    const image = speckle(530, 60, 3, 0);
    expectClose(lee(image.power, image.valid, 530, 60, { windowPx: 7, enl: 4.4 }), leeByDefinition(image, 530, 60, 7, 4.4));
  });

  it.each([7, 5])('gives bit-identical rows for bands with a halo, whatever their height (window %i)', (windowPx) => {
    const [width, height] = [600, 130];
    const halo = (windowPx - 1) / 2;
    const { power, valid } = speckle(width, height, 11, 0.03);
    const whole = lee(power, valid, width, height, { windowPx, enl: 4.4 });
    for (const bandRows of [1, 17, 64]) {
      const pieces: number[] = [];
      for (let row = 0; row < height; row += bandRows) {
        const top = Math.max(0, row - halo);
        const bottom = Math.min(height, row + bandRows + halo);
        const cut = [top * width, bottom * width] as const;
        const band = lee(power.slice(...cut), valid.slice(...cut), width, bottom - top, { windowPx, enl: 4.4 });
        pieces.push(...band.subarray((row - top) * width, (Math.min(height, row + bandRows) - top) * width));
      }
      expect(Buffer.from(Float32Array.from(pieces).buffer).equals(Buffer.from(whole.buffer))).toBe(true);
    }
  });

  it('leaves a uniform area as it is', () => {
    const power = new Float32Array(400).fill(0.0123);
    const out = lee(power, new Uint8Array(400).fill(1), 20, 20, { windowPx: 7, enl: 4.4 });
    for (const value of out) expect(value).toBeCloseTo(0.0123, 8);
  });

  it('keeps water exact beside a target 80 dB brighter, once the target has left the window', () => {
    const power = new Float32Array(40 * 40).fill(0.001);
    power[20 * 40 + 5] = 1e5;
    const out = lee(power, new Uint8Array(1600).fill(1), 40, 40, { windowPx: 7, enl: 4.4 });
    for (let col = 9; col < 40; col++) expect(out[20 * 40 + col]).toBeCloseTo(0.001, 9);
  });

  it('takes no notice of what lies under pixels that were not observed', () => {
    const valid = new Uint8Array(100).fill(1);
    valid[44] = 0;
    const power = new Float32Array(100).fill(1);
    power[44] = Number.NaN;
    const out = lee(power, valid, 10, 10, { windowPx: 7, enl: 4.4 });
    expect(out[44]).toBeNaN();
    expect(out.filter((value) => !Number.isNaN(value))).toEqual(new Float32Array(99).fill(1));
  });

  it('averages speckle of the given number of looks and keeps edges', () => {
    const random = randomOf(5);
    const looks = (): number => [1, 2, 3, 4].reduce((sum) => sum - Math.log(1 - random()), 0) / 4;
    const power = Float32Array.from({ length: 64 * 64 }, (_, i) => (i % 64 < 32 ? 0.002 : 0.05) * looks());
    const out = lee(power, new Uint8Array(4096).fill(1), 64, 64, { windowPx: 7, enl: 4 });
    const water = Array.from(out.filter((_, i) => i % 64 >= 4 && i % 64 < 28));
    const mean = water.reduce((a, b) => a + b, 0) / water.length;
    const spread = Math.sqrt(water.reduce((a, b) => a + (b - mean) ** 2, 0) / water.length);
    expect(mean).toBeCloseTo(0.002, 3);
    expect(spread / mean).toBeLessThan(0.2); // 0.5 before
    for (let row = 0; row < 64; row++) expect(out[row * 64 + 31]).toBeLessThan(out[row * 64 + 36] as number);
  });

  it.each([
    [{ windowPx: 6, enl: 4.4 }, /windowPx is 6; expected an odd/],
    [{ windowPx: 33, enl: 4.4 }, /up to 31/],
    [{ windowPx: 7, enl: 0 }, /enl is 0/],
  ])('refuses %o', (options, message) => {
    expect(() => lee(new Float32Array(4), new Uint8Array(4), 2, 2, options)).toThrow(message);
  });
});
