import { inflateRawSync } from 'node:zlib';
import { LandsichtError } from '@landsicht/core';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
/** A file that unpacks to more is refused: a bomb, or no file for this machine. */
const maximumUnpackedBytes = 1_500_000_000;

/** Entries of a zip archive by name, unpacked when asked for. Reads stored and deflated entries (PKWARE APPNOTE 6.3). */
export function unzip(bytes: Uint8Array, path: string): Map<string, () => Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== endSignature) end--;
  if (end < 0) throw new LandsichtError('vector-invalid', `${path}: no zip archive or cut off (its directory is missing). Copy it again`);
  const entries = new Map<string, () => Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let i = view.getUint16(end + 10, true); i > 0; i--) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== entrySignature) {
      throw new LandsichtError('vector-invalid', `${path}: the zip directory is damaged at byte ${at}. Copy it again`);
    }
    const method = view.getUint16(at + 10, true);
    const packed = view.getUint32(at + 20, true);
    const unpacked = view.getUint32(at + 24, true);
    const [nameLength, extraLength, commentLength] = [
      view.getUint16(at + 28, true),
      view.getUint16(at + 30, true),
      view.getUint16(at + 32, true),
    ];
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    entries.set(name, () => unpack(bytes, view, { name: `${path}/${name}`, method, packed, unpacked, local }));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly local: number;
}

function unpack(bytes: Uint8Array, view: DataView, { name, method, packed, unpacked, local }: Entry): Uint8Array {
  if (unpacked > maximumUnpackedBytes) {
    throw new LandsichtError(
      'vector-too-large',
      `${name}: ${unpacked} bytes unpacked; at most ${maximumUnpackedBytes} are read. Unpack and cut it first`,
    );
  }
  if (local + 30 > bytes.length) throw new LandsichtError('vector-invalid', `${name}: starts beyond the end of the archive. Copy it again`);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const data = bytes.subarray(start, start + packed);
  if (method === 0) return data;
  if (method !== 8)
    throw new LandsichtError('vector-unsupported', `${name}: zip method ${method}; only stored and deflated are read. Pack it again`);
  return inflateRawSync(data, { maxOutputLength: Math.max(unpacked, 1) });
}
