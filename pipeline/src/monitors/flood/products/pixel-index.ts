/** Things on pixels (buildings, pieces of road), sorted by row so that a band finds its own. Rows, columns, owner, weight in parallel. */
export class PixelIndex {
  #rows: number[] = [];
  #cols: number[] = [];
  #owners: number[] = [];
  #weights: number[] = [];
  #order: Uint32Array | null = null;

  add(row: number, col: number, owner: number, weight = 1): void {
    this.#rows.push(row);
    this.#cols.push(col);
    this.#owners.push(owner);
    this.#weights.push(weight);
    this.#order = null;
  }

  /** Entries of rows [row, row + count), by row, then as they were added. */
  each(row: number, count: number, visit: (row: number, col: number, owner: number, weight: number) => void): void {
    this.#order ??= Uint32Array.from(this.#rows.keys()).sort((a, b) => (this.#rows[a] as number) - (this.#rows[b] as number) || a - b);
    for (let i = this.#lowerBound(row); i < this.#order.length; i++) {
      const at = this.#order[i] as number;
      if ((this.#rows[at] as number) >= row + count) return;
      visit(this.#rows[at] as number, this.#cols[at] as number, this.#owners[at] as number, this.#weights[at] as number);
    }
  }

  #lowerBound(row: number): number {
    const order = this.#order as Uint32Array;
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[order[middle] as number] as number) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
