import { type CogLayout, type Grid, type PixelArray, pixelTypeOf } from '@landsicht/core';
import { writeCog } from '../../raster/cog-writer.js';

/** Writes one-band pixels as a COG for a test. */
export async function writeRaster(path: string, grid: Grid, data: PixelArray, layout: Partial<CogLayout> = {}): Promise<string> {
  await writeCog(path, { grid, pixelType: pixelTypeOf(data), bands: [{ name: 'band' }], overviews: 'mode', ...layout }, [data]);
  return path;
}
