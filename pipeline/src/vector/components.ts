/** Numbers of a component once the whole image went by. */
export interface ComponentNumbers {
  readonly pixelCount: number;
  readonly seedCount: number;
}

export interface ComponentOptions {
  readonly connectivity: 4 | 8;
}

const candidate = 1;
const seed = 2;

/**
 * Connected components of the codes 1 (candidate) and 2 (seed), row by row: all other codes are nothing. Runs are labelled with
 * union-find (He, Chao & Suzuki 2008, run-based two-scan); memory follows the number of runs that begin a component, not the image.
 */
export class ComponentScan {
  private readonly labeller: RunLabeller;
  private readonly pixels = new GrowingInts();
  private readonly seeds = new GrowingInts();
  private readonly parents = new GrowingInts();

  constructor(width: number, { connectivity }: ComponentOptions) {
    this.labeller = new RunLabeller(width, connectivity);
  }

  /** The next row of codes. */
  addRow(codes: Uint8Array): void {
    const { parents, pixels, seeds } = this;
    this.labeller.addRow(codes, {
      begin: () => {
        pixels.push(0);
        seeds.push(0);
        return parents.push(parents.length);
      },
      join: (a, b) => {
        const [low, high] = order(this.rootOf(a), this.rootOf(b));
        if (low !== high) parents.set(high, low);
      },
      run: (label, start, end) => {
        pixels.set(label, pixels.get(label) + end - start);
        let count = 0;
        for (let c = start; c < end; c++) if (codes[c] === seed) count++;
        seeds.set(label, seeds.get(label) + count);
      },
    });
  }

  /** Decides on every component; the replay turns the same rows, in the same order, into kept pixels. */
  finish(keep: (component: ComponentNumbers) => boolean): ComponentReplay {
    const { parents, pixels, seeds } = this;
    // a root has the smallest label of its component, so going down adds every label to its root before the root is read
    for (let label = parents.length - 1; label >= 0; label--) {
      const root = this.rootOf(label);
      if (root === label) continue;
      pixels.set(root, pixels.get(root) + pixels.get(label));
      seeds.set(root, seeds.get(root) + seeds.get(label));
      parents.set(label, root);
    }
    // in the order of their roots, components are in reading order of their first pixels
    const component = new Int32Array(parents.length);
    const kept: boolean[] = [];
    for (let label = 0; label < component.length; label++) {
      const root = parents.get(label);
      if (root === label) component[label] = kept.push(keep({ pixelCount: pixels.get(label), seedCount: seeds.get(label) }));
      else component[label] = component[root] as number;
    }
    return new ComponentReplay(this.labeller.again(), component, kept);
  }

  private rootOf(label: number): number {
    const { parents } = this;
    let root = label;
    while (parents.get(root) !== root) {
      parents.set(root, parents.get(parents.get(root))); // path halving
      root = parents.get(root);
    }
    return root;
  }
}

/** The second pass: labels the same rows again and looks up what was decided. */
export class ComponentReplay {
  private readonly labeller: RunLabeller;
  /** By label of a run: its component, from 1. */
  private readonly component: Int32Array;
  private readonly kept: readonly boolean[];
  private labels = 0;

  constructor(labeller: RunLabeller, component: Int32Array, kept: readonly boolean[]) {
    this.labeller = labeller;
    this.component = component;
    this.kept = kept;
  }

  /** The next row of codes; `out` gets 1 where the pixel's component is kept, else 0. */
  addRow(codes: Uint8Array, out: Uint8Array): void {
    out.fill(0);
    this.eachKept(codes, (_, start, end) => out.fill(1, start, end));
  }

  /** The next row of codes, instead of `addRow`; `out` gets the number of the pixel's component where it is kept, in the order `finish` asked, from 1. */
  labelRow(codes: Uint8Array, out: Int32Array): void {
    out.fill(0);
    this.eachKept(codes, (component, start, end) => out.fill(component, start, end));
  }

  private eachKept(codes: Uint8Array, visit: (component: number, start: number, end: number) => void): void {
    this.labeller.addRow(codes, {
      begin: () => this.labels++,
      join: () => {},
      run: (label, start, end) => {
        const component = this.component[label] as number;
        if (this.kept[component - 1] === true) visit(component, start, end);
      },
    });
  }
}

/**
 * Hysteresis on a whole image: 1 where a pixel's component holds a seed and is large enough, else 0. The same as a scan and a replay,
 * which need only a row at a time.
 */
export function hysteresis(codes: Uint8Array, width: number, options: ComponentOptions & { readonly minimumPx: number }): Uint8Array {
  const scan = new ComponentScan(width, options);
  for (let at = 0; at < codes.length; at += width) scan.addRow(codes.subarray(at, at + width));
  const replay = scan.finish(({ pixelCount, seedCount }) => seedCount > 0 && pixelCount >= options.minimumPx);
  const out = new Uint8Array(codes.length);
  for (let at = 0; at < codes.length; at += width) replay.addRow(codes.subarray(at, at + width), out.subarray(at, at + width));
  return out;
}

interface RunEvents {
  /** A run that touches none above: a new label. */
  begin(): number;
  join(a: number, b: number): void;
  /** Columns [start, end) got this label. */
  run(label: number, start: number, end: number): void;
}

/** Gives every run of a row the label of the first run above that it touches. The same rows always get the same labels. */
class RunLabeller {
  private readonly width: number;
  private readonly connectivity: 4 | 8;
  // runs of the row above and of this row: start, end, label
  private above: number[] = [];
  private below: number[] = [];
  /** The row, aligned, so that four pixels of nothing are passed over at once. */
  private readonly line: Uint8Array;
  private readonly words: Uint32Array;

  constructor(width: number, connectivity: 4 | 8) {
    this.width = width;
    this.connectivity = connectivity;
    this.words = new Uint32Array(Math.ceil(width / 4));
    this.line = new Uint8Array(this.words.buffer, 0, width);
  }

  again(): RunLabeller {
    return new RunLabeller(this.width, this.connectivity);
  }

  addRow(codes: Uint8Array, events: RunEvents): void {
    if (codes.length !== this.width) throw new RangeError(`components: ${codes.length} codes for a row of ${this.width}`);
    [this.above, this.below] = [this.below, this.above];
    const { above, below, line, words } = this;
    below.length = 0;
    line.set(codes);
    const reach = this.connectivity === 8 ? 1 : 0;
    let first = 0; // runs above before this one end left of everything still to come
    for (let c = 0; c < line.length; ) {
      if ((c & 3) === 0 && words[c >> 2] === 0) {
        c += 4;
        continue;
      }
      if (!isPart(line[c] as number)) {
        c++;
        continue;
      }
      const start = c;
      while (c < line.length && isPart(line[c] as number)) c++;
      while (first < above.length && (above[first + 1] as number) + reach <= start) first += 3;
      let label = -1;
      for (let i = first; i < above.length && (above[i] as number) < c + reach; i += 3) {
        const other = above[i + 2] as number;
        if (label === -1) label = other;
        else if (other !== label) events.join(label, other);
      }
      if (label === -1) label = events.begin();
      below.push(start, c, label);
      events.run(label, start, c);
    }
  }
}

function isPart(code: number): boolean {
  return code === candidate || code === seed;
}

/** An Int32Array that doubles when it is full. */
class GrowingInts {
  private data = new Int32Array(1024);
  length = 0;

  push(value: number): number {
    if (this.length === this.data.length) {
      const larger = new Int32Array(this.data.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length] = value;
    return this.length++;
  }

  get(at: number): number {
    return this.data[at] as number;
  }

  set(at: number, value: number): void {
    this.data[at] = value;
  }
}

function order(a: number, b: number): [low: number, high: number] {
  return a < b ? [a, b] : [b, a];
}
