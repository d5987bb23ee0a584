/// <reference lib="es2024.sharedmemory" />
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeriesBand, SeriesDate } from './series/series-types.js';

export interface HaloShape {
  /** Pixels of a row, halo included. */
  readonly width: number;
  /** Rows that two neighbouring strips share: twice the halo. */
  readonly rows: number;
  readonly bands: readonly SeriesBand[];
}

/** Plain data, so that every thread has it. */
export interface HaloFiles {
  /** Of the unit; a file for each border between two strips that both have forest. */
  readonly dir: string;
  readonly shape: HaloShape;
  /** Of each strip, in memory that all threads share: 1 + dates whose last rows are kept; 0 = not begun, −1 = keeps none. */
  readonly kept: Int32Array<SharedArrayBuffer>;
}

export function haloFiles(dir: string, shape: HaloShape, strips: number): HaloFiles {
  return { dir, shape, kept: new Int32Array(new SharedArrayBuffer(4 * strips)) };
}

/** Whatever strips that failed have left. */
export async function removeHaloFiles({ dir, kept }: HaloFiles): Promise<void> {
  await Promise.all(Array.from(kept, (_, strip) => rm(pathOf(dir, strip), { force: true })));
}

/**
 * The last rows of a strip on every date, kept in a file until the next strip needs them as its first: no block is decoded twice, and
 * memory does not grow with the dates. Strips on two threads run a date apart: the lower one waits for the rows.
 */
export class HaloCarry {
  readonly #files: HaloFiles;
  readonly #strip: number;
  readonly #signal: AbortSignal;
  readonly #above: FileHandle | null;
  readonly #below: FileHandle | null;

  private constructor(files: HaloFiles, strip: number, signal: AbortSignal, handles: readonly [FileHandle | null, FileHandle | null]) {
    this.#files = files;
    this.#strip = strip;
    this.#signal = signal;
    [this.#above, this.#below] = handles;
  }

  /** Waits until the strip above has begun. */
  static async begin(files: HaloFiles, strip: number, signal: AbortSignal): Promise<HaloCarry> {
    const { dir, kept } = files;
    if (strip > 0) await untilKept(files, strip - 1, 1, signal);
    const above = strip > 0 && Atomics.load(kept, strip - 1) > 0 ? await open(pathOf(dir, strip - 1), 'r') : null;
    const below = strip < kept.length - 1 ? await open(pathOf(dir, strip), 'wx+') : null;
    tell(files, strip, 1);
    return new HaloCarry(files, strip, signal, [above, below]);
  }

  /** Of a strip that reads no dates: the next reads all its rows itself. */
  static skip(files: HaloFiles, strip: number): void {
    tell(files, strip, -1);
  }

  /** How many rows of the strip need not be read. */
  get rowsAbove(): number {
    return this.#above == null ? 0 : this.#files.shape.rows;
  }

  /** Puts the kept rows of date number `n` into the first rows of the date, and keeps the last rows for the strip below. */
  async complete(n: number, date: SeriesDate): Promise<void> {
    const { width, rows, bands } = this.#files.shape;
    const kept = width * rows;
    const recordBytes = kept * (4 * bands.length + 1);
    if (this.#above != null) putRows(await this.#recordOf(this.#above, n, recordBytes), date, this.#files.shape);
    if (this.#below == null) return;
    const record = new Uint8Array(recordBytes);
    const last = date.width * date.height - kept;
    bands.forEach((band, k) => {
      new Float32Array(record.buffer, k * kept * 4, kept).set((date.dn[band] as Float32Array).subarray(last));
    });
    record.set(date.reason.subarray(last), bands.length * kept * 4);
    await this.#below.write(record, 0, recordBytes, n * recordBytes);
    tell(this.#files, this.#strip, n + 2);
  }

  /** Deletes the rows above, which no other strip needs. */
  async close(): Promise<void> {
    await this.#below?.close();
    await this.#above?.close();
    if (this.#above != null) await rm(pathOf(this.#files.dir, this.#strip - 1), { force: true });
  }

  async #recordOf(file: FileHandle, n: number, bytes: number): Promise<Uint8Array> {
    await untilKept(this.#files, this.#strip - 1, n + 2, this.#signal);
    const record = new Uint8Array(bytes);
    for (let at = 0; at < bytes; ) {
      const { bytesRead } = await file.read(record, at, bytes - at, n * bytes + at);
      if (bytesRead === 0) throw new RangeError(`${pathOf(this.#files.dir, this.#strip - 1)}: ended at byte ${n * bytes + at}`);
      at += bytesRead;
    }
    return record;
  }
}

function pathOf(dir: string, strip: number): string {
  return join(dir, `halo-${strip}.raw`);
}

function tell({ kept }: HaloFiles, strip: number, count: number): void {
  Atomics.store(kept, strip, count);
  Atomics.notify(kept, strip);
}

/** A stopped unit is noticed this long after. */
const wakeMs = 200;

async function untilKept({ kept }: HaloFiles, strip: number, count: number, signal: AbortSignal): Promise<void> {
  for (let found = Atomics.load(kept, strip); found >= 0 && found < count; found = Atomics.load(kept, strip)) {
    signal.throwIfAborted();
    await Atomics.waitAsync(kept, strip, found, wakeMs).value;
  }
}

function putRows(record: Uint8Array, { dn, reason }: SeriesDate, { width, rows, bands }: HaloShape): void {
  const kept = width * rows;
  bands.forEach((band, k) => {
    (dn[band] as Float32Array).set(new Float32Array(record.buffer, k * kept * 4, kept));
  });
  reason.set(record.subarray(bands.length * kept * 4));
}
