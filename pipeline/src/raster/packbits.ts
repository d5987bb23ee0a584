/** TIFF 6.0, section 9. Decodes at most `length` bytes; returns what there is where the stream ends earlier. */
export function decodePackBits(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let at = 0;
  let o = 0;
  while (at < bytes.length && o < length) {
    const head = ((bytes[at++] as number) << 24) >> 24; // as a signed byte
    if (head >= 0) {
      const count = Math.min(head + 1, bytes.length - at, length - o);
      out.set(bytes.subarray(at, at + count), o);
      at += head + 1;
      o += count;
    } else if (head !== -128) {
      const count = Math.min(1 - head, length - o);
      if (at === bytes.length) break;
      out.fill(bytes[at++] as number, o, o + count);
      o += count;
    }
  }
  return out.subarray(0, o);
}
