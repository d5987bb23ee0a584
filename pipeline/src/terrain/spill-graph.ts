import type { FramedBand } from './framed-band.js';
import { LevelQueue } from './level-queue.js';

/** Catchment 0: out of the DEM. */
export const outside = 0;

/** Catchments and the lowest level at which water passes between two of them (Barnes 2016, doi:10.1016/j.cageo.2016.07.001). */
export class SpillGraph {
  /** Catchments so far, `outside` included. */
  size = 1;
  #from: number[] = [];
  #to: number[] = [];
  #levelM: number[] = [];

  /** Takes up a flooded band with its `labelCount` labels; returns what to add to a label of 2 or more to get its catchment. */
  addBand({ window, stride, levelM }: FramedBand, labels: Int32Array, labelCount: number): number {
    const offset = this.size - 2;
    this.size += labelCount - 1;
    const lowest = new Map<number, number>();
    const steps = [1, stride - 1, stride, stride + 1]; // each pair of neighbours once
    for (let row = 1; row <= window.height; row++) {
      for (let cell = row * stride + 1, end = cell + window.width; cell < end; cell++) {
        const label = labels[cell] as number;
        if (label === 0) continue;
        for (let k = 0; k < 4; k++) {
          const next = cell + (steps[k] as number);
          const other = labels[next] as number;
          if (other === label || other === 0) continue;
          const key = label < other ? label * 2 ** 26 + other : other * 2 ** 26 + label;
          const level = Math.max(levelM[cell] as number, levelM[next] as number);
          const known = lowest.get(key);
          if (known == null || level < known) lowest.set(key, level);
        }
      }
    }
    for (const [key, level] of lowest) {
      this.connect(catchmentOf(Math.floor(key / 2 ** 26), offset), catchmentOf(key % 2 ** 26, offset), level);
    }
    return offset;
  }

  connect(a: number, b: number, levelM: number): void {
    if (a === b) return;
    this.#from.push(a, b);
    this.#to.push(b, a);
    this.#levelM.push(levelM, levelM);
  }

  /** By catchment: the level to which it must rise before its water gets out of the DEM. */
  drainLevelsM(): Float32Array {
    const { first, to, spill } = this.#adjacency();
    const levels = new Float32Array(this.size).fill(Number.POSITIVE_INFINITY);
    const done = new Uint8Array(this.size);
    const queue = new LevelQueue();
    levels[outside] = Number.NEGATIVE_INFINITY;
    queue.push(Number.NEGATIVE_INFINITY, outside);
    while (queue.size > 0) {
      const at = queue.pop();
      if (done[at] === 1) continue;
      done[at] = 1;
      for (let e = first[at] as number; e < (first[at + 1] as number); e++) {
        const next = to[e] as number;
        const level = Math.max(levels[at] as number, spill[e] as number);
        if (level >= (levels[next] as number)) continue;
        levels[next] = level;
        queue.push(level, next);
      }
    }
    return levels;
  }

  /** Edges sorted by where they start: those of catchment i are first[i] … first[i + 1] − 1. */
  #adjacency(): { first: Int32Array; to: Int32Array; spill: Float32Array } {
    const first = new Int32Array(this.size + 1);
    for (const a of this.#from) first[a + 1] = (first[a + 1] as number) + 1;
    for (let i = 0; i < this.size; i++) first[i + 1] = (first[i + 1] as number) + (first[i] as number);
    const fill = first.slice();
    const to = new Int32Array(this.#to.length);
    const spill = new Float32Array(to.length);
    this.#from.forEach((a, e) => {
      const slot = fill[a] as number;
      fill[a] = slot + 1;
      to[slot] = this.#to[e] as number;
      spill[slot] = this.#levelM[e] as number;
    });
    return { first, to, spill };
  }
}

export function catchmentOf(label: number, offset: number): number {
  return label === 1 ? outside : label + offset;
}
