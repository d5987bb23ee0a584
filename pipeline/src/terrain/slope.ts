import type { CellSizes } from './cell-size.js';
import type { FramedBand } from './framed-band.js';

/**
 * Slope in degrees by Horn 1981 (doi:10.1109/PROC.1981.11918), as `gdaldem slope`, of every cell of a band that is not filled; NaN where
 * not observed. A missing neighbour is put where the plane through the centre and the cell opposite has it; where that is missing too,
 * the other directions say how the plane lies. So slopes of planes are exact at edges and holes as well.
 */
export function slopeDegrees({ window, stride, levelM, valid }: FramedBand, sizes: CellSizes): Float32Array {
  const out = new Float32Array(window.width * window.height).fill(Number.NaN);
  for (let row = 0; row < window.height; row++) {
    const perX = 1 / (8 * (sizes.xM[window.row + row] as number));
    const perY = 1 / (8 * (sizes.yM[window.row + row] as number));
    for (let col = 0; col < window.width; col++) {
      const cell = (row + 1) * stride + col + 1;
      if (valid[cell] === 0) continue;
      let eastWest = across(levelM, valid, cell, 1);
      let southNorth = across(levelM, valid, cell, stride);
      let southEast = across(levelM, valid, cell, stride + 1);
      let southWest = across(levelM, valid, cell, stride - 1);
      if (Number.isNaN(eastWest + southNorth + southEast + southWest)) {
        // on a plane: southEast = southNorth + eastWest and southWest = southNorth − eastWest
        eastWest = firstKnown(eastWest, (southEast - southWest) / 2, southEast - southNorth, southNorth - southWest);
        southNorth = firstKnown(southNorth, (southEast + southWest) / 2, southEast - eastWest, southWest + eastWest);
        southEast = firstKnown(southEast, southNorth + eastWest);
        southWest = firstKnown(southWest, southNorth - eastWest);
      }
      const dzdx = (southEast + 2 * eastWest - southWest) * perX;
      const dzdy = (southEast + 2 * southNorth + southWest) * perY;
      out[row * window.width + col] = (Math.atan(Math.sqrt(dzdx * dzdx + dzdy * dzdy)) * 180) / Math.PI;
    }
  }
  return out;
}

/** Elevation of the neighbour `step` ahead minus that of the one `step` behind; NaN where both are missing. */
function across(levelM: Float32Array, valid: Uint8Array, cell: number, step: number): number {
  const ahead = levelM[cell + step] as number;
  const behind = levelM[cell - step] as number;
  const both = (valid[cell + step] as number) + 2 * (valid[cell - step] as number);
  if (both === 3) return ahead - behind;
  const centre = levelM[cell] as number;
  if (both === 1) return 2 * (ahead - centre);
  return both === 2 ? 2 * (centre - behind) : Number.NaN;
}

/** 0, level ground, where nothing is known. */
function firstKnown(...values: readonly number[]): number {
  return values.find((value) => !Number.isNaN(value)) ?? 0;
}
