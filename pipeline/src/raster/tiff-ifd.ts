/** TIFF 6.0 and BigTIFF field types that we write. */
export type TiffTag =
  | { readonly tag: number; readonly type: 'ascii'; readonly text: string }
  | { readonly tag: number; readonly type: 'short' | 'long' | 'double' | 'offset'; readonly values: ArrayLike<number> };

export type Ifd = readonly TiffTag[];

/** `offset` is LONG in a classic TIFF and LONG8 in a BigTIFF. */
const fieldTypes = {
  ascii: { code: 2, bytes: 1 },
  short: { code: 3, bytes: 2 },
  long: { code: 4, bytes: 4 },
  double: { code: 12, bytes: 8 },
  offset: { code: 4, bytes: 4 },
  offset8: { code: 16, bytes: 8 },
} as const;

export interface TiffHead {
  readonly bigTiff: boolean;
  /** Goes between the file header and the first IFD, padded to an even length. */
  readonly ghost: Uint8Array;
  readonly ifds: readonly Ifd[];
}

/**
 * The start of a little-endian TIFF: header, ghost area, then every IFD, each followed by the values that do not fit into it.
 * Its length follows from the counts alone, so it can be laid out before tile offsets are known.
 */
export function encodeTiffHead({ bigTiff, ghost, ifds }: TiffHead): Uint8Array {
  const chunks: Uint8Array[] = [fileHeader(bigTiff, ghost)];
  let at = chunks[0]?.length ?? 0;
  ifds.forEach((ifd, i) => {
    const chunk = encodeIfd(ifd, at, bigTiff, i === ifds.length - 1);
    chunks.push(chunk);
    at += chunk.length;
  });
  return Buffer.concat(chunks);
}

function fileHeader(bigTiff: boolean, ghost: Uint8Array): Uint8Array {
  const fixed = bigTiff ? 16 : 8;
  const bytes = new Uint8Array(even(fixed + ghost.length));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x4949, true);
  view.setUint16(2, bigTiff ? 43 : 42, true);
  if (bigTiff) {
    view.setUint16(4, 8, true); // bytes of an offset
    view.setBigUint64(8, BigInt(bytes.length), true);
  } else {
    view.setUint32(4, bytes.length, true);
  }
  bytes.set(ghost, fixed);
  return bytes;
}

function encodeIfd(tags: Ifd, at: number, bigTiff: boolean, last: boolean): Uint8Array {
  const sorted = [...tags].sort((a, b) => a.tag - b.tag);
  const countBytes = bigTiff ? 8 : 2;
  const entryBytes = bigTiff ? 20 : 12;
  const pointerBytes = bigTiff ? 8 : 4;
  const fixed = countBytes + sorted.length * entryBytes + pointerBytes;
  const values = sorted.map((tag) => encodeValues(tag, bigTiff));
  const length = values.reduce((sum, value) => (value.length > pointerBytes ? sum + even(value.length) : sum), even(fixed));
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  const setPointer = (position: number, value: number): void => {
    if (bigTiff) view.setBigUint64(position, BigInt(value), true);
    else view.setUint32(position, value, true);
  };
  if (bigTiff) view.setBigUint64(0, BigInt(sorted.length), true);
  else view.setUint16(0, sorted.length, true);
  let free = even(fixed);
  sorted.forEach((tag, i) => {
    const value = values[i] as Uint8Array;
    const field = fieldOf(tag, bigTiff);
    const entry = countBytes + i * entryBytes;
    view.setUint16(entry, tag.tag, true);
    view.setUint16(entry + 2, field.code, true);
    setPointer(entry + 4, value.length / field.bytes);
    const inline = entry + 4 + pointerBytes;
    if (value.length <= pointerBytes) {
      bytes.set(value, inline);
    } else {
      setPointer(inline, at + free);
      bytes.set(value, free);
      free += even(value.length);
    }
  });
  setPointer(fixed - pointerBytes, last ? 0 : at + length);
  return bytes;
}

function encodeValues(tag: TiffTag, bigTiff: boolean): Uint8Array {
  if (tag.type === 'ascii') return Buffer.from(`${tag.text}\0`, 'utf8');
  const { code, bytes } = fieldOf(tag, bigTiff);
  const view = new DataView(new ArrayBuffer(tag.values.length * bytes));
  for (let i = 0; i < tag.values.length; i++) {
    const value = tag.values[i] ?? 0;
    if (code === fieldTypes.short.code) view.setUint16(i * bytes, value, true);
    else if (code === fieldTypes.long.code) view.setUint32(i * bytes, value, true);
    else if (code === fieldTypes.double.code) view.setFloat64(i * bytes, value, true);
    else view.setBigUint64(i * bytes, BigInt(value), true);
  }
  return new Uint8Array(view.buffer);
}

function fieldOf(tag: TiffTag, bigTiff: boolean): { code: number; bytes: number } {
  return fieldTypes[tag.type === 'offset' && bigTiff ? 'offset8' : tag.type];
}

function even(n: number): number {
  return n + (n % 2);
}
