import { rm } from 'node:fs/promises';
import type { Grid } from '@landsicht/core';
import { openCogWriter } from '../../../raster/cog-writer.js';
import { openRaster } from '../../../raster/open-raster.js';
import { cellSizesM } from '../../../terrain/cell-size.js';
import type { DemReader } from '../../../terrain/dem.js';
import { type RowReader, rowsOnGrid } from '../products/rows-on-grid.js';
import { demAround } from '../sar/terrain-factor.js';
import { type RadarLook, shadowHaloRows, terrainReasons, unknownTerrain } from './terrain-reasons.js';

const bandRows = 256;

export interface TerrainExclusion {
  /** Codes of `maskReasons`, 0 where terrain does not disturb the picture, 255 where the DEM has a hole. */
  rows(row: number, rows: number): Promise<Uint8Array>;
  remove(): Promise<void>;
}

export interface TerrainExclusionOptions {
  readonly grid: Grid;
  /** null = unknown orbit direction: slopes only. */
  readonly look: RadarLook | null;
  /** Written and removed again. */
  readonly scratchPath: string;
  readonly signal: AbortSignal;
}

/** Layover, radar shadow and steep slopes of the part of a DEM around the scene, put onto its grid. */
export async function terrainExclusion(demPath: string, options: TerrainExclusionOptions): Promise<TerrainExclusion> {
  const { grid, look, scratchPath, signal } = options;
  const file = await openRaster(demPath);
  try {
    const dem = demAround(file, demPath, grid, signal);
    const { width, height } = dem.grid;
    const sink = await openCogWriter(scratchPath, {
      grid: dem.grid,
      pixelType: 'u8',
      bands: [{ name: 'terrain' }],
      overviews: 'mode',
      nodata: unknownTerrain,
    });
    try {
      for (let row = 0; row < height; row += bandRows) {
        signal.throwIfAborted();
        const rows = Math.min(bandRows, height - row);
        const { xM, yM } = cellSizeAt(dem.grid, row + Math.floor(rows / 2));
        const haloRows = shadowHaloRows(Math.min(xM, yM));
        const heightM = await framedHeights(dem, row, rows, haloRows);
        await sink.writeRows([terrainReasons({ heightM, width, haloRows, xM, yM }, look)], rows);
      }
      await sink.close();
    } catch (error) {
      await sink.abort();
      throw error;
    }
  } finally {
    await file.close();
  }
  return onGrid(scratchPath, grid);
}

function cellSizeAt(grid: Grid, row: number): { xM: number; yM: number } {
  const sizes = cellSizesM(grid);
  return { xM: sizes.xM[row] as number, yM: sizes.yM[row] as number };
}

/** Heights of a band with more rows above and below; NaN in holes and beyond the DEM. */
async function framedHeights(dem: DemReader, row: number, rows: number, haloRows: number): Promise<Float32Array> {
  const { width, height } = dem.grid;
  const top = Math.max(0, row - haloRows);
  const bottom = Math.min(height, row + rows + haloRows);
  const { elevationM, valid } = await dem.read({ col: 0, row: top, width, height: bottom - top });
  const framed = new Float32Array((rows + 2 * haloRows) * width).fill(Number.NaN);
  const start = (top - (row - haloRows)) * width;
  for (let i = 0; i < valid.length; i++) if (valid[i] === 1) framed[start + i] = elevationM[i] as number;
  return framed;
}

async function onGrid(path: string, grid: Grid): Promise<TerrainExclusion> {
  const file = await openRaster(path);
  const read: RowReader = rowsOnGrid(file, grid);
  return {
    async rows(row, rows) {
      const { data, valid } = await read(row, rows);
      return Uint8Array.from(data, (code, i) => (valid[i] === 1 ? code : unknownTerrain));
    },
    async remove() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}
