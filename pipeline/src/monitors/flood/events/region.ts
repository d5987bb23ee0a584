/**
 * A set of cells of the event lattice as runs, row by row: memory follows its outline, not its area, and union, difference and
 * overlap are exact and independent of order. Made by `RegionBuilder`; never changed afterwards.
 */
export interface Region {
  readonly firstRow: number;
  /** Of row `firstRow + r` the runs are `spans[offsets[r]]` … `spans[offsets[r + 1] − 1]`: pairs start, end (end not in it), ascending, apart. */
  readonly offsets: Int32Array;
  readonly spans: Int32Array;
  readonly cells: number;
  readonly minCol: number;
  /** Not in it. */
  readonly maxCol: number;
}

export const emptyRegion: Region = {
  firstRow: 0,
  offsets: new Int32Array(1),
  spans: new Int32Array(0),
  cells: 0,
  minCol: 0,
  maxCol: 0,
};

export const rowsOf = ({ offsets }: Region): number => offsets.length - 1;

/** Takes runs in reading order; runs that touch become one. */
export class RegionBuilder {
  readonly #offsets: number[] = [];
  readonly #spans: number[] = [];
  #firstRow = 0;
  #row = -1;
  #cells = 0;
  #minCol = Number.POSITIVE_INFINITY;
  #maxCol = Number.NEGATIVE_INFINITY;

  /** Cells [start, end) of a row; rows ascend, and starts within a row. */
  add(row: number, start: number, end: number): void {
    if (end <= start) return;
    if (this.#offsets.length === 0) {
      this.#firstRow = row;
      this.#offsets.push(0);
      this.#row = row;
    }
    while (this.#row < row) {
      this.#offsets.push(this.#spans.length);
      this.#row++;
    }
    const rowStart = this.#offsets.at(-1) as number;
    const last = this.#spans.length - 1;
    if (last > rowStart && (this.#spans[last] as number) >= start) this.#spans[last] = Math.max(this.#spans[last] as number, end);
    else this.#spans.push(start, end);
    if (start < this.#minCol) this.#minCol = start;
    if (end > this.#maxCol) this.#maxCol = end;
  }

  finish(): Region {
    if (this.#spans.length === 0) return emptyRegion;
    const spans = Int32Array.from(this.#spans);
    for (let i = 0; i < spans.length; i += 2) this.#cells += (spans[i + 1] as number) - (spans[i] as number);
    return {
      firstRow: this.#firstRow,
      offsets: Int32Array.from([...this.#offsets, spans.length]),
      spans,
      cells: this.#cells,
      minCol: this.#minCol,
      maxCol: this.#maxCol,
    };
  }
}

/** Calls `visit` for each run in reading order. */
export function eachRun({ firstRow, offsets, spans }: Region, visit: (row: number, start: number, end: number) => void): void {
  for (let r = 0; r + 1 < offsets.length; r++) {
    for (let i = offsets[r] as number; i < (offsets[r + 1] as number); i += 2)
      visit(firstRow + r, spans[i] as number, spans[i + 1] as number);
  }
}

export function union(a: Region, b: Region): Region {
  if (a.cells === 0) return b;
  if (b.cells === 0) return a;
  return combine(a, b, bothRows(a, b), (inA, inB) => inA || inB);
}

/** Pairwise, so that many small regions cost n log n. */
export function unionAll(regions: readonly Region[]): Region {
  if (regions.length <= 1) return regions[0] ?? emptyRegion;
  const middle = regions.length >> 1;
  return union(unionAll(regions.slice(0, middle)), unionAll(regions.slice(middle)));
}

export function intersection(a: Region, b: Region): Region {
  return meet(a, b) ? combine(a, b, commonRows(a, b), (inA, inB) => inA && inB) : emptyRegion;
}

/** Cells of `a` that are not in `b`. */
export function difference(a: Region, b: Region): Region {
  return meet(a, b) ? combine(a, b, [a.firstRow, a.firstRow + rowsOf(a)], (inA, inB) => inA && !inB) : a;
}

/** Number of cells that both have. */
export function commonCells(a: Region, b: Region): number {
  if (!meet(a, b)) return 0;
  let cells = 0;
  const [from, to] = commonRows(a, b);
  for (let row = from; row < to; row++) {
    let i = a.offsets[row - a.firstRow] as number;
    let j = b.offsets[row - b.firstRow] as number;
    const iEnd = a.offsets[row - a.firstRow + 1] as number;
    const jEnd = b.offsets[row - b.firstRow + 1] as number;
    while (i < iEnd && j < jEnd) {
      const aEnd = a.spans[i + 1] as number;
      const bEnd = b.spans[j + 1] as number;
      const overlap = Math.min(aEnd, bEnd) - Math.max(a.spans[i] as number, b.spans[j] as number);
      if (overlap > 0) cells += overlap;
      if (aEnd <= bEnd) i += 2;
      if (bEnd <= aEnd) j += 2;
    }
  }
  return cells;
}

/** Whether their bounding boxes do. */
function meet(a: Region, b: Region): boolean {
  return (
    a.cells > 0 &&
    b.cells > 0 &&
    a.minCol < b.maxCol &&
    b.minCol < a.maxCol &&
    a.firstRow < b.firstRow + rowsOf(b) &&
    b.firstRow < a.firstRow + rowsOf(a)
  );
}

type RowRange = readonly [from: number, to: number];

function commonRows(a: Region, b: Region): RowRange {
  return [Math.max(a.firstRow, b.firstRow), Math.min(a.firstRow + rowsOf(a), b.firstRow + rowsOf(b))];
}

function bothRows(a: Region, b: Region): RowRange {
  return [Math.min(a.firstRow, b.firstRow), Math.max(a.firstRow + rowsOf(a), b.firstRow + rowsOf(b))];
}

function combine(a: Region, b: Region, [from, to]: RowRange, keep: (inA: boolean, inB: boolean) => boolean): Region {
  const builder = new RegionBuilder();
  for (let row = from; row < to; row++) {
    const [iStart, iEnd] = bordersOf(a, row);
    const [jStart, jEnd] = bordersOf(b, row);
    let i = iStart;
    let j = jStart;
    let inA = false;
    let inB = false;
    let start = 0;
    while (i < iEnd || j < jEnd) {
      const aNext = i < iEnd ? (a.spans[i] as number) : Number.POSITIVE_INFINITY;
      const bNext = j < jEnd ? (b.spans[j] as number) : Number.POSITIVE_INFINITY;
      const col = Math.min(aNext, bNext);
      if (keep(inA, inB)) builder.add(row, start, col);
      if (aNext === col) {
        inA = !inA;
        i++;
      }
      if (bNext === col) {
        inB = !inB;
        j++;
      }
      start = col;
    }
  }
  return builder.finish();
}

/** Indices into `spans` of the borders of a row: where runs begin and end, in turn. */
function bordersOf({ firstRow, offsets }: Region, row: number): [number, number] {
  const r = row - firstRow;
  return r < 0 || r + 1 >= offsets.length ? [0, 0] : [offsets[r] as number, offsets[r + 1] as number];
}
