import { type FileHandle, open, rm } from 'node:fs/promises';

/** A headerless u8 raster on disk that is written once and read again from the top: what lies between two streaming passes. */
export class RowScratch {
  private readonly file: FileHandle;
  private readonly path: string;
  private readonly width: number;

  private constructor(file: FileHandle, path: string, width: number) {
    this.file = file;
    this.path = path;
    this.width = width;
  }

  static async create(path: string, width: number): Promise<RowScratch> {
    return new RowScratch(await open(path, 'wx+'), path, width);
  }

  /** A file that `create` made and `close` left. */
  static async open(path: string, width: number): Promise<RowScratch> {
    return new RowScratch(await open(path, 'r'), path, width);
  }

  async append(rows: Uint8Array): Promise<void> {
    await this.file.appendFile(rows);
  }

  /** Rows [row, row + count). */
  async read(row: number, count: number): Promise<Uint8Array> {
    const rows = new Uint8Array(count * this.width);
    let at = 0;
    while (at < rows.length) {
      const { bytesRead } = await this.file.read(rows, at, rows.length - at, row * this.width + at);
      if (bytesRead === 0) throw new RangeError(`${this.path}: ended at row ${row + Math.floor(at / this.width)}`);
      at += bytesRead;
    }
    return rows;
  }

  /** Closes the file and leaves it; `open` reads it again. */
  async close(): Promise<void> {
    await this.file.close();
  }

  /** Closes and deletes the file. */
  async remove(): Promise<void> {
    await this.file.close();
    await rm(this.path, { force: true });
  }
}
