import { LandsichtError } from '@landsicht/core';

/** What the markers of a JPEG say (ITU T.81, annex B), found before any decoder allocates. */
export interface JpegStructure {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Written in passes over the whole image, all of which stay in memory while decoding. */
  readonly progressive: boolean;
  /** Of the first component (luma), in zigzag order, 64 values. */
  readonly lumaQuantisation: readonly number[];
  /** Bytes before the pixels: what an EXIF reader needs. */
  readonly head: Uint8Array;
  /** XMP as written; null without one. */
  readonly xmp: string | null;
  /** Where the file ends, past the end marker; the rest (motion photo, second view) is not part of the image. */
  readonly endsAt: number;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DQT = 0xdb;
const APP1 = 0xe1;
const XMP_HEADER = 'http://ns.adobe.com/xap/1.0/\0';
/** Photos have about 20 segments; 64 kB each. */
const MAX_SEGMENTS = 4_096;
/** Progressive files have about 10; each is a pass over all pixels. */
const MAX_SCANS = 100;

export function readJpegStructure(bytes: Uint8Array, name: string): JpegStructure {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = (at: number, what: string) =>
    new LandsichtError('photo-invalid', `${name}: damaged JPEG at byte ${at}: ${what}. Send the photo again as the camera wrote it`);
  const tables = new Map<number, readonly number[]>();
  let frame: { widthPx: number; heightPx: number; table: number } | null = null;
  let xmp: string | null = null;
  let head: Uint8Array | null = null;
  let scans = 0;
  let progressive = false;
  for (let at = 2, segments = 0; ; segments++) {
    while (file[at] === 0xff && file[at + 1] === 0xff) at++; // fill bytes
    const marker = file[at + 1];
    if (marker === EOI && file[at] === 0xff) {
      if (frame == null || head == null) throw damaged(at, 'it ends before its pixels');
      const lumaQuantisation = tables.get(frame.table);
      if (lumaQuantisation == null) throw damaged(at, `no quantisation table ${frame.table}`);
      return { widthPx: frame.widthPx, heightPx: frame.heightPx, progressive, lumaQuantisation, head, xmp, endsAt: at + 2 };
    }
    if (at + 4 > file.length) throw damaged(file.length, 'it is truncated, its end marker is missing');
    if (file[at] !== 0xff || marker == null || marker < 0xc0) throw damaged(at, 'a marker is missing');
    if (segments > MAX_SEGMENTS) throw damaged(at, `more than ${MAX_SEGMENTS} segments`);
    const length = file.readUInt16BE(at + 2);
    const body = file.subarray(at + 4, at + 2 + length);
    if (length < 2 || body.length !== length - 2) throw damaged(at, `a segment of ${length} bytes does not fit, it is truncated`);
    if (isFrame(marker)) {
      frame = readFrame(body, () => damaged(at, 'a frame header is too short'));
      progressive = (marker & 3) === 2; // SOF2, 6, 10, 14
    }
    if (marker === DQT) readTables(body, tables);
    else if (marker === APP1 && body.toString('latin1', 0, XMP_HEADER.length) === XMP_HEADER)
      xmp ??= body.toString('utf8', XMP_HEADER.length);
    at += 2 + length;
    if (marker === SOS) {
      head ??= bytes.subarray(0, at);
      if (++scans > MAX_SCANS) throw damaged(at, `more than ${MAX_SCANS} scans`);
      at = afterScan(file, at);
    }
  }
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(body: Buffer, tooShort: () => LandsichtError): { widthPx: number; heightPx: number; table: number } {
  if (body.length < 9) throw tooShort();
  return { heightPx: body.readUInt16BE(1), widthPx: body.readUInt16BE(3), table: body.readUInt8(8) };
}

/** Tables of 8 or 16 bit (B.2.4.1). */
function readTables(body: Buffer, tables: Map<number, readonly number[]>): void {
  for (let at = 0; at < body.length; ) {
    const wide = body.readUInt8(at) >> 4 !== 0;
    const id = body.readUInt8(at) & 15;
    at += 1;
    const size = wide ? 128 : 64;
    if (at + size > body.length) return;
    tables.set(
      id,
      Array.from({ length: 64 }, (_, i) => (wide ? body.readUInt16BE(at + 2 * i) : body.readUInt8(at + i))),
    );
    at += size;
  }
}

/** The next marker that ends a scan: not a stuffed zero, not a restart. */
function afterScan(file: Buffer, from: number): number {
  for (let at = file.indexOf(0xff, from); at >= 0; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1];
    if (next == null) break;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return file.length;
}
