/** Bands whose pixels are kept of clear looks, for markers that look at pixels. */
export const pixelBands = ['B04', 'B08', 'B11', 'B12'] as const;
/** Reflectance × 10 000; the least number = no value. */
export const pixelScale = 10_000;
export const noPixel = -32_768;
