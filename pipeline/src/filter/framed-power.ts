import { LandsichtError } from '@landsicht/core';

/** Rows of an image inside a frame of `haloPx`: windows need no bounds check. 0 in `power` and `valid` where not observed or outside. */
export interface FramedPower {
  readonly stride: number;
  readonly rows: number;
  readonly power: Float64Array;
  readonly valid: Uint8Array;
}

/** Rows worked on together: bounds the scratch, not the result. */
const chunkRows = 64;

/** Cuts an image into framed chunks from the top. */
export function* framedChunks(
  power: Float32Array,
  valid: Uint8Array,
  width: number,
  height: number,
  haloPx: number,
): Generator<FramedPower & { readonly firstRow: number }> {
  const stride = width + 2 * haloPx;
  for (let firstRow = 0; firstRow < height; firstRow += chunkRows) {
    const rows = Math.min(chunkRows, height - firstRow);
    const chunk = { firstRow, stride, rows, power: new Float64Array((rows + 2 * haloPx) * stride), valid: new Uint8Array(0) };
    const observed = new Uint8Array(chunk.power.length);
    for (let y = Math.max(0, firstRow - haloPx); y < Math.min(height, firstRow + rows + haloPx); y++) {
      const into = (y - firstRow + haloPx) * stride + haloPx;
      for (let col = 0; col < width; col++) {
        if (valid[y * width + col] === 0) continue;
        chunk.power[into + col] = power[y * width + col] as number;
        observed[into + col] = 1;
      }
    }
    yield { ...chunk, valid: observed };
  }
}

export function assertImage(filter: string, power: Float32Array, valid: Uint8Array, width: number, height: number): void {
  if (power.length === width * height && valid.length === power.length) return;
  throw new LandsichtError(
    'bad-argument',
    `${filter}: expected ${width * height} pixels (${width}×${height}), got ${power.length} of power and ${valid.length} of mask`,
  );
}
