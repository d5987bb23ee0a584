import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LandsichtError } from '@landsicht/core';
import { pixelBands } from './kept-pixels.js';
import type { SceneSignals } from './scene-pass.js';
import { recordLength, type SceneKind } from './scene-record.js';

/** First eight bytes; raise the number when the layout or the meaning of a value changes. */
const magic = Buffer.from('LSPARC01', 'latin1');
const headBytes = magic.length + 1 + 4 + 8 + 32;

/**
 * One scene's signals of all parcels of a tile: magic, kind, parcels, values of pixels, sha-256 of the rest; starts of pixels (float64), records
 * (float32), pixels (int16), little-endian. Parcels can be read a few at a time.
 */
export async function writeSceneFile(path: string, parts: readonly SceneSignals[]): Promise<void> {
  const kind = parts[0]?.kind ?? 'optical';
  const parcels = parts.reduce((sum, { pixelStart }) => sum + pixelStart.length, 0);
  const starts = new Float64Array(parcels);
  let [parcel, values] = [0, 0];
  for (const { pixelStart, pixels } of parts) {
    for (const start of pixelStart) starts[parcel++] = start < 0 ? -1 : start + values;
    values += pixels.length;
  }
  const pieces = [starts, ...parts.map(({ records }) => records), ...parts.map(({ pixels }) => pixels)].map(bytesOf);
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  const head = Buffer.alloc(headBytes);
  magic.copy(head);
  head.writeUInt8(kind === 'optical' ? 0 : 1, magic.length);
  head.writeUInt32LE(parcels, magic.length + 1);
  head.writeDoubleLE(values, magic.length + 5);
  hash.digest().copy(head, magic.length + 13);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  const file = await open(temporary, 'wx');
  try {
    for (const piece of [head, ...pieces]) await file.writeFile(piece);
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

export interface ParcelRecords {
  readonly kind: SceneKind;
  /** Parcels × `recordLength`. */
  readonly records: Float32Array;
  /** Of one parcel by its place among those read: pixelBands × pixels; null where none were kept. */
  pixelsOf(i: number, count: number): Promise<Int16Array | null>;
}

/** Reads a few parcels at a time, so that seasons of many scenes fit into memory. */
export class SceneFile {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly kind: SceneKind;
  readonly parcels: number;

  private constructor(file: FileHandle, path: string, { kind, parcels }: { readonly kind: SceneKind; readonly parcels: number }) {
    this.#file = file;
    this.#path = path;
    this.kind = kind;
    this.parcels = parcels;
  }

  /** Null where there is none, or none of these parcels, or a damaged one: the scene is read again. */
  static async open(path: string, parcels: number, { verify }: { readonly verify: boolean }): Promise<SceneFile | null> {
    const file = await open(path, 'r').catch(() => null);
    if (file == null) return null;
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    const kind = head[magic.length] === 0 ? 'optical' : 'radar';
    const values = head.readDoubleLE(magic.length + 5);
    const expectedBytes = headBytes + parcels * (8 + 4 * recordLength(kind)) + 2 * values;
    const isWhole =
      bytesRead === headBytes &&
      head.subarray(0, magic.length).equals(magic) &&
      head.readUInt32LE(magic.length + 1) === parcels &&
      (await file.stat()).size === expectedBytes &&
      (!verify || (await digestFrom(file, headBytes)).equals(head.subarray(magic.length + 13)));
    if (isWhole) return new SceneFile(file, path, { kind, parcels });
    await file.close();
    return null;
  }

  async read(from: number, to: number): Promise<ParcelRecords> {
    const length = recordLength(this.kind);
    const starts = new Float64Array(to - from);
    const records = new Float32Array((to - from) * length);
    await this.#fill(starts, headBytes + 8 * from);
    await this.#fill(records, headBytes + 8 * this.parcels + 4 * length * from);
    const pixelsAt = headBytes + this.parcels * (8 + 4 * length);
    return {
      kind: this.kind,
      records,
      pixelsOf: async (i, count) => {
        const start = starts[i] as number;
        if (start < 0) return null;
        const pixels = new Int16Array(pixelBands.length * count);
        await this.#fill(pixels, pixelsAt + 2 * start);
        return pixels;
      },
    };
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #fill(into: Float64Array | Float32Array | Int16Array, position: number): Promise<void> {
    const bytes = bytesOf(into);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await this.#file.read(bytes, at, bytes.length - at, position + at);
      if (bytesRead === 0)
        throw new LandsichtError('lake-damaged', `${this.#path}: ended at byte ${position + at}. Remove it and run again`);
      at += bytesRead;
    }
  }
}

async function digestFrom(file: FileHandle, position: number): Promise<Buffer> {
  const hash = createHash('sha256');
  const block = Buffer.alloc(1 << 20);
  for (let at = position; ; ) {
    const { bytesRead } = await file.read(block, 0, block.length, at);
    if (bytesRead === 0) return hash.digest();
    hash.update(block.subarray(0, bytesRead));
    at += bytesRead;
  }
}
