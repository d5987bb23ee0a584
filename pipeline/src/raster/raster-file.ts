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

export interface ReadPixels {
  /** Pixels of the level that is read; may reach beyond it (those come back invalid). Default: all of it. */
  readonly window?: Window;
  /** 0 = full resolution, 1 = first overview, … */
  readonly level?: number;
  /** Zero-based band numbers; default all. */
  readonly bands?: readonly number[];
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
