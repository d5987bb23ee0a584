import { regionM } from './region.js';

const cellM = 400;
const side = Math.ceil(regionM / cellM);

/** Things with a reach, listed per cell of 400 m, so that a point asks only those that may touch it. */
export class Nearby<T> {
  private readonly cells: T[][];

  constructor(things: readonly T[], reachOf: (thing: T) => { x: number; y: number; reachM: number }) {
    this.cells = Array.from({ length: side * side }, () => []);
    for (const thing of things) {
      const { x, y, reachM } = reachOf(thing);
      for (let row = cellOf(y - reachM); row <= cellOf(y + reachM); row++) {
        for (let col = cellOf(x - reachM); col <= cellOf(x + reachM); col++) this.cells[row * side + col]?.push(thing);
      }
    }
  }

  at(x: number, y: number): readonly T[] {
    return this.cells[cellOf(y) * side + cellOf(x)] as readonly T[];
  }
}

/** Beyond the region the outermost cells answer. */
function cellOf(metres: number): number {
  return Math.min(side - 1, Math.max(0, Math.floor(metres / cellM)));
}
