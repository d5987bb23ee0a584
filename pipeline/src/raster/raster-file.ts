import type { Affine, Grid, PixelArray, PixelType, Window } from '@landsicht/core';

export interface RasterBandInfo {
  readonly name: string | null;
  readonly unit: string | null;
  /** value = stored × scale + offset; 1 and 0 where the file says nothing. Not applied by `read`. */
  readonly scale: number;
  readonly offset: number;
  readonly nodata: number | null;
}

/** A ground control point: pixel corner coordinates → the CRS of `gcpEpsg`. */
export interface Gcp {
  readonly col: number;
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

export interface StoredPixels {
  readonly width: number;
  readonly height: number;
  /** One array per band that was asked for, as stored (no scale or offset). */
  readonly data: readonly PixelArray[];
  /** 1 = observed in every band that was asked for: not nodata, not NaN, not masked by an internal mask or alpha, inside the file. */
  readonly valid: Uint8Array;
}

/** Makes values of one band's integers while they are read. */
export interface ReadThrough {
  /** Values of all 2^8 or 2^16 integers, in the order of their bits as an unsigned number. */
  readonly table: Float32Array;
  /** By the same places 1 = an observation, 0 = not. */
  readonly observed: Uint8Array;
  /** As long as the window; null = a new array. */
  readonly into: Float32Array | null;
}

export interface ReadPixels {
  /** Pixels of the level that is read; may reach beyond it (those come back invalid). Default: all of it. */
  readonly window?: Window;
  /** 0 = full resolution, 1 = first overview, … */
  readonly level?: number;
  /** Zero-based band numbers; default all. */
  readonly bands?: readonly number[];
  /** Of one band only. A file that cannot gives its pixels as stored: then `data` is not the Float32Array of the table. */
  readonly through?: ReadThrough;
  readonly signal?: AbortSignal;
}

/** An open raster, whatever its format (GeoTIFF by geotiff.ts, JPEG 2000 by jpeg2000.ts). */
export interface RasterFile {
  readonly href: string;
  readonly format: 'geotiff' | 'jpeg2000';
  readonly width: number;
  readonly height: number;
  /** At most so many bytes of the file are pixels; infinite or absent where that is not known. */
  readonly storedBytes?: number;
  readonly pixelType: PixelType;
  readonly bands: readonly RasterBandInfo[];
  /** null where the file has no affine georeference or no EPSG code we know; `georeference` says why. */
  readonly grid: Grid | null;
  /** Pixel → map, there also where only the CRS is missing ('no-crs'). */
  readonly transform: Affine | null;
  readonly georeference: 'affine' | 'gcps' | 'no-crs' | 'none';
  readonly gcps: readonly Gcp[];
  readonly gcpEpsg: number | null;
  /** Size of every level, full resolution first. */
  readonly levels: readonly { readonly width: number; readonly height: number }[];
  /** Palette as CSS hex per code, if the file has one. */
  readonly colors: Readonly<Record<number, string>> | null;
  /** GDAL metadata items of the dataset. */
  readonly metadata: Readonly<Record<string, string>>;
  read(options?: ReadPixels): Promise<StoredPixels>;
  close(): Promise<void>;
}
