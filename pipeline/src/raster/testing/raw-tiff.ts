/** One IFD entry as raw numbers, so that a test can claim anything. A value is what stands in the entry: the value or its offset. */
export type RawEntry = readonly [tag: number, type: 'short' | 'long' | 'double', count: number, value: number];

const codes = { short: 3, long: 4, double: 12 } as const;

/** A classic little-endian TIFF of one IFD at byte 8, followed by `data`. */
export function rawTiff(entries: readonly RawEntry[], data: Uint8Array = new Uint8Array(0)): Buffer {
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4);
  head.write('II', 'latin1');
  head.writeUInt16LE(42, 2);
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + i * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(codes[type], at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(value, at + 8);
  }
  return Buffer.concat([head, data]);
}

/** Where `data` begins in `rawTiff`. */
export function rawDataAt(entries: number): number {
  return 8 + 2 + entries * 12 + 4;
}
