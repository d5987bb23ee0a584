import { describe, expect, it } from 'vitest';
import { allocate, assertRaster, bandOf, bytesPerPixel, type PixelType, pixelTypeOf } from './raster.js';
import { drawRaster, randomOf } from './testing/index.js';

const types: readonly PixelType[] = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'f64'];

it.each(types)('allocates %s and knows it again', (type) => {
  const pixels = allocate(type, 6);
  expect(pixels).toHaveLength(6);
  expect(pixelTypeOf(pixels)).toBe(type);
  expect(pixels.BYTES_PER_ELEMENT).toBe(bytesPerPixel[type]);
});

describe('bandOf', () => {
  const raster = drawRaster('nir', '#.');

  it('gives the band', () => {
    expect([...bandOf(raster, 'nir')]).toEqual([1, 0]);
  });

  it('names the band that is missing and those that are there', () => {
    expect(() => bandOf(raster, 'red')).toThrow(
      expect.objectContaining({ code: 'band-missing', message: 'Raster has no band "red"; it has nir' }),
    );
  });
});

describe('assertRaster', () => {
  it('passes a raster that fits its grid', () => {
    expect(() => assertRaster(drawRaster('vh', '##', '..'))).not.toThrow();
  });

  it('names the array that does not fit, with both lengths', () => {
    const raster = { ...drawRaster('vh', '##', '..'), valid: new Uint8Array(3) };
    expect(() => assertRaster(raster)).toThrow(/"valid": expected 4 pixels \(2×2\), got 3/);
  });
});

describe('drawRaster', () => {
  it('reads # as 1, . as 0, digits as themselves and ? as not observed', () => {
    const raster = drawRaster('red', '#.7', '?09');
    expect(raster.grid).toMatchObject({ width: 3, height: 2, epsg: 25833 });
    expect([...raster.bands.red]).toEqual([1, 0, 7, 0, 0, 9]);
    expect([...raster.valid]).toEqual([1, 1, 1, 0, 1, 1]);
  });

  it('refuses lines of different length', () => {
    expect(() => drawRaster('red', '##', '#')).toThrow(RangeError);
  });
});

describe('randomOf', () => {
  it('repeats itself for one seed and differs for another', () => {
    const draw = (seed: number) => Array.from({ length: 4 }, randomOf(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('is uniform in [0, 1): mean, variance and bounds of 20,000 draws', () => {
    const draws = Array.from({ length: 20_000 }, randomOf(1));
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
  });
});
