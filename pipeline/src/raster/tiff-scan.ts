import { LandsichtError } from '@landsicht/core';
import type { ByteSource } from './byte-source.js';
import { limits, megabytes } from './limits.js';

/** Where the values of one tag lie. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: number;
  /** Absolute position of the first value, inside the entry or elsewhere. */
  readonly at: number;
}

export interface TiffDirectory {
  readonly offset: number;
  readonly entries: ReadonlyMap<number, TiffEntry>;
}

export interface TiffScan {
  readonly littleEndian: boolean;
  readonly bigTiff: boolean;
  readonly directories: readonly TiffDirectory[];
}

export const tags = {
  newSubfileType: 254,
  stripOffsets: 273,
  stripByteCounts: 279,
  tileOffsets: 324,
  tileByteCounts: 325,
} as const;

/** Bytes of one value of each field type: TIFF 6.0 and BigTIFF. */
const typeBytes: Readonly<Record<number, number>> = {
  1: 1, // BYTE
  2: 1, // ASCII
  3: 2, // SHORT
  4: 4, // LONG
  5: 8, // RATIONAL
  6: 1,
  7: 1, // UNDEFINED
  8: 2,
  9: 4,
  10: 8,
  11: 4, // FLOAT
  12: 8, // DOUBLE
  13: 4, // IFD
  16: 8, // LONG8
  17: 8,
  18: 8, // IFD8
};

/** Arrays with a value per tile or strip: bounded by `limits.blocks`, and by the file. */
export const blockTags: ReadonlySet<number> = new Set([tags.stripOffsets, tags.stripByteCounts, tags.tileOffsets, tags.tileByteCounts]);

/**
 * Walks the chain of IFDs and checks every claim against the file before a parser trusts it:
 * loops, entries and values beyond the end, huge counts. Values are not read.
 */
export async function scanTiff(source: ByteSource): Promise<TiffScan> {
  const { href } = source;
  const head = viewOf(await source.read(0, 16));
  if (head.byteLength < 8) throw invalid(href, `a TIFF header takes 8 bytes, the file has ${head.byteLength}`);
  const order = head.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) throw invalid(href, `expected a TIFF, the file begins with ${beginning(head)}`);
  const littleEndian = order === 0x4949;
  const version = head.getUint16(2, littleEndian);
  if (version !== 42 && version !== 43) throw invalid(href, `expected TIFF version 42 or 43, got ${version}`);
  const bigTiff = version === 43;
  if (bigTiff && (head.byteLength < 16 || head.getUint16(4, littleEndian) !== 8)) throw invalid(href, 'broken BigTIFF header');

  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  let offset = bigTiff ? Number(head.getBigUint64(8, littleEndian)) : head.getUint32(4, littleEndian);
  while (offset !== 0) {
    if (seen.has(offset)) throw invalid(href, `the chain of IFDs comes back to byte ${offset}`);
    if (seen.size === limits.directories) throw invalid(href, `more than ${limits.directories} IFDs`);
    seen.add(offset);
    const { directory, next } = await scanDirectory(source, offset, littleEndian, bigTiff);
    directories.push(directory);
    offset = next;
  }
  if (directories.length === 0) throw invalid(href, 'the file has no IFD');
  return { littleEndian, bigTiff, directories };
}

async function scanDirectory(
  source: ByteSource,
  offset: number,
  littleEndian: boolean,
  bigTiff: boolean,
): Promise<{ directory: TiffDirectory; next: number }> {
  const where = `${source.href}: IFD at byte ${offset}`;
  const [countBytes, entryBytes, pointerBytes] = bigTiff ? [8, 20, 8] : [2, 12, 4];
  const pointer = (view: DataView, at: number): number =>
    bigTiff ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);

  const head = viewOf(await source.read(offset, countBytes));
  if (head.byteLength < countBytes) throw invalid(where, `lies beyond the end of the file (${source.sizeBytes} bytes)`);
  const count = bigTiff ? Number(head.getBigUint64(0, littleEndian)) : head.getUint16(0, littleEndian);
  if (count === 0 || count > limits.entries) throw invalid(where, `expected 1 to ${limits.entries} entries, got ${count}`);
  const bodyBytes = count * entryBytes + pointerBytes;
  const body = viewOf(await source.read(offset + countBytes, bodyBytes));
  if (body.byteLength < bodyBytes) throw invalid(where, `its ${count} entries reach beyond the end of the file`);

  const entries = new Map<number, TiffEntry>();
  for (let i = 0; i < count; i++) {
    const at = i * entryBytes;
    const tag = body.getUint16(at, littleEndian);
    const type = body.getUint16(at + 2, littleEndian);
    const valueBytes = (typeBytes[type] ?? Number.NaN) * pointer(body, at + 4);
    if (Number.isNaN(valueBytes)) throw invalid(where, `tag ${tag} has the unknown field type ${type}`);
    const inline = valueBytes <= pointerBytes;
    const position = inline ? offset + countBytes + at + 4 + pointerBytes : pointer(body, at + 4 + pointerBytes);
    const most = blockTags.has(tag) ? limits.blocks * 8 : limits.tagBytes;
    if (position + valueBytes > source.sizeBytes)
      throw invalid(where, `the ${valueBytes} bytes of tag ${tag} reach beyond the end of the file`);
    if (valueBytes > most) {
      throw new LandsichtError(
        'raster-too-large',
        `${where}: tag ${tag} claims ${megabytes(valueBytes)}; at most ${megabytes(most)} are read.`,
      );
    }
    if (!entries.has(tag)) entries.set(tag, { tag, type, count: pointer(body, at + 4), bytes: valueBytes, at: position });
  }
  return { directory: { offset, entries }, next: pointer(body, count * entryBytes) };
}

/** Unsigned integers of a tag (SHORT, LONG or LONG8), read here because geotiff.js 3.0.5 reads deferred arrays as little-endian always. */
export async function readIntegers(source: ByteSource, scan: TiffScan, entry: TiffEntry): Promise<Float64Array> {
  const bytes = typeBytes[entry.type] ?? 0;
  const view = viewOf(await source.read(entry.at, bytes * entry.count));
  if (view.byteLength < bytes * entry.count) throw invalid(source.href, `the file ends inside tag ${entry.tag}`);
  const values = new Float64Array(entry.count);
  for (let i = 0; i < values.length; i++) {
    if (entry.type === 3) values[i] = view.getUint16(i * 2, scan.littleEndian);
    else if (entry.type === 4 || entry.type === 13) values[i] = view.getUint32(i * 4, scan.littleEndian);
    else if (entry.type === 16 || entry.type === 18) values[i] = Number(view.getBigUint64(i * 8, scan.littleEndian));
    else throw invalid(source.href, `tag ${entry.tag} has field type ${entry.type}, expected SHORT, LONG or LONG8`);
  }
  return values;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function beginning(head: DataView): string {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  return /^\s*<|^[\x20-\x7e]+$/.test(text)
    ? `"${text.trim()}" (a text or web page?)`
    : `bytes ${Buffer.from(text.slice(0, 4), 'latin1').toString('hex')}`;
}

function invalid(where: string, what: string): LandsichtError {
  return new LandsichtError('raster-invalid', `${where}: ${what}. The file is damaged or not a TIFF; fetch or make it again.`);
}
