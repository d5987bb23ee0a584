/** Bands of a date that the indices and masks read; Landsat and HLS lack the red edge. */
export type SeriesBand = 'blue' | 'green' | 'red' | 'rededge1' | 'rededge2' | 'rededge3' | 'nir' | 'nir08' | 'swir16' | 'swir22';

/**
 * One date over a strip of rows: every array is row-major `width` × `height`. Reflectance × 10 000 without the processing-baseline
 * offset, in float32 (FORDEAD's thresholds are in these numbers); values under a mask are whatever was stored.
 */
export interface SeriesDate {
  /** Days since 1970-01-01 UTC. */
  readonly epochDay: number;
  readonly width: number;
  readonly height: number;
  readonly dn: Readonly<Partial<Record<SeriesBand, Float32Array>>>;
  /** `maskReasons` codes the product or the reader gives, 0 = observed. */
  readonly reason: Uint8Array;
  /**
   * What this date adds to all healthy forest (haze, view angle). Left out: `mode=landsicht` takes the median difference of the strip's own
   * healthy pixels.
   */
  readonly bias?: DateBias;
}

/** To the index and to `redSwirDistance`. */
export interface DateBias {
  readonly index: number;
  readonly distance: number;
}

/** What a strip of pixels says after its last date, one value per pixel of the state. Days since 1970-01-01, 0 = none. */
export interface SeriesAnswers {
  /** Codes of the layer `state`. */
  readonly state: Uint8Array;
  /** Codes of the layer `tier`. */
  readonly tier: Uint8Array;
  /** First anomaly of the present stress, confirmed or not. */
  readonly firstAnomalyDay: Uint16Array;
  /** Of the damage that stands now; 0 where a stress returned to normal. */
  readonly confirmedDay: Uint16Array;
  readonly clearedDay: Uint16Array;
  /** 0–100, 255 = not modelled. */
  readonly confidencePercent: Uint8Array;
  /** Clear dates used (training and detection); 0 = not modelled. */
  readonly observations: Uint16Array;
  /** Last clear date. */
  readonly lastClearDay: Uint16Array;
  /** Why a pixel is not modelled: `maskReasons` codes, 0 = modelled. */
  readonly reason: Uint8Array;
}
