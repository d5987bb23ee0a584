import type { Scene, Window } from '@landsicht/core';
import type { PixelSet } from './pixel-sets.js';
import type { SceneKind } from './scene-record.js';

/** Parcels of the sets from `from` to `to` (exclusive). */
export interface ParcelRange {
  readonly from: number;
  readonly to: number;
}

export interface SceneSignals {
  readonly kind: SceneKind;
  /** Parcels of the range × `recordLength`. */
  readonly records: Float32Array;
  /** Where each parcel's pixels start in `pixels`; −1 where none were kept. */
  readonly pixelStart: Float64Array;
  /** pixelBands × fine pixels of each clear look. */
  readonly pixels: Int16Array;
}

/** Next run of a parcel in each set. */
export interface Cursor {
  readonly parcel: number;
  fine: number;
  coarse: number;
}

export interface Pass {
  /** Takes what the parcels have in a window of the coarse grid, down to its end. */
  read(window: Window, cursors: readonly Cursor[], signal?: AbortSignal): Promise<void>;
  finish(parcel: number): void;
  result(): Omit<SceneSignals, 'kind'>;
}

/** Runs of a parcel above `endRow`, moved past. `visit` gets row, from column, to column. */
export function takeRuns(
  { runs, firstRun }: PixelSet,
  parcel: number,
  from: number,
  endRow: number,
  visit: (row: number, from: number, to: number) => void,
): number {
  let run = from;
  for (; run < (firstRun[parcel + 1] as number) && (runs[3 * run] as number) < endRow; run++)
    visit(runs[3 * run] as number, runs[3 * run + 1] as number, runs[3 * run + 2] as number);
  return run;
}

/** The first run of a parcel from `from` on that is not above `endRow`. */
export function runsAbove({ runs, firstRun }: PixelSet, parcel: number, from: number, endRow: number): number {
  let run = from;
  while (run < (firstRun[parcel + 1] as number) && (runs[3 * run] as number) < endRow) run++;
  return run;
}

/** Bands a scene has, of a table of ours. */
export function present(scene: Scene, table: Readonly<Record<string, string>>): { name: string; band: string }[] {
  return Object.entries(table).flatMap(([name, band]) => (scene.bands.some((one) => one.name === band) ? [{ name, band }] : []));
}
