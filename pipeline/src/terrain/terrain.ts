import { LandsichtError, type Window } from '@landsicht/core';
import { bandsOf } from './bands.js';
import { cellSizesM } from './cell-size.js';
import type { DemReader } from './dem.js';
import { borderDrainage, heightAboveDrainage } from './drainage-level.js';
import { markChannels } from './drainage-network.js';
import { fillDem } from './fill-dem.js';
import { directFlow } from './flow-direction.js';
import { readFramedBand } from './framed-band.js';
import { slopeDegrees } from './slope.js';

export interface TerrainOptions {
  /** A cell is a channel where more cells than this drain through it. Default 100 (HydroSAR, pysheds). */
  readonly channelCells?: number;
  /** Rows worked on at a time: sets the memory, never the result. */
  readonly bandRows?: number;
  readonly signal?: AbortSignal;
}

/** Row-major arrays of the window. */
export interface TerrainBand {
  readonly window: Window;
  /** Height above nearest drainage in metres, of the filled DEM: ≥ 0, 0 in channels, NaN where not observed. */
  readonly handM: Float32Array;
  /** Degrees from horizontal, of the DEM as it is; NaN where not observed. */
  readonly slopeDeg: Float32Array;
  /** Codes of `drainage`. */
  readonly drainage: Uint8Array;
}

/**
 * HAND (Rennó et al. 2008, doi:10.1016/j.rse.2008.03.018) and slope, band by band from the top: depressions filled, flats resolved, D8,
 * accumulation, height above the first channel on the path. Water leaves at the DEM's edge and into cells that are not observed.
 *
 * Memory: five bytes per cell of the DEM (filled level, direction), about 30 bytes per cell of a band, and the border rows of all bands.
 * The DEM is read three times.
 */
export async function* terrainBands(dem: DemReader, options: TerrainOptions = {}): AsyncGenerator<TerrainBand> {
  const { channelCells = 100, bandRows = 256, signal } = options;
  assertOptions(dem, channelCells, bandRows);
  const bands = bandsOf(dem.grid, bandRows);
  const sizes = cellSizesM(dem.grid);
  const filledM = await fillDem(dem, bands, signal);
  const direction = directFlow(filledM, dem.grid, bands, sizes);
  markChannels(direction, bands, channelCells);
  const border = borderDrainage(filledM, bands, direction);
  for (const [b, window] of bands.windows.entries()) {
    signal?.throwIfAborted();
    const slopeDeg = slopeDegrees(await readFramedBand(dem, window), sizes);
    const { handM, kind } = heightAboveDrainage(filledM, bands, b, direction, border);
    yield { window, handM, slopeDeg, drainage: kind };
  }
}

/** All bands put together, for DEMs whose results fit into memory (9 bytes per cell). */
export async function terrainOf(dem: DemReader, options: TerrainOptions = {}): Promise<Omit<TerrainBand, 'window'>> {
  const { width, height } = dem.grid;
  const handM = new Float32Array(width * height);
  const slopeDeg = new Float32Array(width * height);
  const drainage = new Uint8Array(width * height);
  for await (const band of terrainBands(dem, options)) {
    handM.set(band.handM, band.window.row * width);
    slopeDeg.set(band.slopeDeg, band.window.row * width);
    drainage.set(band.drainage, band.window.row * width);
  }
  return { handM, slopeDeg, drainage };
}

function assertOptions({ grid }: DemReader, channelCells: number, bandRows: number): void {
  if (!(grid.width > 0 && grid.height > 0)) {
    throw new LandsichtError('bad-argument', `DEM: ${grid.width}×${grid.height} px; expected at least one`);
  }
  if (!(channelCells >= 0)) {
    throw new LandsichtError('bad-argument', `terrain: channelCells is ${channelCells}; expected a number of cells such as 100`);
  }
  if (!Number.isInteger(bandRows) || bandRows < 1) {
    throw new LandsichtError('bad-argument', `terrain: bandRows is ${bandRows}; expected a whole number of rows such as 256`);
  }
}
