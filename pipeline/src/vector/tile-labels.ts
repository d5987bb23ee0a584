import { LandsichtError, type Window } from '@landsicht/core';
import { type ComponentNumbers, type ComponentOptions, ComponentScan } from './components.js';

/** One tile labelled on its own: plain data, so that it can come from a worker. */
export interface TileLabels {
  readonly window: Window;
  /** By pixel of the tile: 0 = nothing, else component k + 1 of this tile. */
  readonly labels: Int32Array;
  /** By component: numbers, and the first pixel in reading order as row × 2²⁶ + column of the whole image. */
  readonly pixelCount: Float64Array;
  readonly seedCount: Float64Array;
  readonly firstPixel: Float64Array;
}

export interface MergedComponent extends ComponentNumbers {
  readonly firstRow: number;
  readonly firstCol: number;
}

export interface MergedLabels {
  /** Whole components in reading order of their first pixels, however the image was cut. */
  readonly components: readonly MergedComponent[];
  /** By tile: its component k → place in `components`. */
  readonly ofTile: readonly Int32Array[];
}

/** Exact for images up to 2²⁶ columns. */
const rowStep = 67_108_864;

/** Components of one tile of codes (see `ComponentScan`), row-major. */
export function labelTile(codes: Uint8Array, window: Window, options: ComponentOptions): TileLabels {
  const { width, height } = window;
  if (codes.length !== width * height) {
    throw new LandsichtError('bad-argument', `labelTile: expected ${width * height} codes (${width}×${height}), got ${codes.length}`);
  }
  const rowsOf = (r: number): Uint8Array => codes.subarray(r * width, (r + 1) * width);
  const scan = new ComponentScan(width, options);
  for (let r = 0; r < height; r++) scan.addRow(rowsOf(r));
  const numbers: ComponentNumbers[] = [];
  const replay = scan.finish((component) => {
    numbers.push(component);
    return true;
  });
  const labels = new Int32Array(codes.length);
  for (let r = 0; r < height; r++) replay.labelRow(rowsOf(r), labels.subarray(r * width, (r + 1) * width));
  const firstPixel = new Float64Array(numbers.length).fill(-1);
  for (let i = 0; i < labels.length; i++) {
    const k = (labels[i] as number) - 1;
    if (k >= 0 && firstPixel[k] === -1) firstPixel[k] = (window.row + Math.floor(i / width)) * rowStep + window.col + (i % width);
  }
  return {
    window,
    labels,
    pixelCount: Float64Array.from(numbers, ({ pixelCount }) => pixelCount),
    seedCount: Float64Array.from(numbers, ({ seedCount }) => seedCount),
    firstPixel,
  };
}

/** Joins components across the borders of tiles that cover an image without overlap, in any arrangement and order. */
export function mergeTiles(tiles: readonly TileLabels[], { connectivity }: ComponentOptions): MergedLabels {
  const offsets: number[] = [];
  let count = 0;
  for (const tile of tiles) {
    offsets.push(count);
    count += tile.pixelCount.length;
  }
  const parents = Int32Array.from({ length: count }, (_, i) => i);
  const reach = connectivity === 8 ? 1 : 0;
  for (const [upper, lower] of neighbours(
    tiles,
    ({ row, height }) => row + height,
    ({ row }) => row,
  )) {
    joinAcross(parents, lastRow(tiles, offsets, upper), firstRow(tiles, offsets, lower), reach);
  }
  for (const [left, right] of neighbours(
    tiles,
    ({ col, width }) => col + width,
    ({ col }) => col,
  )) {
    joinAcross(parents, lastColumn(tiles, offsets, left), firstColumn(tiles, offsets, right), reach);
  }
  return collect(tiles, offsets, parents);
}

/** Pairs of tiles where the end of one is the beginning of the other, along one axis. */
function* neighbours(tiles: readonly TileLabels[], end: (w: Window) => number, start: (w: Window) => number): Generator<[number, number]> {
  const byStart = new Map<number, number[]>();
  tiles.forEach(({ window }, i) => {
    byStart.set(start(window), [...(byStart.get(start(window)) ?? []), i]);
  });
  for (const [i, { window }] of tiles.entries()) for (const k of byStart.get(end(window)) ?? []) yield [i, k];
}

/** The border of a tile as it lies in the image: component of pixel k (over all tiles), −1 for none; `from` = its first place. */
interface Border {
  readonly from: number;
  readonly length: number;
  at(k: number): number;
}

function border(from: number, length: number, labels: Int32Array, offset: number, start: number, step: number): Border {
  return {
    from,
    length,
    at: (k) => {
      const label = labels[start + k * step] as number;
      return label === 0 ? -1 : offset + label - 1;
    },
  };
}

type BorderOf = (tiles: readonly TileLabels[], offsets: readonly number[], i: number) => Border;

const firstRow: BorderOf = (tiles, offsets, i) => {
  const { window, labels } = tiles[i] as TileLabels;
  return border(window.col, window.width, labels, offsets[i] as number, 0, 1);
};
const lastRow: BorderOf = (tiles, offsets, i) => {
  const { window, labels } = tiles[i] as TileLabels;
  return border(window.col, window.width, labels, offsets[i] as number, (window.height - 1) * window.width, 1);
};
const firstColumn: BorderOf = (tiles, offsets, i) => {
  const { window, labels } = tiles[i] as TileLabels;
  return border(window.row, window.height, labels, offsets[i] as number, 0, window.width);
};
const lastColumn: BorderOf = (tiles, offsets, i) => {
  const { window, labels } = tiles[i] as TileLabels;
  return border(window.row, window.height, labels, offsets[i] as number, window.width - 1, window.width);
};

function joinAcross(parents: Int32Array, a: Border, b: Border, reach: number): void {
  const from = Math.max(a.from, b.from - reach);
  const to = Math.min(a.from + a.length, b.from + b.length + reach);
  for (let place = from; place < to; place++) {
    const one = a.at(place - a.from);
    if (one < 0) continue;
    for (let other = Math.max(b.from, place - reach); other <= Math.min(b.from + b.length - 1, place + reach); other++) {
      const two = b.at(other - b.from);
      if (two < 0) continue;
      const [low, high] = [rootOf(parents, one), rootOf(parents, two)];
      parents[Math.max(low, high)] = Math.min(low, high);
    }
  }
}

function rootOf(parents: Int32Array, label: number): number {
  let root = label;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root] as number] as number; // path halving
    root = parents[root] as number;
  }
  return root;
}

function collect(tiles: readonly TileLabels[], offsets: readonly number[], parents: Int32Array): MergedLabels {
  const sums = new Map<number, { pixelCount: number; seedCount: number; firstPixel: number; place: number }>();
  const each = (visit: (label: number, tile: TileLabels, k: number, i: number) => void): void =>
    tiles.forEach((tile, i) => {
      for (let k = 0; k < tile.pixelCount.length; k++) visit((offsets[i] as number) + k, tile, k, i);
    });
  each((label, tile, k) => {
    const root = rootOf(parents, label);
    const sum = sums.get(root) ?? { pixelCount: 0, seedCount: 0, firstPixel: Number.POSITIVE_INFINITY, place: 0 };
    sum.pixelCount += tile.pixelCount[k] as number;
    sum.seedCount += tile.seedCount[k] as number;
    sum.firstPixel = Math.min(sum.firstPixel, tile.firstPixel[k] as number);
    sums.set(root, sum);
  });
  const ordered = [...sums.values()].sort((a, b) => a.firstPixel - b.firstPixel);
  ordered.forEach((sum, place) => {
    sum.place = place;
  });
  const ofTile = tiles.map((tile) => new Int32Array(tile.pixelCount.length));
  each((label, _tile, k, i) => {
    (ofTile[i] as Int32Array)[k] = sums.get(rootOf(parents, label))?.place ?? -1;
  });
  return {
    components: ordered.map(({ pixelCount, seedCount, firstPixel }) => ({
      pixelCount,
      seedCount,
      firstRow: Math.floor(firstPixel / rowStep),
      firstCol: firstPixel % rowStep,
    })),
    ofTile,
  };
}
