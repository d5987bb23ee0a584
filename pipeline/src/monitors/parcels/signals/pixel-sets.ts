import { affine, type Grid } from '@landsicht/core';
import type { Parcel } from '../import/parcel.js';
import { type BufferChoice, type InnerPixels, innerPixels, placeParcel, placeProjected } from './inner-pixels.js';

/** Inner pixels of many parcels on one grid, in arrays that threads can share. */
export interface PixelSet {
  /** [row, from column, to column (exclusive)] of all runs, parcel after parcel. */
  readonly runs: Int32Array;
  /** Index of each parcel's first run; one more entry than parcels. */
  readonly firstRun: Uint32Array;
  /** Pixels of each parcel. */
  readonly counts: Uint32Array;
  /** Metres from the border that the pixels of each parcel keep. */
  readonly bufferM: Uint8Array;
}

/** Where the parcels of a tile are looked at. */
export interface ParcelSets {
  /** Of the tile, 10 m. */
  readonly grid: Grid;
  /** Twice as coarse, from the same corner: bands of 20 m and radar. */
  readonly coarseGrid: Grid;
  readonly fine: PixelSet;
  readonly coarse: PixelSet;
  /** 1 = the parcel reaches beyond the tile. */
  readonly isCut: Uint8Array;
}

const fineBuffers: readonly BufferChoice[] = [{ bufferM: 10, atLeast: 0 }];
/** The widest buffer that leaves enough pixels of 20 m; the last one is taken whatever it leaves (parcels.md 3.1). */
const coarseBuffers: readonly BufferChoice[] = [
  { bufferM: 20, atLeast: 8 },
  { bufferM: 10, atLeast: 2 },
  { bufferM: 0, atLeast: 0 },
];

export function coarserGrid(grid: Grid): Grid {
  const [a, b, c, d, e, f] = grid.transform;
  const transform: Grid['transform'] = [2 * a, 2 * b, c, 2 * d, 2 * e, f];
  return { epsg: grid.epsg, width: Math.ceil(grid.width / 2), height: Math.ceil(grid.height / 2), transform };
}

/** Bands of 20 m take the widest buffer that leaves them enough pixels; which one is noted. */
export function parcelSets(parcels: readonly Pick<Parcel, 'geometry'>[], grid: Grid): ParcelSets {
  const coarseGrid = coarserGrid(grid);
  const isCut = shared(Uint8Array, parcels.length);
  const fine: InnerPixels[] = [];
  const coarse: InnerPixels[] = [];
  parcels.forEach(({ geometry }, i) => {
    const placed = placeParcel(geometry, grid);
    fine.push(innerPixels(placed, grid, fineBuffers));
    coarse.push(innerPixels(placeProjected(placed.geometry, coarseGrid), coarseGrid, coarseBuffers));
    isCut[i] = placed.isCut ? 1 : 0;
  });
  return { grid, coarseGrid, fine: pixelSet(fine), coarse: pixelSet(coarse), isCut };
}

/** How far inside the tile a parcel lies, pixels of the tile; negative where it reaches beyond. The tile that holds it deepest judges it. */
export function depthInTile({ geometry }: Pick<Parcel, 'geometry'>, grid: Grid): number {
  const toPixel = affine.invert(grid.transform);
  const { geometry: projected } = placeParcel(geometry, grid);
  const rings = projected.type === 'Polygon' ? projected.coordinates : projected.coordinates.flat();
  let depth = Infinity;
  for (const ring of rings) {
    for (const [x = 0, y = 0] of ring) {
      const [col, row] = affine.apply(toPixel, x, y);
      depth = Math.min(depth, col, row, grid.width - col, grid.height - row);
    }
  }
  return depth;
}

function pixelSet(all: readonly InnerPixels[]): PixelSet {
  const runs = shared(
    Int32Array,
    all.reduce((sum, one) => sum + one.runs.length, 0),
  );
  const firstRun = shared(Uint32Array, all.length + 1);
  const counts = shared(Uint32Array, all.length);
  const bufferM = shared(Uint8Array, all.length);
  let at = 0;
  all.forEach((one, i) => {
    runs.set(one.runs, at);
    at += one.runs.length;
    firstRun[i + 1] = at / 3;
    counts[i] = one.count;
    bufferM[i] = one.bufferM;
  });
  return { runs, firstRun, counts, bufferM };
}

/** In memory that threads share without a copy. */
function shared<A>(kind: { new (buffer: SharedArrayBuffer): A; readonly BYTES_PER_ELEMENT: number }, length: number): A {
  return new kind(new SharedArrayBuffer(length * kind.BYTES_PER_ELEMENT));
}
