import type { Histogram } from '../detectors/histogram.js';
import { kittlerIllingworth, otsu } from '../detectors/thresholds.js';
import { codeOfDb, dbOfCode, dbStep } from './db-codes.js';

/** Half a tile: tiles of 100 px overlap by half (children of the quadtree of GFM; OPERA's 50 % overlap). */
const cellPx = 50;
/** Bins of a histogram: the codes 1…255. */
const bins = 255;

/** What makes a tile one where water and land are both there (flood.md 3.1, 3.3). */
const leastVarianceRatio = 0.7;
const leastMinorityShare = 0.1;
/** OPERA: more than a third of a tile must be observed. */
const leastObservedPx = (2 * cellPx) ** 2 / 3;

export interface TileBounds {
  /** A Kittler-Illingworth threshold outside these is not one between water and land. */
  readonly minimumDb: number;
  readonly maximumDb: number;
}

/** OPERA DSWx-S1 and flood.md 3.1. */
export const tileBounds = { vh: { minimumDb: -28, maximumDb: -18 }, vv: { minimumDb: -24, maximumDb: -13 } } as const;

/** Its centre as multiples of 50 px, and its threshold. */
export interface BimodalTile {
  readonly x: number;
  readonly y: number;
  readonly thresholdDb: number;
}

/**
 * Looks for tiles where the histogram of σ0 has a water and a land mode, row by row: BCV ratio > 0.7, smaller class > 10 %, and a
 * Kittler-Illingworth threshold within bounds. Memory: one histogram per 50 px of the width.
 */
export class BimodalTiles {
  private readonly bounds: TileBounds;
  private readonly columns: number;
  private above: Float64Array | null = null;
  private cells: Float64Array;
  private row = 0;
  private readonly found: BimodalTile[] = [];
  /** By code, of every pixel that is not in `cells`. */
  private readonly counts = new Float64Array(256);

  constructor(width: number, bounds: TileBounds) {
    this.bounds = bounds;
    this.columns = Math.floor(width / cellPx);
    this.cells = new Float64Array(this.columns * 256);
  }

  /** The next row of codes. */
  addRow(codes: Uint8Array): void {
    const { cells, counts, columns } = this;
    for (let column = 0, col = 0; column < columns; column++) {
      const first = column * 256;
      for (const end = col + cellPx; col < end; col++) {
        const at = first + (codes[col] as number);
        cells[at] = (cells[at] as number) + 1;
      }
    }
    for (let col = columns * cellPx; col < codes.length; col++) counts[codes[col] as number] = (counts[codes[col] as number] as number) + 1;
    this.row++;
    if (this.row % cellPx !== 0) return;
    if (this.above != null) this.judge(this.above, cells);
    addByCode(cells, counts);
    this.above = cells;
    this.cells = new Float64Array(cells.length);
  }

  /** Of every pixel so far, by code. */
  get histogram(): Float64Array {
    const all = this.counts.slice();
    addByCode(this.cells, all);
    return all;
  }

  /** Those found so far. */
  get tiles(): readonly BimodalTile[] {
    return this.found;
  }

  private judge(above: Float64Array, below: Float64Array): void {
    for (let column = 0; column + 1 < this.columns; column++) {
      const histogram = tileHistogram(above, below, column);
      if (histogram.total < leastObservedPx) continue;
      const split = otsu(histogram);
      if (split == null || split.varianceRatio <= leastVarianceRatio || split.minorityShare <= leastMinorityShare) continue;
      const thresholdDb = kittlerIllingworth(histogram);
      if (thresholdDb == null || thresholdDb < this.bounds.minimumDb || thresholdDb > this.bounds.maximumDb) continue;
      this.found.push({ x: column + 1, y: this.row / cellPx - 1, thresholdDb });
    }
  }
}

function addByCode(cells: Float64Array, counts: Float64Array): void {
  for (let at = 0; at < cells.length; at++) counts[at & 255] = (counts[at & 255] as number) + (cells[at] as number);
}

function tileHistogram(above: Float64Array, below: Float64Array, column: number): Histogram {
  const counts = new Float64Array(bins);
  let total = 0;
  for (let code = 1; code < 256; code++) {
    const left = column * 256 + code;
    const right = left + 256;
    const count = (above[left] as number) + (above[right] as number) + (below[left] as number) + (below[right] as number);
    counts[code - 1] = count;
    total += count;
  }
  return { counts, minimum: (dbOfCode[codeOfDb(-99)] as number) - dbStep / 2, binWidth: dbStep, total };
}

/** How near each pixel is to a tile where water and land were told apart: 1 within half a tile of its centre, 0 beyond one and a half. */
export class TileSurface {
  readonly tileCount: number;
  /** Median Kittler-Illingworth threshold; null without tiles. */
  readonly thresholdDb: number | null;
  private readonly nodes: Float32Array;
  private readonly columns: number;

  constructor(tiles: readonly BimodalTile[], width: number, height: number) {
    this.columns = Math.ceil(width / cellPx) + 2;
    const rows = Math.ceil(height / cellPx) + 2;
    this.nodes = new Float32Array(this.columns * rows);
    for (const { x, y } of tiles) this.raise(x, y, rows);
    const sorted = tiles.map(({ thresholdDb }) => thresholdDb).sort((a, b) => a - b);
    this.tileCount = sorted.length;
    this.thresholdDb = sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  /** Bilinear between nodes, at the pixel centres of a row; beyond the image the row at its edge. */
  rowInto(row: number, out: Float32Array): void {
    const y = Math.max(0, row + 0.5) / cellPx;
    const lastRow = this.nodes.length / this.columns - 2;
    const above = Math.min(lastRow, Math.floor(y));
    const fy = Math.min(1, y - above);
    const [top, bottom] = [this.nodeRow(above), this.nodeRow(above + 1)];
    for (let left = 0, start = 0; start < out.length; left++, start += cellPx) {
      const [nw, ne, sw, se] = [top[left] as number, top[left + 1] as number, bottom[left] as number, bottom[left + 1] as number];
      const end = Math.min(out.length, start + cellPx);
      if (nw === 0 && ne === 0 && sw === 0 && se === 0) {
        out.fill(0, start, end);
        continue;
      }
      for (let col = start; col < end; col++) {
        const fx = (col + 0.5) / cellPx - left;
        out[col] = (nw * (1 - fx) + ne * fx) * (1 - fy) + (sw * (1 - fx) + se * fx) * fy;
      }
    }
  }

  private nodeRow(row: number): Float32Array {
    return this.nodes.subarray(row * this.columns, (row + 1) * this.columns);
  }

  private raise(x: number, y: number, rows: number): void {
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        const [nx, ny] = [x + dx, y + dy];
        if (nx < 0 || ny < 0 || nx >= this.columns || ny >= rows) continue;
        const weight = Math.min(1, Math.max(0, 1.5 - Math.hypot(dx, dy) / 2));
        const at = ny * this.columns + nx;
        this.nodes[at] = Math.max(this.nodes[at] as number, weight);
      }
    }
  }
}
