import { rowBands, type Window } from '@landsicht/core';

/** How a DEM is cut into bands, and how the cells of their first and last rows are numbered across all of them. */
export interface Bands {
  readonly width: number;
  readonly windows: readonly Window[];
}

export function bandsOf(grid: { width: number; height: number }, bandRows: number): Bands {
  return { width: grid.width, windows: rowBands(grid, bandRows) };
}

/** Number of the first cell of a band's first or last row. Border cells of all bands: 2 × width × bands. */
export function borderStart({ width }: Bands, band: number, side: 'first' | 'last'): number {
  return (2 * band + (side === 'first' ? 0 : 1)) * width;
}

export function borderCells({ width, windows }: Bands): number {
  return 2 * width * windows.length;
}
