import { HeapQueue } from './heap-queue.js';

export interface MergeRules {
  /** Neighbours whose courses of NDVI differ by less (root mean square over dates) are one field. */
  readonly maximumDistance: number;
  /** Regions of fewer pixels join their most similar neighbour. */
  readonly minimumPx: number;
}

/** Regions with their mean course of NDVI and their neighbours; merges the most similar neighbours first. */
export class RegionGraph {
  readonly #dates: number;
  /** Region × date. */
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  readonly #pixels: Float64Array;
  readonly #neighbours: Set<number>[];
  readonly #parent: Int32Array;
  readonly #version: Uint32Array;

  /** `labels`: 0 … regionCount − 1, −1 = not observed. */
  constructor(labels: Int32Array, width: number, regionCount: number, dates: number) {
    this.#dates = dates;
    this.#sums = new Float64Array(regionCount * dates);
    this.#counts = new Float64Array(regionCount * dates);
    this.#pixels = new Float64Array(regionCount);
    this.#neighbours = Array.from({ length: regionCount }, () => new Set<number>());
    this.#parent = Int32Array.from({ length: regionCount }, (_, i) => i);
    this.#version = new Uint32Array(regionCount);
    labels.forEach((label, i) => {
      if (label < 0) return;
      this.#pixels[label] = (this.#pixels[label] as number) + 1;
      if ((i + 1) % width !== 0) this.#meet(label, labels[i + 1] ?? -1);
      this.#meet(label, labels[i + width] ?? -1);
    });
  }

  /** NDVI of date k, NaN where not observed. */
  add(labels: Int32Array, k: number, ndvi: Float32Array): void {
    for (let i = 0; i < labels.length; i++) {
      const [label, value] = [labels[i] as number, ndvi[i] as number];
      if (label < 0 || Number.isNaN(value)) continue;
      const at = label * this.#dates + k;
      this.#sums[at] = (this.#sums[at] as number) + value;
      this.#counts[at] = (this.#counts[at] as number) + 1;
    }
  }

  /** Region → the region it ended in. */
  merge({ maximumDistance, minimumPx }: MergeRules): Int32Array {
    const queue = new HeapQueue<Pair>((a, b) => a.distance - b.distance || a.a - b.a || a.b - b.b);
    const push = (a: number, b: number) => {
      const distance = this.#distance(a, b);
      if (distance < maximumDistance)
        queue.push({ distance, a, b, versionA: this.#version[a] as number, versionB: this.#version[b] as number });
    };
    this.#neighbours.forEach((neighbours, a) => {
      for (const b of neighbours) if (a < b) push(a, b);
    });
    for (let pair = queue.pop(); pair != null; pair = queue.pop()) {
      const { a, b, versionA, versionB } = pair;
      if (this.#version[a] !== versionA || this.#version[b] !== versionB) continue;
      this.#join(a, b);
      for (const c of this.#neighbours[a] as Set<number>) push(Math.min(a, c), Math.max(a, c));
    }
    this.#joinSmall(minimumPx);
    return this.#parent.map((_, i) => this.#root(i));
  }

  /** Mean NDVI of a region (after merging: of a root) on each date, NaN where it was not observed. */
  courseOf(region: number): number[] {
    return Array.from({ length: this.#dates }, (_, k) => {
      const at = region * this.#dates + k;
      return (this.#sums[at] as number) / (this.#counts[at] as number);
    });
  }

  #meet(a: number, b: number): void {
    if (b < 0 || a === b) return;
    this.#neighbours[a]?.add(b);
    this.#neighbours[b]?.add(a);
  }

  /** Infinite where the two were never observed on one date. */
  #distance(a: number, b: number): number {
    let [squares, common] = [0, 0];
    for (let k = 0; k < this.#dates; k++) {
      const [atA, atB] = [a * this.#dates + k, b * this.#dates + k];
      if (this.#counts[atA] === 0 || this.#counts[atB] === 0) continue;
      const difference =
        (this.#sums[atA] as number) / (this.#counts[atA] as number) - (this.#sums[atB] as number) / (this.#counts[atB] as number);
      squares += difference * difference;
      common++;
    }
    return common === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(squares / common);
  }

  #join(into: number, from: number): void {
    for (let k = 0; k < this.#dates; k++) {
      const [atInto, atFrom] = [into * this.#dates + k, from * this.#dates + k];
      this.#sums[atInto] = (this.#sums[atInto] as number) + (this.#sums[atFrom] as number);
      this.#counts[atInto] = (this.#counts[atInto] as number) + (this.#counts[atFrom] as number);
    }
    this.#pixels[into] = (this.#pixels[into] as number) + (this.#pixels[from] as number);
    this.#parent[from] = into;
    this.#version[into] = (this.#version[into] as number) + 1;
    this.#version[from] = (this.#version[from] as number) + 1;
    for (const c of this.#neighbours[from] as Set<number>) {
      this.#neighbours[c]?.delete(from);
      if (c !== into) this.#meet(into, c);
    }
    this.#neighbours[from] = new Set();
  }

  #joinSmall(minimumPx: number): void {
    const small = new HeapQueue<{ pixels: number; region: number }>((a, b) => a.pixels - b.pixels || a.region - b.region);
    const push = (region: number) => {
      const pixels = this.#pixels[region] as number;
      if (pixels < minimumPx) small.push({ pixels, region });
    };
    this.#parent.forEach((parent, region) => {
      if (parent === region) push(region);
    });
    for (let next = small.pop(); next != null; next = small.pop()) {
      const { region, pixels } = next;
      if (this.#parent[region] !== region || this.#pixels[region] !== pixels) continue;
      const nearest = [...(this.#neighbours[region] as Set<number>)].sort(
        (a, b) => this.#distance(region, a) - this.#distance(region, b) || a - b,
      )[0];
      if (nearest == null) continue; // alone between pixels nobody saw
      this.#join(nearest, region);
      push(nearest);
    }
  }

  #root(region: number): number {
    let root = region;
    while (this.#parent[root] !== root) root = this.#parent[root] as number;
    return root;
  }
}

interface Pair {
  readonly distance: number;
  readonly a: number;
  readonly b: number;
  readonly versionA: number;
  readonly versionB: number;
}
