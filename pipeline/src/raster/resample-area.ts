import type { Plane } from './resample.js';

/** Upper-left and lower-right corners of the target pixels of a row, in continuous source pixel coordinates. */
export interface FootprintRow {
  readonly xs0: Float64Array;
  readonly ys0: Float64Array;
  readonly xs1: Float64Array;
  readonly ys1: Float64Array;
}

export type AreaMethod = 'average' | 'mode';

/** Summarises the source pixels under each footprint (its bounding box) into `out`; NaN = none observed. */
export type AreaResampler = (plane: Plane, footprints: FootprintRow, out: Float64Array) => void;

const BORDER_TOLERANCE_PX = 1e-10;

/** Whole source pixels under one footprint, end exclusive, and its exact extent. Reused for every pixel. */
interface Footprint {
  firstCol: number;
  endCol: number;
  firstRow: number;
  endRow: number;
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
}

type Summary = (plane: Plane, footprint: Footprint) => number;

export function areaResampler(method: AreaMethod): AreaResampler {
  const summary = method === 'average' ? averageOf : modeSummary();
  const footprint: Footprint = { firstCol: 0, endCol: 0, firstRow: 0, endRow: 0, xMin: 0, xMax: 0, yMin: 0, yMax: 0 };
  return (plane, row, out) => {
    for (let i = 0; i < out.length; i++) {
      out[i] = place(footprint, plane, row, i) ? summary(plane, footprint) : Number.NaN;
    }
  };
}

/** False where the footprint has no place on the plane. */
function place(f: Footprint, { width, height }: Plane, { xs0, ys0, xs1, ys1 }: FootprintRow, i: number): boolean {
  f.xMin = Math.min(xs0[i] as number, xs1[i] as number);
  f.xMax = Math.max(xs0[i] as number, xs1[i] as number);
  f.yMin = Math.min(ys0[i] as number, ys1[i] as number);
  f.yMax = Math.max(ys0[i] as number, ys1[i] as number);
  if (!(f.xMax > 0 && f.yMax > 0 && f.xMin < width && f.yMin < height)) return false;
  f.firstCol = Math.max(0, Math.floor(f.xMin + BORDER_TOLERANCE_PX));
  f.firstRow = Math.max(0, Math.floor(f.yMin + BORDER_TOLERANCE_PX));
  f.endCol = Math.min(width, Math.max(f.firstCol + 1, Math.ceil(f.xMax - BORDER_TOLERANCE_PX)));
  f.endRow = Math.min(height, Math.max(f.firstRow + 1, Math.ceil(f.yMax - BORDER_TOLERANCE_PX)));
  return true;
}

/** Mean of observed pixels weighted by the part of each that is covered. */
function averageOf({ values, valid, width }: Plane, f: Footprint): number {
  let sum = 0;
  let weights = 0;
  for (let row = f.firstRow; row < f.endRow; row++) {
    const down = f.endRow - f.firstRow === 1 ? 1 : Math.min(row + 1, f.yMax) - Math.max(row, f.yMin);
    for (let col = f.firstCol; col < f.endCol; col++) {
      const index = row * width + col;
      if (valid[index] !== 1) continue;
      const weight = f.endCol - f.firstCol === 1 ? down : down * (Math.min(col + 1, f.xMax) - Math.max(col, f.xMin));
      sum += weight * (values[index] as number);
      weights += weight;
    }
  }
  return weights > 0 ? sum / weights : Number.NaN;
}

/** Most frequent value of the observed pixels touched; ties go to the value that reached the count first in reading order. */
function modeSummary(): Summary {
  let distinct = new Float64Array(64);
  let counts = new Uint32Array(64);
  return ({ values, valid, width }, f) => {
    const reached = (f.endRow - f.firstRow) * (f.endCol - f.firstCol);
    if (reached > distinct.length) {
      distinct = new Float64Array(reached);
      counts = new Uint32Array(reached);
    }
    let used = 0;
    let best = Number.NaN;
    let bestCount = 0;
    for (let row = f.firstRow; row < f.endRow; row++) {
      for (let index = row * width + f.firstCol; index < row * width + f.endCol; index++) {
        if (valid[index] !== 1) continue;
        const value = values[index] as number;
        let k = 0;
        while (k < used && distinct[k] !== value) k++;
        if (k === used) {
          distinct[used] = value;
          counts[used++] = 0;
        }
        const count = (counts[k] as number) + 1;
        counts[k] = count;
        if (count > bestCount) {
          best = value;
          bestCount = count;
        }
      }
    }
    return best;
  };
}
