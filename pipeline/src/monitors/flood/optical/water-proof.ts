import { mndwi, ndvi } from './indices.js';

/** Lit land within 1 km of each block; NaN where the scene has none at all: then nothing is proven. */
export interface LitLand {
  readonly green: Float32Array;
  readonly red: Float32Array;
  /** NDVI that nine in ten of its blocks exceed: mean − 1.28 σ. */
  readonly lowNdvi: Float32Array;
}

/** Fmask's bound for water (Zhu & Woodcock 2012, eq. 5): NDVI < 0.1 at most. */
const waterNdvi = 0.1;
/**
 * NDVI of lit land, nearly all of it (one bare field is enough for a shadow with the colour of water), from which its shadow cannot
 * fall below `waterNdvi`: skylight and light from around hold about 0.65 as much NIR per red as sunlight (our assumption; 0.66 on the
 * Landsat 5 test chip), and NDVI 0.3 means NIR / red = 1.86, in shadow 1.21, NDVI 0.095.
 */
const vegetatedNdvi = 0.3;
/** Brighter than lit land by more than haze at a cloud's edge and sensor noise bring. Project default. */
const brighterBy = 0.01;

/**
 * True where a dark or wet spectrum cannot be shadow. Shadow keeps the colours of what it falls on and darkens every band; water turns
 * the NIR below red or, being turbid, is brighter in red and green than lit land around.
 */
export function isProvenWater(land: LitLand, block: number, green: number, red: number, nir: number, swir16: number): boolean {
  if (mndwi(green, swir16) <= 0) return false;
  if (ndvi(red, nir) < waterNdvi && (land.lowNdvi[block] as number) >= vegetatedNdvi) return true;
  return red > (land.red[block] as number) + brighterBy && green > (land.green[block] as number);
}
