import { LandsichtError } from '@landsicht/core';
import { blockColumns, blockOut, blockRows, leeRow, loadBlock, maxWindowPx, type PowerImage } from './lee-block.js';

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
export function lee(power: Float32Array, valid: Uint8Array, width: number, height: number, options: LeeOptions): Float32Array {
  const out = new Float32Array(power.length);
  eachLeeRow({ power, valid, width, height }, { first: 0, end: height }, options, (filtered, row, col) => {
    out.set(filtered, row * width + col);
  });
  return out;
}

/**
 * The same for the rows [first, end) of an image, handed on in pieces of rows that are overwritten by the next: no image of results
 * where each value is only looked at. Rows beside them are looked at as neighbours.
 */
export function eachLeeRow(
  image: PowerImage,
  { first, end }: { readonly first: number; readonly end: number },
  options: LeeOptions,
  emit: (filtered: Float32Array, row: number, col: number) => void,
): void {
  assertArguments(image, options);
  const { windowPx, enl } = options;
  for (let row = first; row < end; row += blockRows) {
    const rows = Math.min(blockRows, end - row);
    for (let col = 0; col < image.width; col += blockColumns) {
      const columns = Math.min(blockColumns, image.width - col);
      const isAllValid = loadBlock(image, { col, row, width: columns, height: rows }, windowPx);
      const filtered = blockOut.subarray(0, columns);
      for (let r = 0; r < rows; r++) {
        leeRow(r, columns, windowPx, enl, isAllValid);
        emit(filtered, row + r, col);
      }
    }
  }
}

function assertArguments({ power, valid, width, height }: PowerImage, { windowPx, enl }: LeeOptions): void {
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
