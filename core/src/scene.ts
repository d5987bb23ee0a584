import type { Grid, Window } from './grid.js';
import type { PixelType, Raster } from './raster.js';

/** Physical meaning of a band after reading: what the numbers in a Raster are. */
export type Unit =
  | 'reflectance' // 0..1, may be slightly negative
  | 'linear-power' // σ0 or γ0, linear
  | 'class'
  | 'metre'
  | 'kelvin'
  | 'dn' // digital number as stored: uncalibrated imagery
  | 'probability'; // 0..1

/**
 * Landsicht's common band names. Optical: blue green red rededge1 rededge2 rededge3 nir nir08 swir16 swir22
 * (Sentinel-2: B02 B03 B04 B05 B06 B07 B08 B8A B11 B12; Landsat 8/9: B2 B3 B4 – – – B5→nir08 – B6 B7). Radar: vv vh.
 */
export interface SceneBand {
  readonly name: string;
  readonly unit: Unit;
  readonly pixelType: PixelType;
  readonly resolutionM: number;
}

export type SensorId =
  | 'sentinel-1'
  | 'sentinel-2-l2a'
  | 'sentinel-2-l1c'
  | 'landsat-c2-l2'
  | 'landsat-l1'
  | 'hls'
  | 'orthophoto'
  | 'drone'
  | 'generic';

export interface ReadOptions {
  /** Pixels of the scene's grid; default the whole scene. May reach beyond it: those pixels come back unobserved. */
  readonly window?: Window;
  /** Read onto this grid instead (warps once). Excludes `window`. */
  readonly grid?: Grid;
  /** By band what is done to its calibrated values, in place and value by value; null = nothing. Integers get it through a table. */
  convert?(band: string): ((values: Float32Array) => void) | null;
  /** By band where its values go, as long as the raster, whatever is in it; left out = a new array. Not for bands that stay as stored. */
  into?(band: string): Float32Array;
  readonly signal?: AbortSignal;
}

/** One acquisition, lazily read. Values come calibrated to each band's unit; clouds, shadow and nodata come as the mask. */
export interface Scene {
  readonly id: string;
  readonly sensor: SensorId;
  readonly acquiredUtc: Date;
  /** The native grid of the finest band. */
  readonly grid: Grid;
  readonly bands: readonly SceneBand[];
  readonly platform?: string;
  readonly orbitState?: 'ascending' | 'descending';
  readonly relativeOrbit?: number;
  readonly cloudPercent?: number;
  /** Names what to credit wherever pixels or results are shown. */
  readonly attribution?: string;
  read<B extends string>(bands: readonly B[], options?: ReadOptions): Promise<Raster<B>>;
  close(): Promise<void>;
}
