/** Reflectance 0..1, row-major. `nir` is the narrow near infrared (Sentinel-2 B8A, Landsat's only one), as DSWx-HLS uses. */
export interface OpticalBands {
  readonly blue: Float32Array;
  readonly green: Float32Array;
  readonly red: Float32Array;
  readonly nir: Float32Array;
  readonly swir16: Float32Array;
  readonly swir22: Float32Array;
  /** 1.38 µm, TOA (Sentinel-2 L1C B10, Landsat 8/9 B9), where the product has it. */
  readonly cirrus?: Float32Array;
}

/** Whole rows of a scene, with `haloRows` more above and below (unobserved beyond the scene). All arrays: width × (innerRows + 2·haloRows). */
export interface OpticalRows {
  /** First inner row, in the scene's grid. */
  readonly row: number;
  readonly innerRows: number;
  readonly haloRows: number;
  readonly width: number;
  readonly bands: OpticalBands;
  readonly valid: Uint8Array;
  /** `maskReasons` codes of the product's masks, 0 = observed. */
  readonly reason: Uint8Array;
}
