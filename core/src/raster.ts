import { LandsichtError } from './errors.js';
import type { Grid } from './grid.js';

export type PixelArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

export type PixelType = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'f32' | 'f64';

const constructors = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

export function allocate(type: PixelType, length: number): PixelArray {
  return new constructors[type](length);
}

export function pixelTypeOf(data: PixelArray): PixelType {
  const found = (Object.keys(constructors) as PixelType[]).find((type) => data.constructor === constructors[type]);
  if (found == null) throw new LandsichtError('bad-argument', `Not a pixel array: ${data.constructor.name}`);
  return found;
}

export const bytesPerPixel: Readonly<Record<PixelType, number>> = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, f64: 8 };

/** Bands on one grid with one validity mask. Every array is row-major with length width × height. */
export interface Raster<B extends string = string> {
  readonly grid: Grid;
  readonly bands: Readonly<Record<B, PixelArray>>;
  /** 1 = observed, 0 = not observed. Values of unobserved pixels mean nothing. */
  readonly valid: Uint8Array;
  /** Why a pixel is not observed: a `maskReasons` code, 0 where valid. Absent = every unobserved pixel is 'nodata'. */
  readonly reason?: Uint8Array;
}

/** The band, or `band-missing` with the names that are there. */
export function bandOf(raster: Raster, name: string): PixelArray {
  const band = raster.bands[name];
  if (band == null) {
    throw new LandsichtError('band-missing', `Raster has no band "${name}"; it has ${Object.keys(raster.bands).join(', ') || 'none'}`);
  }
  return band;
}

/** Throws `bad-argument` where an array does not fit the grid. */
export function assertRaster(raster: Raster): void {
  const expected = raster.grid.width * raster.grid.height;
  for (const [name, data] of [...Object.entries(raster.bands), ['valid', raster.valid] as const]) {
    if (data.length !== expected) {
      throw new LandsichtError(
        'bad-argument',
        `Raster band "${name}": expected ${expected} pixels (${raster.grid.width}×${raster.grid.height}), got ${data.length}`,
      );
    }
  }
}
