const MAGIC = 0xfd2fb528;
const BLOCK_BYTES = 128 * 1024;

/** Throws where a Zstandard frame (RFC 8878) claims, or may grow to, far more than the expected bytes: checked before the decoder allocates. */
export function assertZstdSize(bytes: Uint8Array, expected: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 6 || view.getUint32(0, true) !== MAGIC) throw new RangeError('no Zstandard frame');
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  let at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
  const claimed = contentSize(view, at, sizeBytes);
  if (claimed != null && claimed > expected + 65_536) throw new RangeError(`claims ${claimed} bytes, expected ${expected}`);
  at += sizeBytes;
  // Without a size, and against a false one: every block decodes to at most 128 KiB.
  const most = Math.max(64 * 2 ** 20, expected * 64);
  for (let blocks = 1, last = false; !last; blocks++) {
    if (at + 3 > bytes.length) throw new RangeError('the Zstandard frame ends early');
    const head = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    last = (head & 1) === 1;
    const runLength = ((head >> 1) & 3) === 1;
    at += 3 + (runLength ? 1 : head >> 3);
    if (blocks * BLOCK_BYTES > most) throw new RangeError(`may decode to more than ${most} bytes, expected ${expected}`);
  }
}

function contentSize(view: DataView, at: number, sizeBytes: number): number | null {
  if (sizeBytes === 0 || at + sizeBytes > view.byteLength) return null;
  if (sizeBytes === 1) return view.getUint8(at);
  if (sizeBytes === 2) return view.getUint16(at, true) + 256;
  return sizeBytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
