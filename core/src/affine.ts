/**
 * Pixel → map: x = a·col + b·row + c, y = d·col + e·row + f.
 * (col, row) are continuous; integers are pixel *corners*, so the centre of pixel (0, 0) is (0.5, 0.5).
 * The order is that of the Python `affine` package; GDAL's geotransform is [c, a, b, f, d, e].
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** North-up transform from the upper-left corner and the pixel size (both sizes positive, in CRS units). */
export function northUp(west: number, north: number, xSize: number, ySize: number = xSize): Affine {
  return [xSize, 0, west, 0, -ySize, north];
}

export function fromGdal(g: readonly [number, number, number, number, number, number]): Affine {
  return [g[1], g[2], g[0], g[4], g[5], g[3]];
}

export function apply([a, b, c, d, e, f]: Affine, col: number, row: number): [x: number, y: number] {
  return [a * col + b * row + c, d * col + e * row + f];
}

/** Throws RangeError where the transform is singular (zero pixel area). */
export function invert([a, b, c, d, e, f]: Affine): Affine {
  const det = a * e - b * d;
  if (det === 0 || !Number.isFinite(det)) throw new RangeError(`Affine is singular: determinant ${det}`);
  const ia = e / det;
  const ib = -b / det;
  const id = -d / det;
  const ie = a / det;
  return [ia, ib, -(ia * c + ib * f), id, ie, -(id * c + ie * f)];
}

/** Shifts the origin to pixel (col, row). */
export function translate(t: Affine, col: number, row: number): Affine {
  const [x, y] = apply(t, col, row);
  return [t[0], t[1], x, t[3], t[4], y];
}

/** Makes pixels `factor` times as large (overviews: factor 2, 4, …). */
export function scale([a, b, c, d, e, f]: Affine, xFactor: number, yFactor: number = xFactor): Affine {
  return [a * xFactor, b * yFactor, c, d * xFactor, e * yFactor, f];
}

export function isNorthUp(t: Affine): boolean {
  return t[1] === 0 && t[3] === 0 && t[0] > 0 && t[4] < 0;
}

/** Area of one pixel in CRS units². */
export function pixelArea([a, b, , d, e]: Affine): number {
  return Math.abs(a * e - b * d);
}
