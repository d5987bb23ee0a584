import { type OpenOptions, openByteSource } from './byte-source.js';
import { openGeotiff } from './geotiff-raster.js';
import { isJpeg2000 } from './jp2-boxes.js';
import { openJpeg2000 } from './jpeg2000-raster.js';
import type { RasterFile } from './raster-file.js';

/** Opens a raster by path, `file:` or `http(s):` URL. The format follows from the first bytes, never from the name. */
export async function openRaster(href: string, options: OpenOptions = {}): Promise<RasterFile> {
  const source = await openByteSource(href, options);
  try {
    return await (isJpeg2000(await source.read(0, 12)) ? openJpeg2000(source) : openGeotiff(source));
  } catch (error) {
    await source.close();
    throw error;
  }
}
