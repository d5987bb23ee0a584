import {
  type Affine,
  affine,
  type BboxCrs,
  crsTransform,
  type Grid,
  LandsichtError,
  type PixelArray,
  type Position,
  utmEpsgFor,
  type Window,
} from '@landsicht/core';
import { transformScanline } from '../raster/approximate-transform.js';
import type { Gcp } from '../raster/raster-file.js';
import { pointResampler } from '../raster/resample.js';
import type { Placement } from './align.js';

/**
 * Ground control points on a regular mesh of image positions, as Sentinel-1 GRD has them; in between, bilinear. Positions are kept in UTM,
 * where the straight lines of an acquisition stay straight. It knows the ground's height at the points only: between them relief displaces
 * pixels (by about its height in the direction of the look). Use terrain-corrected products in the mountains.
 */
export interface GcpMesh {
  readonly epsg: number;
  /** Ascending image positions, corners at integers. */
  readonly cols: Float64Array;
  readonly rows: Float64Array;
  /** rows × cols map positions in `epsg`. */
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** Map → image by the plane through three corners: right to some pixels. */
  readonly toImage: Affine;
}

export function gcpMesh(gcps: readonly Gcp[], gcpEpsg: number, where: string): GcpMesh {
  const cols = Float64Array.from(new Set(gcps.map(({ col }) => col))).sort();
  const rows = Float64Array.from(new Set(gcps.map(({ row }) => row))).sort();
  if (cols.length < 2 || rows.length < 2 || cols.length * rows.length !== gcps.length) {
    throw new LandsichtError(
      'raster-unsupported',
      `${where}: its ${gcps.length} ground control points lie on no regular mesh of lines and samples. Rectify it first, e.g. gdalwarp -tps -t_srs EPSG:25833 IN OUT`,
    );
  }
  const toLonLat = crsTransform(gcpEpsg, 4326);
  const middle = gcps[Math.floor(gcps.length / 2)] as Gcp;
  const epsg = utmEpsgFor(...toLonLat.forward(middle.x, middle.y));
  const { forward } = crsTransform(gcpEpsg, epsg);
  const xs = new Float64Array(gcps.length);
  const ys = new Float64Array(gcps.length);
  for (const { col, row, x, y } of gcps) {
    const at = rows.indexOf(row) * cols.length + cols.indexOf(col);
    const [east, north] = forward(x, y);
    xs[at] = east;
    ys[at] = north;
  }
  return { epsg, cols, rows, xs, ys, toImage: affine.invert(planeOf({ cols, rows, xs, ys })) };
}

/** Image → map through the upper left, upper right and lower left corner. */
function planeOf({ cols, rows, xs, ys }: Pick<GcpMesh, 'cols' | 'rows' | 'xs' | 'ys'>): Affine {
  const [col, row] = [cols[0] as number, rows[0] as number];
  const width = (cols.at(-1) as number) - col;
  const height = (rows.at(-1) as number) - row;
  const [right, below] = [cols.length - 1, (rows.length - 1) * cols.length];
  const along = (values: Float64Array): readonly [byCol: number, byRow: number, atZero: number] => {
    const first = values[0] as number;
    const byCol = ((values[right] as number) - first) / width;
    const byRow = ((values[below] as number) - first) / height;
    return [byCol, byRow, first - byCol * col - byRow * row];
  };
  return [...along(xs), ...along(ys)];
}

/** Cell of a position; those beyond the mesh belong to the outermost. */
function cellOf(edges: Float64Array, at: number): number {
  let cell = 0;
  while (cell < edges.length - 2 && at >= (edges[cell + 1] as number)) cell++;
  return cell;
}

interface Local {
  readonly x: number;
  readonly y: number;
  readonly xPerCol: number;
  readonly xPerRow: number;
  readonly yPerCol: number;
  readonly yPerRow: number;
}

/** Map position and its derivatives at an image position. */
function localAt({ cols, rows, xs, ys }: GcpMesh, col: number, row: number): Local {
  const i = cellOf(cols, col);
  const j = cellOf(rows, row);
  const width = (cols[i + 1] as number) - (cols[i] as number);
  const height = (rows[j + 1] as number) - (rows[j] as number);
  const u = (col - (cols[i] as number)) / width;
  const v = (row - (rows[j] as number)) / height;
  const at = j * cols.length + i;
  const [x, xPerCol, xPerRow] = bilinear(xs, at, cols.length, u, v);
  const [y, yPerCol, yPerRow] = bilinear(ys, at, cols.length, u, v);
  return { x, y, xPerCol: xPerCol / width, xPerRow: xPerRow / height, yPerCol: yPerCol / width, yPerRow: yPerRow / height };
}

/** Value and its derivatives by u and v. */
function bilinear(values: Float64Array, at: number, stride: number, u: number, v: number): [value: number, byU: number, byV: number] {
  const [a, b] = [values[at] as number, values[at + 1] as number];
  const [c, d] = [values[at + stride] as number, values[at + stride + 1] as number];
  const above = a + (b - a) * u;
  const below = c + (d - c) * u;
  return [above + (below - above) * v, (b - a) * (1 - v) + (d - c) * v, below - above];
}

export function imageToMap(mesh: GcpMesh, col: number, row: number): Position {
  const { x, y } = localAt(mesh, col, row);
  return [x, y];
}

const settledPx = 1e-6;
const mostSteps = 25;

/** Map → image by Newton's method, always from the mesh's own plane, so that a place has one answer. NaN where it does not settle. */
export function mapToImage(mesh: GcpMesh, x: number, y: number): Position {
  let [col, row] = affine.apply(mesh.toImage, x, y);
  for (let step = 0; step < mostSteps; step++) {
    const local = localAt(mesh, col, row);
    const [dx, dy] = [x - local.x, y - local.y];
    const det = local.xPerCol * local.yPerRow - local.xPerRow * local.yPerCol;
    const byCol = (dx * local.yPerRow - dy * local.xPerRow) / det;
    const byRow = (dy * local.xPerCol - dx * local.yPerCol) / det;
    col += byCol;
    row += byRow;
    if (Math.abs(byCol) + Math.abs(byRow) < settledPx) return [col, row];
  }
  return [Number.NaN, Number.NaN];
}

/** North-up UTM grid that covers the mesh; pixels as large as the image's, rounded to two digits, borders at multiples of them. */
export function meshGrid(mesh: GcpMesh): Grid {
  const middle = localAt(mesh, mesh.cols[mesh.cols.length >> 1] as number, mesh.rows[mesh.rows.length >> 1] as number);
  const size = Number(Math.sqrt(Math.abs(middle.xPerCol * middle.yPerRow - middle.xPerRow * middle.yPerCol)).toPrecision(2));
  const [xMin, yMin, xMax, yMax] = extentOf(mesh).map((edge, i) => (i < 2 ? Math.floor(edge / size) : Math.ceil(edge / size)) * size) as [
    number,
    number,
    number,
    number,
  ];
  const [width, height] = [Math.round((xMax - xMin) / size), Math.round((yMax - yMin) / size)];
  return { width, height, transform: affine.northUp(xMin, yMax, size), epsg: mesh.epsg };
}

function extentOf({ xs, ys }: GcpMesh): BboxCrs {
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

const kernelPx = 2;
/** Positions are interpolated over so many pixels at most: a longer span could step over the bends between the mesh's cells. */
const spanPx = 64;
const maxErrorPx = 0.005;

/** Of a file with a mesh of ground control points; `size` is the file's. Nearest or bilinear, nothing else is asked of it. */
export function meshPlacement(mesh: GcpMesh, size: { width: number; height: number }): Placement {
  const toImage = (target: Grid, window: { col: number; row: number }) => {
    const { forward } = crsTransform(target.epsg, mesh.epsg);
    return (col: number, row: number): Position => {
      const [imageCol, imageRow] = mapToImage(mesh, ...forward(...affine.apply(target.transform, col, row)));
      return [imageCol - window.col, imageRow - window.row];
    };
  };
  return {
    windowFor: (target) => imageWindow(toImage(target, { col: 0, row: 0 }), target, size),
    place({ window, data, valid }, target, method) {
      const transform = toImage(target, window);
      const resample = pointResampler(method === 'nearest' || method === 'mode' ? 'nearest' : 'bilinear', { x: 1, y: 1 });
      const [xs, ys, line] = [new Float64Array(target.width), new Float64Array(target.width), new Float64Array(target.width)];
      const planes = data.map((band) => ({ values: floats(band), valid, width: window.width, height: window.height }));
      const placed = data.map(() => new Float32Array(target.width * target.height));
      const placedValid = new Uint8Array(target.width * target.height).fill(1);
      for (let row = 0; row < target.height; row++) {
        for (let col = 0; col < target.width; col += spanPx) {
          const place = { firstCol: col + 0.5, row: row + 0.5, maxErrorPx };
          transformScanline(transform, place, xs.subarray(col, col + spanPx), ys.subarray(col, col + spanPx));
        }
        const start = row * target.width;
        planes.forEach((plane, b) => {
          resample(plane, xs, ys, line);
          for (let i = 0; i < line.length; i++) if (Number.isNaN(line[i])) placedValid[start + i] = line[i] = 0;
          (placed[b] as Float32Array).set(line, start);
        });
      }
      return { data: placed, valid: placedValid };
    },
    gridOf: () => null,
  };
}

function floats(band: PixelArray): Float32Array | Float64Array {
  return band instanceof Float32Array || band instanceof Float64Array ? band : Float32Array.from(band);
}

/** The image's pixels under a target: its border and inner points, with room for the kernel; null where they do not meet. */
function imageWindow(
  transform: (col: number, row: number) => Position,
  target: Grid,
  size: { width: number; height: number },
): Window | null {
  const steps = 16;
  let [xMin, yMin, xMax, yMax] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let j = 0; j <= steps; j++) {
    for (let i = 0; i <= steps; i++) {
      const [x, y] = transform((target.width * i) / steps, (target.height * j) / steps);
      if (!Number.isFinite(x + y)) continue;
      [xMin, xMax, yMin, yMax] = [Math.min(xMin, x), Math.max(xMax, x), Math.min(yMin, y), Math.max(yMax, y)];
    }
  }
  const col = Math.max(0, Math.floor(xMin) - kernelPx);
  const row = Math.max(0, Math.floor(yMin) - kernelPx);
  const width = Math.min(size.width, Math.ceil(xMax) + kernelPx) - col;
  const height = Math.min(size.height, Math.ceil(yMax) + kernelPx) - row;
  return width > 0 && height > 0 ? { col, row, width, height } : null;
}
