import { affine, corners, crsTransform, type Grid, LandsichtError, pixelSizeM, windowGrid } from '@landsicht/core';

/** More pixels than any month of scenes over a large state: beyond, the area is too wide for one raster. */
const mostPixels = 4e9;

/** One grid for several: in the CRS that most of them have, on the lattice of the finest of these, as wide as all together. */
export function extentGrid(grids: readonly Grid[]): Grid {
  const counts = new Map<number, number>();
  for (const { epsg } of grids) counts.set(epsg, (counts.get(epsg) ?? 0) + 1);
  const [[epsg] = [0]] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const [base] = grids.filter((grid) => grid.epsg === epsg).sort((a, b) => pixelSizeM(a).x - pixelSizeM(b).x);
  if (base == null) throw new RangeError('extentGrid: no grid');
  const toPixel = affine.invert(base.transform);
  const pixels = grids.flatMap((grid) => {
    const { forward } = crsTransform(grid.epsg, epsg);
    return outlineOf(grid).map(([x, y]) => affine.apply(toPixel, ...forward(x, y)));
  });
  // borders of grids on one lattice are whole numbers but for rounding
  const low = (i: 0 | 1) => Math.floor(Math.min(...pixels.map((pixel) => pixel[i])) + 1e-6);
  const high = (i: 0 | 1) => Math.ceil(Math.max(...pixels.map((pixel) => pixel[i])) - 1e-6);
  const window = { col: low(0), row: low(1), width: high(0) - low(0), height: high(1) - low(1) };
  if (window.width * window.height > mostPixels) {
    throw new LandsichtError(
      'raster-too-large',
      `The scenes together make ${window.width}×${window.height} pixels; at most ${mostPixels} fit one raster. Narrow the area with --aoi`,
    );
  }
  return windowGrid(base, window);
}

/** Corners and middles of the sides: sides bend in another CRS. */
function outlineOf(grid: Grid): [number, number][] {
  const ring = corners(grid);
  return ring.flatMap(([x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] as [number, number];
    return [
      [x, y],
      [(x + nextX) / 2, (y + nextY) / 2],
    ] as [number, number][];
  });
}
