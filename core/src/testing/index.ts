export { drawRaster } from './draw-raster.ts';
export { randomOf } from './random.ts';
