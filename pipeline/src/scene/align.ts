import { affine, fullWindow, type Grid, intersectWindows, LandsichtError, type PixelArray, type Window } from '@landsicht/core';
import { warp } from '../raster/warp.js';
import { sourceWindowFor, type WarpMethod, warpScale } from '../raster/warp-grid.js';

/** Pixels of a window of a file. */
export interface SourcePixels {
  readonly window: Window;
  readonly data: readonly PixelArray[];
  readonly valid: Uint8Array;
}

export interface PlacedPixels {
  readonly data: readonly PixelArray[];
  readonly valid: Uint8Array;
}

/** How the pixels of a file get onto a target grid. */
export interface Placement {
  /** Pixels of the file that a target needs; null where they do not meet. */
  windowFor(target: Grid, method: WarpMethod): Window | null;
  place(source: SourcePixels, target: Grid, method: WarpMethod): PlacedPixels;
  /** The grid of a window of the file; null where its pixels lie on no grid (ground control points). */
  gridOf(window: Window): Grid | null;
}

/** Of a file with an affine georeference: a plain cut where the grids share their pixels, else one warp. */
export function affinePlacement(file: Grid): Placement {
  return {
    windowFor(target, method) {
      const shared = latticeOffset(file, target);
      if (shared == null) return sourceWindowFor(file, target, { method });
      const window = { ...shared, width: target.width, height: target.height };
      return intersectWindows(window, fullWindow(file)) == null ? null : window;
    },
    place({ window, data, valid }, target, method) {
      if (latticeOffset(file, target) != null) return { data, valid };
      return warp({ grid: cut(file, window), data, valid }, target, { method });
    },
    gridOf: (window) => cut(file, window),
  };
}

function cut(grid: Grid, { col, row, width, height }: Window): Grid {
  return { width, height, transform: affine.translate(grid.transform, col, row), epsg: grid.epsg };
}

/** Where the target's first pixel lies on the grid, if both share CRS, pixel size and pixel borders (to 1/1000 pixel); else null. */
export function latticeOffset(grid: Grid, target: Grid): { col: number; row: number } | null {
  if (grid.epsg !== target.epsg) return null;
  const inverse = affine.invert(grid.transform);
  const [col, row] = affine.apply(inverse, target.transform[2], target.transform[5]);
  const [endCol, endRow] = affine.apply(inverse, ...affine.apply(target.transform, target.width, target.height));
  const offset = { col: Math.round(col), row: Math.round(row) };
  const drift = [col - offset.col, row - offset.row, endCol - offset.col - target.width, endRow - offset.row - target.height];
  const isTurned = Math.abs(grid.transform[1] - target.transform[1]) + Math.abs(grid.transform[3] - target.transform[3]) > 0;
  return !isTurned && drift.every((pixels) => Math.abs(pixels) < 1e-3) ? offset : null;
}

/** From this many source pixels per target pixel on, values are averaged instead of interpolated. */
const coarserFrom = 1.5;

/**
 * Bands of one scene keep their pixels: nearest onto the scene's grid, averaged where the file is finer. Onto any other grid: bilinear, or
 * average where the target is coarser. Classes are never mixed.
 */
export function methodFor(file: Grid | null, target: Grid, { isNative, isClass }: { isNative: boolean; isClass: boolean }): WarpMethod {
  const scale = file == null ? 1 : warpScale(file, target).x;
  const isCoarser = scale < 1 / coarserFrom;
  if (isClass) return isCoarser ? 'mode' : 'nearest';
  if (isCoarser) return 'average';
  return isNative ? 'nearest' : 'bilinear';
}

/** Bands of a scene must share one CRS. */
export function assertSameCrs(scene: Grid, file: Grid, where: string): void {
  if (scene.epsg === file.epsg) return;
  throw new LandsichtError(
    'crs-mismatch',
    `${where} is in EPSG:${file.epsg}, the scene's other bands in EPSG:${scene.epsg}. Warp it first, e.g. gdalwarp -t_srs EPSG:${scene.epsg}`,
  );
}
