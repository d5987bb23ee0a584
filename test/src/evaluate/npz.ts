import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** Arrays of a NumPy .npz (zip of .npy, stored or deflated) by name: little-endian f4 or u1 in C order. */
export function readNpz(path: string): Record<string, Float32Array | Uint8Array> {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const arrays: Record<string, Float32Array | Uint8Array> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('latin1', at + 46, at + 46 + nameLength).replace(/\.npy$/, '');
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const stored = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    arrays[name] = readNpy(zip.readUInt16LE(at + 10) === 0 ? stored : inflateRawSync(stored));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return arrays;
}

function readNpy(file: Buffer): Float32Array | Uint8Array {
  const start = file[6] === 1 ? 10 + file.readUInt16LE(8) : 12 + file.readUInt32LE(8);
  const type = /'descr': '([^']+)'/.exec(file.toString('latin1', 10, start))?.[1];
  const bytes = Uint8Array.from(file.subarray(start));
  if (type === '<f4') return new Float32Array(bytes.buffer);
  if (type === '|u1') return bytes;
  throw new RangeError(`readNpz: expected <f4 or |u1, got ${type}`);
}
