export { drawRaster } from './draw-raster.js';
export { randomOf } from './random.js';
