/** TIFF 6.0, section 13: codes of 9 to 12 bits, most significant bit first. */
const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const TABLE = 4096;

/** Decodes at most `length` bytes; returns what there is where the stream ends or breaks earlier. */
export function decodeLzw(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  // A table entry is a string already written: where it starts in `out`, and how long it is.
  const starts = new Uint32Array(TABLE);
  const lengths = new Uint16Array(TABLE);
  let free = FIRST_FREE;
  let width = 9;
  let previous = -1;
  let previousAt = 0;
  let previousLength = 0;
  let bits = 0;
  let held = 0;
  let at = 0;
  let o = 0;
  while (o < length) {
    while (held < width) {
      if (at === bytes.length) return out.subarray(0, o);
      bits = ((bits << 8) | (bytes[at++] as number)) >>> 0;
      held += 8;
    }
    held -= width;
    const code = (bits >>> held) & ((1 << width) - 1);
    bits &= (1 << held) - 1;
    if (code === END) break;
    if (code === CLEAR) {
      free = FIRST_FREE;
      width = 9;
      previous = -1;
      continue;
    }
    const start = o;
    if (code < CLEAR) {
      out[o++] = code;
    } else {
      const known = code < free;
      if (previous < 0 || code > free) break; // a code that cannot be: damaged
      const from = known ? (starts[code] as number) : previousAt;
      const count = known ? (lengths[code] as number) : previousLength;
      const end = Math.min(length, o + count);
      for (let i = from; o < end; i++) out[o++] = out[i] as number;
      if (!known && o < length) out[o++] = out[previousAt] as number;
    }
    if (previous >= 0 && free < TABLE) {
      // The new entry is the previous string and the byte after it, which `out` already holds in a row.
      starts[free] = previousAt;
      lengths[free] = previousLength + 1;
      free++;
    }
    previous = code;
    previousAt = start;
    previousLength = o - start;
    if (free >= (1 << width) - 1 && width < 12) width++; // TIFF switches one code early
  }
  return out.subarray(0, o);
}
