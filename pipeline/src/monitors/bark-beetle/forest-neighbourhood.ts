/** Cells of 10 × 10 pixels: 100 m of Sentinel-2. */
const cellPx = 10;
/** Within 300 m: the middle of the 100–500 m in which an attack spreads (forest.md 7). */
const reachCells = 3;

/** How much forest lies around a place: counts per cell, so that memory is a hundredth of the image. */
export class ForestNeighbourhood {
  readonly #counts: Float32Array;
  readonly #cols: number;
  readonly #rows: number;
  readonly #width: number;
  readonly #height: number;

  constructor({ width, height }: { readonly width: number; readonly height: number }) {
    this.#cols = Math.ceil(width / cellPx);
    this.#rows = Math.ceil(height / cellPx);
    this.#width = width;
    this.#height = height;
    this.#counts = new Float32Array(this.#cols * this.#rows);
  }

  /** Forest pixels at `at`, ascending, of rows from `row`. */
  add(row: number, at: Int32Array): void {
    const counts = this.#counts;
    const width = this.#width;
    let start = 0;
    let first = Math.floor(row / cellPx) * this.#cols;
    for (let i = 0; i < at.length; i++) {
      const o = at[i] as number;
      if (o >= start + width) {
        const below = Math.floor(o / width);
        start = below * width;
        first = Math.floor((row + below) / cellPx) * this.#cols;
      }
      const cell = first + Math.floor((o - start) / cellPx);
      counts[cell] = (counts[cell] as number) + 1;
    }
  }

  /** 0..1 of the ground within about 300 m. */
  shareAround(row: number, col: number): number {
    const [cellRow, cellCol] = [Math.floor(row / cellPx), Math.floor(col / cellPx)];
    let forest = 0;
    let ground = 0;
    for (let r = Math.max(0, cellRow - reachCells); r <= Math.min(this.#rows - 1, cellRow + reachCells); r++) {
      for (let c = Math.max(0, cellCol - reachCells); c <= Math.min(this.#cols - 1, cellCol + reachCells); c++) {
        if ((r - cellRow) ** 2 + (c - cellCol) ** 2 > reachCells ** 2) continue;
        forest += this.#counts[r * this.#cols + c] as number;
        ground += Math.min(cellPx, this.#height - r * cellPx) * Math.min(cellPx, this.#width - c * cellPx);
      }
    }
    return ground === 0 ? 0 : forest / ground;
  }
}
