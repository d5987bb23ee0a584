import { CellStack } from './cell-stack.js';
import { type FramedBand, isOutlet, neighbourSteps } from './framed-band.js';
import { LevelQueue } from './level-queue.js';

/**
 * Priority-flood (Barnes, Lehman & Mulla 2014, doi:10.1016/j.cageo.2013.04.024): raises every cell of the band to the lowest level from
 * which water gets to an outlet or to the band's first or last row (those that border on another band). Slopes are climbed without the
 * queue (Zhou, Sun & Fu 2016, doi:10.1016/j.cageo.2016.02.021). Levels are maxima of elevations, so the order of ties does not matter.
 *
 * With `labels` (framed, 0-filled), each cell also gets the label of the catchment it spills into: 1 = out of the DEM, 2, 3, … = by the
 * band's first or last row. Returns the number of labels.
 */
export function floodBand(band: FramedBand, labels: Int32Array | null): number {
  const flood = new Flood(band, labels);
  let labelCount = 1;
  while (flood.queue.size > 0) {
    const cell = flood.queue.pop();
    if (labels != null && labels[cell] === 0) labels[cell] = ++labelCount;
    flood.spread(cell);
  }
  return labelCount;
}

/** Not yet reached, done with (or never to be filled), and done with but a cell of the first or last row. */
const open = 0;
const closed = 1;
const closedBorder = 2;

class Flood {
  readonly queue = new LevelQueue();
  readonly #levelM: Float32Array;
  readonly #labels: Int32Array | null;
  readonly #state: Uint8Array;
  readonly #steps: Int32Array;
  /** Stacks of cells: of the depression being filled, all at one level; and of the slope being climbed. */
  readonly #pit = new CellStack();
  readonly #slope = new CellStack();

  constructor(band: FramedBand, labels: Int32Array | null) {
    this.#levelM = band.levelM;
    this.#labels = labels;
    this.#steps = Int32Array.from(neighbourSteps(band.stride));
    this.#state = this.#seed(band);
  }

  /** Queues the cells that water leaves from. */
  #seed({ window, stride, valid, hasAbove, hasBelow }: FramedBand): Uint8Array {
    const state = new Uint8Array(valid.length).fill(closed);
    for (let row = 1; row <= window.height; row++) {
      const isBorder = (row === 1 && hasAbove) || (row === window.height && hasBelow);
      for (let cell = row * stride + 1, end = cell + window.width; cell < end; cell++) {
        if (valid[cell] === 0) continue;
        const leaves = isOutlet(valid, cell, stride);
        if (leaves && this.#labels != null) this.#labels[cell] = 1;
        if (leaves || isBorder) this.queue.push(this.#levelM[cell] as number, cell);
        state[cell] = isBorder ? closedBorder : leaves ? closed : open;
      }
    }
    return state;
  }

  /** From the lowest cell of the queue into the depression behind it and up the slopes around it. */
  spread(lowest: number): void {
    const levelM = this.#levelM;
    const state = this.#state;
    const steps = this.#steps;
    const labels = this.#labels;
    const pit = this.#pit;
    const slope = this.#slope;
    const level = levelM[lowest] as number;
    for (let cell = lowest; cell >= 0; cell = pit.pop()) {
      for (let k = 0; k < 8; k++) {
        const next = cell + (steps[k] as number);
        if (state[next] !== open) {
          if (state[next] === closedBorder) this.#claim(next, cell);
          continue;
        }
        state[next] = closed;
        if (labels != null) labels[next] = labels[cell] as number;
        if ((levelM[next] as number) > level) {
          slope.push(next);
        } else {
          levelM[next] = level;
          pit.push(next);
        }
      }
    }
    this.#climb();
  }

  /** Cells that rise from a filled one are filled themselves; those with a way down again wait in the queue. */
  #climb(): void {
    const levelM = this.#levelM;
    const state = this.#state;
    const steps = this.#steps;
    const labels = this.#labels;
    const slope = this.#slope;
    for (let cell = slope.pop(); cell >= 0; cell = slope.pop()) {
      const level = levelM[cell] as number;
      let leadsDown = false;
      for (let k = 0; k < 8; k++) {
        const next = cell + (steps[k] as number);
        if (state[next] !== open) {
          if (state[next] === closedBorder) this.#claim(next, cell);
        } else if ((levelM[next] as number) > level) {
          state[next] = closed;
          if (labels != null) labels[next] = labels[cell] as number;
          slope.push(next);
        } else {
          leadsDown = true;
        }
      }
      if (leadsDown) this.queue.push(level, cell);
    }
  }

  /** A cell of the first or last row that waits in the queue belongs to the catchment that gets to it from below. */
  #claim(border: number, from: number): void {
    const labels = this.#labels;
    if (labels == null || labels[border] !== 0 || (this.#levelM[border] as number) < (this.#levelM[from] as number)) return;
    labels[border] = labels[from] as number;
  }
}
