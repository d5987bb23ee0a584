import { affine, type BboxCrs, describeGrid, fullWindow, type Grid, intersectWindows, LandsichtError, type Window } from '@landsicht/core';
import { type PixelTransform, pixelTransform } from './approximate-transform.js';
import { kernelRadiusPx, type PointMethod, type WarpScale } from './resample.js';
import type { AreaMethod } from './resample-area.js';

export type WarpMethod = PointMethod | AreaMethod;

const SAMPLES = 20;

/** Target pixels per source pixel along the source's axes, mean over the target; near 1 / n it is 1 / n. Above 1 the target is finer. */
export function warpScale(source: Grid, target: Grid): WarpScale {
  const transform = pixelTransform(target, source);
  let widths = 0;
  let heights = 0;
  let count = 0;
  for (const [col, row] of gridPoints(target, 9)) {
    const [x, y] = transform(col, row);
    const [xRight, yRight] = transform(col + 1, row);
    const [xDown, yDown] = transform(col, row + 1);
    const width = Math.hypot(xRight - x, xDown - x);
    const height = Math.hypot(yRight - y, yDown - y);
    if (!Number.isFinite(width + height)) continue;
    widths += width;
    heights += height;
    count++;
  }
  return count === 0 ? { x: 1, y: 1 } : { x: roundedReciprocal(widths / count), y: roundedReciprocal(heights / count) };
}

/** 1 / sizePx; sizes within 0.05 of a whole number above 1 count as that. */
function roundedReciprocal(sizePx: number): number {
  const whole = Math.round(sizePx);
  return 1 / (sizePx > 1 && Math.abs(sizePx - whole) < 0.05 ? whole : sizePx);
}

export interface SourceWindowOptions {
  readonly method: WarpMethod;
  /** Pixels around what the target covers. Default: what the method's kernel reaches. */
  readonly marginPx?: number;
  /** As for `warp`; default that of these two grids. */
  readonly scale?: WarpScale;
}

/** The pixels of the source that warping onto the target needs, clipped to the source; null where they do not meet. */
export function sourceWindowFor(source: Grid, target: Grid, { method, marginPx, scale }: SourceWindowOptions): Window | null {
  const extent = extentOf(target, pixelTransform(target, source));
  if (extent == null) return null;
  const [xMin, yMin, xMax, yMax] = extent;
  const reach = method === 'average' || method === 'mode' ? 0 : kernelRadiusPx(method, scale ?? warpScale(source, target));
  const margin = (marginPx ?? reach) + 1; // edges bend between samples
  const col = Math.floor(xMin) - margin;
  const row = Math.floor(yMin) - margin;
  const window = { col, row, width: Math.ceil(xMax) + margin - col, height: Math.ceil(yMax) + margin - row };
  return intersectWindows(window, fullWindow(source));
}

/**
 * North-up grid in another CRS that covers the source, as gdalwarp chooses it: square pixels that keep the length of the diagonal
 * in pixels, or `resolution` (in units of the CRS); origin at the transformed extent's upper left.
 */
export function suggestGrid(source: Grid, epsg: number, resolution?: number): Grid {
  if (resolution != null && !(resolution > 0))
    throw new LandsichtError('bad-argument', `suggestGrid: resolution must be above 0, got ${resolution}`);
  if (epsg === source.epsg && resolution == null && affine.isNorthUp(source.transform)) return source;
  const toCrs = pixelTransform(source, { width: 1, height: 1, transform: [1, 0, 0, 0, 1, 0], epsg });
  const extent = extentOf(source, toCrs);
  const [x0, y0] = toCrs(0, 0);
  const [x1, y1] = toCrs(source.width, source.height);
  const natural = Math.hypot(x1 - x0, y1 - y0) / Math.hypot(source.width, source.height);
  if (extent == null || !Number.isFinite(natural)) {
    throw new LandsichtError('crs-mismatch', `${describeGrid(source)} has no place in EPSG:${epsg}; choose a CRS of its region`);
  }
  const [xMin, yMin, xMax, yMax] = extent;
  const size = resolution ?? natural;
  // the extent in whole natural pixels first, then in pixels of the resolution: gdalwarp rounds twice
  const pixels = (length: number): number => Math.max(1, Math.floor((Math.floor(length / natural + 0.5) * natural) / size + 0.5));
  return { width: pixels(xMax - xMin), height: pixels(yMax - yMin), transform: affine.northUp(xMin, yMax, size), epsg };
}

/** Where a grid lands under a transform; null if nowhere. */
function extentOf(grid: Grid, transform: PixelTransform): BboxCrs | null {
  let [xMin, yMin, xMax, yMax] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [col, row] of gridPoints(grid, SAMPLES)) {
    const [x, y] = transform(col, row);
    if (!Number.isFinite(x + y)) continue;
    xMin = Math.min(xMin, x);
    xMax = Math.max(xMax, x);
    yMin = Math.min(yMin, y);
    yMax = Math.max(yMax, y);
  }
  return xMin <= xMax ? [xMin, yMin, xMax, yMax] : null;
}

/** (n + 1)² points evenly over the grid, its edges included. */
function* gridPoints({ width, height }: Grid, n: number): Generator<readonly [col: number, row: number]> {
  for (let j = 0; j <= n; j++) {
    for (let i = 0; i <= n; i++) yield [(width * i) / n, (height * j) / n];
  }
}
