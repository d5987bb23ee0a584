import { rm } from 'node:fs/promises';
import {
  affine,
  bboxLonLatOf,
  crsTransform,
  fullWindow,
  type Grid,
  intersectWindows,
  LandsichtError,
  padWindow,
  pixelAreaM2,
  windowGrid,
  windowOfBboxLonLat,
} from '@landsicht/core';
import { openCogWriter } from '../../../raster/cog-writer.js';
import { openRaster } from '../../../raster/open-raster.js';
import type { RasterFile } from '../../../raster/raster-file.js';
import type { DemReader } from '../../../terrain/dem.js';
import { terrainBands } from '../../../terrain/terrain.js';
import { fallingZ } from '../detectors/fuzzy.js';
import { type RowReader, rowsOnGrid } from '../products/rows-on-grid.js';

/** HAND up to which water can stand at all (flood.md 3.1). */
const highestHandM = 15;
/** HydroSAR's and OPERA's Z ends at 15°: the banks of a river on a 10 m DEM have 4–6°, and are flooded with it. */
const steepestSlopeDeg = 15;
/** Water that floods land has a catchment of 1 km² at least. */
const channelAreaM2 = 1e6;
/** Cells of the DEM around the scene: brooks that leave it still drain it. */
const marginCells = 100;
export const unknownTerrain = 255;
/** 254 = terrain says nothing against water. */
export const fullFactor = 254;

export interface TerrainFactor {
  /** 0…254 for 0…1; 255 = the DEM does not say. */
  rows(row: number, rows: number): Promise<Uint8Array>;
  remove(): Promise<void>;
}

/** How far terrain allows water: the lesser of Z(HAND; 0, 15 m) and Z(slope; 0, 15°), 0…254. */
export function terrainFactors(handM: Float32Array, slopeDeg: Float32Array): Uint8Array {
  return Uint8Array.from(handM, (hand, i) => {
    const slope = slopeDeg[i] as number;
    if (Number.isNaN(hand) || Number.isNaN(slope)) return unknownTerrain;
    return Math.round(fullFactor * Math.min(fallingZ(hand, 0, highestHandM), fallingZ(slope, 0, steepestSlopeDeg)));
  });
}

/** HAND and slope of the part of a DEM around the scene, put onto its grid. `scratchPath` is written and removed again. */
export async function terrainFactor(demPath: string, grid: Grid, scratchPath: string, signal: AbortSignal): Promise<TerrainFactor> {
  const file = await openRaster(demPath);
  try {
    const dem = demAround(file, demPath, grid, signal);
    const sink = await openCogWriter(scratchPath, {
      grid: dem.grid,
      pixelType: 'u8',
      bands: [{ name: 'terrain' }],
      overviews: 'mode',
      nodata: unknownTerrain,
    });
    try {
      for await (const band of terrainBands(dem, { signal, channelCells: channelCellsOf(dem.grid) })) {
        await sink.writeRows([terrainFactors(band.handM, band.slopeDeg)], band.window.height);
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

/** HAND and slope of the DEM cell under a place of `crs` coordinates of `grid`; null where the DEM does not say. */
export async function terrainAt(
  demPath: string,
  grid: Grid,
  [x, y]: readonly [number, number],
  signal: AbortSignal,
): Promise<{ readonly handM: number | null; readonly slopeDeg: number | null }> {
  const file = await openRaster(demPath);
  try {
    const dem = demAround(file, demPath, grid, signal);
    const place = crsTransform(grid.epsg, dem.grid.epsg).forward(x, y);
    const [col, row] = affine.apply(affine.invert(dem.grid.transform), ...place).map(Math.floor) as [number, number];
    const known = (value: number | undefined) => (value == null || Number.isNaN(value) ? null : value);
    for await (const { window, handM, slopeDeg } of terrainBands(dem, { signal, channelCells: channelCellsOf(dem.grid) })) {
      if (row < window.row || row >= window.row + window.height || col < 0 || col >= window.width) continue;
      const i = (row - window.row) * window.width + col;
      return { handM: known(handM[i]), slopeDeg: known(slopeDeg[i]) };
    }
    return { handM: null, slopeDeg: null };
  } finally {
    await file.close();
  }
}

/** The part of a DEM that water around the scene drains over. */
export function demAround(file: RasterFile, demPath: string, grid: Grid, signal: AbortSignal): DemReader {
  const whole = file.grid;
  if (whole == null) {
    throw new LandsichtError(
      'crs-missing',
      `${demPath}: the DEM has no georeference (${file.georeference}). Add one, e.g. gdal_edit.py -a_srs`,
    );
  }
  const found = windowOfBboxLonLat(whole, bboxLonLatOf(grid));
  const window = found == null ? null : intersectWindows(padWindow(found, marginCells), fullWindow(whole));
  if (window == null) {
    throw new LandsichtError(
      'bad-argument',
      `${demPath}: the DEM does not meet the scene. Give one that covers it, or leave out --set dem`,
    );
  }
  return {
    grid: windowGrid(whole, window),
    async read(part) {
      const { data, valid } = await file.read({
        window: { ...part, col: window.col + part.col, row: window.row + part.row },
        bands: [0],
        signal,
      });
      const { scale, offset } = file.bands[0] ?? { scale: 1, offset: 0 };
      return { elevationM: Float32Array.from(data[0] ?? [], (stored) => stored * scale + offset), valid };
    },
  };
}

async function onGrid(path: string, grid: Grid): Promise<TerrainFactor> {
  const file = await openRaster(path);
  const read: RowReader = rowsOnGrid(file, grid);
  return {
    async rows(row, rows) {
      const { data, valid } = await read(row, rows);
      return Uint8Array.from(data, (factor, i) => (valid[i] === 1 ? factor : unknownTerrain));
    },
    async remove() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}

/** Cells that drain through a channel: a fixed area, so that a finer DEM does not turn every furrow into a river. */
function channelCellsOf(grid: Grid): number {
  return Math.round(channelAreaM2 / pixelAreaM2(grid));
}
