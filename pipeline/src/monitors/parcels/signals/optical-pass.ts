import { type Grid, maskReasons, type Raster, type Scene, type Window, windowGrid } from '@landsicht/core';
import { badSceneClasses } from './clean-looks.js';
import { noPixel, pixelBands, pixelScale } from './kept-pixels.js';
import type { ParcelSets } from './pixel-sets.js';
import { type Cursor, type ParcelRange, type Pass, present, type SceneSignals, takeRuns } from './scene-pass.js';
import { recordLength, writeOpticalRecord } from './scene-record.js';
import { coarseBandNames, coarseBands, fineBandNames, fineBands } from './signal-bands.js';

interface OpenParcel {
  readonly fine: Float32Array;
  readonly coarse: Float32Array;
  readonly classes: Uint8Array;
  /** B11 and B12 under the fine pixels. */
  readonly swir: Float32Array;
  filledFine: number;
  filledCoarse: number;
}

/** A strip of an optical scene on both grids. */
interface Strip {
  readonly window: Window;
  readonly fineWindow: Window;
  readonly fine: Raster;
  readonly coarse: Raster | null;
  readonly fineValues: readonly (Float32Array | null)[];
  readonly coarseValues: readonly (Float32Array | null)[];
  readonly hasClasses: boolean;
}

/** Stands for mask reasons of sensors without a scene classification; what is observed is class 7, unclassified. */
const classOfReason: Readonly<Record<number, number>> = {
  0: 7,
  [maskReasons.nodata.code]: 0,
  [maskReasons.defective.code]: 1,
  [maskReasons.cloud.code]: 9,
  [maskReasons.cirrus.code]: 10,
  [maskReasons['cloud-shadow'].code]: 3,
  [maskReasons['cloud-adjacent'].code]: 8,
  [maskReasons.snow.code]: 11,
};

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
  #strip: Strip | null = null;

  constructor(scene: Scene, sets: ParcelSets, range: ParcelRange) {
    this.#scene = scene;
    this.#sets = sets;
    this.#range = range;
    this.#fineBands = present(scene, fineBands);
    this.#coarseBands = present(scene, coarseBands);
    this.#records = new Float32Array((range.to - range.from) * recordLength('optical'));
    this.#pixelStart = new Float64Array(range.to - range.from).fill(-1);
  }

  async read(window: Window, signal?: AbortSignal): Promise<void> {
    const { grid, coarseGrid } = this.#sets;
    const { col, row } = { col: 2 * window.col, row: 2 * window.row };
    const fineWindow = {
      col,
      row,
      width: Math.min(2 * window.width, grid.width - col),
      height: Math.min(2 * window.height, grid.height - row),
    };
    const hasClasses = this.#scene.bands.some(({ name }) => name === 'scl');
    const fineNames = [...this.#fineBands.map(({ band }) => band), ...(hasClasses ? ['scl'] : [])];
    const read = (names: readonly string[], on: Grid) => this.#scene.read(names, { grid: on, ...(signal == null ? {} : { signal }) });
    const [fine, coarse] = await Promise.all([
      read(fineNames, windowGrid(grid, fineWindow)),
      this.#coarseBands.length === 0
        ? null
        : read(
            this.#coarseBands.map(({ band }) => band),
            windowGrid(coarseGrid, window),
          ),
    ]);
    this.#strip = {
      window,
      fineWindow,
      fine,
      coarse,
      hasClasses,
      fineValues: fineBandNames.map((name) => (fine.bands[fineBands[name]] as Float32Array | undefined) ?? null),
      coarseValues: coarseBandNames.map((name) => (coarse?.bands[coarseBands[name]] as Float32Array | undefined) ?? null),
    };
  }

  take(cursor: Cursor, endRow: number): void {
    const strip = this.#strip;
    if (strip == null) return;
    const { parcel } = cursor;
    const [fineCount, coarseCount] = [this.#sets.fine.counts[parcel] as number, this.#sets.coarse.counts[parcel] as number];
    let state = this.#open.get(parcel);
    if (state == null) {
      state = {
        fine: new Float32Array(fineBandNames.length * fineCount).fill(Number.NaN),
        coarse: new Float32Array((coarseBandNames.length + fineBandNames.length) * coarseCount).fill(Number.NaN),
        classes: new Uint8Array(fineCount),
        swir: new Float32Array(2 * fineCount).fill(Number.NaN),
        filledFine: 0,
        filledCoarse: 0,
      };
      this.#open.set(parcel, state);
    }
    const taken = state;
    cursor.fine = takeRuns(this.#sets.fine, parcel, cursor.fine, 2 * endRow, (row, from, to) =>
      takeFine(strip, taken, fineCount, row, from, to),
    );
    cursor.coarse = takeRuns(this.#sets.coarse, parcel, cursor.coarse, endRow, (row, from, to) =>
      takeCoarse(strip, taken, coarseCount, row, from, to),
    );
  }

  finish(parcel: number): void {
    const at = parcel - this.#range.from;
    const state = this.#open.get(parcel) ?? {
      fine: new Float32Array(0),
      coarse: new Float32Array(0),
      classes: new Uint8Array(0),
      swir: new Float32Array(0),
    };
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

const nodata = maskReasons.nodata.code;

function takeFine(
  { fine, fineWindow, fineValues, coarse, coarseValues, window, hasClasses }: Strip,
  state: OpenParcel,
  count: number,
  row: number,
  from: number,
  to: number,
): void {
  const start = (row - fineWindow.row) * fineWindow.width - fineWindow.col;
  const coarseStart = ((row >> 1) - window.row) * window.width - window.col;
  const reason = fine.reason as Uint8Array;
  const classes = fine.bands['scl'];
  const [swir16, swir22] = [coarseValues[coarseBandNames.indexOf('B11')], coarseValues[coarseBandNames.indexOf('B12')]];
  for (let col = from, at = state.filledFine; col < to; col++, at++) {
    const i = start + col;
    const kind = reason[i] as number;
    if (kind === nodata) continue; // class 0 and NaN stand
    state.classes[at] = hasClasses ? (classes?.[i] as number) : (classOfReason[kind] ?? 7);
    for (let k = 0; k < fineValues.length; k++) {
      const values = fineValues[k];
      if (values != null) state.fine[k * count + at] = values[i] as number;
    }
    const under = coarseStart + (col >> 1);
    if (coarse == null || coarse.reason?.[under] === nodata) continue;
    if (swir16 != null) state.swir[at] = swir16[under] as number;
    if (swir22 != null) state.swir[count + at] = swir22[under] as number;
  }
  state.filledFine += to - from;
}

function takeCoarse(strip: Strip, state: OpenParcel, count: number, row: number, from: number, to: number): void {
  const { window, coarse, coarseValues, fineValues } = strip;
  const start = (row - window.row) * window.width - window.col;
  for (let col = from, at = state.filledCoarse; col < to; col++, at++) {
    const i = start + col;
    if (coarse != null && coarse.reason?.[i] !== nodata) {
      for (let k = 0; k < coarseValues.length; k++) {
        const values = coarseValues[k];
        if (values != null) state.coarse[k * count + at] = values[i] as number;
      }
    }
    for (let k = 0; k < fineValues.length; k++) {
      const values = fineValues[k];
      if (values != null) state.coarse[(coarseValues.length + k) * count + at] = meanOfFour(strip, values, row, col);
    }
  }
  state.filledCoarse += to - from;
}

/** Mean of the fine pixels with a value in a coarse one; NaN where there is none. */
function meanOfFour({ fine, fineWindow }: Strip, values: Float32Array, row: number, col: number): number {
  let [sum, count] = [0, 0];
  const [top, left] = [2 * row - fineWindow.row, 2 * col - fineWindow.col];
  for (let r = top; r < Math.min(top + 2, fineWindow.height); r++) {
    for (let c = left; c < Math.min(left + 2, fineWindow.width); c++) {
      const i = r * fineWindow.width + c;
      if (fine.reason?.[i] === nodata) continue;
      sum += values[i] as number;
      count++;
    }
  }
  return sum / count;
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
