import { allocate, type Grid, LandsichtError, type PixelArray, type PixelType, pixelTypeOf } from '@landsicht/core';
import { pixelTransform, transformScanline } from './approximate-transform.js';
import { pixelRange } from './pixel-range.js';
import { type Plane, pointResampler, type WarpScale } from './resample.js';
import { areaResampler } from './resample-area.js';
import { type WarpMethod, warpScale } from './warp-grid.js';

/** A raster, or the window of one that `sourceWindowFor` names, with the grid of just that window. */
export interface WarpSource {
  readonly grid: Grid;
  readonly data: readonly PixelArray[];
  /** 1 = observed in every band. */
  readonly valid: Uint8Array;
}

export interface WarpOptions {
  readonly method: WarpMethod;
  /** How far (source pixels) the interpolated coordinates may be off; 0 = transform every pixel. Default 0.125, as gdalwarp. */
  readonly maxErrorPx?: number;
  /** `warpScale` of the whole grids, so that a target warped in blocks has no seams. Default: of these two. */
  readonly scale?: WarpScale;
}

export interface Warped {
  /** Of the source's types; integers rounded and clamped. 0 where not observed. */
  readonly data: readonly PixelArray[];
  readonly valid: Uint8Array;
}

/**
 * Resamples onto another grid by the rules of gdalwarp: with nearest, bilinear and cubic a pixel is observed where the source pixel
 * that contains its centre is, with average and mode where any source pixel under it is. Unobserved pixels never enter a value.
 */
export function warp(source: WarpSource, target: Grid, { method, maxErrorPx = 0.125, scale }: WarpOptions): Warped {
  assertSource(source);
  const data = source.data.map((band) => allocate(pixelTypeOf(band), target.width * target.height));
  const valid = new Uint8Array(target.width * target.height);
  const planes = source.data.map((band) => planeOf(band, source));
  const resampleRow = rowResampler(source.grid, target, { method, maxErrorPx, scale: scale ?? warpScale(source.grid, target) });
  const out = new Float64Array(target.width);
  for (let row = 0; row < target.height; row++) {
    const resample = resampleRow(row);
    const start = row * target.width;
    planes.forEach((plane, b) => {
      const band = data[b] as PixelArray;
      resample(plane, out);
      storeValidity(out, valid.subarray(start, start + target.width));
      toPixelType(out, pixelTypeOf(band));
      band.set(out, start);
    });
  }
  return { data, valid };
}

type RowResampler = (row: number) => (plane: Plane, out: Float64Array) => void;

/** Places a target row on the source once; the result samples any band there. */
function rowResampler(source: Grid, target: Grid, { method, maxErrorPx, scale }: Required<WarpOptions>): RowResampler {
  const transform = pixelTransform(target, source);
  const line = (): Float64Array => new Float64Array(target.width);
  if (method === 'average' || method === 'mode') {
    const resample = areaResampler(method);
    const footprints = { xs0: line(), ys0: line(), xs1: line(), ys1: line() };
    return (row) => {
      transformScanline(transform, { firstCol: 0, row, maxErrorPx }, footprints.xs0, footprints.ys0);
      transformScanline(transform, { firstCol: 1, row: row + 1, maxErrorPx }, footprints.xs1, footprints.ys1);
      return (plane, out) => resample(plane, footprints, out);
    };
  }
  const resample = pointResampler(method, scale);
  const xs = line();
  const ys = line();
  return (row) => {
    transformScanline(transform, { firstCol: 0.5, row: row + 0.5, maxErrorPx }, xs, ys);
    return (plane, out) => resample(plane, xs, ys, out);
  };
}

/** Kernels see only two array types, so they stay fast whatever the pixel type; Float32 holds integers of up to 24 bits exactly. */
function planeOf(band: PixelArray, { grid: { width, height }, valid }: WarpSource): Plane {
  if (band instanceof Float32Array || band instanceof Float64Array) return { values: band, valid, width, height };
  const values = band.BYTES_PER_ELEMENT <= 2 ? new Float32Array(band) : new Float64Array(band);
  return { values, valid, width, height };
}

function storeValidity(out: Float64Array, valid: Uint8Array): void {
  for (let i = 0; i < out.length; i++) valid[i] = Number.isNaN(out[i]) ? 0 : 1;
}

/** NaN becomes 0; integers are rounded half up and clamped. */
function toPixelType(out: Float64Array, type: PixelType): void {
  const [least, greatest] = pixelRange[type] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const half = pixelRange[type] == null ? 0 : 0.5;
  for (let i = 0; i < out.length; i++) {
    const value = out[i] as number;
    if (Number.isNaN(value)) out[i] = 0;
    else if (half > 0) out[i] = Math.min(greatest, Math.max(least, Math.floor(value + half)));
  }
}

function assertSource({ grid, data, valid }: WarpSource): void {
  const expected = grid.width * grid.height;
  for (const array of [...data, valid]) {
    if (array.length !== expected) {
      throw new LandsichtError('bad-argument', `warp: expected ${expected} pixels (${grid.width}×${grid.height}), got ${array.length}`);
    }
  }
}
