import { type Bands, borderCells, borderStart } from './bands.js';
import { channelFlag, notObserved } from './flow-direction.js';
import { accumulate, borderCellAfter, PathEnds, pathsOfBand, rowStart } from './flow-paths.js';

/**
 * Sets `channelFlag` on every cell through which more than `channelCells` cells drain, itself included.
 * Accumulation by bands after Barnes 2016 (doi:10.1016/j.envsoft.2016.06.031): within each band, then over the border rows of all, then
 * within each band again with what flows in. Returns the number of channel cells.
 */
export function markChannels(direction: Uint8Array, bands: Bands, channelCells: number): number {
  const inflow = borderInflow(direction, bands);
  let channels = 0;
  for (let b = 0; b < bands.windows.length; b++) {
    const area = drainedCells(direction, bands, b, inflow);
    const codes = pathsOfBand(direction, bands, b).direction;
    for (let i = 0; i < area.length; i++) {
      if ((area[i] as number) <= channelCells || codes[i] === notObserved) continue;
      codes[i] = (codes[i] as number) | channelFlag;
      channels++;
    }
  }
  return channels;
}

/** Cells that drain through each cell of the band, itself included. */
export function drainedCells(direction: Uint8Array, bands: Bands, b: number, inflow: Float64Array): Float64Array {
  const paths = pathsOfBand(direction, bands, b);
  const area = new Float64Array(paths.direction.length).fill(1);
  for (const side of ['first', 'last'] as const) {
    const row = rowStart(paths, bands.width, side);
    const start = borderStart(bands, b, side);
    for (let col = 0; col < bands.width; col++) area[row + col] = (area[row + col] as number) + (inflow[start + col] as number);
  }
  accumulate(paths, area);
  return area;
}

/** By border cell: how many cells of other bands drain into it from the neighbouring band. */
export function borderInflow(direction: Uint8Array, bands: Bands): Float64Array {
  const inflow = new Float64Array(borderCells(bands));
  const none = new Float64Array(inflow.length);
  const passesTo = new Int32Array(inflow.length).fill(-1);
  for (let b = 0; b < bands.windows.length; b++) {
    const paths = pathsOfBand(direction, bands, b);
    const area = drainedCells(direction, bands, b, none);
    const ends = new PathEnds(paths);
    const isOneRow = paths.direction.length === bands.width;
    for (const side of ['first', 'last'] as const) {
      const row = rowStart(paths, bands.width, side);
      const start = borderStart(bands, b, side);
      for (let col = 0; col < bands.width; col++) {
        passesTo[start + col] = borderCellAfter(paths, bands, b, ends.of(row + col));
        const after = borderCellAfter(paths, bands, b, row + col);
        if (after >= 0 && !(isOneRow && side === 'last')) inflow[after] = (inflow[after] as number) + (area[row + col] as number);
      }
    }
  }
  passOn(inflow, passesTo);
  return inflow;
}

/** Carries each border cell's inflow on to where its path enters the next band, upstream first. */
function passOn(inflow: Float64Array, passesTo: Int32Array): void {
  const waitsFor = new Int32Array(inflow.length);
  for (const next of passesTo) if (next >= 0) waitsFor[next] = (waitsFor[next] as number) + 1;
  const done = -1;
  for (let i = 0; i < inflow.length; i++) {
    for (let at = i; at >= 0 && waitsFor[at] === 0; ) {
      waitsFor[at] = done;
      const next = passesTo[at] as number;
      if (next < 0) break;
      inflow[next] = (inflow[next] as number) + (inflow[at] as number);
      waitsFor[next] = (waitsFor[next] as number) - 1;
      at = next;
    }
  }
}
