import { fullWindow, type Grid, LandsichtError, type PixelArray, sameGrid, type Window, windowGrid } from '@landsicht/core';
import type { RasterFile } from '../../../raster/raster-file.js';
import { warp } from '../../../raster/warp.js';
import { sourceWindowFor } from '../../../raster/warp-grid.js';

export interface PixelRows {
  readonly data: PixelArray;
  /** 1 = the file says something there. */
  readonly valid: Uint8Array;
}

/** Rows of a grid; row 0 is its first. */
export type RowReader = (row: number, rows: number) => Promise<PixelRows>;

/** One band of a file (default the first) on another grid, a few rows at a time: as it is where the grids agree, nearest pixel elsewhere. Values as stored. */
export function rowsOnGrid(file: RasterFile, grid: Grid, band = 0): RowReader {
  const source = file.grid;
  if (source == null) {
    throw new LandsichtError(
      'crs-missing',
      `${file.href}: has no georeference that could place it on another grid (${file.georeference}). Warp it first, e.g. gdalwarp -t_srs EPSG:25833`,
    );
  }
  if (sameGrid(source, grid)) {
    return async (row, rows) => {
      const { data, valid } = await file.read({ window: { col: 0, row, width: grid.width, height: rows }, bands: [band] });
      return { data: data[0] as PixelArray, valid };
    };
  }
  return async (row, rows) => {
    const target = windowGrid(grid, { col: 0, row, width: grid.width, height: rows });
    const window: Window | null = sourceWindowFor(source, target, { method: 'nearest' });
    const { data, valid } = await file.read({ window: window ?? { ...fullWindow(source), width: 1, height: 1 }, bands: [band] });
    if (window == null) {
      const count = grid.width * rows;
      return { data: new Uint8Array(count), valid: new Uint8Array(count) };
    }
    const warped = warp({ grid: windowGrid(source, window), data, valid }, target, { method: 'nearest' });
    return { data: warped.data[0] as PixelArray, valid: warped.valid };
  };
}
