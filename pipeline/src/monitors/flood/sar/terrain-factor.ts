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
export const highestHandM = 15;
/** HydroSAR's and OPERA's Z ends at 15°: the banks of a river on a 10 m DEM have 4–6°, and are flooded with it. */
const steepestSlopeDeg = 15;
/** Brooks of smaller catchments do not flood the 200 m of width that Sentinel-1 maps (OPERA DSWx-S1): they are no drainage to measure from. */
const channelAreaM2 = 1e7;
/** Of the DEM around the scene: what drains to a channel outside is not at the foot of nothing. */
const marginM = 2000;
export const unknownTerrain = 255;
/** 254 = terrain says nothing against water. */
export const fullFactor = 254;

/** HAND at which terrain begins to speak against water, and from which on there is none. */
export interface HandRange {
  readonly fromM: number;
  readonly toM: number;
}

export interface TerrainRows {
  /** How far terrain allows water: the lesser of Z(HAND) and Z(slope; 0, 15°), 0…254 for 0…1; 255 = the DEM does not say. */
  readonly factors: Uint8Array;
  /** HAND in decimetres, 254 = that or more; 255 = the DEM does not say. */
  readonly handDm: Uint8Array;
  /** Z(slope; 0, 15°), 0…254; 255 = the DEM does not say. */
  readonly slopeFactors: Uint8Array;
}

export interface TerrainFactor {
  /** `range`: default 0…15 m. */
  rows(row: number, rows: number, range?: HandRange): Promise<TerrainRows>;
  remove(): Promise<void>;
}

/** HAND and slope as bytes, see `TerrainRows`. */
export function terrainCodes(handM: Float32Array, slopeDeg: Float32Array): { handDm: Uint8Array; slopeFactors: Uint8Array } {
  const handDm = new Uint8Array(handM.length).fill(unknownTerrain);
  const slopeFactors = new Uint8Array(handM.length).fill(unknownTerrain);
  for (let i = 0; i < handM.length; i++) {
    const [hand, slope] = [handM[i] as number, slopeDeg[i] as number];
    if (Number.isNaN(hand) || Number.isNaN(slope)) continue;
    handDm[i] = Math.min(unknownTerrain - 1, Math.round(10 * hand));
    slopeFactors[i] = Math.round(fullFactor * fallingZ(slope, 0, steepestSlopeDeg));
  }
  return { handDm, slopeFactors };
}

/** The lesser of Z(HAND; range) and the slope's factor. */
export function terrainFactors(handDm: Uint8Array, slopeFactors: Uint8Array, { fromM, toM }: HandRange): Uint8Array {
  const ofHand = Uint8Array.from({ length: 256 }, (_, dm) =>
    dm === unknownTerrain ? dm : Math.round(fullFactor * fallingZ(dm / 10, fromM, toM)),
  );
  return handDm.map((dm, i) => (dm === unknownTerrain ? unknownTerrain : Math.min(ofHand[dm] as number, slopeFactors[i] as number)));
}

/** HAND and slope of the part of a DEM around the scene, put onto its grid. `scratchPath` is written and removed again. */
export async function terrainFactor(demPath: string, grid: Grid, scratchPath: string, signal: AbortSignal): Promise<TerrainFactor> {
  const file = await openRaster(demPath);
  try {
    const dem = demAround(file, demPath, grid, signal);
    const sink = await openCogWriter(scratchPath, {
      grid: dem.grid,
      pixelType: 'u8',
      bands: [{ name: 'hand' }, { name: 'slope' }],
      overviews: 'mode',
      nodata: unknownTerrain,
    });
    try {
      for await (const band of terrainBands(dem, { signal, channelCells: channelCellsOf(dem.grid) })) {
        const { handDm, slopeFactors } = terrainCodes(band.handM, band.slopeDeg);
        await sink.writeRows([handDm, slopeFactors], band.window.height);
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
  const window =
    found == null ? null : intersectWindows(padWindow(found, Math.ceil(marginM / Math.sqrt(pixelAreaM2(whole)))), fullWindow(whole));
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
  const readers: readonly RowReader[] = [rowsOnGrid(file, grid, 0), rowsOnGrid(file, grid, 1)];
  return {
    async rows(row, rows, range = { fromM: 0, toM: highestHandM }) {
      const [handDm, slopeFactors] = (await Promise.all(
        readers.map(async (read) => {
          const { data, valid } = await read(row, rows);
          return Uint8Array.from(data, (code, i) => (valid[i] === 1 ? code : unknownTerrain));
        }),
      )) as [Uint8Array, Uint8Array];
      return { factors: terrainFactors(handDm, slopeFactors, range), handDm, slopeFactors };
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
