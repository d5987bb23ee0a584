const MAGIC = 0xfd2fb528;

/**
 * The first Zstandard frame (RFC 8878) of `bytes` with its content size in the header; where it says none, as libtiff's do not, `size` is put there.
 * geotiff.js 3.0.5 loops forever on a damaged frame without one, and allocates whatever a frame claims: more than `most` bytes throw.
 */
export function sizedZstdFrame(bytes: Uint8Array, size: number | null, most: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 9 || view.getUint32(0, true) !== MAGIC) throw new RangeError('no Zstandard frame');
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const sizeAt = 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
  const end = frameEnd(view, sizeAt + sizeBytes, (descriptor & 4) !== 0);
  if (sizeBytes > 0) {
    const claimed = contentSize(view, sizeAt, sizeBytes);
    if (claimed > most) throw new RangeError(`claims ${claimed} bytes, expected at most ${most}`);
    return bytes.subarray(0, end);
  }
  if (size == null) throw new RangeError('a Zstandard frame without a content size');
  const sized = new Uint8Array(end + 4);
  sized.set(bytes.subarray(0, sizeAt));
  sized[4] = descriptor | 0x80; // content size of 4 bytes
  new DataView(sized.buffer).setUint32(sizeAt, size, true);
  sized.set(bytes.subarray(sizeAt, end), sizeAt + 4);
  return sized;
}

/** Walks the block headers: 1 bit last, 2 bits type (1 = run length: one byte stored), 21 bits size. */
function frameEnd(view: DataView, start: number, checksum: boolean): number {
  let at = start;
  for (let last = false; !last; ) {
    if (at + 3 > view.byteLength) throw new RangeError('the Zstandard frame ends early');
    const head = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    last = (head & 1) === 1;
    at += 3 + (((head >> 1) & 3) === 1 ? 1 : head >> 3);
  }
  const end = at + (checksum ? 4 : 0);
  if (end > view.byteLength) throw new RangeError('the Zstandard frame ends early');
  return end;
}

function contentSize(view: DataView, at: number, sizeBytes: number): number {
  if (sizeBytes === 1) return view.getUint8(at);
  if (sizeBytes === 2) return view.getUint16(at, true) + 256;
  return sizeBytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
