import { type Raster, type Scene, type Window, windowGrid } from '@landsicht/core';
import type { ParcelSets } from './pixel-sets.js';
import { type Cursor, type ParcelRange, type Pass, present, type SceneSignals, takeRuns } from './scene-pass.js';
import { recordLength, writeRadarRecord } from './scene-record.js';
import { coherenceBands, radarBands } from './signal-bands.js';

/** Radar on the coarse grid. */
export class RadarPass implements Pass {
  readonly #scene: Scene;
  readonly #sets: ParcelSets;
  readonly #range: ParcelRange;
  readonly #bands: { name: string; band: string }[];
  readonly #records: Float32Array;
  readonly #open = new Map<number, { values: Float32Array; filled: number }>();
  readonly #order = [...Object.keys(radarBands), ...Object.keys(coherenceBands)];

  constructor(scene: Scene, sets: ParcelSets, range: ParcelRange) {
    this.#scene = scene;
    this.#sets = sets;
    this.#range = range;
    this.#bands = present(scene, { ...radarBands, ...coherenceBands });
    this.#records = new Float32Array((range.to - range.from) * recordLength('radar'));
  }

  async read(window: Window, cursors: readonly Cursor[], signal?: AbortSignal): Promise<void> {
    const grid = windowGrid(this.#sets.coarseGrid, window);
    const raster = await this.#scene.read(
      this.#bands.map(({ band }) => band),
      { grid, ...(signal == null ? {} : { signal }) },
    );
    for (const cursor of cursors) this.#take(raster, window, cursor);
  }

  #take(raster: Raster, window: Window, cursor: Cursor): void {
    const count = this.#sets.coarse.counts[cursor.parcel] as number;
    let state = this.#open.get(cursor.parcel);
    if (state == null) {
      state = { values: new Float32Array(this.#order.length * count).fill(Number.NaN), filled: 0 };
      this.#open.set(cursor.parcel, state);
    }
    const taken = state;
    cursor.coarse = takeRuns(this.#sets.coarse, cursor.parcel, cursor.coarse, window.row + window.height, (row, from, to) => {
      const start = (row - window.row) * window.width - window.col;
      for (const { name, band } of this.#bands) {
        const values = raster.bands[band] as Float32Array;
        const out = this.#order.indexOf(name) * count + taken.filled;
        for (let col = from; col < to; col++)
          if (raster.valid[start + col] === 1) taken.values[out + col - from] = values[start + col] as number;
      }
      taken.filled += to - from;
    });
  }

  finish(parcel: number): void {
    const values = this.#open.get(parcel)?.values ?? new Float32Array(0);
    writeRadarRecord(values, this.#records, (parcel - this.#range.from) * recordLength('radar'));
    this.#open.delete(parcel);
  }

  result(): Omit<SceneSignals, 'kind'> {
    return { records: this.#records, pixelStart: new Float64Array(this.#range.to - this.#range.from).fill(-1), pixels: new Int16Array(0) };
  }
}
