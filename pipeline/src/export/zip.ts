import { deflateRawSync } from 'node:zlib';

const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
/** 1980-01-01, the first day ZIP can say: the same files give the same bytes. */
const FIRST_DAY = 0x21;

/** A ZIP archive (PKWARE APPNOTE 6.3) of files below 4 GiB. */
export function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = new TextEncoder().encode(path);
    const packed = deflateRawSync(content);
    const facts = entryFacts(content, packed, name);
    const local = concat([u32(0x04034b50), facts, name, packed]);
    entries.push(local);
    directory.push(concat([u32(0x02014b50), u16(20), facts, u16(0), u16(0), u16(0), u32(0), u32(offset), name]));
    offset += local.length;
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const end = [u32(0x06054b50), u16(0), u16(0), u16(files.size), u16(files.size), u32(directoryBytes), u32(offset), u16(0)];
  return concat([...entries, ...directory, ...end]);
}

/** What local header and directory say alike: version needed to extra field length. */
function entryFacts(content: Uint8Array, packed: Uint8Array, name: Uint8Array): Uint8Array {
  return concat([
    u16(20),
    u16(UTF8_NAMES),
    u16(DEFLATE),
    u16(0),
    u16(FIRST_DAY),
    u32(crc32(content)),
    u32(packed.length),
    u32(content.length),
    u16(name.length),
    u16(0),
  ]);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = (c & 1) === 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
