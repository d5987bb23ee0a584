/** Smallest rank first, then smallest item: a binary heap. An item may be pushed again with another rank; the caller skips stale ones. */
export class MinQueue {
  readonly #items: number[] = [];
  readonly #ranks: number[] = [];

  push(item: number, rank: number): void {
    let at = this.#items.length;
    this.#items.push(item);
    this.#ranks.push(rank);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): [item: number, rank: number] | null {
    const last = this.#items.length - 1;
    if (last < 0) return null;
    this.#swap(0, last);
    const top: [number, number] = [this.#items.pop() as number, this.#ranks.pop() as number];
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= last) return top;
      const child = left + 1 < last && this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isBefore(child, at)) return top;
      this.#swap(child, at);
      at = child;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#ranks[a] as number) - (this.#ranks[b] as number);
    return difference < 0 || (difference === 0 && (this.#items[a] as number) < (this.#items[b] as number));
  }

  #swap(a: number, b: number): void {
    const [item, rank] = [this.#items[a] as number, this.#ranks[a] as number];
    this.#items[a] = this.#items[b] as number;
    this.#ranks[a] = this.#ranks[b] as number;
    this.#items[b] = item;
    this.#ranks[b] = rank;
  }
}
