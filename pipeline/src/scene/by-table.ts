import type { PixelArray } from '@landsicht/core';

/** Computes values one by one and clears `valid` (in place) where there is none; what it gives does not depend on the neighbours. */
export type ValueByValue = (stored: PixelArray, valid: Uint8Array) => PixelArray;

/** Below this many pixels a table costs more than it saves. */
const leastPixels = 2 ** 18;

/** What `compute` gives; integers of 8 and 16 bits through a table of all their values: two loads a pixel, whatever is computed. They may go `into` an array at hand. */
export function byTable(stored: PixelArray, valid: Uint8Array, compute: ValueByValue, into: Float32Array | null = null): PixelArray {
  const codes = stored.length < leastPixels ? null : codesOf(stored);
  if (codes == null) return compute(stored, valid);
  const [every, observed] = [everyValueLike(stored), new Uint8Array(2 ** (8 * stored.BYTES_PER_ELEMENT)).fill(1)];
  const table = compute(every, observed);
  if (!(table instanceof Float32Array)) return compute(stored, valid);
  const values = into ?? new Float32Array(codes.length);
  if (observed.includes(0)) {
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] as number;
      values[i] = table[code] as number;
      if (observed[code] === 0) valid[i] = 0;
    }
  } else for (let i = 0; i < codes.length; i++) values[i] = table[codes[i] as number] as number;
  return values;
}

/** The same bits as places in a table; null for other types. */
function codesOf(stored: PixelArray): Uint8Array | Uint16Array | null {
  if (stored instanceof Uint16Array || stored instanceof Uint8Array) return stored;
  return stored instanceof Int16Array ? new Uint16Array(stored.buffer, stored.byteOffset, stored.length) : null;
}

const everyWord = new Uint16Array(65_536);
for (let code = 0; code < everyWord.length; code++) everyWord[code] = code;

/** By table place. */
function everyValueLike(stored: PixelArray): PixelArray {
  if (stored instanceof Uint8Array) return Uint8Array.from(everyWord.subarray(0, 256));
  return stored instanceof Int16Array ? new Int16Array(everyWord.buffer) : everyWord;
}
