import { type FileHandle, open, rm } from 'node:fs/promises';
import type { SeriesBand, SeriesDate } from './series/series-types.js';

export interface HaloShape {
  /** Pixels of a row, halo included. */
  readonly width: number;
  /** Rows that two neighbouring strips share: twice the halo. */
  readonly rows: number;
  readonly bands: readonly SeriesBand[];
}

/**
 * The last rows of a strip on every date, kept in a file until the next strip needs them as its first: no block is decoded twice, and
 * memory does not grow with the dates.
 */
export class HaloCarry {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #shape: HaloShape;
  /** First row of the strip that the file's rows are for; −1 = none. */
  #nextRow = -1;

  private constructor(file: FileHandle, path: string, shape: HaloShape) {
    this.#file = file;
    this.#path = path;
    this.#shape = shape;
  }

  static async create(path: string, shape: HaloShape): Promise<HaloCarry> {
    return new HaloCarry(await open(path, 'wx+'), path, shape);
  }

  /** How many rows of a strip that begins at `row` need not be read. */
  rowsAbove(row: number): number {
    return row === this.#nextRow ? this.#shape.rows : 0;
  }

  /** Puts the kept rows of date number `n` on top of what was read, and keeps the last rows for the strip below. */
  async complete(n: number, fresh: SeriesDate, carriedRows: number): Promise<SeriesDate> {
    const { width, rows, bands } = this.#shape;
    const kept = width * rows;
    const recordBytes = kept * (4 * bands.length + 1);
    const date = carriedRows === 0 ? fresh : joined(await this.#read(n * recordBytes, recordBytes), fresh, this.#shape);
    const record = new Uint8Array(recordBytes);
    const last = date.width * date.height - kept;
    bands.forEach((band, k) => {
      new Float32Array(record.buffer, k * kept * 4, kept).set((date.dn[band] as Float32Array).subarray(last));
    });
    record.set(date.reason.subarray(last), bands.length * kept * 4);
    await this.#file.write(record, 0, recordBytes, n * recordBytes);
    return date;
  }

  /** After the last date of a strip that ends above `row`. */
  endPart(row: number): void {
    this.#nextRow = row;
  }

  async remove(): Promise<void> {
    await this.#file.close();
    await rm(this.#path, { force: true });
  }

  async #read(position: number, bytes: number): Promise<Uint8Array> {
    const record = new Uint8Array(bytes);
    for (let at = 0; at < bytes; ) {
      const { bytesRead } = await this.#file.read(record, at, bytes - at, position + at);
      if (bytesRead === 0) throw new RangeError(`${this.#path}: ended at byte ${position + at}`);
      at += bytesRead;
    }
    return record;
  }
}

function joined(record: Uint8Array, fresh: SeriesDate, { width, rows, bands }: HaloShape): SeriesDate {
  const kept = width * rows;
  const height = fresh.height + rows;
  const dn: Partial<Record<SeriesBand, Float32Array>> = {};
  bands.forEach((band, k) => {
    const whole = new Float32Array(width * height);
    whole.set(new Float32Array(record.buffer, k * kept * 4, kept));
    whole.set(fresh.dn[band] as Float32Array, kept);
    dn[band] = whole;
  });
  const reason = new Uint8Array(width * height);
  reason.set(record.subarray(bands.length * kept * 4));
  reason.set(fresh.reason, kept);
  return { ...fresh, height, dn, reason };
}
