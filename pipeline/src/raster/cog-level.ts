import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

const deflateAsync = promisify(deflate);

/** Tiles being compressed at once over all levels: libuv's pool has four threads, the rest keeps them fed. */
const MAX_IN_FLIGHT = 8;
const DEFLATE_LEVEL = 6;

/** Bounds how many tiles are in memory; remembers the first failure of any. */
export class TilesInFlight {
  private count = 0;
  private readonly waiting: (() => void)[] = [];
  private failure: { readonly error: unknown } | null = null;

  /** Resolves when another tile may start. */
  async enter(): Promise<void> {
    this.throwIfFailed();
    if (this.count >= MAX_IN_FLIGHT) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.count++;
    this.throwIfFailed();
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next != null) next();
    else this.count--;
  }

  fail(error: unknown): void {
    this.failure ??= { error };
  }

  throwIfFailed(): void {
    if (this.failure != null) throw this.failure.error;
  }
}

/**
 * The tiles of one level as they will lie in the COG: 4 bytes size, data, its last 4 bytes again (GDAL's COG leader and trailer).
 * They wait in a file of their own because overviews come first in the COG but are known last.
 */
export class LevelSegment {
  readonly path: string;
  /** Of the tile data from the start of the segment. */
  readonly offsets: number[] = [];
  readonly byteCounts: number[] = [];
  length = 0;
  private readonly file: FileHandle;
  private readonly inFlight: TilesInFlight;
  private tail: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle, inFlight: TilesInFlight) {
    this.path = path;
    this.file = file;
    this.inFlight = inFlight;
  }

  static async create(path: string, inFlight: TilesInFlight): Promise<LevelSegment> {
    return new LevelSegment(path, await open(path, 'wx'), inFlight);
  }

  /** Compresses in the background and appends in the order of calls. Call after `inFlight.enter()`. */
  push(tile: Uint8Array, compression: 'deflate' | 'none'): void {
    const data =
      compression === 'none' ? Promise.resolve(tile) : deflateAsync(tile, { level: DEFLATE_LEVEL, chunkSize: Math.max(1024, tile.length) });
    this.tail = this.appendAfter(this.tail, data);
  }

  /** Never rejects: the failure is remembered in `inFlight`. */
  private async appendAfter(previous: Promise<void>, data: Promise<Uint8Array>): Promise<void> {
    try {
      const bytes = await data;
      await previous;
      await this.append(bytes);
    } catch (error) {
      this.inFlight.fail(error);
    } finally {
      await previous;
      this.inFlight.leave();
    }
  }

  private async append(data: Uint8Array): Promise<void> {
    const leader = new Uint8Array(4);
    new DataView(leader.buffer).setUint32(0, data.length, true);
    this.offsets.push(this.length + 4);
    this.byteCounts.push(data.length);
    this.length += data.length + 8;
    await this.file.appendFile(Buffer.concat([leader, data, data.subarray(data.length - 4)]));
  }

  /** All tiles are in the file, or the first failure is thrown. */
  async finish(): Promise<void> {
    await this.tail;
    this.inFlight.throwIfFailed();
  }

  /** Waits for background work, then closes the file. */
  async dispose(): Promise<void> {
    await this.tail;
    await this.file.close();
  }
}
