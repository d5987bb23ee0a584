/** One band of the source window. `valid`: 1 = observed. Values of unobserved pixels are never used. */
export interface Plane {
  readonly values: Float32Array | Float64Array;
  readonly valid: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Target pixels per source pixel along the source's columns and rows; below 1 the kernel widens so that no source pixel is skipped. */
export interface WarpScale {
  readonly x: number;
  readonly y: number;
}

export type PointMethod = 'nearest' | 'bilinear' | 'cubic';

/** Samples the plane at continuous pixel coordinates (xs, ys) into `out`; NaN = not observed. */
export type PointResampler = (plane: Plane, xs: Float64Array, ys: Float64Array, out: Float64Array) => void;

/** Coordinates within this of a pixel border count as on it. */
const BORDER_TOLERANCE_PX = 1e-10;
const LEAST_WEIGHT = 1e-5;
/** From this scale on the plain 2×2 and 4×4 kernels are used. */
const FULL_SCALE = 0.95;

export function pointResampler(method: PointMethod, scale: WarpScale): PointResampler {
  if (method === 'nearest') return nearest;
  if (scale.x >= FULL_SCALE && scale.y >= FULL_SCALE) return method === 'bilinear' ? bilinear : cubic;
  return widened(method, scale);
}

/** How far from its centre a point resampler reads, in source pixels. */
export function kernelRadiusPx(method: PointMethod, scale: WarpScale): number {
  const radius = { nearest: 1, bilinear: 1, cubic: 2 }[method];
  return Math.ceil(radius / Math.min(1, scale.x, scale.y));
}

/** Index of the pixel that contains the point, or −1 outside the plane or where that pixel is not observed. */
function observedPixel({ valid, width, height }: Plane, x: number, y: number): number {
  if (!(x >= 0 && y >= 0 && x + BORDER_TOLERANCE_PX <= width && y + BORDER_TOLERANCE_PX <= height)) return -1;
  const col = Math.min(width - 1, Math.floor(x + BORDER_TOLERANCE_PX));
  const row = Math.min(height - 1, Math.floor(y + BORDER_TOLERANCE_PX));
  const index = row * width + col;
  return valid[index] === 1 ? index : -1;
}

const nearest: PointResampler = (plane, xs, ys, out) => {
  const { values } = plane;
  for (let i = 0; i < out.length; i++) {
    const index = observedPixel(plane, xs[i] as number, ys[i] as number);
    out[i] = index < 0 ? Number.NaN : (values[index] as number);
  }
};

const bilinear: PointResampler = (plane, xs, ys, out) => {
  for (let i = 0; i < out.length; i++) {
    const x = xs[i] as number;
    const y = ys[i] as number;
    out[i] = observedPixel(plane, x, y) < 0 ? Number.NaN : bilinearAt(plane, x, y);
  }
};

function bilinearAt(plane: Plane, x: number, y: number): number {
  const { values, valid, width, height } = plane;
  const col = Math.floor(x - 0.5);
  const row = Math.floor(y - 0.5);
  const right = x - 0.5 - col;
  const lower = y - 0.5 - row;
  const index = row * width + col;
  if (
    col >= 0 &&
    row >= 0 &&
    col + 1 < width &&
    row + 1 < height &&
    ((valid[index] as number) & (valid[index + 1] as number) & (valid[index + width] as number) & (valid[index + width + 1] as number)) ===
      1
  ) {
    const above = (values[index] as number) * (1 - right) + (values[index + 1] as number) * right;
    const below = (values[index + width] as number) * (1 - right) + (values[index + width + 1] as number) * right;
    return above * (1 - lower) + below * lower;
  }
  let sum = 0;
  let weights = 0;
  for (let dy = 0; dy < 2; dy++) {
    for (let dx = 0; dx < 2; dx++) {
      if (col + dx < 0 || col + dx >= width || row + dy < 0 || row + dy >= height) continue;
      const at = index + dy * width + dx;
      if (valid[at] !== 1) continue;
      const weight = (dx === 1 ? right : 1 - right) * (dy === 1 ? lower : 1 - lower);
      sum += weight * (values[at] as number);
      weights += weight;
    }
  }
  return weights < LEAST_WEIGHT ? Number.NaN : sum / weights;
}

/** Bilinear where one of the 4×4 pixels is missing. */
const cubic: PointResampler = (plane, xs, ys, out) => {
  for (let i = 0; i < out.length; i++) {
    const x = xs[i] as number;
    const y = ys[i] as number;
    out[i] = observedPixel(plane, x, y) < 0 ? Number.NaN : cubicAt(plane, x, y);
  }
};

function cubicAt(plane: Plane, x: number, y: number): number {
  const { values, valid, width, height } = plane;
  const col = Math.floor(x - 0.5);
  const row = Math.floor(y - 0.5);
  if (col < 1 || row < 1 || col + 2 >= width || row + 2 >= height) return bilinearAt(plane, x, y);
  const u = x - 0.5 - col;
  const v = y - 0.5 - row;
  const u0 = cubicWeight(1 + u);
  const u1 = cubicWeight(u);
  const u2 = cubicWeight(1 - u);
  const u3 = cubicWeight(2 - u);
  let sum = 0;
  for (let k = -1; k < 3; k++) {
    const at = (row + k) * width + col - 1;
    if (((valid[at] as number) & (valid[at + 1] as number) & (valid[at + 2] as number) & (valid[at + 3] as number)) !== 1) {
      return bilinearAt(plane, x, y);
    }
    const across =
      u0 * (values[at] as number) + u1 * (values[at + 1] as number) + u2 * (values[at + 2] as number) + u3 * (values[at + 3] as number);
    sum += cubicWeight(k - v) * across;
  }
  return sum;
}

/** Keys (1981) cubic convolution with a = −0.5. */
function cubicWeight(distance: number): number {
  const d = Math.abs(distance);
  if (d <= 1) return d * d * (1.5 * d - 2.5) + 1;
  return d <= 2 ? d * d * (2.5 - 0.5 * d) - 4 * d + 2 : 0;
}

function linearWeight(distance: number): number {
  return Math.max(0, 1 - Math.abs(distance));
}

/** The kernel stretched by 1 / scale, renormalised over observed pixels; at least half of the pixels it reaches must be observed. */
function widened(method: 'bilinear' | 'cubic', scale: WarpScale): PointResampler {
  const weightOf = method === 'bilinear' ? linearWeight : cubicWeight;
  const scaleX = Math.min(1, scale.x);
  const scaleY = Math.min(1, scale.y);
  const reach = method === 'bilinear' ? 1 : 2;
  const radiusX = Math.ceil(reach / scaleX);
  const radiusY = Math.ceil(reach / scaleY);
  const across = new Float64Array(2 * radiusX);
  const at = (plane: Plane, x: number, y: number): number => {
    const { values, valid, width, height } = plane;
    const col = Math.floor(x - 0.5);
    const row = Math.floor(y - 0.5);
    const firstCol = Math.max(0, col + 1 - radiusX);
    const lastCol = Math.min(width - 1, col + radiusX);
    const firstRow = Math.max(0, row + 1 - radiusY);
    const lastRow = Math.min(height - 1, row + radiusY);
    for (let c = firstCol; c <= lastCol; c++) across[c - firstCol] = weightOf((c + 0.5 - x) * scaleX);
    let sum = 0;
    let weights = 0;
    let observed = 0;
    for (let r = firstRow; r <= lastRow; r++) {
      const down = weightOf((r + 0.5 - y) * scaleY);
      let index = r * width + firstCol;
      for (let k = 0; k <= lastCol - firstCol; k++, index++) {
        if (valid[index] !== 1) continue;
        const weight = down * (across[k] as number);
        sum += weight * (values[index] as number);
        weights += weight;
        observed++;
      }
    }
    const reached = (lastRow - firstRow + 1) * (lastCol - firstCol + 1);
    return observed < Math.floor(reached / 2) || weights < LEAST_WEIGHT ? Number.NaN : sum / weights;
  };
  return (plane, xs, ys, out) => {
    for (let i = 0; i < out.length; i++) {
      const x = xs[i] as number;
      const y = ys[i] as number;
      out[i] = observedPixel(plane, x, y) < 0 ? Number.NaN : at(plane, x, y);
    }
  };
}
