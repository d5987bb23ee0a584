import type { Grid } from '@landsicht/core';
import type { Bands } from './bands.js';
import type { CellSizes } from './cell-size.js';
import { CellStack } from './cell-stack.js';
import { type FramedBand, frameBand, isOutlet, neighbourSteps, rowsWithFrame } from './framed-band.js';

/** Codes of the direction plane: 0–7 to a neighbour in the order of `neighbourSteps`, then these. */
export const leavesDem = 8;
export const notObserved = 9;
/** Set on top of the code where the cell is part of the drainage network. */
export const channelFlag = 16;
export const codeMask = 15;

/** Only while directions are being found: of a flat, and of a flat and found just now (with the code). */
const flat = 10;
const foundNow = 32;

/**
 * Flow direction of every cell of a filled DEM (NaN = not observed): D8 (O'Callaghan & Mark 1984) to the steepest lower neighbour, the
 * first in code order where several are. Cells of a flat go the shortest way (in cells) to where the flat drains. At the DEM's edge and
 * beside cells that are not observed, water leaves where there is no lower neighbour.
 */
export function directFlow(filledM: Float32Array, grid: Grid, bands: Bands, sizes: CellSizes): Uint8Array {
  const { width } = grid;
  const direction = new Uint8Array(filledM.length);
  for (const window of bands.windows) {
    const { row, height } = rowsWithFrame(grid, window);
    const band = frameBand(grid, window, filledM.subarray(row * width, (row + height) * width), null);
    descend(band, sizes, direction.subarray(window.row * width, (window.row + window.height) * width));
  }
  drainFlats(filledM, width, direction);
  return direction;
}

function descend({ window, stride, levelM, valid }: FramedBand, sizes: CellSizes, direction: Uint8Array): void {
  const steps = Int32Array.from(neighbourSteps(stride));
  const perMetre = new Float64Array(8);
  for (let row = 0; row < window.height; row++) {
    const x = sizes.xM[window.row + row] as number;
    const y = sizes.yM[window.row + row] as number;
    perMetre.set([1 / x, 1 / y, 1 / x, 1 / y]);
    perMetre.fill(1 / Math.hypot(x, y), 4);
    for (let col = 0; col < window.width; col++) {
      const cell = (row + 1) * stride + col + 1;
      if (valid[cell] === 0) {
        direction[row * window.width + col] = notObserved;
        continue;
      }
      const level = levelM[cell] as number;
      let steepest = 0;
      let code = -1;
      for (let k = 0; k < 8; k++) {
        const next = cell + (steps[k] as number);
        const drop = (level - (levelM[next] as number)) * (perMetre[k] as number);
        if (drop <= steepest || valid[next] === 0) continue;
        steepest = drop;
        code = k;
      }
      if (code < 0) code = isOutlet(valid, cell, stride) ? leavesDem : flat;
      direction[row * window.width + col] = code;
    }
  }
}

/**
 * Breadth-first from where each flat drains, a ring of cells at a time: within a ring the codes do not depend on the order. Cells of a
 * flat are never at the DEM's edge or beside cells that are not observed, so all their neighbours are there.
 */
function drainFlats(filledM: Float32Array, width: number, direction: Uint8Array): void {
  const steps = Int32Array.from(neighbourSteps(width));
  let ring = new CellStack();
  for (let cell = 0; cell < direction.length; cell++) {
    if (direction[cell] === flat) direct(cell, ring);
  }
  while (ring.size > 0) {
    for (let i = 0; i < ring.size; i++) direction[ring.at(i)] = (direction[ring.at(i)] as number) & codeMask;
    const nextRing = new CellStack();
    for (let i = 0; i < ring.size; i++) {
      for (let k = 0; k < 8; k++) {
        const next = ring.at(i) + (steps[k] as number);
        if (direction[next] === flat && filledM[next] === filledM[ring.at(i)]) direct(next, nextRing);
      }
    }
    ring = nextRing;
  }

  function direct(cell: number, found: CellStack): void {
    for (let k = 0; k < 8; k++) {
      const next = cell + (steps[k] as number);
      if ((direction[next] as number) > leavesDem || filledM[next] !== filledM[cell]) continue;
      direction[cell] = k | foundNow;
      found.push(cell);
      return;
    }
  }
}
