import { northUp } from '../affine.js';
import type { Grid } from '../grid.js';
import type { Raster } from '../raster.js';

/**
 * Draws a raster as text, a line per row: `#` = 1, `.` = 0, a digit = itself, `?` = not observed.
 * Grid: 10 m pixels, EPSG:25833, upper-left (400000, 5660000) unless given.
 */
export function drawRaster<B extends string>(band: B, ...lines: readonly string[]): Raster<B> {
  const width = lines[0]?.length ?? 0;
  const text = lines.join('');
  if (lines.some((line) => line.length !== width)) throw new RangeError('drawRaster: lines differ in length');
  const grid: Grid = { width, height: lines.length, transform: northUp(400_000, 5_660_000, 10), epsg: 25833 };
  const values = Float32Array.from(text, (c) => (c === '#' ? 1 : c === '.' || c === '?' ? 0 : Number(c)));
  const valid = Uint8Array.from(text, (c) => (c === '?' ? 0 : 1));
  return { grid, bands: { [band]: values } as Record<B, Float32Array>, valid };
}
