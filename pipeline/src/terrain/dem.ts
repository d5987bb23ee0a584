import { type Grid, LandsichtError, type Window } from '@landsicht/core';

export interface DemPixels {
  /** Metres, row-major. */
  readonly elevationM: Float32Array;
  /** 1 = observed. Non-finite elevations count as not observed whatever this says. */
  readonly valid: Uint8Array;
}

/** Where the elevations come from. Every band is read several times, always with windows inside the grid. */
export interface DemReader {
  readonly grid: Grid;
  read(window: Window): DemPixels | Promise<DemPixels>;
}

/** A DEM that is already in memory. */
export function demInMemory(grid: Grid, elevationM: Float32Array, valid: Uint8Array): DemReader {
  const expected = grid.width * grid.height;
  if (elevationM.length !== expected || valid.length !== expected) {
    throw new LandsichtError(
      'bad-argument',
      `DEM: expected ${expected} pixels (${grid.width}×${grid.height}), got ${elevationM.length} elevations and ${valid.length} of mask`,
    );
  }
  return {
    grid,
    read({ col, row, width, height }) {
      const pixels = { elevationM: new Float32Array(width * height), valid: new Uint8Array(width * height) };
      for (let r = 0; r < height; r++) {
        const from = (row + r) * grid.width + col;
        pixels.elevationM.set(elevationM.subarray(from, from + width), r * width);
        pixels.valid.set(valid.subarray(from, from + width), r * width);
      }
      return pixels;
    },
  };
}
