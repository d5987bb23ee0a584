import type { Affine } from './affine.js';
import * as affine from './affine.js';
import { crsTransform, isGeographic, utmEpsgFor } from './crs.js';
import { LandsichtError } from './errors.js';

/** A bounded plane of pixels tied to the ground. Pixel corners at integers; see docs/coordinates.md. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly transform: Affine;
  readonly epsg: number;
}

/** A rectangle of whole pixels of some grid. May be clipped, never negative in size. */
export interface Window {
  readonly col: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

export type BboxLonLat = readonly [west: number, south: number, east: number, north: number];
/** In the CRS of the grid it belongs to. */
export type BboxCrs = readonly [xMin: number, yMin: number, xMax: number, yMax: number];

export function fullWindow(grid: { width: number; height: number }): Window {
  return { col: 0, row: 0, width: grid.width, height: grid.height };
}

/** The part of the grid under a window; the window may reach beyond the grid. */
export function windowGrid(grid: Grid, window: Window): Grid {
  return {
    width: window.width,
    height: window.height,
    transform: affine.translate(grid.transform, window.col, window.row),
    epsg: grid.epsg,
  };
}

export function intersectWindows(a: Window, b: Window): Window | null {
  const col = Math.max(a.col, b.col);
  const row = Math.max(a.row, b.row);
  const width = Math.min(a.col + a.width, b.col + b.width) - col;
  const height = Math.min(a.row + a.height, b.row + b.height) - row;
  return width > 0 && height > 0 ? { col, row, width, height } : null;
}

export function padWindow(window: Window, px: number): Window {
  return { col: window.col - px, row: window.row - px, width: window.width + 2 * px, height: window.height + 2 * px };
}

/** Row bands of at most `rows` rows, top to bottom: the unit of streaming. */
export function rowBands(grid: { width: number; height: number }, rows: number): Window[] {
  const bands: Window[] = [];
  for (let row = 0; row < grid.height; row += rows) {
    bands.push({ col: 0, row, width: grid.width, height: Math.min(rows, grid.height - row) });
  }
  return bands;
}

/** Covers the grid with square windows of `size` px; the last row and column may be smaller. */
export function tileWindows(grid: { width: number; height: number }, size: number): Window[] {
  const tiles: Window[] = [];
  for (let row = 0; row < grid.height; row += size) {
    for (let col = 0; col < grid.width; col += size) {
      tiles.push({ col, row, width: Math.min(size, grid.width - col), height: Math.min(size, grid.height - row) });
    }
  }
  return tiles;
}

/** Corners of the window in CRS coordinates, counter-clockwise for a north-up grid, not closed. */
export function corners(grid: Grid): [number, number][] {
  const { width: w, height: h, transform: t } = grid;
  return [affine.apply(t, 0, h), affine.apply(t, w, h), affine.apply(t, w, 0), affine.apply(t, 0, 0)];
}

export function bboxOf(grid: Grid): BboxCrs {
  const points = corners(grid);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Footprint ring in lon/lat with `perEdge` points an edge, closed, counter-clockwise. */
export function footprintLonLat(grid: Grid, perEdge = 8): [number, number][] {
  const { forward } = crsTransform(grid.epsg, 4326);
  const ring: [number, number][] = [];
  const stops = corners(grid);
  stops.forEach(([x0, y0], i) => {
    const [x1, y1] = stops[(i + 1) % 4] as [number, number];
    for (let k = 0; k < perEdge; k++) ring.push(forward(x0 + ((x1 - x0) * k) / perEdge, y0 + ((y1 - y0) * k) / perEdge));
  });
  ring.push(ring[0] as [number, number]);
  return ring;
}

export function bboxLonLatOf(grid: Grid): BboxLonLat {
  const ring = footprintLonLat(grid);
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** Smallest window of whole pixels that covers a bbox in the grid's own CRS, clipped to the grid; null if they do not meet. */
export function windowOfBbox(grid: Grid, [xMin, yMin, xMax, yMax]: BboxCrs): Window | null {
  const inverse = affine.invert(grid.transform);
  const points = [
    affine.apply(inverse, xMin, yMin),
    affine.apply(inverse, xMax, yMin),
    affine.apply(inverse, xMax, yMax),
    affine.apply(inverse, xMin, yMax),
  ];
  const cols = points.map(([c]) => c);
  const rows = points.map(([, r]) => r);
  const eps = 1e-6; // an edge that lies on a pixel border must not pull in the next pixel
  const col = Math.floor(Math.min(...cols) + eps);
  const row = Math.floor(Math.min(...rows) + eps);
  const width = Math.ceil(Math.max(...cols) - eps) - col;
  const height = Math.ceil(Math.max(...rows) - eps) - row;
  return intersectWindows({ col, row, width, height }, fullWindow(grid));
}

export function windowOfBboxLonLat(grid: Grid, [west, south, east, north]: BboxLonLat): Window | null {
  const { forward } = crsTransform(4326, grid.epsg);
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; i <= 8; i++) {
    for (const lat of [south, north, south + ((north - south) * i) / 8]) {
      for (const lon of [west, east, west + ((east - west) * i) / 8]) {
        const [x, y] = forward(lon, lat);
        xs.push(x);
        ys.push(y);
      }
    }
  }
  return windowOfBbox(grid, [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
}

/** Same CRS, size and transform (to 1e-6 of a pixel). */
export function sameGrid(a: Grid, b: Grid): boolean {
  if (a.epsg !== b.epsg || a.width !== b.width || a.height !== b.height) return false;
  const tolerance = 1e-6 * Math.sqrt(affine.pixelArea(a.transform));
  return a.transform.every((v, i) => Math.abs(v - (b.transform[i] ?? Number.NaN)) <= tolerance);
}

/** Throws `crs-mismatch` where two things that must lie on one grid do not. */
export function assertSameGrid(a: Grid, b: Grid, what: string): void {
  if (sameGrid(a, b)) return;
  throw new LandsichtError(
    'crs-mismatch',
    `${what}: expected ${describeGrid(a)}, got ${describeGrid(b)}. Warp one onto the other's grid first.`,
  );
}

export function describeGrid({ width, height, transform, epsg }: Grid): string {
  return `${width}×${height} px, EPSG:${epsg}, transform [${transform.join(', ')}]`;
}

/** Ground size of a pixel in metres at the grid's centre (degrees are converted at that latitude, WGS 84 sphere-free approximation). */
export function pixelSizeM(grid: Grid): { x: number; y: number } {
  const [a, b, , d, e] = grid.transform;
  const x = Math.hypot(a, d);
  const y = Math.hypot(b, e);
  const [centreX, centreY] = affine.apply(grid.transform, grid.width / 2, grid.height / 2);
  const [, lat] = crsTransform(grid.epsg, 4326).forward(centreX, centreY);
  if (grid.epsg === 3857) return { x: x * Math.cos((lat * Math.PI) / 180), y: y * Math.cos((lat * Math.PI) / 180) };
  if (!isGeographic(grid.epsg)) return { x, y };
  const phi = (lat * Math.PI) / 180;
  // metres per degree on WGS 84, series in NGA TR8350.2
  const perLat = 111132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi);
  const perLon = 111412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi);
  return { x: x * perLon, y: y * perLat };
}

/** A projected CRS in which areas of this grid are measured: its own if projected (but never Web Mercator), else UTM at its centre. */
export function areaEpsgOf(grid: Grid): number {
  if (!isGeographic(grid.epsg) && grid.epsg !== 3857) return grid.epsg;
  const [x, y] = affine.apply(grid.transform, grid.width / 2, grid.height / 2);
  const [lon, lat] = crsTransform(grid.epsg, 4326).forward(x, y);
  return utmEpsgFor(lon, lat);
}

/** Ground area of one pixel in m²: exact on a projected CRS that keeps areas, at the grid's centre otherwise. */
export function pixelAreaM2(grid: Grid): number {
  if (areaEpsgOf(grid) === grid.epsg) return affine.pixelArea(grid.transform);
  const { x, y } = pixelSizeM(grid);
  return x * y;
}
