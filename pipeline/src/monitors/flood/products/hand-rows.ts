import { rm } from 'node:fs/promises';
import type { Grid } from '@landsicht/core';
import { openCogWriter } from '../../../raster/cog-writer.js';
import { openRaster } from '../../../raster/open-raster.js';
import { terrainBands } from '../../../terrain/terrain.js';
import { demAround } from '../sar/terrain-factor.js';
import { rowsOnGrid } from './rows-on-grid.js';

export interface HandRows {
  /** Metres above the nearest drainage; NaN where the DEM does not say. */
  rows(row: number, rows: number): Promise<Float32Array>;
  remove(): Promise<void>;
}

/** HAND of the part of a DEM around the scene, put onto its grid. `scratchPath` is written and removed again. */
export async function openHand(demPath: string, grid: Grid, scratchPath: string, signal: AbortSignal): Promise<HandRows> {
  const dem = await openRaster(demPath);
  try {
    const around = demAround(dem, demPath, grid, signal);
    const sink = await openCogWriter(scratchPath, {
      grid: around.grid,
      pixelType: 'f32',
      bands: [{ name: 'hand', unit: 'm' }],
      overviews: 'average',
      nodata: Number.NaN,
      compression: 'none',
    });
    try {
      for await (const { handM, window } of terrainBands(around, { signal })) await sink.writeRows([handM], window.height);
      await sink.close();
    } catch (error) {
      await sink.abort();
      throw error;
    }
  } finally {
    await dem.close();
  }
  const file = await openRaster(scratchPath);
  const read = rowsOnGrid(file, grid);
  return {
    async rows(row, rows) {
      const { data, valid } = await read(row, rows);
      return Float32Array.from(data, (value, i) => (valid[i] === 1 ? value : Number.NaN));
    },
    async remove() {
      await file.close();
      await rm(scratchPath, { force: true });
    },
  };
}
