import type { PixelType } from '@landsicht/core';

/** Least and greatest value of the integer types; null for floating point. */
export const pixelRange: Readonly<Record<PixelType, readonly [least: number, greatest: number] | null>> = {
  u8: [0, 255],
  i8: [-128, 127],
  u16: [0, 65_535],
  i16: [-32_768, 32_767],
  u32: [0, 4_294_967_295],
  i32: [-2_147_483_648, 2_147_483_647],
  f32: null,
  f64: null,
};
