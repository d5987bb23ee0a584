import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { LandsichtError } from '@landsicht/core';
import { makeFolder } from '../../runs/sync-fs.js';

/** First and last eight bytes of a state file. */
const magic = Buffer.from('LSBEETLE', 'latin1');
const tailBytes = magic.length + 4;

export interface StateStrip {
  /** Of the unit's grid. */
  readonly row: number;
  readonly rows: number;
  readonly offset: number;
  readonly bytes: number;
  /** Of the bytes: finds damage, not forgery, at the speed of memory. */
  readonly crc32?: number;
}

export interface StateFooter {
  readonly version: string;
  readonly prefixKey: string;
  /** By item id, of every date of the prefix; null = the item has no mask. */
  readonly cloudShares: Readonly<Record<string, number | null>>;
  readonly strips: readonly StateStrip[];
}

/** Writes a state strip by strip under a temporary name: magic, strips, footer (JSON), its length, magic. */
export class StateWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #temporary: string;
  readonly #strips: StateStrip[] = [];
  #offset = magic.length;

  private constructor(file: FileHandle, path: string, temporary: string) {
    this.#file = file;
    this.#path = path;
    this.#temporary = temporary;
  }

  static async create(path: string): Promise<StateWriter> {
    await makeFolder(dirname(path));
    const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
    const file = await open(temporary, 'wx');
    await file.write(magic, 0, magic.length, 0);
    return new StateWriter(file, path, temporary);
  }

  /** `state`: in pieces, one after the other. */
  async add(row: number, rows: number, state: readonly Uint8Array[]): Promise<void> {
    const offset = this.#offset;
    let checksum = 0;
    for (const piece of state) {
      checksum = crc32(piece, checksum);
      for (let at = 0; at < piece.length; ) {
        const { bytesWritten } = await this.#file.write(piece, at, piece.length - at, this.#offset);
        at += bytesWritten;
        this.#offset += bytesWritten;
      }
    }
    this.#strips.push({ row, rows, offset, bytes: this.#offset - offset, crc32: checksum });
  }

  async finish(facts: Omit<StateFooter, 'strips'>): Promise<void> {
    const footer = Buffer.from(JSON.stringify({ ...facts, strips: this.#strips } satisfies StateFooter));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    await this.#file.write(Buffer.concat([footer, length, magic]), 0, footer.length + tailBytes, this.#offset);
    await this.#file.sync();
    await this.#file.close();
    await rename(this.#temporary, this.#path);
  }

  async abort(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#temporary, { force: true });
  }
}

export class StateFile {
  readonly footer: StateFooter;
  readonly #file: FileHandle;
  readonly path: string;

  private constructor(file: FileHandle, path: string, footer: StateFooter) {
    this.#file = file;
    this.path = path;
    this.footer = footer;
  }

  /** Null where there is none; `lake-damaged` where it is cut off, of another version, or no state. */
  static async open(path: string, version: string): Promise<StateFile | null> {
    const file = await open(path, 'r').catch(() => null);
    if (file == null) return null;
    try {
      const footer = await readFooter(file, path);
      if (footer.version === version) return new StateFile(file, path, footer);
      throw new LandsichtError(
        'lake-damaged',
        `${path}: state of version ${footer.version}, expected ${version}. The series is computed again`,
      );
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async strip(row: number, rows: number): Promise<Uint8Array> {
    const strip = this.footer.strips.find((one) => one.row === row && one.rows === rows);
    if (strip == null) throw damaged(this.path, `has no strip of rows ${row}…${row + rows - 1}`);
    const state = new Uint8Array(strip.bytes);
    await readFully(this.#file, state, strip.offset, this.path);
    if (strip.crc32 == null) throw damaged(this.path, 'was written by an older version, without checksums this one knows');
    if (crc32(state) !== strip.crc32) throw damaged(this.path, `rows ${row}… have other bytes than were written`);
    return state;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function readFooter(file: FileHandle, path: string): Promise<StateFooter> {
  const { size } = await file.stat();
  if (size < magic.length + tailBytes) throw damaged(path, `has ${size} bytes`);
  const tail = Buffer.alloc(tailBytes);
  await readFully(file, tail, size - tailBytes, path);
  const length = tail.readUInt32LE(0);
  if (!tail.subarray(4).equals(magic) || length > size - tailBytes - magic.length)
    throw damaged(path, 'is cut off or no state of a series');
  const text = Buffer.alloc(length);
  await readFully(file, text, size - tailBytes - length, path);
  try {
    return JSON.parse(text.toString()) as StateFooter;
  } catch (cause) {
    throw new LandsichtError('lake-damaged', `${path}: its footer is damaged. The series is computed again`, { cause });
  }
}

async function readFully(file: FileHandle, into: Uint8Array, offset: number, path: string): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await file.read(into, at, into.length - at, offset + at);
    if (bytesRead === 0) throw damaged(path, `ended at byte ${offset + at}`);
    at += bytesRead;
  }
}

function damaged(path: string, what: string): LandsichtError {
  return new LandsichtError('lake-damaged', `${path}: ${what}. The series is computed again`);
}

/** Half-written states of processes that were killed are older than this. */
const abandonedMs = 86_400_000;

/** Keeps the newest `count` states of a series' folder. */
export async function keepNewest(dir: string, count: number): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => ({ name, mtimeMs: (await stat(join(dir, name)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  const states = found.filter(({ name }) => name.endsWith('.state')).sort((a, b) => b.mtimeMs - a.mtimeMs);
  const abandoned = found.filter(({ name, mtimeMs }) => !name.endsWith('.state') && mtimeMs < Date.now() - abandonedMs);
  await Promise.all([...states.slice(count), ...abandoned].map(({ name }) => rm(join(dir, name), { force: true })));
}
