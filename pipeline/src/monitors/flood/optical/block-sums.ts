import { maskReasons } from '@landsicht/core';
import { cloudReason } from './cloud-test.js';
import { dswxClassOfTests, dswxTests, isOpenWater } from './dswx.js';
import type { OpticalRows } from './optical-rows.js';
import type { BlockGrid } from './shadow-geometry.js';

/** Side of a block: some cumulus clouds are smaller, roofs seldom larger. */
const blockM = 120;

export function blockGridOf(width: number, height: number, pixelWidthM: number, pixelHeightM: number): BlockGrid {
  const blockCols = Math.max(1, Math.round(blockM / pixelWidthM));
  const blockRows = Math.max(1, Math.round(blockM / pixelHeightM));
  return {
    columns: Math.ceil(width / blockCols),
    rows: Math.ceil(height / blockRows),
    blockCols,
    blockRows,
    blockWidthM: blockCols * pixelWidthM,
    blockHeightM: blockRows * pixelHeightM,
  };
}

function isProductCloud(reason: number): boolean {
  return reason === maskReasons.cloud.code || reason === maskReasons.cirrus.code;
}

/** What the blocks of a scene hold, summed over rows that may come in bands of any height. One entry per block. */
export class BlockSums {
  readonly grid: BlockGrid;
  readonly hotThreshold: number;
  /** Pixels with data, cloudy by our test, cloudy by the product's mask. */
  readonly seen: Uint32Array;
  readonly cloud: Uint32Array;
  readonly productCloud: Uint32Array;
  /** Pixels without cloud, and the sums of their reflectances. */
  readonly clear: Uint32Array;
  readonly nir: Float32Array;
  readonly swir16: Float32Array;
  /** The same for pixels that are not open water either. */
  readonly land: Uint32Array;
  readonly landGreen: Float32Array;
  readonly landRed: Float32Array;
  readonly landNir: Float32Array;
  /** And for open water. */
  readonly wet: Uint32Array;
  readonly wetGreen: Float32Array;
  readonly wetRed: Float32Array;
  readonly wetNir: Float32Array;
  readonly wetSwir16: Float32Array;

  /** `hotThreshold` of `HazeLevel`. */
  constructor(grid: BlockGrid, hotThreshold: number) {
    const blocks = grid.columns * grid.rows;
    this.grid = grid;
    this.hotThreshold = hotThreshold;
    this.seen = new Uint32Array(blocks);
    this.cloud = new Uint32Array(blocks);
    this.productCloud = new Uint32Array(blocks);
    this.clear = new Uint32Array(blocks);
    this.nir = new Float32Array(blocks);
    this.swir16 = new Float32Array(blocks);
    this.land = new Uint32Array(blocks);
    this.landGreen = new Float32Array(blocks);
    this.landRed = new Float32Array(blocks);
    this.landNir = new Float32Array(blocks);
    this.wet = new Uint32Array(blocks);
    this.wetGreen = new Float32Array(blocks);
    this.wetRed = new Float32Array(blocks);
    this.wetNir = new Float32Array(blocks);
    this.wetSwir16 = new Float32Array(blocks);
  }

  /** Adds the inner rows. */
  add({ bands, valid, reason, row: firstRow, innerRows, haloRows, width }: OpticalRows): void {
    const { columns, blockCols, blockRows } = this.grid;
    const { blue, green, red, nir, swir16, swir22, cirrus } = bands;
    for (let row = firstRow, i = haloRows * width; row < firstRow + innerRows; row++) {
      const firstBlock = Math.floor(row / blockRows) * columns;
      for (let col = 0; col < width; col++, i++) {
        if (valid[i] === 0 && !isProductCloud(reason[i] as number)) continue;
        const block = firstBlock + Math.floor(col / blockCols);
        add(this.seen, block, 1);
        if (reason[i] !== 0) {
          if (isProductCloud(reason[i] as number)) add(this.productCloud, block, 1);
          continue;
        }
        const b = blue[i] as number;
        const g = green[i] as number;
        const r = red[i] as number;
        const n = nir[i] as number;
        const s1 = swir16[i] as number;
        const s2 = swir22[i] as number;
        if (!Number.isFinite(b + g + r + n + s1 + s2)) continue;
        const found = cloudReason(b, g, r, n, s1, s2, cirrus == null ? 0 : (cirrus[i] as number), this.hotThreshold);
        if (found !== 0) {
          if (found !== maskReasons.snow.code) add(this.cloud, block, 1);
          continue;
        }
        add(this.clear, block, 1);
        add(this.nir, block, n);
        add(this.swir16, block, s1);
        if (isOpenWater(dswxClassOfTests[dswxTests(b, g, r, n, s1, s2)] as number)) {
          add(this.wet, block, 1);
          add(this.wetGreen, block, g);
          add(this.wetRed, block, r);
          add(this.wetNir, block, n);
          add(this.wetSwir16, block, s1);
          continue;
        }
        add(this.land, block, 1);
        add(this.landGreen, block, g);
        add(this.landRed, block, r);
        add(this.landNir, block, n);
      }
    }
  }
}

function add(sums: Uint32Array | Float32Array, block: number, value: number): void {
  sums[block] = (sums[block] as number) + value;
}
