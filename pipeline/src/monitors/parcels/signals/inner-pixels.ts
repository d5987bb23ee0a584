import { affine, type Grid, pixelSizeM, type Window, windowGrid, windowOfBbox } from '@landsicht/core';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { projectGeometry } from '../../../vector/project-geometry.js';
import { PolygonMask } from '../../../vector/rasterize.js';

/** Pixels of one parcel on a grid. */
export interface InnerPixels {
  /** [row, from column, to column (exclusive)] of each run, top down and left to right. */
  readonly runs: Int32Array;
  readonly count: number;
  /** Metres from the border that they keep. */
  readonly bufferM: number;
  /** The parcel reaches beyond the grid. */
  readonly isCut: boolean;
}

/** A geometry in the CRS of a grid. */
export interface ParcelOnGrid {
  readonly geometry: Polygon | MultiPolygon;
  /** Pixels of the grid it can touch; null where it lies beside the grid or has no extent. */
  readonly window: Window | null;
  readonly isCut: boolean;
}

/** Pixels beyond the grid's edge that coordinates rounded to about 1 cm may reach without being beyond it. */
const touchPx = 0.01;

/** A lon/lat geometry on a grid. */
export function placeParcel(geometry: Polygon | MultiPolygon, grid: Grid): ParcelOnGrid {
  return placeProjected(projectGeometry(geometry, 4326, grid.epsg), grid);
}

/** A geometry in the CRS of the grid on it. */
export function placeProjected(geometry: Polygon | MultiPolygon, grid: Grid): ParcelOnGrid {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of ringsOf(geometry)) {
    for (const [x = 0, y = 0] of ring) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  if (!box.every(Number.isFinite) || box[0] === box[2] || box[1] === box[3]) return { geometry, window: null, isCut: false };
  const inverse = affine.invert(grid.transform);
  const corners = [affine.apply(inverse, box[0], box[1]), affine.apply(inverse, box[2], box[3])];
  const isCut = corners.some(([col, row]) => Math.min(col, row, grid.width - col, grid.height - row) < -touchPx);
  return { geometry, window: windowOfBbox(grid, box), isCut };
}

/** A buffer, and how many pixels it must leave to be taken. */
export interface BufferChoice {
  readonly bufferM: number;
  readonly atLeast: number;
}

/**
 * Pixels whose centre lies in the parcel and at least so far from its border (holes and parts of a multipolygon have borders too): exactly the
 * centres in a negative buffer with round corners. A scanline finds the inside; then each edge takes away what is near it. Of several buffers the
 * first that leaves enough pixels, else the last.
 */
export function innerPixels({ geometry, window, isCut }: ParcelOnGrid, grid: Grid, buffers: readonly BufferChoice[]): InnerPixels {
  const last = buffers.at(-1) as BufferChoice;
  if (window == null) return { runs: new Int32Array(0), count: 0, isCut, bufferM: last.bufferM };
  const inside = new PolygonMask(geometry, grid.epsg, windowGrid(grid, window)).rows(0, window.height);
  const edges = edgesOf(geometry, window, grid);
  const size = pixelSizeM(grid);
  for (const { bufferM, atLeast } of buffers) {
    const mask = bufferM > 0 && buffers.length > 1 ? inside.slice() : inside;
    if (bufferM > 0) for (const edge of edges) clearNear(mask, window, edge, { bufferM, size });
    const found = runsOf(mask, window);
    if (found.count >= atLeast || bufferM === last.bufferM) return { ...found, isCut, bufferM };
  }
  throw new RangeError('innerPixels: no buffer was given');
}

/** Metres right and down of the window's corner. */
function edgesOf(geometry: Polygon | MultiPolygon, window: Window, grid: Grid): Edge[] {
  const toPixel = affine.invert(grid.transform);
  const size = pixelSizeM(grid);
  const edges: Edge[] = [];
  for (const ring of ringsOf(geometry)) {
    let before: readonly [x: number, y: number] | null = null;
    for (const [x = 0, y = 0] of ring) {
      const [col, row] = affine.apply(toPixel, x, y);
      const point = [(col - window.col) * size.x, (row - window.row) * size.y] as const;
      if (before != null) edges.push({ xa: before[0], ya: before[1], xb: point[0], yb: point[1] });
      before = point;
    }
  }
  return edges;
}

function ringsOf(geometry: Polygon | MultiPolygon): Position[][] {
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
}

interface Edge {
  readonly xa: number;
  readonly ya: number;
  readonly xb: number;
  readonly yb: number;
}

/** Metres: a centre this much nearer counts as at the distance of the buffer. Coordinates in degrees carry about 1 cm. */
export const toleranceM = 0.02;

/** What lies within the buffer of an edge is convex: on every row of pixel centres one interval. */
function clearNear(
  mask: Uint8Array,
  { width, height }: Window,
  { xa, ya, xb, yb }: Edge,
  { bufferM, size }: { readonly bufferM: number; readonly size: { readonly x: number; readonly y: number } },
): void {
  const reach = bufferM - toleranceM;
  const length = Math.hypot(xb - xa, yb - ya);
  const [ux, uy] = length === 0 ? [1, 0] : [(xb - xa) / length, (yb - ya) / length];
  const firstRow = Math.max(0, Math.ceil((Math.min(ya, yb) - reach) / size.y - 0.5));
  const endRow = Math.min(height, Math.floor((Math.max(ya, yb) + reach) / size.y - 0.5) + 1);
  for (let row = firstRow; row < endRow; row++) {
    const y = (row + 0.5) * size.y;
    const [atA, atB] = [chord(y - ya, reach), chord(y - yb, reach)];
    let [from, to] = [Math.min(xa - atA, xb - atB), Math.max(xa + atA, xb + atB)];
    // NaN where a circle is not met: the other, or the strip beside the edge alone, decides
    if (Number.isNaN(from))
      [from, to] = Number.isNaN(atA) ? (Number.isNaN(atB) ? [Infinity, -Infinity] : [xb - atB, xb + atB]) : [xa - atA, xa + atA];
    const along = between(xa, ux, (y - ya) * uy, 0, length);
    const across = between(xa, -uy, (y - ya) * ux, -reach, reach);
    const [left, right] = [Math.max(along[0], across[0]), Math.min(along[1], across[1])];
    if (left <= right) [from, to] = [Math.min(from, left), Math.max(to, right)];
    const start = Math.max(0, Math.ceil(from / size.x - 0.5));
    const end = Math.min(width, Math.floor(to / size.x - 0.5) + 1);
    if (start < end) mask.fill(0, row * width + start, row * width + end);
  }
}

/** Half the chord of a circle at a distance from its centre; NaN beside it. */
function chord(distance: number, radius: number): number {
  return Math.sqrt(radius * radius - distance * distance);
}

/** The x at which (x − x0)·slope + constant lies in [low, high]. */
function between(x0: number, slope: number, constant: number, low: number, high: number): [number, number] {
  if (slope === 0) return constant >= low && constant <= high ? [-Infinity, Infinity] : [Infinity, -Infinity];
  const [a, b] = [x0 + (low - constant) / slope, x0 + (high - constant) / slope];
  return a < b ? [a, b] : [b, a];
}

function runsOf(mask: Uint8Array, { col, row, width, height }: Window): { runs: Int32Array; count: number } {
  const runs: number[] = [];
  let count = 0;
  for (let r = 0; r < height; r++) {
    const start = r * width;
    for (let c = 0; c < width; c++) {
      if (mask[start + c] !== 1) continue;
      const from = c;
      while (c < width && mask[start + c] === 1) c++;
      runs.push(row + r, col + from, col + c);
      count += c - from;
    }
  }
  return { runs: Int32Array.from(runs), count };
}
