import { affine, crsTransform, type Grid, type Position } from '@landsicht/core';

/** Continuous pixel coordinates of one grid → those of another (corners at integers). Non-finite where a projection ends. */
export type PixelTransform = (col: number, row: number) => Position;

export function pixelTransform(from: Grid, to: Grid): PixelTransform {
  const toPixel = affine.invert(to.transform);
  if (from.epsg === to.epsg) return (col, row) => affine.apply(toPixel, ...affine.apply(from.transform, col, row));
  const { forward } = crsTransform(from.epsg, to.epsg);
  return (col, row) => affine.apply(toPixel, ...forward(...affine.apply(from.transform, col, row)));
}

/** Fewer points than this are transformed exactly. */
const SHORT_SPAN = 5;

/**
 * Transforms the points (firstCol + i, row) into xs, ys. As GDAL's approximate transformer: a span whose middle lies within
 * `maxErrorPx` (|dx| + |dy|) of the straight line between its ends is interpolated, else it is halved.
 */
export function transformScanline(
  transform: PixelTransform,
  { firstCol, row, maxErrorPx }: { firstCol: number; row: number; maxErrorPx: number },
  xs: Float64Array,
  ys: Float64Array,
): void {
  const exactly = (start: number, count: number): void => {
    for (let i = start; i < start + count; i++) {
      const [x, y] = transform(firstCol + i, row);
      xs[i] = x;
      ys[i] = y;
    }
  };
  const span = (start: number, count: number): void => {
    if (count <= SHORT_SPAN || maxErrorPx === 0) {
      exactly(start, count);
      return;
    }
    const middle = (count - 1) >> 1;
    const [x0, y0] = transform(firstCol + start, row);
    const [xm, ym] = transform(firstCol + start + middle, row);
    const [x1, y1] = transform(firstCol + start + count - 1, row);
    const dx = (x1 - x0) / (count - 1);
    const dy = (y1 - y0) / (count - 1);
    const error = Math.abs(x0 + dx * middle - xm) + Math.abs(y0 + dy * middle - ym);
    if (!Number.isFinite(error)) {
      exactly(start, count);
      return;
    }
    if (error > maxErrorPx) {
      span(start, middle);
      span(start + middle, count - middle);
      return;
    }
    for (let i = 0; i < count; i++) {
      xs[start + i] = x0 + dx * i;
      ys[start + i] = y0 + dy * i;
    }
  };
  span(0, xs.length);
}
