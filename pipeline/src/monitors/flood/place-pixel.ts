import { affine, crsTransform, type Grid, intersectWindows, type Window } from '@landsicht/core';
import type { Place } from '../../runs/unit.js';

/** The pixel under a place; null outside the grid. Numbers that can be degrees are degrees, all others the grid's own coordinates. */
export function pixelAt(grid: Grid, { x, y }: Place): { readonly col: number; readonly row: number } | null {
  const isLonLat = Math.abs(x) <= 180 && Math.abs(y) <= 90;
  const position = isLonLat ? crsTransform(4326, grid.epsg).forward(x, y) : ([x, y] as const);
  const [col, row] = affine.apply(affine.invert(grid.transform), ...position).map(Math.floor) as [number, number];
  return col >= 0 && row >= 0 && col < grid.width && row < grid.height ? { col, row } : null;
}

export interface AroundOptions {
  /** What the unit covers. */
  readonly unit: Window;
  readonly reachPx: number;
  /** The window starts a multiple of so many pixels from the unit's corner, where its tiles begin. */
  readonly alignPx: number;
}

/** What is computed again to explain a pixel, as far as the unit goes; null where the unit does not cover the pixel. */
export function windowAround(
  pixel: { readonly col: number; readonly row: number },
  { unit, reachPx, alignPx }: AroundOptions,
): Window | null {
  const { col, row } = pixel;
  if (col < unit.col || row < unit.row || col >= unit.col + unit.width || row >= unit.row + unit.height) return null;
  const start = (value: number, from: number) => from + Math.floor((value - from - reachPx) / alignPx) * alignPx;
  const size = 2 * reachPx + alignPx;
  return intersectWindows({ col: start(col, unit.col), row: start(row, unit.row), width: size, height: size }, unit);
}
