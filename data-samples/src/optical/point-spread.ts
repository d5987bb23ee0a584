/** Pixels the response reaches to each side. */
export const psfRadius = 2;

/** A Gaussian response whose centre is displaced by a part of a pixel. */
export class PointSpread {
  private readonly horizontal: Float32Array;
  private readonly vertical: Float32Array;

  /** Shifts and σ in pixels; the shift is limited to ±0.9. */
  constructor(shiftX: number, shiftY: number, sigma: number) {
    this.horizontal = taps(shiftX, sigma);
    this.vertical = taps(shiftY, sigma);
  }

  /** `from` is `psfRadius` pixels larger than width × count on each side. */
  apply(from: Float32Array, width: number, count: number): Float32Array {
    const padded = width + 2 * psfRadius;
    const rows = new Float32Array(width * (count + 2 * psfRadius));
    const [a, b, c, d, e] = this.horizontal as unknown as [number, number, number, number, number];
    for (let r = 0; r < count + 2 * psfRadius; r++) {
      for (let x = 0; x < width; x++) {
        const i = r * padded + x;
        rows[r * width + x] =
          a * (from[i] as number) +
          b * (from[i + 1] as number) +
          c * (from[i + 2] as number) +
          d * (from[i + 3] as number) +
          e * (from[i + 4] as number);
      }
    }
    const out = new Float32Array(width * count);
    const [p, q, r, s, t] = this.vertical as unknown as [number, number, number, number, number];
    for (let i = 0; i < out.length; i++) {
      out[i] =
        p * (rows[i] as number) +
        q * (rows[i + width] as number) +
        r * (rows[i + 2 * width] as number) +
        s * (rows[i + 3 * width] as number) +
        t * (rows[i + 4 * width] as number);
    }
    return out;
  }
}

function taps(shift: number, sigma: number): Float32Array {
  const centre = Math.max(-0.9, Math.min(0.9, shift));
  const values = Float32Array.from({ length: 5 }, (_, k) => Math.exp(-((k - 2 - centre) ** 2) / (2 * sigma * sigma)));
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((v) => v / sum);
}
