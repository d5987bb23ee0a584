import { LandsichtError } from '@landsicht/core';
import { blockColumns, blockOut, blockRows, leeRow, loadBlock, maxWindowPx } from './lee-block.js';

export interface LeeOptions {
  /** Side of the square window, odd, at most 31. */
  readonly windowPx: number;
  /** Equivalent number of looks: 4.4 for Sentinel-1 IW GRDH at 10 m. */
  readonly enl: number;
}

/**
 * Lee speckle filter (Lee 1980, IEEE PAMI-2(2)) on linear power, over the valid pixels of the window:
 * Cu² = 1/ENL, varX = max(0, (var − m²·Cu²) / (1 + Cu²)), out = m + varX/var · (x − m).
 * Invalid pixels and those beyond the array take no part; the result is NaN where the centre is invalid.
 *
 * Every window is summed in the same order wherever it lies and nothing is subtracted from a sum, so bands or tiles with a halo
 * of (windowPx − 1) / 2 give bit-identical results to the whole image, and a bright target leaves no rounding residue behind.
 */
export function lee(power: Float32Array, valid: Uint8Array, width: number, height: number, { windowPx, enl }: LeeOptions): Float32Array {
  assertArguments(power, valid, width, height, windowPx, enl);
  const out = new Float32Array(power.length);
  for (let row = 0; row < height; row += blockRows) {
    const rows = Math.min(blockRows, height - row);
    for (let col = 0; col < width; col += blockColumns) {
      const columns = Math.min(blockColumns, width - col);
      const isAllValid = loadBlock({ power, valid, width, height }, { col, row, width: columns, height: rows }, windowPx);
      for (let r = 0; r < rows; r++) {
        leeRow(r, columns, windowPx, enl, isAllValid);
        out.set(blockOut.subarray(0, columns), (row + r) * width + col);
      }
    }
  }
  return out;
}

function assertArguments(power: Float32Array, valid: Uint8Array, width: number, height: number, windowPx: number, enl: number): void {
  if (power.length !== width * height || valid.length !== power.length) {
    throw new LandsichtError(
      'bad-argument',
      `lee: expected ${width * height} pixels (${width}×${height}), got ${power.length} of power and ${valid.length} of mask`,
    );
  }
  if (!Number.isInteger(windowPx) || windowPx < 1 || windowPx > maxWindowPx || windowPx % 2 === 0) {
    throw new LandsichtError('bad-argument', `lee: windowPx is ${windowPx}; expected an odd whole number up to ${maxWindowPx}, such as 7`);
  }
  if (!(enl > 0)) throw new LandsichtError('bad-argument', `lee: enl is ${enl}; expected a positive number such as 4.4`);
}
