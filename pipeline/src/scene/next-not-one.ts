/** Index of the first byte from `from` on that is not 1; the length where all are. Whole words at a time, for most masks are full of ones. */
export function nextNotOne(bytes: Uint8Array, from: number): number {
  let i = from;
  if (bytes.byteOffset % 4 === 0) {
    for (; i % 4 !== 0 && i < bytes.length; i++) if (bytes[i] !== 1) return i;
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    let w = i >> 2;
    while (w < words.length && words[w] === 0x01010101) w++;
    i = Math.max(i, w << 2);
  }
  while (i < bytes.length && bytes[i] === 1) i++;
  return i;
}
