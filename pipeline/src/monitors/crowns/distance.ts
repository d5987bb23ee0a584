const FAR = 1e20;

/** Pixels to the nearest 0 of the mask, centre to centre; 0 outside it (Felzenszwalb & Huttenlocher 2012). The border of the array is no 0. */
export function distanceToZero(mask: Uint8Array, width: number): Float32Array {
  const height = mask.length / width;
  const squared = Float64Array.from(mask, (inside) => (inside === 0 ? 0 : FAR));
  const longest = Math.max(width, height);
  const line = new Line(longest);
  for (let col = 0; col < width; col++) line.transform(squared, col, width, height);
  for (let row = 0; row < height; row++) line.transform(squared, row * width, 1, width);
  return Float32Array.from(squared, (value) => Math.sqrt(value));
}

/** The lower envelope of parabolas over one line. */
class Line {
  private readonly values: Float64Array;
  private readonly feet: Int32Array;
  private readonly borders: Float64Array;

  constructor(length: number) {
    this.values = new Float64Array(length);
    this.feet = new Int32Array(length);
    this.borders = new Float64Array(length + 1);
  }

  transform(data: Float64Array, start: number, step: number, length: number): void {
    const { values, feet, borders } = this;
    for (let q = 0; q < length; q++) values[q] = data[start + q * step] as number;
    let last = 0;
    feet[0] = 0;
    borders[0] = Number.NEGATIVE_INFINITY;
    borders[1] = Number.POSITIVE_INFINITY;
    for (let q = 1; q < length; q++) {
      let border = this.meeting(q, feet[last] as number);
      while (border <= (borders[last] as number)) border = this.meeting(q, feet[--last] as number);
      feet[++last] = q;
      borders[last] = border;
      borders[last + 1] = Number.POSITIVE_INFINITY;
    }
    let k = 0;
    for (let q = 0; q < length; q++) {
      while ((borders[k + 1] as number) < q) k++;
      const foot = feet[k] as number;
      data[start + q * step] = Math.min(FAR, (q - foot) ** 2 + (values[foot] as number));
    }
  }

  private meeting(q: number, p: number): number {
    return ((this.values[q] as number) + q * q - ((this.values[p] as number) + p * p)) / (2 * (q - p));
  }
}
