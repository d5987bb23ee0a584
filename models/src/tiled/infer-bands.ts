import { errorMessage, LandsichtError } from '@landsicht/core';
import type { Session } from '../engine.js';
import { blendWeights, mirrored, tileStarts } from './tile-starts.js';

/** Normalised rows of an image as the network wants them. */
export interface ImageRows {
  /** One array of width × rows per channel. What is not valid may hold anything. */
  readonly channels: readonly Float32Array[];
  /** 1 = observed, width × rows. */
  readonly valid: Uint8Array;
}

export interface TiledImage {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Rows [row, row + rows). */
  readRows(row: number, rows: number): Promise<ImageRows>;
}

export interface TiledOptions {
  readonly tilePx: number;
  /** Of neighbouring tiles; at least what a pixel's answer depends on around it. */
  readonly overlapPx: number;
  /** Tiles given to the network at once. Halved where the device has no memory for them. */
  readonly batch: number;
  /** Answers averaged over the four mirror images of each tile. */
  readonly flips?: boolean;
  readonly signal: AbortSignal;
  /** Told once where the batch was halved. */
  onNote?(note: string): void;
}

export interface InferredRows {
  readonly row: number;
  readonly rows: number;
  /** One array of width × rows per output channel. */
  readonly values: readonly Float32Array[];
  /** As it was read. */
  readonly valid: Uint8Array;
}

interface Tile {
  readonly col: number;
  readonly input: Float32Array;
}

/**
 * Runs a network over an image of any size, from top to bottom: tiles overlap and are blended with smooth weights; memory is two rows of
 * tiles, whatever the height. The next rows are read while the network works. Not observed pixels enter as 0, the mean of what was normalised.
 * Output must have the size of the input (`model-invalid` otherwise).
 */
export async function* inferBands(session: Session, image: TiledImage, options: TiledOptions): AsyncGenerator<InferredRows> {
  const { tilePx, overlapPx, signal } = options;
  if (!(tilePx > 0 && overlapPx >= 0 && 2 * overlapPx <= tilePx)) {
    throw new LandsichtError(
      'bad-argument',
      `Tiles of ${tilePx} px cannot overlap by ${overlapPx} px: the overlap is at most half of a tile`,
    );
  }
  const { width, height } = image;
  const weights = blendWeights(tilePx, overlapPx);
  const [tops, lefts] = [tileStarts(height, tilePx, overlapPx), tileStarts(width, tilePx, overlapPx)];
  const runner = new TileRunner(session, image.channels, options);
  const read = (top: number) => image.readRows(top, Math.min(tilePx, height - top));
  let next = read(0);
  let sums: Float32Array[] | null = null;
  const weightSums = new Float32Array(width * tilePx);
  for (const [k, top] of tops.entries()) {
    signal.throwIfAborted();
    const rows = await next;
    const following = tops[k + 1];
    if (following != null) {
      next = read(following);
      next.catch(() => {}); // thrown where it is awaited
    }
    const held = Math.min(tilePx, height - top);
    for await (const [{ col }, output] of runner.run(lefts.map((left) => tileOf(rows, { left, held, image, tilePx })))) {
      const area = tilePx * tilePx;
      sums ??= Array.from({ length: output.length / area }, () => new Float32Array(width * tilePx));
      for (const [c, sum] of sums.entries()) addTile(sum, output.subarray(c * area, (c + 1) * area), { col, held, width, tilePx, weights });
      addWeights(weightSums, { col, held, width, tilePx, weights });
    }
    const done = (following ?? height) - top;
    yield {
      row: top,
      rows: done,
      values: (sums ?? []).map((sum) => divided(sum, weightSums, done * width)),
      valid: rows.valid.slice(0, done * width),
    };
    for (const sum of sums ?? []) shiftUp(sum, done * width);
    shiftUp(weightSums, done * width);
  }
}

interface Placing {
  readonly left: number;
  readonly held: number;
  readonly image: TiledImage;
  readonly tilePx: number;
}

/** Beyond the ends the image is mirrored. */
function tileOf({ channels, valid }: ImageRows, { left, held, image: { width }, tilePx }: Placing): Tile {
  const input = new Float32Array(channels.length * tilePx * tilePx);
  for (const [c, channel] of channels.entries()) {
    for (let y = 0; y < tilePx; y++) {
      const from = mirrored(y, held) * width;
      const to = (c * tilePx + y) * tilePx;
      for (let x = 0; x < tilePx; x++) {
        const i = from + mirrored(left + x, width);
        if (valid[i] === 1) input[to + x] = channel[i] as number;
      }
    }
  }
  return { col: left, input };
}

interface Adding {
  readonly col: number;
  readonly held: number;
  readonly width: number;
  readonly tilePx: number;
  readonly weights: Float32Array;
}

function addTile(sum: Float32Array, tile: Float32Array, { col, held, width, tilePx, weights }: Adding): void {
  const end = Math.min(tilePx, width - col);
  for (let y = 0; y < held; y++) {
    const down = weights[y] as number;
    for (let x = 0, i = y * width + col, t = y * tilePx; x < end; x++, i++, t++) {
      sum[i] = (sum[i] as number) + down * (weights[x] as number) * (tile[t] as number);
    }
  }
}

function addWeights(sum: Float32Array, { col, held, width, tilePx, weights }: Adding): void {
  const end = Math.min(tilePx, width - col);
  for (let y = 0; y < held; y++) {
    const down = weights[y] as number;
    for (let x = 0, i = y * width + col; x < end; x++, i++) sum[i] = (sum[i] as number) + down * (weights[x] as number);
  }
}

function divided(sum: Float32Array, weights: Float32Array, length: number): Float32Array {
  const out = new Float32Array(length);
  for (let i = 0; i < length; i++) out[i] = (sum[i] as number) / (weights[i] as number);
  return out;
}

/** The rows that are done go; below them the next begin. */
function shiftUp(values: Float32Array, by: number): void {
  values.copyWithin(0, by);
  values.fill(0, values.length - by);
}

/** Mirrors along x and y: bit 0 and bit 1. */
const mirrorings = [0, 1, 2, 3];

/** Gives tiles to the network in batches. */
class TileRunner {
  readonly #session: Session;
  readonly #channels: number;
  readonly #options: TiledOptions;
  #batch: number;
  #isTold = false;

  constructor(session: Session, channels: number, options: TiledOptions) {
    this.#session = session;
    this.#channels = channels;
    this.#options = options;
    this.#batch = Math.max(1, options.batch);
  }

  /** Each tile with its answers, channel by channel. */
  async *run(tiles: readonly Tile[]): AsyncGenerator<readonly [Tile, Float32Array]> {
    for (let at = 0; at < tiles.length; ) {
      this.#options.signal.throwIfAborted();
      const group = tiles.slice(at, at + this.#batch);
      let outputs: Float32Array[];
      try {
        outputs = await this.#outputsOf(group);
      } catch (error) {
        if (group.length === 1 || !isOutOfMemory(error)) throw error;
        this.#halve(group.length);
        continue;
      }
      for (const [k, tile] of group.entries()) yield [tile, outputs[k] as Float32Array];
      at += group.length;
    }
  }

  #halve(tiles: number): void {
    this.#batch = Math.max(1, tiles >> 1);
    if (!this.#isTold)
      this.#options.onNote?.(`${this.#session.device} has no memory for ${tiles} tiles at once: ${this.#batch} from here on`);
    this.#isTold = true;
  }

  async #outputsOf(group: readonly Tile[]): Promise<Float32Array[]> {
    if (this.#options.flips !== true) return this.#once(group.map(({ input }) => input));
    const { tilePx } = this.#options;
    let sums: Float32Array[] | null = null;
    for (const mirroring of mirrorings) {
      const outputs = await this.#once(group.map(({ input }) => mirror(input, tilePx, mirroring)));
      sums ??= outputs.map((output) => new Float32Array(output.length));
      for (const [k, output] of outputs.entries()) {
        const back = mirror(output, tilePx, mirroring);
        const sum = sums[k] as Float32Array;
        for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (back[i] as number) / mirrorings.length;
      }
    }
    return sums ?? [];
  }

  async #once(inputs: readonly Float32Array[]): Promise<Float32Array[]> {
    const { tilePx } = this.#options;
    const each = this.#channels * tilePx * tilePx;
    const data = new Float32Array(inputs.length * each);
    for (const [k, input] of inputs.entries()) data.set(input, k * each);
    const output = await this.#session.run({ data, shape: [inputs.length, this.#channels, tilePx, tilePx] });
    const [n, , rows, columns] = output.shape;
    if (n !== inputs.length || rows !== tilePx || columns !== tilePx) {
      throw new LandsichtError(
        'model-invalid',
        `The network answers ${output.shape.join('×')} to tiles of ${inputs.length}×${this.#channels}×${tilePx}×${tilePx}. Expected as many tiles, rows and columns`,
      );
    }
    const answered = output.data.length / inputs.length;
    return inputs.map((_, k) => output.data.slice(k * answered, (k + 1) * answered));
  }
}

/** Every channel mirrored along x (bit 0) and y (bit 1). */
function mirror(planes: Float32Array, tilePx: number, mirroring: number): Float32Array {
  if (mirroring === 0) return planes;
  const out = new Float32Array(planes.length);
  for (let at = 0; at < planes.length; at += tilePx) {
    const y = (at / tilePx) % tilePx;
    const from = (mirroring & 2) === 0 ? at : at + (tilePx - 1 - 2 * y) * tilePx;
    for (let x = 0; x < tilePx; x++) out[at + x] = planes[from + ((mirroring & 1) === 0 ? x : tilePx - 1 - x)] as number;
  }
  return out;
}

function isOutOfMemory(error: unknown): boolean {
  return /out of memory|allocat|OOM|not enough memory/i.test(errorMessage(error));
}
