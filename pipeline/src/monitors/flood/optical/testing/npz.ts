import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

/** Arrays of a NumPy .npz: a zip (stored or deflated) of .npy files, little-endian f4 or u1 in C order. For tests only. */
export function readNpz(path: string): Record<string, NpyArray> {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const arrays: Record<string, NpyArray> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameLength, extraLength, commentLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    const name = zip.toString('latin1', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const stored = zip.subarray(from, from + size);
    arrays[name.replace(/\.npy$/, '')] = readNpy(method === 0 ? stored : inflateRawSync(stored));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return arrays;
}

function readNpy(file: Buffer): NpyArray {
  const isVersion1 = file[6] === 1;
  const start = isVersion1 ? 10 + file.readUInt16LE(8) : 12 + file.readUInt32LE(8);
  const header = file.toString('latin1', isVersion1 ? 10 : 12, start);
  const type = /'descr': '([^']+)'/.exec(header)?.[1];
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  const bytes = Uint8Array.from(file.subarray(start));
  if (type === '<f4') return { shape, data: new Float32Array(bytes.buffer) };
  if (type === '|u1') return { shape, data: bytes };
  throw new Error(`readNpz: unexpected type ${type}`);
}
