import { type PixelArray, type PixelType, pixelTypeOf } from '@landsicht/core';

/** Computes values one by one and clears `valid` (in place) where there is none; what it gives does not depend on the neighbours. */
export type ValueByValue = (stored: PixelArray, valid: Uint8Array) => PixelArray;

/** Below this many pixels a table costs more than it saves. */
const leastPixels = 2 ** 18;

export interface ValueTable {
  /** In the order of the integers' bits. */
  readonly table: Float32Array;
  /** 1 = an observation. */
  readonly observed: Uint8Array;
}

/** The values of all integers of a type of 8 or 16 bits; null for other types, for few pixels, and where `compute` gives no float32. */
export function tableOf(type: PixelType, pixels: number, compute: ValueByValue): ValueTable | null {
  if ((type !== 'u8' && type !== 'u16' && type !== 'i16') || pixels < leastPixels) return null;
  const every = type === 'u8' ? Uint8Array.from(everyWord.subarray(0, 256)) : type === 'i16' ? new Int16Array(everyWord.buffer) : everyWord;
  const observed = new Uint8Array(every.length).fill(1);
  const table = compute(every, observed);
  return table instanceof Float32Array ? { table, observed } : null;
}

/** What `compute` gives; many integers through a table: two loads a pixel, whatever is computed. They may go `into` an array at hand. */
export function byTable(stored: PixelArray, valid: Uint8Array, compute: ValueByValue, into: Float32Array | null = null): PixelArray {
  const made = tableOf(pixelTypeOf(stored), stored.length, compute);
  if (made == null) return compute(stored, valid);
  const { table, observed } = made;
  const codes = stored instanceof Int16Array ? new Uint16Array(stored.buffer, stored.byteOffset, stored.length) : stored;
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

const everyWord = new Uint16Array(65_536);
for (let code = 0; code < everyWord.length; code++) everyWord[code] = code;
