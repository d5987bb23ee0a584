import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { allocate, type CogLayout, LandsichtError, type PixelArray, type RasterSink, type WriteCog } from '@landsicht/core';
import { assertCogLayout } from './cog-layout.js';
import { LevelSegment, TilesInFlight } from './cog-level.js';
import { levelTags, type TileCoding, tileCodingOf } from './cog-tags.js';
import { type RowHalver, rowHalver } from './overview.js';
import { packTile } from './pack-tile.js';
import { encodeTiffHead } from './tiff-ifd.js';
import { writeError } from './write-error.js';

/** Offsets of a classic TIFF have 32 bits; a larger file becomes a BigTIFF. */
const CLASSIC_LIMIT_BYTES = 2 ** 32;
const COPY_BYTES = 4 * 2 ** 20;

/** What a reader may rely on, as GDAL's COG driver writes it; the last space leaves room for YES. */
const structure = [
  'LAYOUT=IFDS_BEFORE_DATA',
  'BLOCK_ORDER=ROW_MAJOR',
  'BLOCK_LEADER=SIZE_AS_UINT4',
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED',
  'KNOWN_INCOMPATIBLE_EDITION=NO\n ',
].join('\n');
const ghost = Buffer.from(`GDAL_STRUCTURAL_METADATA_SIZE=${String(structure.length).padStart(6, '0')} bytes\n${structure}`, 'latin1');

/** Opens a COG for writing from top to bottom; memory is one row of tiles per level, whatever the height. */
export const openCogWriter: WriteCog = (path, layout) => openCogSink(path, layout, CLASSIC_LIMIT_BYTES);

/** Writes a raster that is in memory: one array of width × height per band. */
export async function writeCog(path: string, layout: CogLayout, bands: readonly PixelArray[]): Promise<void> {
  const sink = await openCogWriter(path, layout);
  try {
    await sink.writeRows(bands, layout.grid.height);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** `openCogWriter` with another size at which BigTIFF begins (tests). */
export async function openCogSink(path: string, layout: CogLayout, classicLimitBytes: number): Promise<RasterSink> {
  assertCogLayout(path, layout);
  const sink = new CogSink(path, layout, classicLimitBytes);
  try {
    await sink.start();
  } catch (error) {
    await sink.abort();
    throw writeError(error, path);
  }
  return sink;
}

/** One resolution: the row of tiles being filled, what became of the rows above, how the next level is made from it. */
interface Level {
  readonly width: number;
  readonly height: number;
  readonly segment: LevelSegment;
  /** Per band tileSize rows of width. */
  readonly rows: readonly PixelArray[];
  readonly halver: RowHalver | null;
  rowsFilled: number;
  rowsDone: number;
}

class CogSink implements RasterSink {
  private readonly path: string;
  private readonly layout: CogLayout;
  private readonly classicLimitBytes: number;
  private readonly coding: TileCoding;
  private readonly inFlight = new TilesInFlight();
  private readonly levels: Level[] = [];
  private readonly temporary: string;
  private state: 'open' | 'closed' | 'aborted' = 'open';

  constructor(path: string, layout: CogLayout, classicLimitBytes: number) {
    this.path = path;
    this.layout = layout;
    this.classicLimitBytes = classicLimitBytes;
    this.coding = tileCodingOf(layout);
    this.temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  }

  async start(): Promise<void> {
    const { tileSize } = this.coding;
    const { pixelType, nodata, overviews, bands, grid } = this.layout;
    let { width, height } = grid;
    for (let n = 0; ; n++) {
      const smallest = width <= tileSize && height <= tileSize;
      const rule = { method: overviews, pixelType, ...(nodata == null ? {} : { nodata }) };
      this.levels.push({
        width,
        height,
        segment: await LevelSegment.create(`${this.temporary}.level${n}`, this.inFlight),
        rows: bands.map(() => allocate(pixelType, width * Math.min(tileSize, height))),
        halver: smallest ? null : rowHalver(rule, width),
        rowsFilled: 0,
        rowsDone: 0,
      });
      if (smallest) return;
      width = Math.ceil(width / 2);
      height = Math.ceil(height / 2);
    }
  }

  async writeRows(bands: readonly PixelArray[], rows: number): Promise<void> {
    this.assertOpen();
    this.assertRows(bands, rows);
    try {
      await this.fill(0, bands, rows);
    } catch (error) {
      await this.abort();
      throw writeError(error, this.path);
    }
  }

  async close(): Promise<void> {
    this.assertOpen();
    try {
      this.assertComplete();
      for (const level of this.levels) await level.segment.finish();
      await this.assemble();
      this.state = 'closed';
      await this.removeTemporaryFiles();
    } catch (error) {
      await this.abort();
      throw writeError(error, this.path);
    }
  }

  async abort(): Promise<void> {
    if (this.state !== 'open') return;
    this.state = 'aborted';
    await this.removeTemporaryFiles();
  }

  /** Takes rows into a level; full rows of tiles are compressed and handed on, halved. */
  private async fill(n: number, bands: readonly PixelArray[], rows: number): Promise<void> {
    const level = this.levels[n] as Level;
    for (let row = 0; row < rows; ) {
      const taken = Math.min(rows - row, this.coding.tileSize - level.rowsFilled);
      level.rows.forEach((target, b) => {
        const source = bands[b] as PixelArray;
        target.set(source.subarray(row * level.width, (row + taken) * level.width), level.rowsFilled * level.width);
      });
      level.rowsFilled += taken;
      row += taken;
      if (level.rowsFilled === this.coding.tileSize || level.rowsDone + level.rowsFilled === level.height) await this.flush(n);
    }
  }

  private async flush(n: number): Promise<void> {
    const level = this.levels[n] as Level;
    const { tileSize, predictor, compression } = this.coding;
    for (let col = 0; col < level.width; col += tileSize) {
      await this.inFlight.enter();
      const width = Math.min(tileSize, level.width - col);
      const source = { bands: level.rows, stride: level.width, col, width, height: level.rowsFilled };
      level.segment.push(packTile(source, this.layout.pixelType, tileSize, predictor), compression);
    }
    const rows = level.rowsFilled;
    level.rowsDone += rows;
    level.rowsFilled = 0;
    const { halver } = level;
    if (halver == null) return;
    const halved = level.rows.map((band) => halver.halve(band, 0, rows));
    await this.fill(n + 1, halved, Math.ceil(rows / 2));
  }

  /** Header and IFDs, then the smallest overview's tiles first and the full resolution last; then in one step to its name. */
  private async assemble(): Promise<void> {
    const file = await open(this.temporary, 'wx');
    try {
      await file.appendFile(this.head());
      for (const level of [...this.levels].reverse()) await appendFile(file, level.segment.path);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(this.temporary, this.path);
    const folder = await open(dirname(this.path));
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  private head(): Uint8Array {
    const encode = (bigTiff: boolean, starts: readonly number[]): Uint8Array => {
      const ifds = this.levels.map(({ width, height, segment }, n) => {
        const offsets = segment.offsets.map((offset) => offset + (starts[n] ?? 0));
        return levelTags(this.layout, { width, height, offsets, byteCounts: segment.byteCounts }, n > 0);
      });
      return encodeTiffHead({ bigTiff, ghost, ifds });
    };
    const dataBytes = this.levels.reduce((sum, level) => sum + level.segment.length, 0);
    const bigTiff = encode(false, []).length + dataBytes > this.classicLimitBytes;
    let at = encode(bigTiff, []).length;
    const starts = new Array<number>(this.levels.length).fill(0);
    for (let n = this.levels.length - 1; n >= 0; n--) {
      starts[n] = at;
      at += this.levels[n]?.segment.length ?? 0;
    }
    return encode(bigTiff, starts);
  }

  private async removeTemporaryFiles(): Promise<void> {
    await Promise.all(this.levels.map(({ segment }) => segment.dispose()));
    for (const path of [this.temporary, ...this.levels.map(({ segment }) => segment.path)]) await rm(path, { force: true });
  }

  private assertOpen(): void {
    if (this.state !== 'open')
      throw new LandsichtError('bad-argument', `${this.path}: the raster is already ${this.state}; open a new writer`);
  }

  private assertRows(bands: readonly PixelArray[], rows: number): void {
    const { grid, pixelType } = this.layout;
    const level = this.levels[0] as Level;
    const left = grid.height - level.rowsDone - level.rowsFilled;
    if (!Number.isInteger(rows) || rows < 0 || rows > left) {
      throw new LandsichtError('bad-argument', `${this.path}: ${rows} rows given, at most ${left} of ${grid.height} are left`);
    }
    if (bands.length !== this.layout.bands.length) {
      throw new LandsichtError('bad-argument', `${this.path}: expected ${this.layout.bands.length} bands, got ${bands.length}`);
    }
    bands.forEach((band, b) => {
      const name = this.layout.bands[b]?.name;
      if (band.length !== grid.width * rows) {
        throw new LandsichtError(
          'bad-argument',
          `${this.path}, band "${name}": expected ${grid.width * rows} pixels (${grid.width}×${rows}), got ${band.length}`,
        );
      }
      if (band.constructor !== level.rows[b]?.constructor) {
        throw new LandsichtError(
          'bad-argument',
          `${this.path}, band "${name}": expected ${pixelType} pixels, got ${band.constructor.name}`,
        );
      }
    });
  }

  private assertComplete(): void {
    const { rowsDone = 0, height = 0 } = this.levels[0] ?? {};
    const rows = rowsDone + (this.levels[0]?.rowsFilled ?? 0);
    if (rows !== height) throw new LandsichtError('bad-argument', `${this.path}: closed after ${rows} of ${height} rows`);
  }
}

async function appendFile(target: FileHandle, path: string): Promise<void> {
  const source = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(COPY_BYTES);
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, COPY_BYTES);
      if (bytesRead === 0) return;
      await target.appendFile(buffer.subarray(0, bytesRead));
    }
  } finally {
    await source.close();
  }
}
