import { affine, crsTransform, type Grid } from '@landsicht/core';
import type { Place } from '../../runs/unit.js';

/** The pixel under a place; null outside the grid. Numbers that can be degrees are degrees, all others the grid's own coordinates. */
export function pixelAt(grid: Grid, { x, y }: Place): { readonly col: number; readonly row: number } | null {
  const isLonLat = Math.abs(x) <= 180 && Math.abs(y) <= 90;
  const position = isLonLat ? crsTransform(4326, grid.epsg).forward(x, y) : ([x, y] as const);
  const [col, row] = affine.apply(affine.invert(grid.transform), ...position).map(Math.floor) as [number, number];
  return col >= 0 && row >= 0 && col < grid.width && row < grid.height ? { col, row } : null;
}
