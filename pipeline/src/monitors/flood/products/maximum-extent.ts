import { type CogLayout, type Grid, pixelAreaM2, rowBands } from '@landsicht/core';
import { openCogWriter } from '../../../raster/cog-writer.js';
import { openRaster } from '../../../raster/open-raster.js';
import type { RasterFile } from '../../../raster/raster-file.js';
import { floodCodes, floodInfo } from '../info.js';
import { rowsOnGrid } from './rows-on-grid.js';

/** Which answer outlasts which over a period: flood once is flood, seen once is seen. */
const rank = new Uint8Array(256);
for (const [i, code] of [floodCodes.dry, floodCodes.reference, floodCodes.water, floodCodes.flood].entries()) rank[code] = i + 1;

/** Takes another scene's codes into the maximum so far; not observed adds nothing. */
export function foldMaximum(maximum: Uint8Array, flood: Uint8Array): void {
  for (let i = 0; i < maximum.length; i++) {
    const code = flood[i] as number;
    if ((rank[code] as number) > (rank[maximum[i] as number] as number)) maximum[i] = code;
  }
}

export interface MaximumExtent {
  readonly floodedHa: number;
  readonly observedHa: number;
  /** Seen by no scene of the period. */
  readonly notObservedHa: number;
}

export interface MaximumExtentOptions {
  readonly path: string;
  /** Default: that of the first layer. */
  readonly grid?: Grid;
  readonly bandRows?: number;
  readonly signal?: AbortSignal;
}

/** Per pixel the most that any of the `flood` layers saw in a period, as one COG with the codes of the layer `flood`. */
export async function maximumExtent(floodLayers: readonly string[], options: MaximumExtentOptions): Promise<MaximumExtent> {
  const { path, bandRows = 512, signal } = options;
  const files: RasterFile[] = [];
  try {
    for (const href of floodLayers) files.push(await openRaster(href));
    const grid = options.grid ?? files[0]?.grid;
    if (grid == null) throw new RangeError('maximumExtent: no layer with a grid; give at least one flood layer');
    const readers = files.map((file) => rowsOnGrid(file, grid));
    const sink = await openCogWriter(path, layoutOf(grid, floodLayers.length));
    const pixels = { flooded: 0, observed: 0 };
    try {
      for (const { row, height } of rowBands(grid, bandRows)) {
        signal?.throwIfAborted();
        const maximum = new Uint8Array(grid.width * height).fill(floodCodes.notObserved);
        for (const read of readers) {
          const { data, valid } = await read(row, height);
          foldMaximum(
            maximum,
            Uint8Array.from(valid, (ok, i) => (ok === 1 ? (data[i] as number) : floodCodes.notObserved)),
          );
        }
        for (const code of maximum) {
          if (code === floodCodes.flood) pixels.flooded++;
          if (code !== floodCodes.notObserved) pixels.observed++;
        }
        await sink.writeRows([maximum], height);
      }
      await sink.close();
    } catch (error) {
      await sink.abort();
      throw error;
    }
    const pixelHa = pixelAreaM2(grid) / 10_000;
    return {
      floodedHa: pixels.flooded * pixelHa,
      observedHa: pixels.observed * pixelHa,
      notObservedHa: (grid.width * grid.height - pixels.observed) * pixelHa,
    };
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

function layoutOf(grid: Grid, scenes: number): CogLayout {
  return {
    grid,
    pixelType: 'u8',
    bands: [{ name: 'maximum_flood' }],
    nodata: floodCodes.notObserved,
    overviews: 'mode',
    colors: Object.fromEntries(floodInfo.classes.map(({ code, color }) => [code, color])),
    metadata: { LANDSICHT_SCENES: String(scenes) },
  };
}
