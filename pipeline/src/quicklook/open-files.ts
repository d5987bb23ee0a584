import type { RasterFile } from '../raster/raster-file.js';

interface Entry {
  readonly file: Promise<RasterFile>;
  users: number;
  /** No longer in the cache: close it after its last user. */
  evicted: boolean;
}

/** The last files used stay open, their headers read; at most `capacity` and those in use. */
export class OpenFiles {
  private readonly entries = new Map<string, Entry>();
  private readonly open: (path: string) => Promise<RasterFile>;
  private readonly capacity: number;

  constructor(open: (path: string) => Promise<RasterFile>, capacity: number) {
    this.open = open;
    this.capacity = capacity;
  }

  async use<T>(path: string, work: (file: RasterFile) => Promise<T>): Promise<T> {
    const entry = this.entries.get(path) ?? { file: this.open(path), users: 0, evicted: false };
    this.entries.delete(path);
    this.entries.set(path, entry); // last in the map = last used
    entry.users++;
    this.evictOldest();
    try {
      return await work(await entry.file);
    } catch (error) {
      await entry.file.catch(() => this.forget(path, entry)); // a file that would not open is tried again
      throw error;
    } finally {
      entry.users--;
      if (entry.evicted && entry.users === 0) await close(entry);
    }
  }

  async close(): Promise<void> {
    for (const [path, entry] of [...this.entries]) {
      this.forget(path, entry);
      if (entry.users === 0) await close(entry);
    }
  }

  private evictOldest(): void {
    for (const [path, entry] of this.entries) {
      if (this.entries.size <= this.capacity) return;
      this.forget(path, entry);
      if (entry.users === 0) void close(entry);
    }
  }

  private forget(path: string, entry: Entry): void {
    entry.evicted = true;
    if (this.entries.get(path) === entry) this.entries.delete(path);
  }
}

async function close({ file }: Entry): Promise<void> {
  await file.then(
    (opened) => opened.close(),
    () => undefined, // never opened
  );
}
