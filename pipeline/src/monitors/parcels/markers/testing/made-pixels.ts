import { affine } from '@landsicht/core';
import type { ParcelPixels } from '../../signals/parcel-season.js';
import { epochDayOf, isoDayOf } from '../clear-series.js';

/** Red, near infrared, B11 and B12 of one pixel. */
export type PixelColour = readonly [B04: number, B08: number, B11: number, B12: number];

export const colours = {
  grass: [0.04, 0.4, 0.22, 0.11],
  mown: [0.09, 0.3, 0.3, 0.17],
  soil: [0.18, 0.26, 0.31, 0.28],
  roof: [0.17, 0.2, 0.22, 0.2],
  modules: [0.08, 0.12, 0.12, 0.1],
  leaves: [0.025, 0.45, 0.15, 0.07],
} as const satisfies Record<string, PixelColour>;

/** A square parcel of 10 m pixels, a look every `days` days: `colourOf` gives the colour of a pixel at a look. */
export function madePixels(
  side: number,
  { from, days, count }: { readonly from: string; readonly days: number; readonly count: number },
  colourOf: (col: number, row: number, date: string) => PixelColour,
): ParcelPixels {
  const length = side * side;
  return {
    grid: { width: side, height: side, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 32633 },
    inside: new Uint8Array(length).fill(1),
    looks: Array.from({ length: count }, (_, k) => {
      const epochDay = epochDayOf(from) + days * k;
      const date = isoDayOf(epochDay);
      const pixels = Array.from({ length }, (_, i) => colourOf(i % side, Math.floor(i / side), date));
      const band = (b: number) => Float32Array.from(pixels, (colour) => colour[b] as number);
      return {
        date,
        epochDay,
        sceneId: `S2_${date}`,
        valid: new Uint8Array(length).fill(1),
        bands: { B04: band(0), B08: band(1), B11: band(2), B12: band(3) },
      };
    }),
  };
}
