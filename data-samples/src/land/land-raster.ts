import { LandsichtError } from '@landsicht/core';
import type { Land } from './land.js';
import { fractal } from './noise.js';
import { type Extent, mirrorPx, pixelM, regionM } from './region.js';
import { plainM } from './waterways.js';

/** Pixels around the extent that filters reach into. */
export const haloPx = 8;

/**
 * The land of an extent in Sentinel pixels (10 m, looked at in the pixel's centre), made once and shared by all scenes. At most the region itself is held
 * (20 bytes a pixel, 80 MB): beyond, `columns` and `rows` lead back into it mirrored.
 */
export interface LandRaster {
  readonly extent: Extent;
  readonly width: number;
  readonly height: number;
  /** Region pixel of the raster's north-west corner. */
  readonly firstCol: number;
  readonly firstRow: number;
  /** Local column of extent column c: `columns[c + haloPx]`; likewise rows. */
  readonly columns: Int32Array;
  readonly rows: Int32Array;
  readonly cover: Uint8Array;
  /** Index into `land.parcels`, −1 = none. */
  readonly parcel: Int32Array;
  /** Indices that occur in `parcel`, ascending. */
  readonly parcels: readonly number[];
  readonly overlay: Uint8Array;
  /** 0 … 255 */
  readonly overlayShare: Uint8Array;
  readonly heightM: Float32Array;
  /** Height above the floor of the main valley at the same easting, m: what a flood of the river fills. */
  readonly aboveRiverM: Float32Array;
  /** Slow variation of growth within fields and stands (range 60 m), sd about 40, −127 … 127. */
  readonly texture: Int8Array;
  /** Days since 1970, 0 = never. */
  readonly infestedOn: Uint16Array;
  readonly clearedOn: Uint16Array;
}

export function makeLandRaster(
  land: Land,
  extent: Extent,
  options: { signal?: AbortSignal | undefined; progress?: ((fraction: number) => void) | undefined } = {},
): LandRaster {
  const columns = mirrored(extent.col, extent.sizePx);
  const rows = mirrored(extent.row, extent.sizePx);
  const firstCol = Math.min(...bounds(columns));
  const firstRow = Math.min(...bounds(rows));
  const width = Math.max(...bounds(columns)) - firstCol + 1;
  const height = Math.max(...bounds(rows)) - firstRow + 1;
  const length = width * height;
  const raster: LandRaster = {
    extent,
    width,
    height,
    firstCol,
    firstRow,
    columns: columns.map((c) => c - firstCol),
    rows: rows.map((r) => r - firstRow),
    cover: new Uint8Array(length),
    parcel: new Int32Array(length),
    parcels: [],
    overlay: new Uint8Array(length),
    overlayShare: new Uint8Array(length),
    heightM: new Float32Array(length),
    aboveRiverM: new Float32Array(length),
    texture: new Int8Array(length),
    infestedOn: new Uint16Array(length),
    clearedOn: new Uint16Array(length),
  };
  for (let row = 0; row < height; row++) {
    if (row % 64 === 0) {
      if (options.signal?.aborted) throw new LandsichtError('aborted', 'The simulation was stopped');
      options.progress?.(row / height);
    }
    fillRow(land, raster, row);
  }
  return { ...raster, parcels: [...new Set(raster.parcel)].filter((i) => i >= 0).sort((a, b) => a - b) };
}

function fillRow(land: Land, raster: LandRaster, row: number): void {
  const y = regionM - (raster.firstRow + row + 0.5) * pixelM;
  for (let col = 0; col < raster.width; col++) {
    const x = (raster.firstCol + col + 0.5) * pixelM;
    const i = row * raster.width + col;
    const place = land.look(x, y, pixelM);
    raster.cover[i] = place.cover;
    raster.parcel[i] = place.parcel;
    raster.overlay[i] = place.overlay;
    raster.overlayShare[i] = Math.round(255 * place.overlayShare);
    raster.heightM[i] = place.heightM;
    raster.aboveRiverM[i] = place.heightM - plainM(x);
    raster.infestedOn[i] = place.infestedOn;
    raster.clearedOn[i] = place.clearedOn;
    raster.texture[i] = Math.max(-127, Math.min(127, Math.round(130 * fractal(land.seed + 131, x / 110, y / 110, 2))));
  }
}

function mirrored(first: number, sizePx: number): Int32Array {
  return Int32Array.from({ length: sizePx + 2 * haloPx }, (_, k) => mirrorPx(first - haloPx + k));
}

function bounds(values: Int32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return [low, high];
}

/** Index of an extent pixel; column and row may reach `haloPx` beyond the extent. */
export function indexAt(raster: LandRaster, col: number, row: number): number {
  return (raster.rows[row + haloPx] as number) * raster.width + (raster.columns[col + haloPx] as number);
}
