import { maskReasons, type PixelArray, type Window } from '@landsicht/core';
import type { PlaceValues } from '../../../scene/read-places.js';
import type { ParcelSets } from './pixel-sets.js';
import { coarseBandNames, coarseBands, fineBandNames, fineBands } from './signal-bands.js';

/** Values of a parcel as far as they were read. */
export interface OpenParcel {
  readonly fine: Float32Array;
  readonly coarse: Float32Array;
  readonly classes: Uint8Array;
  /** B11 and B12 under the fine pixels. */
  readonly swir: Float32Array;
  filledFine: number;
  filledCoarse: number;
}

export function openParcel(fineCount: number, coarseCount: number): OpenParcel {
  return {
    fine: new Float32Array(fineBandNames.length * fineCount).fill(Number.NaN),
    coarse: new Float32Array((coarseBandNames.length + fineBandNames.length) * coarseCount).fill(Number.NaN),
    classes: new Uint8Array(fineCount),
    swir: new Float32Array(2 * fineCount).fill(Number.NaN),
    filledFine: 0,
    filledCoarse: 0,
  };
}

/** The runs of a parcel that lie in a strip. */
export interface ParcelShare {
  readonly state: OpenParcel;
  readonly fineFrom: number;
  readonly fineTo: number;
  readonly coarseFrom: number;
  readonly coarseTo: number;
  /** Pixels of these runs. */
  readonly finePixels: number;
  readonly coarsePixels: number;
}

/** Pixels of a strip to read, by their place in its windows. */
interface StripPlaces {
  /** Fine pixels of all parcels, then the four under each coarse pixel. */
  readonly fine: Uint32Array;
  /** Coarse pixels of all parcels, then the one over each fine pixel. */
  readonly coarse: Uint32Array;
  readonly fineCount: number;
  readonly coarseCount: number;
}

export function stripPlaces({ fine, coarse }: ParcelSets, shares: readonly ParcelShare[], window: Window, fineWindow: Window): StripPlaces {
  const fineCount = shares.reduce((sum, { finePixels }) => sum + finePixels, 0);
  const coarseCount = shares.reduce((sum, { coarsePixels }) => sum + coarsePixels, 0);
  const places = {
    fine: new Uint32Array(fineCount + 4 * coarseCount),
    coarse: new Uint32Array(coarseCount + fineCount),
    fineCount,
    coarseCount,
  };
  let [atFine, atParent, atCoarse, atChild] = [0, coarseCount, 0, fineCount];
  for (const { fineFrom, fineTo, coarseFrom, coarseTo } of shares) {
    for (let run = fineFrom; run < fineTo; run++) {
      const row = fine.runs[3 * run] as number;
      const start = (row - fineWindow.row) * fineWindow.width - fineWindow.col;
      const over = ((row >> 1) - window.row) * window.width - window.col;
      for (let col = fine.runs[3 * run + 1] as number; col < (fine.runs[3 * run + 2] as number); col++) {
        places.fine[atFine++] = start + col;
        places.coarse[atParent++] = over + (col >> 1);
      }
    }
    for (let run = coarseFrom; run < coarseTo; run++) {
      const row = coarse.runs[3 * run] as number;
      const start = (row - window.row) * window.width - window.col;
      // at an odd edge of the tile a coarse pixel holds two: they count twice
      const [top, bottom] = [2 * row - fineWindow.row, Math.min(2 * row - fineWindow.row + 1, fineWindow.height - 1)];
      for (let col = coarse.runs[3 * run + 1] as number; col < (coarse.runs[3 * run + 2] as number); col++) {
        places.coarse[atCoarse++] = start + col;
        const [left, right] = [2 * col - fineWindow.col, Math.min(2 * col - fineWindow.col + 1, fineWindow.width - 1)];
        places.fine[atChild++] = top * fineWindow.width + left;
        places.fine[atChild++] = top * fineWindow.width + right;
        places.fine[atChild++] = bottom * fineWindow.width + left;
        places.fine[atChild++] = bottom * fineWindow.width + right;
      }
    }
  }
  return places;
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

const nodata = maskReasons.nodata.code;

/** Hands the values of a strip to its parcels, in the order of `stripPlaces`. */
export function takeStrip(
  { fineCount, coarseCount }: StripPlaces,
  fine: PlaceValues,
  coarse: PlaceValues | null,
  shares: readonly ParcelShare[],
): void {
  const values: StripValues = {
    ...{ fine, coarse },
    fineValues: fineBandNames.map((name) => fine.bands[fineBands[name]] ?? null),
    coarseValues: coarseBandNames.map((name) => coarse?.bands[coarseBands[name]] ?? null),
    classes: fine.bands['scl'] ?? null,
  };
  let [atFine, atCoarse] = [0, 0];
  for (const share of shares) {
    takeFine(values, share, atFine, coarseCount + atFine);
    takeCoarse(values, share, atCoarse, fineCount + 4 * atCoarse);
    atFine += share.finePixels;
    atCoarse += share.coarsePixels;
  }
}

interface StripValues {
  readonly fine: PlaceValues;
  readonly coarse: PlaceValues | null;
  readonly fineValues: readonly (PixelArray | null)[];
  readonly coarseValues: readonly (PixelArray | null)[];
  readonly classes: PixelArray | null;
}

/** `at`: of the parcel's first fine pixel; `parent`: of the coarse pixel over it. */
function takeFine(
  { fine, fineValues, coarse, coarseValues, classes }: StripValues,
  { state, finePixels }: ParcelShare,
  at: number,
  parent: number,
): void {
  const count = state.classes.length;
  const [swir16, swir22] = [coarseValues[coarseBandNames.indexOf('B11')], coarseValues[coarseBandNames.indexOf('B12')]];
  for (let i = 0, out = state.filledFine; i < finePixels; i++, out++) {
    const kind = fine.reason[at + i] as number;
    if (kind === nodata) continue; // class 0 and NaN stand
    state.classes[out] = classes == null ? (classOfReason[kind] ?? 7) : (classes[at + i] as number);
    for (let k = 0; k < fineValues.length; k++) {
      const band = fineValues[k];
      if (band != null) state.fine[k * count + out] = band[at + i] as number;
    }
    if (coarse == null || coarse.reason[parent + i] === nodata) continue;
    if (swir16 != null) state.swir[out] = swir16[parent + i] as number;
    if (swir22 != null) state.swir[count + out] = swir22[parent + i] as number;
  }
  state.filledFine += finePixels;
}

/** `at`: of the parcel's first coarse pixel; `child`: of the first of the four fine ones under it. */
function takeCoarse(
  { fine, fineValues, coarse, coarseValues }: StripValues,
  { state, coarsePixels }: ParcelShare,
  at: number,
  child: number,
): void {
  const count = state.coarse.length / (coarseBandNames.length + fineBandNames.length);
  for (let i = 0, out = state.filledCoarse; i < coarsePixels; i++, out++) {
    if (coarse != null && coarse.reason[at + i] !== nodata) {
      for (let k = 0; k < coarseValues.length; k++) {
        const band = coarseValues[k];
        if (band != null) state.coarse[k * count + out] = band[at + i] as number;
      }
    }
    for (let k = 0; k < fineValues.length; k++) {
      const band = fineValues[k];
      if (band != null) state.coarse[(coarseValues.length + k) * count + out] = meanOfFour(band, fine.reason, child + 4 * i);
    }
  }
  state.filledCoarse += coarsePixels;
}

/** Of those with a value; NaN where there is none. */
function meanOfFour(values: PixelArray, reason: Uint8Array, from: number): number {
  let [sum, count] = [0, 0];
  for (let i = from; i < from + 4; i++) {
    if (reason[i] === nodata) continue;
    sum += values[i] as number;
    count++;
  }
  return sum / count;
}
