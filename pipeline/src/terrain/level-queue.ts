/** Priority queue of cells, lowest level first: a 4-ary heap on typed arrays that grow. */
export class LevelQueue {
  size = 0;
  #levels = new Float32Array(1024);
  #cells = new Int32Array(1024);

  push(level: number, cell: number): void {
    if (this.size === this.#cells.length) this.#grow();
    const levels = this.#levels;
    const cells = this.#cells;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const above = levels[parent] as number;
      if (above <= level) break;
      levels[at] = above;
      cells[at] = cells[parent] as number;
      at = parent;
    }
    levels[at] = level;
    cells[at] = cell;
  }

  /** Cell of the lowest level; the queue must not be empty. */
  pop(): number {
    const levels = this.#levels;
    const cells = this.#cells;
    const lowest = cells[0] as number;
    const size = --this.size;
    const level = levels[size] as number;
    const cell = cells[size] as number;
    let at = 0;
    for (let child = 1; child < size; child = 4 * at + 1) {
      let least = child;
      let below = levels[child] as number;
      const end = Math.min(child + 4, size);
      for (let other = child + 1; other < end; other++) {
        const candidate = levels[other] as number;
        if (candidate < below) {
          below = candidate;
          least = other;
        }
      }
      if (level <= below) break;
      levels[at] = below;
      cells[at] = cells[least] as number;
      at = least;
    }
    levels[at] = level;
    cells[at] = cell;
    return lowest;
  }

  #grow(): void {
    const levels = new Float32Array(2 * this.#levels.length);
    const cells = new Int32Array(levels.length);
    levels.set(this.#levels);
    cells.set(this.#cells);
    this.#levels = levels;
    this.#cells = cells;
  }
}
