import { LandsichtError } from '@landsicht/core';
import type { ByteSource } from './byte-source.js';
import { limits } from './limits.js';

/** What the boxes of a JP2 (ISO/IEC 15444-1, annex I) say about the codestream in it. */
export interface Jp2Boxes {
  readonly codestreamAt: number;
  readonly codestreamEnd: number;
  /** GMLJP2: the XML with the georeference. */
  readonly gml: string | null;
  /** GeoJP2: a one-pixel GeoTIFF with the georeference. */
  readonly geoTiff: Uint8Array | null;
  /** Component that holds opacity, from the channel definition box. */
  readonly alphaBand: number | null;
}

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const MOST_BOXES = 10_000;
const GEO_JP2 = 'b14bf8bd083d4b43a5ae8cd7d5a6ce03';

/** True for the first bytes of a JP2 file or of a bare JPEG 2000 codestream. */
export function isJpeg2000(head: Uint8Array): boolean {
  const hex = Buffer.from(head.subarray(0, 12)).toString('hex');
  return hex.startsWith('ff4fff51') || hex === '0000000c6a5020200d0a870a';
}

export async function readJp2Boxes(source: ByteSource): Promise<Jp2Boxes> {
  const head = await source.read(0, 4);
  const bare = { codestreamAt: 0, codestreamEnd: source.sizeBytes, gml: null, geoTiff: null, alphaBand: null };
  if (head[0] === 0xff && head[1] === 0x4f) return bare;
  let codestream: Box | null = null;
  let gml: string | null = null;
  let geoTiff: Uint8Array | null = null;
  let alphaBand: number | null = null;
  for await (const box of walkBoxes(source, 0, source.sizeBytes)) {
    if (box.type === 'jp2c') {
      codestream = box;
      break; // what follows does not describe it
    }
    if (box.type === 'xml ') gml ??= gridXml(await contentOf(source, box));
    if (box.type === 'cdef') alphaBand = alphaOf(await contentOf(source, box));
    if (box.type === 'uuid') {
      const content = await contentOf(source, box);
      if (Buffer.from(content.subarray(0, 16)).toString('hex') === GEO_JP2) geoTiff = content.slice(16);
    }
  }
  if (codestream == null) {
    throw new LandsichtError(
      'raster-invalid',
      `${source.href}: a JP2 without a codestream box. The file is damaged or cut off; fetch it again.`,
    );
  }
  return { codestreamAt: codestream.start, codestreamEnd: codestream.end, gml, geoTiff, alphaBand };
}

/** Every box in file order, going into header and association boxes. */
async function* walkBoxes(source: ByteSource, start: number, end: number): AsyncGenerator<Box> {
  const pending: Box[] = [{ type: 'file', start, end }];
  for (let seen = 0; pending.length > 0; seen++) {
    const parent = pending.pop() as Box;
    if (parent.start + 8 > parent.end) continue;
    if (seen > MOST_BOXES) throw damaged(source, `more than ${MOST_BOXES} boxes`);
    const head = await source.read(parent.start, 16);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    if (head.length < 8) throw damaged(source, `a box at byte ${parent.start} ends early`);
    const short = view.getUint32(0);
    if (short === 1 && head.length < 16) throw damaged(source, `a box at byte ${parent.start} ends early`);
    const length = short === 0 ? parent.end - parent.start : short === 1 ? Number(view.getBigUint64(8)) : short;
    const headBytes = short === 1 ? 16 : 8;
    const boxEnd = parent.start + length;
    if (length < headBytes || boxEnd > parent.end) throw damaged(source, `the box at byte ${parent.start} claims ${length} bytes`);
    const box = { type: Buffer.from(head.subarray(4, 8)).toString('latin1'), start: parent.start + headBytes, end: boxEnd };
    pending.push({ ...parent, start: boxEnd });
    if (box.type === 'jp2h' || box.type === 'asoc') pending.push(box);
    else yield box;
  }
}

async function contentOf(source: ByteSource, box: Box): Promise<Uint8Array> {
  const length = box.end - box.start;
  if (length > limits.tagBytes) throw damaged(source, `a ${box.type.trim()} box of ${length} bytes`);
  return source.read(box.start, length);
}

function gridXml(content: Uint8Array): string | null {
  const text = Buffer.from(content).toString('utf8');
  return text.includes('RectifiedGrid') ? text : null;
}

/** Channel definitions: count, then (channel, type, association); type 1 = opacity, 2 = premultiplied opacity. */
function alphaOf(content: Uint8Array): number | null {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  for (let at = 2; at + 6 <= view.byteLength; at += 6) {
    const type = view.getUint16(at + 2);
    if (type === 1 || type === 2) return view.getUint16(at);
  }
  return null;
}

function damaged(source: ByteSource, what: string): LandsichtError {
  return new LandsichtError('raster-invalid', `${source.href}: ${what}. The JPEG 2000 file is damaged or cut off; fetch it again.`);
}
