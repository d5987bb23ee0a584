import { type Bands, borderCells, borderStart } from './bands.js';
import { notObserved } from './flow-direction.js';
import { borderCellAfter, isChannel, PathEnds, pathsOfBand, rowStart } from './flow-paths.js';

/** What a cell drains to. */
export const drainage = {
  notObserved: 0,
  /** Its path reaches a channel. */
  slope: 1,
  channel: 2,
  /** Its path leaves the DEM before any channel: height is above the place where it leaves, so a lower bound. */
  leavesDem: 3,
} as const;

/** Level and kind of the drainage that the path from a cell reaches. */
export interface DrainageLevels {
  readonly levelM: Float32Array;
  readonly kind: Uint8Array;
}

/** For every border cell, over as many bands as its path takes. */
export function borderDrainage(filledM: Float32Array, bands: Bands, direction: Uint8Array): DrainageLevels {
  const count = borderCells(bands);
  const levels = { levelM: new Float32Array(count), kind: new Uint8Array(count) };
  const passesTo = new Int32Array(count).fill(-1);
  for (const [b, window] of bands.windows.entries()) {
    const paths = pathsOfBand(direction, bands, b);
    const ends = new PathEnds(paths);
    for (const side of ['first', 'last'] as const) {
      const row = rowStart(paths, bands.width, side);
      const start = borderStart(bands, b, side);
      for (let col = 0; col < bands.width; col++) {
        const end = ends.of(row + col);
        passesTo[start + col] = isChannel(paths, end) ? -1 : borderCellAfter(paths, bands, b, end);
        levels.levelM[start + col] = filledM[window.row * bands.width + end] as number;
        levels.kind[start + col] = isChannel(paths, end) ? drainage.slope : drainage.leavesDem;
      }
    }
  }
  followBorders(levels, passesTo);
  return levels;
}

/** Gives each border cell the drainage of the last one on its path. */
function followBorders({ levelM, kind }: DrainageLevels, passesTo: Int32Array): void {
  for (let i = 0; i < passesTo.length; i++) {
    let end = i;
    for (let next = passesTo[end] as number; next >= 0; next = passesTo[end] as number) end = next;
    for (let at = i; at !== end; ) {
      const next = passesTo[at] as number;
      levelM[at] = levelM[end] as number;
      kind[at] = kind[end] as number;
      passesTo[at] = -1;
      at = next;
    }
  }
}

/** Height of every cell of band `b` above the drainage its path reaches (NaN where not observed), and what that is. */
export function heightAboveDrainage(
  filledM: Float32Array,
  bands: Bands,
  b: number,
  direction: Uint8Array,
  border: DrainageLevels,
): { handM: Float32Array; kind: Uint8Array } {
  const paths = pathsOfBand(direction, bands, b);
  const cells = paths.direction.length;
  const levelM = filledM.subarray(paths.start, paths.start + cells);
  const handM = new Float32Array(cells).fill(Number.NaN);
  const kind = new Uint8Array(cells);
  const ends = new PathEnds(paths);
  for (let cell = 0; cell < cells; cell++) {
    if (paths.direction[cell] === notObserved) continue;
    const end = ends.of(cell);
    const level = levelM[cell] as number;
    if (isChannel(paths, end)) {
      handM[cell] = level - (levelM[end] as number);
      kind[cell] = end === cell ? drainage.channel : drainage.slope;
      continue;
    }
    const after = borderCellAfter(paths, bands, b, end);
    handM[cell] = level - ((after >= 0 ? border.levelM[after] : levelM[end]) as number);
    kind[cell] = after >= 0 ? (border.kind[after] as number) : drainage.leavesDem;
  }
  return { handM, kind };
}
