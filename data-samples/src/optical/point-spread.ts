/** Pixels the response reaches to each side. */
export const psfRadius = 2;

/** A Gaussian response whose centre is displaced by a part of a pixel. */
export class PointSpread {
  private readonly horizontal: Float32Array;
  private readonly vertical: Float32Array;
  private rows = new Float32Array(0);
  private out = new Float32Array(0);

  /** Shifts and σ in pixels; the shift is limited to ±0.9. */
  constructor(shiftX: number, shiftY: number, sigma: number) {
    this.horizontal = taps(shiftX, sigma);
    this.vertical = taps(shiftY, sigma);
  }

  /** `from` is `psfRadius` pixels larger than width × count on each side; `bands` values a pixel, one after the other. The result is used again by the next call. */
  apply(from: Float32Array, width: number, count: number, bands: number): Float32Array {
    const line = width * bands;
    const padded = line + 2 * psfRadius * bands;
    const { rows, out } = this.scratch(line * (count + 2 * psfRadius), line * count);
    const [a, b, c, d, e] = this.horizontal as unknown as [number, number, number, number, number];
    for (let r = 0; r < count + 2 * psfRadius; r++) {
      for (let x = 0; x < line; x++) {
        const i = r * padded + x;
        rows[r * line + x] =
          a * (from[i] as number) +
          b * (from[i + bands] as number) +
          c * (from[i + 2 * bands] as number) +
          d * (from[i + 3 * bands] as number) +
          e * (from[i + 4 * bands] as number);
      }
    }
    const [p, q, r, s, t] = this.vertical as unknown as [number, number, number, number, number];
    for (let i = 0; i < line * count; i++) {
      out[i] =
        p * (rows[i] as number) +
        q * (rows[i + line] as number) +
        r * (rows[i + 2 * line] as number) +
        s * (rows[i + 3 * line] as number) +
        t * (rows[i + 4 * line] as number);
    }
    return out;
  }

  private scratch(rows: number, out: number): { rows: Float32Array; out: Float32Array } {
    if (this.rows.length < rows) this.rows = new Float32Array(rows);
    if (this.out.length < out) this.out = new Float32Array(out);
    return { rows: this.rows, out: this.out };
  }
}

function taps(shift: number, sigma: number): Float32Array {
  const centre = Math.max(-0.9, Math.min(0.9, shift));
  const values = Float32Array.from({ length: 5 }, (_, k) => Math.exp(-((k - 2 - centre) ** 2) / (2 * sigma * sigma)));
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((v) => v / sum);
}
