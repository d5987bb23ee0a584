type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

/** Children of a node; the format's usual number. */
export const INDEX_NODE_SIZE = 16;
/** Box (4 float64) and offset (uint64). */
const NODE_BYTES = 40;
/** Cells of the Hilbert curve along each side: 16 bits. */
const HILBERT_SIDE = 0xffff;

export interface IndexedBox {
  readonly box: Box;
  /** Bytes from the first feature. */
  readonly offset: number;
}

/** Places of the boxes in the order of their middles along a Hilbert curve over `extent`: neighbours on the map are neighbours in the file. */
export function hilbertOrder(boxes: readonly Box[], extent: Box | null): readonly number[] {
  if (extent == null) return [];
  const [west, south, east, north] = extent;
  const cell = (value: number, low: number, high: number): number =>
    high === low ? 0 : Math.floor(((value - low) / (high - low)) * HILBERT_SIDE);
  const places = boxes.map(([w, s, e, n]) => hilbert(cell((w + e) / 2, west, east), cell((s + n) / 2, south, north)));
  return boxes.map((_, i) => i).sort((a, b) => (places[b] as number) - (places[a] as number) || a - b);
}

/** Distance along the curve of order 16 (Warren, Hacker's Delight, 16-2). */
function hilbert(x: number, y: number): number {
  let distance = 0;
  let [a, b] = [x, y];
  for (let side = 0x8000; side > 0; side >>= 1) {
    const [right, upper] = [(a & side) > 0 ? 1 : 0, (b & side) > 0 ? 1 : 0];
    distance += side * side * ((3 * right) ^ upper);
    if (upper === 0) {
      if (right === 1) [a, b] = [HILBERT_SIDE - a, HILBERT_SIDE - b];
      [a, b] = [b, a];
    }
  }
  return distance;
}

/** FlatGeobuf's packed Hilbert R-tree: root first, leaves last; an inner node's offset is the number of its first child. Empty for no leaves. */
export function packedIndex(leaves: readonly IndexedBox[]): Uint8Array {
  if (leaves.length === 0) return new Uint8Array();
  const levels: IndexedBox[][] = [[...leaves]];
  while ((levels[0]?.length ?? 0) > 1 || levels.length === 1) levels.unshift(parentsOf(levels[0] ?? []));
  const starts = levels.map((_, i) => levels.slice(0, i).reduce((sum, { length }) => sum + length, 0));
  const bytes = new Uint8Array(levels.reduce((sum, { length }) => sum + length, 0) * NODE_BYTES);
  const view = new DataView(bytes.buffer);
  let at = 0;
  levels.forEach((nodes, depth) => {
    const isLeaf = depth === levels.length - 1;
    for (const { box, offset } of nodes) {
      box.forEach((value, i) => {
        view.setFloat64(at + 8 * i, value, true);
      });
      view.setBigUint64(at + 32, BigInt(isLeaf ? offset : (starts[depth + 1] ?? 0) + offset), true);
      at += NODE_BYTES;
    }
  });
  return bytes;
}

/** Their offsets count children within the level below. */
function parentsOf(nodes: readonly IndexedBox[]): IndexedBox[] {
  const parents: IndexedBox[] = [];
  for (let first = 0; first < nodes.length; first += INDEX_NODE_SIZE) {
    const boxes = nodes.slice(first, first + INDEX_NODE_SIZE).map(({ box }) => box);
    const box = boxes.reduce(([w, s, e, n], [bw, bs, be, bn]) => [Math.min(w, bw), Math.min(s, bs), Math.max(e, be), Math.max(n, bn)]);
    parents.push({ box, offset: first });
  }
  return parents;
}
