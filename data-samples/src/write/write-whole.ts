import type { CogLayout, Grid, PixelArray, WriteCog } from '@landsicht/core';

/** One tile where it fits. */
export function layoutOf(
  grid: Grid,
  pixelType: CogLayout['pixelType'],
  nodata: number | null,
  overviews: 'average' | 'mode',
): Omit<CogLayout, 'bands'> {
  const tileSize = Math.min(512, 16 * Math.ceil(grid.width / 16));
  return { grid, pixelType, overviews, tileSize, ...(nodata == null ? {} : { nodata }) };
}

/** A raster that is in memory. */
export async function writeWhole(writeCog: WriteCog, path: string, layout: CogLayout, bands: readonly PixelArray[]): Promise<void> {
  const sink = await writeCog(path, layout);
  try {
    await sink.writeRows(bands, layout.grid.height);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
