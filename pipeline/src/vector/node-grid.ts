import type { Nodes } from './arcs.js';

/** Nodes by square cells, to ask whether a triangle is empty. */
const cellPx = 8;

export class NodeGrid {
  readonly #nodes: Nodes;
  readonly #columns: number;
  readonly #rows: number;
  /** Nodes of cell k: ids[offsets[k]] … ids[offsets[k + 1] − 1]. */
  readonly #offsets: Int32Array;
  readonly #ids: Int32Array;
  readonly #isRemoved: Uint8Array;
  readonly #x0: number;
  readonly #y0: number;

  constructor(nodes: Nodes) {
    const { x, y } = nodes;
    this.#nodes = nodes;
    this.#x0 = x.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    this.#y0 = y.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const cellOf = (i: number): number => this.#row(y[i] as number) * this.#columns + this.#column(x[i] as number);
    this.#columns = x.reduce((a, b) => Math.max(a, this.#column(b) + 1), 0);
    this.#rows = y.reduce((a, b) => Math.max(a, this.#row(b) + 1), 0);
    this.#offsets = new Int32Array(this.#columns * this.#rows + 1);
    for (let i = 0; i < x.length; i++) this.#offsets[cellOf(i) + 1] = (this.#offsets[cellOf(i) + 1] as number) + 1;
    for (let k = 1; k < this.#offsets.length; k++) this.#offsets[k] = (this.#offsets[k] as number) + (this.#offsets[k - 1] as number);
    this.#ids = new Int32Array(x.length);
    const next = this.#offsets.slice();
    for (let i = 0; i < x.length; i++) {
      const cell = cellOf(i);
      const at = next[cell] as number;
      this.#ids[at] = i;
      next[cell] = at + 1;
    }
    this.#isRemoved = new Uint8Array(x.length);
  }

  remove(node: number): void {
    this.#isRemoved[node] = 1;
  }

  /** True where no other remaining node lies in the triangle of three nodes or on its sides. */
  isTriangleEmpty(a: number, b: number, c: number): boolean {
    const { y } = this.#nodes;
    const [ya, yb, yc] = [y[a] as number, y[b] as number, y[c] as number];
    const last = this.#row(Math.max(ya, yb, yc));
    for (let row = this.#row(Math.min(ya, yb, yc)); row <= last; row++) {
      const [xMin, xMax] = this.#spanIn(row, a, b, c);
      for (let column = this.#column(xMin); column <= this.#column(xMax); column++) {
        if (this.#cellMeets(row * this.#columns + column, a, b, c)) return false;
      }
    }
    return true;
  }

  #cellMeets(cell: number, a: number, b: number, c: number): boolean {
    const end = this.#offsets[cell + 1] as number;
    for (let k = this.#offsets[cell] as number; k < end; k++) {
      const node = this.#ids[k] as number;
      if (node === a || node === b || node === c || this.#isRemoved[node] === 1) continue;
      if (isInTriangle(this.#nodes, node, a, b, c)) return true;
    }
    return false;
  }

  /** Columns of the triangle's part within a row of cells, so that a long thin slanting one does not visit its whole bounding box. */
  #spanIn(row: number, a: number, b: number, c: number): [number, number] {
    const top = this.#y0 + row * cellPx;
    const bottom = top + cellPx;
    const { x, y } = this.#nodes;
    let xMin = Number.POSITIVE_INFINITY;
    let xMax = Number.NEGATIVE_INFINITY;
    for (const [p, q] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      const [px, py, qx, qy] = [x[p] as number, y[p] as number, x[q] as number, y[q] as number];
      if (Math.max(py, qy) < top || Math.min(py, qy) > bottom) continue;
      const at = (line: number): number => (py === qy ? px : px + ((qx - px) * (line - py)) / (qy - py));
      const ends = py === qy ? [px, qx] : [at(Math.min(Math.max(py, top), bottom)), at(Math.min(Math.max(qy, top), bottom))];
      xMin = Math.min(xMin, ...ends);
      xMax = Math.max(xMax, ...ends);
    }
    return [Math.floor(xMin), Math.ceil(xMax)];
  }

  #column(x: number): number {
    return Math.floor((x - this.#x0) / cellPx);
  }

  #row(y: number): number {
    return Math.floor((y - this.#y0) / cellPx);
  }
}

/** Exact: coordinates are whole pixels. */
function isInTriangle({ x, y }: Nodes, p: number, a: number, b: number, c: number): boolean {
  const side = (from: number, to: number): number =>
    ((x[to] as number) - (x[from] as number)) * ((y[p] as number) - (y[from] as number)) -
    ((y[to] as number) - (y[from] as number)) * ((x[p] as number) - (x[from] as number));
  const ab = side(a, b);
  const bc = side(b, c);
  const ca = side(c, a);
  if (ab === 0 && bc === 0 && ca === 0) return isBetween(x, p, a, b, c) && isBetween(y, p, a, b, c); // the triangle is a line
  return (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0);
}

function isBetween(along: Int32Array, p: number, a: number, b: number, c: number): boolean {
  const [va, vb, vc] = [along[a] as number, along[b] as number, along[c] as number];
  const value = along[p] as number;
  return value >= Math.min(va, vb, vc) && value <= Math.max(va, vb, vc);
}
