import { type Grid, pixelSizeM, windowGrid } from '@landsicht/core';

/** Ground size of a cell in metres, by row of the grid: cells in degrees or Web Mercator metres shrink towards the poles. */
export interface CellSizes {
  readonly xM: Float64Array;
  readonly yM: Float64Array;
}

export function cellSizesM(grid: Grid): CellSizes {
  const xM = new Float64Array(grid.height);
  const yM = new Float64Array(grid.height);
  for (let row = 0; row < grid.height; row++) {
    const { x, y } = pixelSizeM(windowGrid(grid, { col: 0, row, width: grid.width, height: 1 }));
    xM[row] = x;
    yM[row] = y;
  }
  return { xM, yM };
}
