import { type OpenOptions, openByteSource } from './byte-source.js';
import { openGeotiff } from './geotiff-raster.js';
import type { RasterFile } from './raster-file.js';

/** Opens a raster by path, `file:` or `http(s):` URL. The format follows from the first bytes, never from the name. */
export async function openRaster(href: string, options: OpenOptions = {}): Promise<RasterFile> {
  const source = await openByteSource(href, options);
  try {
    return await openGeotiff(source);
  } catch (error) {
    await source.close();
    throw error;
  }
}
