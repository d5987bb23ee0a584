import { maskReasons, type PixelArray } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { colorize, type LayerStyle } from './colorize.js';
import { viridis } from './colors.js';

const style: LayerStyle = {
  kind: 'classes',
  classes: [
    { code: 1, color: '#1565c0' },
    { code: 255, color: '#9e9e9e80' },
  ],
  color: '#1565c0',
  range: null,
};
const pixels = (data: PixelArray, valid = new Uint8Array(data.length).fill(1)) => ({ size: Math.sqrt(data.length), data: [data], valid });
const at = (rgba: Uint8Array, i: number): number[] => [...rgba.subarray(4 * i, 4 * i + 4)];

describe('colorize', () => {
  it('paints classes in their colours and leaves the unknown and the unobserved transparent', () => {
    const rgba = colorize(pixels(Uint8Array.of(1, 255, 7, 1), Uint8Array.of(1, 1, 1, 0)), style);
    expect([0, 1, 2, 3].map((i) => at(rgba, i))).toEqual([
      [0x15, 0x65, 0xc0, 255],
      [0x9e, 0x9e, 0x9e, 0x80],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('paints codes above 255 transparent instead of another class', () => {
    expect(at(colorize(pixels(Uint16Array.of(257)), style), 0)).toEqual([0, 0, 0, 0]);
  });

  it('shows likelihood as four steps of opacity', () => {
    const rgba = colorize(pixels(Float32Array.of(0, 1, 25, 25.6, 50, 75, 100, 101, -3)), { ...style, kind: 'percent' });
    expect(Array.from({ length: 9 }, (_, i) => at(rgba, i)[3])).toEqual([0, 64, 64, 128, 128, 191, 255, 0, 0]);
  });

  it('hatches reasons at 45°, crossed where the ground is excluded, without a break between tiles', () => {
    const size = 256;
    const of = (code: number): Uint8Array =>
      colorize(
        { size, data: [new Uint8Array(size * size).fill(code)], valid: new Uint8Array(size * size).fill(1) },
        { ...style, kind: 'reason' },
      );
    const cloud = of(maskReasons.cloud.code);
    const layover = of(maskReasons.layover.code);
    const ink = (rgba: Uint8Array, col: number, row: number): boolean => at(rgba, row * size + col)[3] === 190;
    const share = (rgba: Uint8Array): number => rgba.filter((value, i) => i % 4 === 3 && value === 190).length / size ** 2;
    expect(share(cloud)).toBeCloseTo(1 / 4, 2);
    expect(share(layover)).toBeGreaterThan(0.4);
    expect(Array.from({ length: 20 }, (_, row) => ink(cloud, 255, row + 1) === ink(cloud, 0, row))).not.toContain(false);
    expect(at(of(0), 5)).toEqual([0, 0, 0, 0]);
  });

  it('spreads days over the range and shows none for 0', () => {
    const rgba = colorize(pixels(Int32Array.of(0, 19000, 19500, 20000)), { ...style, kind: 'days', range: [19000, 20000] });
    expect(at(rgba, 0)).toEqual([0, 0, 0, 0]);
    expect(at(rgba, 1)).toEqual([...viridis(0)]);
    expect(at(rgba, 3)).toEqual([...viridis(1)]);
  });

  it('shows imagery grey, or in colour where there are three bands', () => {
    expect(at(colorize(pixels(Uint8Array.of(90)), { ...style, kind: 'image' }), 0)).toEqual([90, 90, 90, 255]);
    const rgb = { size: 1, data: [Uint8Array.of(10), Uint8Array.of(20), Uint8Array.of(30)], valid: Uint8Array.of(1) };
    expect(at(colorize(rgb, { ...style, kind: 'image' }), 0)).toEqual([10, 20, 30, 255]);
  });

  it('names a colour that is none', () => {
    expect(() => colorize(pixels(Uint8Array.of(1)), { ...style, classes: [{ code: 1, color: 'red' }] })).toThrow(/#rrggbb.*"red"/);
  });
});
