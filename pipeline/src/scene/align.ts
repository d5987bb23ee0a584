import {
  affine,
  allocate,
  fullWindow,
  type Grid,
  intersectWindows,
  LandsichtError,
  type PixelArray,
  pixelTypeOf,
  type Window,
} from '@landsicht/core';
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
      if (method === 'nearest' && isParallel(file, target)) return nearestParallel({ window, data, valid }, file, target);
      return warp({ grid: cut(file, window), data, valid }, target, { method });
    },
    gridOf: (window) => cut(file, window),
  };
}

function cut(grid: Grid, { col, row, width, height }: Window): Grid {
  return { width, height, transform: affine.translate(grid.transform, col, row), epsg: grid.epsg };
}

/** Same CRS, neither turned: rows and columns can be looked up apart, without a warp. */
export function isParallel({ epsg, transform: a }: Grid, { epsg: targetEpsg, transform: b }: Grid): boolean {
  return epsg === targetEpsg && a[1] === 0 && a[3] === 0 && b[1] === 0 && b[3] === 0;
}

function nearestParallel({ window, data, valid }: SourcePixels, file: Grid, target: Grid): PlacedPixels {
  const { transform } = cut(file, window);
  const cols = nearestIndices(
    { origin: target.transform[2], size: target.transform[0], count: target.width },
    transform[2],
    transform[0],
    window.width,
  );
  const rows = nearestIndices(
    { origin: target.transform[5], size: target.transform[4], count: target.height },
    transform[5],
    transform[4],
    window.height,
  );
  const length = target.width * target.height;
  const pick = (source: PixelArray, out: PixelArray): PixelArray => {
    for (let row = 0, at = 0; row < rows.length; row++) {
      const start = (rows[row] as number) * window.width;
      if (start < 0) at += cols.length;
      else if (row > 0 && rows[row] === rows[row - 1]) {
        out.copyWithin(at, at - cols.length, at);
        at += cols.length;
      } else
        for (let col = 0; col < cols.length; col++, at++)
          if ((cols[col] as number) >= 0) out[at] = source[start + (cols[col] as number)] as number;
    }
    return out;
  };
  return {
    data: data.map((band) => pick(band, allocate(pixelTypeOf(band), length))),
    valid: pick(valid, new Uint8Array(length)) as Uint8Array,
  };
}

/** Source index under the centre of each target pixel of one axis; −1 beyond the source. */
export function nearestIndices(
  target: { origin: number; size: number; count: number },
  origin: number,
  size: number,
  count: number,
): Int32Array {
  return Int32Array.from({ length: target.count }, (_, i) => {
    const index = Math.floor((target.origin + (i + 0.5) * target.size - origin) / size + 1e-9);
    return index >= 0 && index < count ? index : -1;
  });
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
