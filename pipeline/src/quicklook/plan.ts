import { affine, bboxLonLatOf, fullWindow, type Grid, pixelSizeM, type Window, windowGrid } from '@landsicht/core';
import type { RasterFile } from '../raster/raster-file.js';
import { sourceWindowFor, type WarpMethod, warpScale } from '../raster/warp-grid.js';

/** A square of the WebMercatorQuad (XYZ, row 0 in the north). `scale` 1 = 256 px, 2 = 512 px of the same ground. */
export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly scale: 1 | 2;
}

/** What to read and where it goes; nothing is read yet. */
export interface TilePlan {
  /** Overview, 0 = full resolution. */
  readonly level: number;
  /** Pixels of that level. */
  readonly window: Window;
  /** The ground under the window. */
  readonly source: Grid;
  readonly target: Grid;
}

export const TILE_PX = 256;
export const MAX_ZOOM = 24;
/** Half the side of the Web Mercator square, metres. */
const HALF_WORLD = Math.PI * 6_378_137;
/** Below this many pixels a raster is not worth a tile. */
const MIN_EXTENT_PX = 8;
/** Zoom levels beyond the raster's own resolution that still draw its pixels sharply. */
const EXTRA_ZOOM = 2;

export function tileGrid({ z, x, y, scale }: TileAddress): Grid {
  const size = TILE_PX * scale;
  const sideM = (2 * HALF_WORLD) / 2 ** z;
  return {
    width: size,
    height: size,
    transform: affine.northUp(-HALF_WORLD + x * sideM, HALF_WORLD - y * sideM, sideM / size),
    epsg: 3857,
  };
}

/** null where the raster has nothing under the tile. */
export function planTile(raster: Pick<RasterFile, 'levels'>, grid: Grid, address: TileAddress, method: WarpMethod): TilePlan | null {
  if (address.z < zoomRange(grid).minzoom) return null;
  const target = tileGrid(address);
  const { x, y } = warpScale(grid, target);
  const level = levelFor(raster.levels, 1 / Math.max(x, y));
  const levelGrid = gridOfLevel(grid, raster.levels, level);
  const window = sourceWindowFor(levelGrid, target, { method });
  return window == null ? null : { level, window, source: windowGrid(levelGrid, window), target };
}

/** The coarsest level that is not coarser than the tile: at most `ratio` pixels of full resolution wide. */
function levelFor(levels: RasterFile['levels'], ratio: number): number {
  const [full] = levels;
  let best = 0;
  levels.forEach(({ width }, level) => {
    if ((full?.width ?? 1) / width <= ratio * 1.01) best = level;
  });
  return best;
}

/** Overviews that halve and round up (COG) have pixels of exactly 2ⁿ; others share the extent of the full resolution. */
function gridOfLevel(grid: Grid, levels: RasterFile['levels'], level: number): Grid {
  const { width, height } = levels[level] ?? fullWindow(grid);
  const halved = 2 ** level;
  const xFactor = width === Math.ceil(grid.width / halved) ? halved : grid.width / width;
  const yFactor = height === Math.ceil(grid.height / halved) ? halved : grid.height / height;
  return { width, height, transform: affine.scale(grid.transform, xFactor, yFactor), epsg: grid.epsg };
}

/** Zoom levels at which tiles of this raster say something. */
export function zoomRange(grid: Grid): { minzoom: number; maxzoom: number } {
  const [west, south, east, north] = bboxLonLatOf(grid);
  const degreesPerPx = Math.max(east - west, north - south) / MIN_EXTENT_PX;
  const { x, y } = pixelSizeM(grid);
  const latitude = (((south + north) / 2) * Math.PI) / 180;
  const native = Math.log2((2 * HALF_WORLD * Math.cos(latitude)) / TILE_PX / Math.min(x, y));
  const maxzoom = Math.min(MAX_ZOOM, Math.max(0, Math.ceil(native) + EXTRA_ZOOM));
  const minzoom = Math.min(maxzoom, Math.max(0, Math.floor(Math.log2(360 / TILE_PX / degreesPerPx))));
  return { minzoom, maxzoom };
}
