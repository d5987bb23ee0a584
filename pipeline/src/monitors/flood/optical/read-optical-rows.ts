import { type Grid, maskReasons, rowBands, type Scene, sameGrid, windowGrid } from '@landsicht/core';
import type { OpticalBands, OpticalRows } from './optical-rows.js';

export interface ReadOpticalOptions {
  readonly haloRows: number;
  readonly bandRows: number;
  /** Reads every so many bands only, for a sample; needs a halo of 0. Default 1. */
  readonly everyBand?: number;
  readonly signal: AbortSignal;
}

type BandName = keyof OpticalBands;
const always: readonly BandName[] = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'];

/** The scene's own name of each band of `OpticalBands`. */
export function opticalBandNames({ bands }: Scene): ReadonlyMap<BandName, string> {
  const has = (name: string) => bands.some((band) => band.name === name);
  const names = new Map<BandName, string>(always.map((name) => [name, name]));
  if (has('nir08')) names.set('nir', 'nir08');
  if (has('cirrus')) names.set('cirrus', 'cirrus');
  return names;
}

/**
 * Streams a scene from top to bottom onto `grid`. Rows of the halo are carried over, not read again. The arrays are those of the next
 * rows too: take what is wanted before asking for more.
 */
export async function* readOpticalRows(scene: Scene, grid: Grid, options: ReadOpticalOptions): AsyncGenerator<OpticalRows> {
  const { haloRows, bandRows, everyBand = 1, signal } = options;
  const { width } = grid;
  const names = opticalBandNames(scene);
  const windows = rowBands(grid, bandRows);
  const capacity = (Math.min(bandRows, grid.height) + 3 * haloRows) * width;
  const values = new Map([...names.keys()].map((name) => [name, new Float32Array(capacity)]));
  const valid = new Uint8Array(capacity);
  const reason = new Uint8Array(capacity).fill(maskReasons.nodata.code);
  const everything = [...values.values(), valid, reason];
  let held = haloRows;
  let row = 0;
  for (const [i, window] of windows.entries()) {
    if (i % everyBand !== 0) continue;
    signal.throwIfAborted();
    const raster = sameGrid(scene.grid, grid)
      ? await scene.read([...names.values()], { window, signal })
      : await scene.read([...names.values()], { grid: windowGrid(grid, window), signal });
    const start = held * width;
    for (const [name, own] of names) values.get(name)?.set(raster.bands[own] ?? [], start);
    valid.set(raster.valid, start);
    reason.set(raster.reason ?? raster.valid.map((ok) => (ok === 1 ? 0 : maskReasons.nodata.code)), start);
    held += window.height;
    if (i === windows.length - 1) {
      valid.fill(0, held * width, (held + haloRows) * width);
      reason.fill(maskReasons.nodata.code, held * width, (held + haloRows) * width);
      held += haloRows;
    }
    const innerRows = held - 2 * haloRows;
    if (innerRows <= 0) continue;
    const length = held * width;
    const bands = Object.fromEntries([...values].map(([name, band]) => [name, band.subarray(0, length)])) as unknown as OpticalBands;
    const first = everyBand === 1 ? row : window.row;
    yield { row: first, innerRows, haloRows, width, bands, valid: valid.subarray(0, length), reason: reason.subarray(0, length) };
    row += innerRows;
    for (const array of everything) array.copyWithin(0, innerRows * width, length);
    held = 2 * haloRows;
  }
}
