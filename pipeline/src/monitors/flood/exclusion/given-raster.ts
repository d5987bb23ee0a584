import { type Grid, maskReasons } from '@landsicht/core';
import { openRaster } from '../../../raster/open-raster.js';
import { rowsOnGrid } from '../products/rows-on-grid.js';

/** A raster somebody gave by path, looked up on the scene's grid. */
export interface GivenRaster {
  rows(row: number, rows: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Reference water: 1 water, 0 none, 255 unknown; so is any other value, for it may be water in another file's words. Any grid and CRS;
 * twelve bands are the months, else the first band counts.
 */
export function referenceRaster(path: string, grid: Grid, acquiredUtc: Date): Promise<GivenRaster> {
  return givenRaster(path, grid, {
    bandOf: (bands) => (bands === 12 ? acquiredUtc.getUTCMonth() : 0),
    codeOf: (value) => (value === 1 || value === 0 ? value : 255),
    unknown: 255,
  });
}

/** ESA WorldCover classes under which radar does not see water: 50 built-up, 10 tree cover. Codes of `maskReasons`, 0 elsewhere. */
export function landcoverReasons(path: string, grid: Grid): Promise<GivenRaster> {
  return givenRaster(path, grid, {
    bandOf: () => 0,
    codeOf: (value) => (value === 50 ? maskReasons.urban.code : value === 10 ? maskReasons['dense-vegetation'].code : 0),
    unknown: 0,
  });
}

interface Reading {
  bandOf(bands: number): number;
  codeOf(value: number): number;
  /** Where the raster says nothing. */
  readonly unknown: number;
}

async function givenRaster(path: string, grid: Grid, { bandOf, codeOf, unknown }: Reading): Promise<GivenRaster> {
  const file = await openRaster(path);
  try {
    const read = rowsOnGrid(file, grid, bandOf(file.bands.length));
    return {
      async rows(row, rows) {
        const { data, valid } = await read(row, rows);
        return Uint8Array.from(data, (value, i) => (valid[i] === 1 ? codeOf(value) : unknown));
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
