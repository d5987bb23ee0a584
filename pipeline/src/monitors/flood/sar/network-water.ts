import { type Grid, LandsichtError, type Scene, sameGrid, windowGrid } from '@landsicht/core';
import { type DeviceChoice, type ImageRows, inferBands, type ModelPackage, openSession, type TiledImage } from '@landsicht/models';
import type { RowScratch } from '../../../raster/row-scratch.js';

/** Tiles given to the network at once. */
const batch = 4;

export interface NetworkOptions {
  readonly model: ModelPackage;
  readonly device: DeviceChoice;
  readonly grid: Grid;
  /** Bands of the scene by the model's names. */
  readonly bands: Readonly<Record<string, string | null>>;
  readonly signal: AbortSignal;
  progress(fraction: number): void;
}

/** Water probability of a network as membership 0…255, row by row into a scratch file; 0 where not observed. */
export async function storeNetworkMembership(scene: Scene, options: NetworkOptions, into: RowScratch): Promise<void> {
  const { model, grid, signal } = options;
  const { properties } = model.manifest;
  const water = waterChannel(model);
  const session = await openSession(model.bytes, options.device);
  try {
    const image = new DbImage(scene, options);
    const tiles = { tilePx: properties['landsicht:tile_px'], overlapPx: properties['landsicht:overlap_px'], batch, signal };
    for await (const { row, rows, values, valid } of inferBands(session, image, tiles)) {
      const probability = values[water] as Float32Array;
      const membership = new Uint8Array(probability.length);
      for (let i = 0; i < membership.length; i++) membership[i] = valid[i] === 1 ? Math.round(255 * (probability[i] as number)) : 0;
      await into.append(membership);
      options.progress((row + rows) / grid.height);
    }
  } finally {
    await session.close();
  }
}

function waterChannel({ manifest }: ModelPackage): number {
  const classes = manifest.properties['mlm:output'][0]?.['classification:classes'] ?? [];
  const at = classes.findIndex(({ name }) => name === 'water');
  if (at < 0) {
    throw new LandsichtError(
      'model-invalid',
      `Model ${manifest.id}: its classes are ${classes.map(({ name }) => name).join(', ')}; flood needs "water"`,
    );
  }
  return at;
}

/** σ0 in dB, cut and scaled as the manifest says. Rows that neighbouring bands of tiles share are read once. */
class DbImage implements TiledImage {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly #scene: Scene;
  readonly #grid: Grid;
  readonly #bands: readonly string[];
  readonly #scale: readonly ((power: Float32Array) => void)[];
  readonly #signal: AbortSignal;
  #held: (ImageRows & { readonly row: number; readonly rows: number }) | null = null;

  constructor(scene: Scene, { model, grid, bands, signal }: NetworkOptions) {
    const input = model.manifest.properties['mlm:input'][0];
    const names = input?.bands ?? [];
    this.width = grid.width;
    this.height = grid.height;
    this.channels = names.length;
    this.#scene = scene;
    this.#grid = grid;
    this.#signal = signal;
    this.#bands = names.map((name) => {
      const band = bands[name];
      if (band != null) return band;
      throw new LandsichtError(
        'band-missing',
        `${scene.id}: model ${model.manifest.id} needs ${names.join(', ')}; the scene has no ${name}. Use --set detector=ensemble`,
      );
    });
    this.#scale = names.map((_, k) => scalingOf(model, k));
  }

  async readRows(row: number, rows: number): Promise<ImageRows> {
    const held = this.#held;
    const known = held == null ? 0 : Math.max(0, held.row + held.rows - row);
    const fresh = await this.#read(row + known, rows - known);
    const { width } = this;
    const joined = <T extends Float32Array | Uint8Array>(before: T | undefined, after: T, into: T): T => {
      if (before != null) into.set(before.subarray(before.length - known * width));
      into.set(after, known * width);
      return into;
    };
    const whole: ImageRows = {
      channels: fresh.channels.map((channel, k) => joined(held?.channels[k], channel, new Float32Array(rows * width))),
      valid: joined(held?.valid, fresh.valid, new Uint8Array(rows * width)),
    };
    this.#held = { ...whole, row, rows };
    return whole;
  }

  async #read(row: number, rows: number): Promise<ImageRows> {
    const window = { col: 0, row, width: this.width, height: rows };
    const place = sameGrid(this.#scene.grid, this.#grid) ? { window } : { grid: windowGrid(this.#grid, window) };
    const raster = await this.#scene.read(this.#bands, { ...place, signal: this.#signal });
    const channels = this.#bands.map((band, k) => {
      const values = Float32Array.from(raster.bands[band] as ArrayLike<number>);
      this.#scale[k]?.(values);
      return values;
    });
    return { channels, valid: raster.valid };
  }
}

/** Linear power to scaled dB, in place. */
function scalingOf({ manifest }: ModelPackage, channel: number): (power: Float32Array) => void {
  const scaling = manifest.properties['mlm:input'][0]?.value_scaling ?? [];
  // two entries a band: clip, then z-score
  const of = scaling.slice(2 * channel, 2 * channel + 2);
  const clip = of.find((one) => one.type === 'clip');
  const score = of.find((one) => one.type === 'z-score');
  const [low, high] = [clip?.minimum ?? -35, clip?.maximum ?? 5];
  const [mean, deviation] = [score?.mean ?? 0, score?.stddev ?? 1];
  return (power) => {
    for (let i = 0; i < power.length; i++) {
      const db = 10 * Math.log10(Math.max(power[i] as number, 1e-6));
      power[i] = (Math.min(high, Math.max(low, db)) - mean) / deviation;
    }
  };
}
