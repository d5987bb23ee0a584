/** One IFD entry as raw numbers, so that a test can claim anything. `value` stands in the entry itself: a value or an offset. */
export type RawEntry = readonly [tag: number, type: 'short' | 'long', count: number, value: number];

/** A classic little-endian TIFF of one IFD at byte 8, followed by `data`. */
export function rawTiff(entries: readonly RawEntry[], data: Uint8Array = new Uint8Array(0)): Buffer {
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + i * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type === 'short' ? 3 : 4, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(value, at + 8);
  }
  return Buffer.concat([head, data]);
}

export interface TiledClaim {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly tilePx: number;
  /** Tiles that TileOffsets and TileByteCounts say they list. */
  readonly tiles: number;
  /** Entries that are really there, all 0: tiles that are not stored. */
  readonly listed: number;
}

/** One uint16 band in tiles, deflate, without any pixel. */
export function emptyTiledTiff({ widthPx, heightPx, tilePx, tiles, listed }: TiledClaim): Buffer {
  const entryCount = 9;
  const dataAt = 8 + 2 + entryCount * 12 + 4;
  return rawTiff(
    [
      [256, 'long', 1, widthPx],
      [257, 'long', 1, heightPx],
      [258, 'short', 1, 16],
      [259, 'short', 1, 8],
      [262, 'short', 1, 1],
      [322, 'long', 1, tilePx],
      [323, 'long', 1, tilePx],
      [324, 'long', tiles, dataAt],
      [325, 'long', tiles, dataAt],
    ],
    new Uint8Array(4 * listed),
  );
}

/** Width and height that the first IFD claims; null where there is none to read. */
export function claimedSize(bytes: Buffer): { widthPx: number; heightPx: number } | null {
  const little = bytes[0] === 0x49;
  const at = (offset: number, size: 2 | 4): number => {
    if (offset + size > bytes.length) return 0;
    if (size === 2) return little ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset);
    return little ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset);
  };
  if (at(2, 2) !== 42) return null;
  const ifd = at(4, 4);
  const size = { widthPx: 0, heightPx: 0 };
  for (let i = 0; i < at(ifd, 2); i++) {
    const entry = ifd + 2 + i * 12;
    const value = at(entry + 2, 2) === 3 ? at(entry + 8, 2) : at(entry + 8, 4);
    if (at(entry, 2) === 256) size.widthPx = value;
    if (at(entry, 2) === 257) size.heightPx = value;
  }
  return size;
}

/** An uncompressed square of uint8 without any georeference. */
export function plainTiff(sidePx: number): Buffer {
  const entryCount = 9;
  return rawTiff(
    [
      [256, 'short', 1, sidePx],
      [257, 'short', 1, sidePx],
      [258, 'short', 1, 8],
      [259, 'short', 1, 1],
      [262, 'short', 1, 1],
      [273, 'long', 1, 8 + 2 + entryCount * 12 + 4],
      [277, 'short', 1, 1],
      [278, 'short', 1, sidePx],
      [279, 'long', 1, sidePx * sidePx],
    ],
    new Uint8Array(sidePx * sidePx).fill(100),
  );
}
