import type { BeetleSeries } from './open-series.js';

/** The block height of most COGs: strips with their lower halo end on multiples of it in the tile, so that no block is decoded twice. */
const blockRows = 512;

export interface Strip {
  /** Of the unit's grid. */
  readonly row: number;
  readonly rows: number;
}

/** Rows of the unit in strips whose halo ends where blocks of the tile end. */
export function stripsOf({ window, haloPx }: Pick<BeetleSeries, 'window' | 'haloPx'>): Strip[] {
  const strips: Strip[] = [];
  for (let row = 0; row < window.height; ) {
    const blocks = Math.floor((window.row + row + haloPx) / blockRows) + 1;
    const end = Math.min(window.height, blocks * blockRows - haloPx - window.row);
    strips.push({ row, rows: end - row });
    row = end;
  }
  return strips;
}
