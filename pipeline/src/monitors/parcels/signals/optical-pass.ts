import { type Scene, type Window, windowGrid } from '@landsicht/core';
import type { PlaceReader } from '../../../scene/read-places.js';
import { badSceneClasses } from './clean-looks.js';
import { noPixel, pixelBands, pixelScale } from './kept-pixels.js';
import type { ParcelSets, PixelSet } from './pixel-sets.js';
import { type Cursor, type ParcelRange, type Pass, present, runsAbove, type SceneSignals } from './scene-pass.js';
import { recordLength, writeOpticalRecord } from './scene-record.js';
import { coarseBands, fineBandNames, fineBands } from './signal-bands.js';
import { type OpenParcel, openParcel, type ParcelShare, stripPlaces, takeStrip } from './strip-places.js';

/** Optical bands on both grids. */
export class OpticalPass implements Pass {
  readonly #scene: Scene;
  readonly #sets: ParcelSets;
  readonly #range: ParcelRange;
  readonly #fineBands: { name: string; band: string }[];
  readonly #coarseBands: { name: string; band: string }[];
  readonly #records: Float32Array;
  readonly #pixelStart: Float64Array;
  readonly #pixels: Int16Array[] = [];
  #pixelCount = 0;
  readonly #open = new Map<number, OpenParcel>();
  readonly #places: Pick<PlaceReader, 'read'>;

  constructor(scene: Scene, sets: ParcelSets, range: ParcelRange, places: Pick<PlaceReader, 'read'>) {
    this.#scene = scene;
    this.#places = places;
    this.#sets = sets;
    this.#range = range;
    this.#fineBands = present(scene, fineBands);
    this.#coarseBands = present(scene, coarseBands);
    this.#records = new Float32Array((range.to - range.from) * recordLength('optical'));
    this.#pixelStart = new Float64Array(range.to - range.from).fill(-1);
  }

  async read(window: Window, cursors: readonly Cursor[], signal?: AbortSignal): Promise<void> {
    const { grid, coarseGrid } = this.#sets;
    const { col, row } = { col: 2 * window.col, row: 2 * window.row };
    const fineWindow = {
      ...{ col, row },
      width: Math.min(2 * window.width, grid.width - col),
      height: Math.min(2 * window.height, grid.height - row),
    };
    const shares = cursors.map((cursor) => this.#shareOf(cursor, window.row + window.height));
    const places = stripPlaces(this.#sets, shares, window, fineWindow);
    const hasClasses = this.#scene.bands.some(({ name }) => name === 'scl');
    const names = [...this.#fineBands.map(({ band }) => band), ...(hasClasses ? ['scl'] : [])];
    const [fine, coarse] = await Promise.all([
      this.#places.read(names, windowGrid(grid, fineWindow), places.fine, signal),
      this.#coarseBands.length === 0
        ? null
        : this.#places.read(
            this.#coarseBands.map(({ band }) => band),
            windowGrid(coarseGrid, window),
            places.coarse,
            signal,
          ),
    ]);
    takeStrip(places, fine, coarse, shares);
  }

  /** Moves the cursor to the end of the strip. */
  #shareOf(cursor: Cursor, endRow: number): ParcelShare {
    const { parcel } = cursor;
    const { fine, coarse } = this.#sets;
    let state = this.#open.get(parcel);
    if (state == null) {
      state = openParcel(fine.counts[parcel] as number, coarse.counts[parcel] as number);
      this.#open.set(parcel, state);
    }
    const [fineFrom, coarseFrom] = [cursor.fine, cursor.coarse];
    const [fineTo, coarseTo] = [runsAbove(fine, parcel, fineFrom, 2 * endRow), runsAbove(coarse, parcel, coarseFrom, endRow)];
    [cursor.fine, cursor.coarse] = [fineTo, coarseTo];
    const [finePixels, coarsePixels] = [pixelsIn(fine, fineFrom, fineTo), pixelsIn(coarse, coarseFrom, coarseTo)];
    return { state, fineFrom, fineTo, coarseFrom, coarseTo, finePixels, coarsePixels };
  }

  finish(parcel: number): void {
    const at = parcel - this.#range.from;
    const state = this.#open.get(parcel) ?? openParcel(0, 0);
    writeOpticalRecord(state, this.#records, at * recordLength('optical'));
    this.#open.delete(parcel);
    if (state.classes.length === 0 || state.classes.some((kind) => badSceneClasses.includes(kind))) return;
    const packed = packPixels(state);
    this.#pixelStart[at] = this.#pixelCount;
    this.#pixels.push(packed);
    this.#pixelCount += packed.length;
  }

  result(): Omit<SceneSignals, 'kind'> {
    const pixels = new Int16Array(this.#pixelCount);
    let at = 0;
    for (const one of this.#pixels) {
      pixels.set(one, at);
      at += one.length;
    }
    return { records: this.#records, pixelStart: this.#pixelStart, pixels };
  }
}

function pixelsIn({ runs }: PixelSet, from: number, to: number): number {
  let count = 0;
  for (let run = from; run < to; run++) count += (runs[3 * run + 2] as number) - (runs[3 * run + 1] as number);
  return count;
}

/** pixelBands in order: B04, B08 of the fine bands, B11, B12 under them. */
function packPixels({ fine, swir, classes }: Pick<OpenParcel, 'fine' | 'swir' | 'classes'>): Int16Array {
  const count = classes.length;
  const [red, nir] = [fineBandNames.indexOf('B04'), fineBandNames.indexOf('B08')];
  const packed = new Int16Array(pixelBands.length * count);
  const pack = (values: Float32Array, from: number, into: number) => {
    for (let i = 0; i < count; i++) {
      const value = values[from + i] as number;
      packed[into + i] = Number.isNaN(value) ? noPixel : Math.max(-32_767, Math.min(32_767, Math.round(value * pixelScale)));
    }
  };
  pack(fine, red * count, 0);
  pack(fine, nir * count, count);
  pack(swir, 0, 2 * count);
  pack(swir, count, 3 * count);
  return packed;
}
