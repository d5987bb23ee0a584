/**
 * Mean over dates of the Sobel gradient of NDVI, in NDVI per pixel: borders of fields stay where they are, the growth inside them does not.
 * A date counts where all nine pixels were observed; elsewhere than in any date the edge is NaN (not observed).
 */
export class EdgeStrength {
  readonly #width: number;
  readonly #height: number;
  readonly #sum: Float32Array;
  readonly #dates: Uint8Array;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#sum = new Float32Array(width * height);
    this.#dates = new Uint8Array(width * height);
  }

  /** NDVI of one date, NaN where not observed. */
  add(ndvi: Float32Array): void {
    const [w, h] = [this.#width, this.#height];
    for (let row = 0; row < h; row++) {
      const [up, down] = [Math.max(0, row - 1) * w, Math.min(h - 1, row + 1) * w];
      for (let col = 0; col < w; col++) {
        const [left, right] = [Math.max(0, col - 1), Math.min(w - 1, col + 1)];
        const at = (line: number, c: number) => ndvi[line + c] as number;
        const [nw, n, ne] = [at(up, left), at(up, col), at(up, right)];
        const [west, east] = [at(row * w, left), at(row * w, right)];
        const [sw, s, se] = [at(down, left), at(down, col), at(down, right)];
        const dx = (ne + 2 * east + se - nw - 2 * west - sw) / 8;
        const dy = (sw + 2 * s + se - nw - 2 * n - ne) / 8;
        const edge = Math.sqrt(dx * dx + dy * dy);
        if (Number.isNaN(edge)) continue;
        const i = row * w + col;
        this.#sum[i] = (this.#sum[i] as number) + edge;
        this.#dates[i] = Math.min(255, (this.#dates[i] as number) + 1);
      }
    }
  }

  mean(): Float32Array {
    return this.#sum.map((sum, i) => (this.#dates[i] === 0 ? Number.NaN : sum / (this.#dates[i] as number)));
  }
}
