import { assertImage, type FramedPower, framedChunks } from './framed-power.js';
import { RowMoments } from './row-moments.js';

/** Half of the 7×7 window in which everything is looked at. */
const haloPx = 3;
/** A 3×3 sample with fewer valid pixels than this says nothing about the noise. */
const enoughInSample = 5;
const unknown = Number.POSITIVE_INFINITY;
const unknownBits = 0x7f800000;

/**
 * Refined Lee speckle filter (Lee 1981, Computer Graphics and Image Processing 15(4)) on linear power: nine 3×3 samples of the 7×7 window
 * give the strongest of four gradients; mean and variance are taken from the half of the window on the pixel's side of that edge.
 * σv² = mean of the 5 smallest var/mean² of the samples, varX = max(0, (var − mean²·σv²) / (1 + σv²)), out = mean + varX/var · (x − mean).
 * Only valid pixels take part; NaN where the centre is invalid; a pixel with no sample to tell the noise from stays as it is.
 * The number of looks is estimated, so there are no options. Bands with a halo of 3 rows give bit-identical results to the whole image.
 */
export function refinedLee(power: Float32Array, valid: Uint8Array, width: number, height: number): Float32Array {
  assertImage('refinedLee', power, valid, width, height);
  const out = new Float32Array(power.length).fill(Number.NaN);
  for (const chunk of framedChunks(power, valid, width, height, haloPx)) {
    const samples = new Samples(chunk);
    const halves = halfWindows(chunk.stride);
    for (let row = 0; row < chunk.rows; row++) {
      const start = (chunk.firstRow + row) * width;
      for (let col = 0; col < width; col++) {
        if (valid[start + col] === 0) continue;
        samples.at(row, col);
        const half = halves[samples.edgeSide()] as Int32Array;
        out[start + col] = estimate(chunk, (row + haloPx) * chunk.stride + col + haloPx, half, samples.noise2());
      }
    }
  }
  return out;
}

/** Lee's estimate of a pixel from the given cells around it; noise2 = σv², NaN where not known. */
function estimate({ power, valid }: FramedPower, centre: number, half: Int32Array, noise2: number): number {
  const x = power[centre] as number;
  if (Number.isNaN(noise2)) return x;
  let sum = 0;
  let square = 0;
  let count = 0;
  for (let k = 0; k < half.length; k++) {
    const value = power[centre + (half[k] as number)] as number;
    sum += value;
    square += value * value;
    count += valid[centre + (half[k] as number)] as number;
  }
  const mean = sum / count; // the centre is one of them
  const variance = square / count - mean * mean;
  const signal = (variance - mean * mean * noise2) / (1 + noise2);
  return signal > 0 ? mean + (signal / variance) * (x - mean) : mean;
}

/** Steps to the cells of the 7×7 window on one side of an edge through its centre, those on the edge included: N E S W NE SE SW NW. */
function halfWindows(stride: number): readonly Int32Array[] {
  const sides: readonly ((dx: number, dy: number) => boolean)[] = [
    (_, dy) => dy <= 0,
    (dx) => dx >= 0,
    (_, dy) => dy >= 0,
    (dx) => dx <= 0,
    (dx, dy) => dx - dy >= 0,
    (dx, dy) => dx + dy >= 0,
    (dx, dy) => dx - dy <= 0,
    (dx, dy) => dx + dy <= 0,
  ];
  return sides.map((isOnSide) => {
    const steps: number[] = [];
    for (let dy = -haloPx; dy <= haloPx; dy++) {
      for (let dx = -haloPx; dx <= haloPx; dx++) if (isOnSide(dx, dy)) steps.push(dy * stride + dx);
    }
    return Int32Array.from(steps);
  });
}

/** Opposite samples (numbered row by row, 4 = centre), then the halves on their sides: N–S, E–W, NE–SW, SE–NW. */
const gradients = Int32Array.of(1, 7, 0, 2, 5, 3, 1, 3, 2, 6, 4, 6, 8, 0, 5, 7);

/** Means and relative variances of the 3×3 samples of a chunk. */
class Samples {
  readonly #columns: number;
  readonly #mean: Float64Array;
  /** var/mean²; `unknown` where too few pixels are valid. */
  readonly #relative: Float32Array;
  readonly #relativeBits: Int32Array;
  readonly #five = new Float32Array(5);
  readonly #fiveBits = new Int32Array(this.#five.buffer);
  /** Steps to the nine samples, row by row, from the first. */
  readonly #steps: Int32Array;
  #first = 0;

  constructor(chunk: FramedPower) {
    const moments = new RowMoments(chunk.stride, 3);
    const rows = chunk.rows + 2 * haloPx - 2;
    this.#columns = chunk.stride - 2;
    this.#steps = Int32Array.from({ length: 9 }, (_, k) => 2 * Math.floor(k / 3) * this.#columns + 2 * (k % 3));
    this.#mean = new Float64Array(rows * this.#columns);
    this.#relative = new Float32Array(rows * this.#columns);
    this.#relativeBits = new Int32Array(this.#relative.buffer);
    for (let row = 0; row < rows; row++) {
      moments.read(chunk, row);
      for (let i = 0, at = row * this.#columns; i < this.#columns; i++, at++) {
        const mean = moments.mean[i] as number;
        const isEnough = (moments.count[i] as number) >= enoughInSample && mean > 0;
        this.#mean[at] = isEnough ? mean : Number.NaN;
        this.#relative[at] = isEnough ? (moments.variance[i] as number) / (mean * mean) : unknown;
      }
    }
  }

  /** Takes the nine samples, two pixels apart, around a pixel of the chunk. */
  at(row: number, col: number): void {
    this.#first = row * this.#columns + col;
  }

  /**
   * Mean of the five smallest of nine, or as large a share of what is known; NaN where nothing is. On speckle each comparison of a sort
   * would be mispredicted every other time, so they are insertions without branches; positive floats order like their bits.
   */
  noise2(): number {
    const bits = this.#relativeBits;
    const steps = this.#steps;
    let a = unknownBits; // a ≤ b ≤ c ≤ d ≤ e
    let b = unknownBits;
    let c = unknownBits;
    let d = unknownBits;
    let e = unknownBits;
    let known = 0;
    for (let k = 0; k < 9; k++) {
      let rest = bits[this.#first + (steps[k] as number)] as number;
      known += rest === unknownBits ? 0 : 1;
      let less = smaller(rest - a);
      a += less;
      rest -= less;
      less = smaller(rest - b);
      b += less;
      rest -= less;
      less = smaller(rest - c);
      c += less;
      rest -= less;
      less = smaller(rest - d);
      d += less;
      rest -= less;
      e += smaller(rest - e);
    }
    const five = this.#five;
    this.#fiveBits[0] = a;
    this.#fiveBits[1] = b;
    this.#fiveBits[2] = c;
    this.#fiveBits[3] = d;
    this.#fiveBits[4] = e;
    const smallest = Math.ceil((known * 5) / 9);
    let sum = 0;
    for (let k = 0; k < smallest; k++) sum += five[k] as number;
    return sum / smallest; // 0 / 0 = NaN
  }

  /** The half on whose side of the strongest gradient the centre lies. */
  edgeSide(): number {
    const mean = this.#mean;
    const steps = this.#steps;
    const first = this.#first;
    const centre = mean[first + (steps[4] as number)] as number;
    let strongest = -1;
    let side = 0;
    for (let g = 0; g < gradients.length; g += 4) {
      const a = mean[first + (steps[gradients[g] as number] as number)] as number;
      const b = mean[first + (steps[gradients[g + 1] as number] as number)] as number;
      const gradient = Math.abs(a - b);
      if (!(gradient > strongest)) continue; // also where a sample is missing
      strongest = gradient;
      side = gradients[g + (Math.abs(a - centre) <= Math.abs(b - centre) ? 2 : 3)] as number;
    }
    return side;
  }
}

/** The difference of two positive 32-bit integers where it is negative, else 0. */
function smaller(difference: number): number {
  return difference & (difference >> 31);
}
