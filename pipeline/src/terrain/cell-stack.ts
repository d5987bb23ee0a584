/** Cells, last in first out; grows as needed. */
export class CellStack {
  size = 0;
  #cells = new Int32Array(1024);

  push(cell: number): void {
    if (this.size === this.#cells.length) {
      const larger = new Int32Array(2 * this.size);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    this.#cells[this.size++] = cell;
  }

  /** −1 when empty. */
  pop(): number {
    return this.size === 0 ? -1 : (this.#cells[--this.size] as number);
  }

  at(index: number): number {
    return this.#cells[index] as number;
  }
}
