import { openRaster } from '../open-raster.js';
import type { RasterFile } from '../raster-file.js';

/** Opens rasters for a test and closes them all afterwards: `afterEach(rasters.close)`. */
export function rasterKeeper(): { open: (href: string) => Promise<RasterFile>; close: () => Promise<void> } {
  const opened: RasterFile[] = [];
  return {
    open: async (href) => {
      const raster = await openRaster(href);
      opened.push(raster);
      return raster;
    },
    close: async () => {
      await Promise.all(opened.splice(0).map((raster) => raster.close()));
    },
  };
}
