/** Index of the first byte from `from` on that is not `value`; the length where all are. Whole words at a time: masks are mostly uniform. */
export function nextOther(bytes: Uint8Array, from: number, value: number): number {
  let i = from;
  if (bytes[i] !== value) return Math.min(i, bytes.length);
  if (bytes.byteOffset % 4 === 0) {
    for (; i % 4 !== 0 && i < bytes.length; i++) if (bytes[i] !== value) return i;
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    const uniform = value * 0x01010101;
    let w = i >> 2;
    while (w < words.length && words[w] === uniform) w++;
    i = Math.max(i, w << 2);
  }
  while (i < bytes.length && bytes[i] === value) i++;
  return i;
}
