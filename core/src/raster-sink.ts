import type { Grid } from './grid.js';
import type { PixelArray, PixelType } from './raster.js';

export interface CogBand {
  readonly name: string;
  /** Physical unit, written as GDAL band unit. */
  readonly unit?: string;
  /** value = stored × scale + offset. */
  readonly scale?: number;
  readonly offset?: number;
}

export interface CogLayout {
  readonly grid: Grid;
  readonly pixelType: PixelType;
  readonly bands: readonly CogBand[];
  readonly nodata?: number;
  /** How overviews are made: `average` for continuous values, `mode` for classes. */
  readonly overviews: 'average' | 'mode';
  /** Palette of a one-band u8 raster: code → CSS hex colour (#rrggbb or #rrggbbaa). */
  readonly colors?: Readonly<Record<number, string>>;
  /** Default deflate level 6 with the predictor that fits the type. */
  readonly compression?: 'deflate' | 'none';
  /** Default 512. Multiple of 16. */
  readonly tileSize?: number;
  /** Written to TIFFTAG_DATETIME / GDAL metadata; nothing else varies, so equal pixels give equal bytes. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Takes a raster from top to bottom and leaves a COG behind. Nothing exists at the path before `close` resolves. */
export interface RasterSink {
  /** The next `rows` rows: one array of width × rows per band. Any number of rows at a time. */
  writeRows(bands: readonly PixelArray[], rows: number): Promise<void>;
  close(): Promise<void>;
  /** Removes what was written so far. */
  abort(): Promise<void>;
}

/** How code without I/O of its own (the simulator) writes a raster. */
export type WriteCog = (path: string, layout: CogLayout) => Promise<RasterSink>;
