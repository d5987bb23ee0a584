import type { Window } from '@landsicht/core';
import type { DemReader } from './dem.js';

/**
 * Rows of a DEM, full width, inside a frame one cell wide: neighbour loops need no bounds check. The rows of the frame are the DEM's
 * own rows above and below the band; the columns, and rows beyond the DEM, are not observed.
 */
export interface FramedBand {
  readonly window: Window;
  /** Cells per framed row: width + 2. */
  readonly stride: number;
  /** Metres, (height + 2) × stride. Raised in place by `floodBand`. */
  readonly levelM: Float32Array;
  readonly valid: Uint8Array;
  readonly hasAbove: boolean;
  readonly hasBelow: boolean;
}

export async function readFramedBand(dem: DemReader, window: Window): Promise<FramedBand> {
  const { row, height } = rowsWithFrame(dem.grid, window);
  const { elevationM, valid } = await dem.read({ col: 0, row, width: dem.grid.width, height });
  return frameBand(dem.grid, window, elevationM, valid);
}

/** The rows that a framed band needs: one more above and below, where there are. */
export function rowsWithFrame(grid: { height: number }, { row, height }: Window): { row: number; height: number } {
  const first = Math.max(0, row - 1);
  return { row: first, height: Math.min(grid.height, row + height + 1) - first };
}

/** `elevationM` and `valid` hold the rows of `rowsWithFrame`; without `valid`, NaN = not observed. */
export function frameBand(
  { width, height }: { width: number; height: number },
  window: Window,
  elevationM: Float32Array,
  observed: Uint8Array | null,
): FramedBand {
  const { row: first, height: rows } = rowsWithFrame({ height }, window);
  const stride = width + 2;
  const levelM = new Float32Array((window.height + 2) * stride);
  const valid = new Uint8Array(levelM.length);
  for (let row = first; row < first + rows; row++) {
    const from = (row - first) * width;
    const into = (row - window.row + 1) * stride + 1;
    for (let col = 0; col < width; col++) {
      const elevation = elevationM[from + col] as number;
      if (observed?.[from + col] === 0 || !Number.isFinite(elevation)) continue;
      levelM[into + col] = elevation;
      valid[into + col] = 1;
    }
  }
  return { window, stride, levelM, valid, hasAbove: window.row > 0, hasBelow: window.row + window.height < height };
}

/** Steps to the eight neighbours, in the order of the direction codes: E S W N SE SW NW NE. */
export function neighbourSteps(stride: number): readonly [number, number, number, number, number, number, number, number] {
  return [1, stride, -1, -stride, stride + 1, stride - 1, -stride - 1, -stride + 1];
}

/** True where water can leave the DEM: a neighbour is beyond the edge or not observed. */
export function isOutlet(valid: Uint8Array, cell: number, stride: number): boolean {
  return (
    ((valid[cell + 1] as number) &
      (valid[cell - 1] as number) &
      (valid[cell + stride] as number) &
      (valid[cell - stride] as number) &
      (valid[cell + stride + 1] as number) &
      (valid[cell + stride - 1] as number) &
      (valid[cell - stride + 1] as number) &
      (valid[cell - stride - 1] as number)) ===
    0
  );
}
