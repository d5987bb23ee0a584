import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { gammaMap } from './gamma-map.js';
import { refinedLee } from './refined-lee.js';
import { correlatedSpeckle } from './testing/correlated-speckle.js';

type Filter = (power: Float32Array, valid: Uint8Array, width: number, height: number) => Float32Array;

const filters: readonly [name: string, filter: Filter][] = [
  ['gammaMap', (power, valid, width, height) => gammaMap(power, valid, width, height, { windowPx: 7, enl: 4.4 })],
  ['refinedLee', refinedLee],
];

const [width, height] = [160, 140];
const allValid = new Uint8Array(width * height).fill(1);
const speckle = correlatedSpeckle(width, height, 4);

function momentsOf(values: Iterable<number>): { mean: number; enl: number } {
  const list = [...values];
  const mean = list.reduce((sum, x) => sum + x, 0) / list.length;
  const variance = list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / list.length;
  return { mean, enl: mean ** 2 / variance };
}

describe('correlated speckle', () => {
  it('has the looks and the correlation measured on real scenes', () => {
    const { mean, enl } = momentsOf(speckle);
    const lag = (px: number): number => {
      let sum = 0;
      for (let i = 0; i < speckle.length; i++) {
        const other = i - (i % width) + (((i % width) + px) % width);
        sum += ((speckle[i] ?? 0) - 1) * ((speckle[other] ?? 0) - 1);
      }
      return (sum / speckle.length) * enl;
    };
    expect(mean).toBeCloseTo(1, 3);
    expect(enl).toBeGreaterThan(4.4);
    expect(enl).toBeLessThan(5.6);
    expect(lag(1)).toBeCloseTo(0.68, 1);
    expect(lag(2)).toBeCloseTo(0.21, 1);
  });
});

describe.each(filters)('%s', (_, filter) => {
  it('keeps the mean of a uniform field within 3 % and doubles its looks at least', () => {
    const field = speckle.map((gain) => 0.02 * gain);
    const after = momentsOf(filter(field, allValid, width, height));
    expect(after.mean / 0.02).toBeGreaterThan(0.97);
    expect(after.mean / 0.02).toBeLessThan(1.03);
    expect(after.enl).toBeGreaterThan(2 * momentsOf(field).enl);
  });

  it('keeps an edge of 12 dB where it is', () => {
    const edge = Float32Array.from(speckle, (gain, i) => (i % width < 80 ? 0.0012 : 0.02) * gain);
    const out = filter(edge, allValid, width, height);
    const column = (col: number) => momentsOf(Array.from({ length: height }, (_, row) => out[row * width + col] ?? Number.NaN)).mean;
    for (const col of [77, 78, 79]) expect(column(col)).toBeLessThan(0.0049); // geometric mean of both sides
    for (const col of [80, 81, 82]) expect(column(col)).toBeGreaterThan(0.0049);
  });

  it('leaves uniform power as it is', () => {
    const out = filter(new Float32Array(400).fill(0.0123), new Uint8Array(400).fill(1), 20, 20);
    for (const value of out) expect(value).toBeCloseTo(0.0123, 8);
  });

  it('keeps a ship on calm water', () => {
    const sea = speckle.map((gain) => 0.002 * gain);
    sea[70 * width + 80] = 10;
    expect(filter(sea, allValid, width, height)[70 * width + 80]).toBeGreaterThan(8);
  });

  it('takes no notice of what lies under pixels that were not observed', () => {
    const random = randomOf(8);
    const valid = Uint8Array.from(allValid, (_, i) => (random() < 0.2 || (i % width > 100 && i < 60 * width) ? 0 : 1));
    const withNaN = speckle.map((gain, i) => (valid[i] === 0 ? Number.NaN : gain));
    const withGlare = speckle.map((gain, i) => (valid[i] === 0 ? 1e9 : gain));
    const out = filter(withNaN, valid, width, height);
    expect(Array.from(out, Number.isNaN)).toEqual(Array.from(valid, (ok) => ok === 0));
    expect(filter(withGlare, valid, width, height)).toEqual(out);
    expect(momentsOf(out.filter((value) => !Number.isNaN(value))).mean).toBeCloseTo(1, 1);
  });

  it('gives a lone pixel back, and nothing where nothing was observed', () => {
    const valid = new Uint8Array(81);
    const power = new Float32Array(81).fill(Number.NaN);
    expect(filter(power, valid, 9, 9).every(Number.isNaN)).toBe(true);
    valid[40] = 1;
    power[40] = 0.5;
    expect(filter(power, valid, 9, 9)[40]).toBe(0.5);
  });

  it('works where there is no power', () => {
    expect(filter(new Float32Array(100), new Uint8Array(100).fill(1), 10, 10)).toEqual(new Float32Array(100));
  });

  it('gives bit-identical rows for bands with a halo of 3, whatever their height', () => {
    const valid = Uint8Array.from(allValid, (_, i) => (i % 41 === 0 ? 0 : 1));
    const whole = filter(speckle, valid, width, height);
    for (const bandRows of [1, 30, 67]) {
      for (let row = 0; row < height; row += bandRows) {
        const end = Math.min(height, row + bandRows);
        const top = Math.max(0, row - 3);
        const cut = [top * width, Math.min(height, end + 3) * width] as const;
        const band = filter(speckle.slice(...cut), valid.slice(...cut), width, (cut[1] - cut[0]) / width);
        expect(band.slice((row - top) * width, (end - top) * width)).toEqual(whole.slice(row * width, end * width));
      }
    }
  });

  it('refuses arrays that do not fit the image', () => {
    expect(() => filter(new Float32Array(5), new Uint8Array(4), 2, 2)).toThrow('expected 4 pixels (2×2), got 5');
  });
});

describe('gammaMap', () => {
  it('is the formula in each of its three cases', () => {
    // 3×3 window around the centre of 5×5: eight of one value and the centre; Cu² = 1/4, Cmax² = 1/2
    const centreOf = (around: number, centre: number): number => {
      const power = new Float32Array(25).fill(around);
      power[12] = centre;
      return gammaMap(power, new Uint8Array(25).fill(1), 5, 5, { windowPx: 3, enl: 4 })[12] ?? Number.NaN;
    };
    expect(centreOf(1, 2)).toBeCloseTo(10 / 9, 6); // Ci² = 0.08
    expect(centreOf(1, 6)).toBe(6); // Ci² = 1.02
    const m = 12 / 9;
    const ci2 = (8 + 16) / 9 / m ** 2 - 1; // centre 4: Ci² = 0.5
    expect(ci2).toBeCloseTo(0.5, 12);
    const m35 = 11.5 / 9;
    const alpha = 1.25 / ((8 + 3.5 ** 2) / 9 / m35 ** 2 - 1 - 0.25);
    const b = alpha - 5;
    expect(centreOf(1, 3.5)).toBeCloseTo((b * m35 + Math.sqrt((m35 * b) ** 2 + 4 * alpha * 4 * m35 * 3.5)) / (2 * alpha), 6);
  });

  it.each([
    [{ windowPx: 6, enl: 4.4 }, 'windowPx is 6'],
    [{ windowPx: 7, enl: 0 }, 'enl is 0'],
  ])('refuses %o', (options, message) => {
    expect(() => gammaMap(new Float32Array(4), new Uint8Array(4), 2, 2, options)).toThrow(message);
  });
});

describe('refinedLee', () => {
  it('averages along an edge and not across it, in all eight directions', () => {
    const size = 21;
    const sides: readonly ((dx: number, dy: number) => boolean)[] = [
      (dx) => dx >= 0,
      (_, dy) => dy >= 0,
      (dx, dy) => dx + dy >= 0,
      (dx, dy) => dx - dy >= 0,
    ];
    for (const isBright of sides) {
      for (const flip of [1, -1]) {
        const power = Float32Array.from({ length: size * size }, (_, i) =>
          isBright(flip * ((i % size) - 10), flip * (Math.floor(i / size) - 10)) ? 1 : 0.01,
        );
        const out = refinedLee(power, new Uint8Array(size * size).fill(1), size, size);
        expect(out[10 * size + 10]).toBeCloseTo(1, 6);
        const isInside = (i: number): boolean =>
          Math.min(i % size, Math.floor(i / size)) >= 3 && Math.max(i % size, Math.floor(i / size)) < size - 3;
        expect(Math.max(...out.map((value, i) => (isInside(i) ? Math.abs(value - (power[i] ?? 0)) : 0)))).toBeLessThan(1e-6);
      }
    }
  });
});
