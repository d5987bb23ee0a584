import type { PixelRing } from './trace.js';

/** Corner points of all rings, each place once, in reading order. `x` and `y` are column and row. */
export interface Nodes {
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** 1 where three or more boundaries meet: such a node belongs to several arcs and never moves. */
  readonly isJunction: Uint8Array;
}

/** Boundaries between junctions, each once however many rings run along it. */
export interface Arcs {
  readonly nodes: Nodes;
  /** Node of every arc vertex; arc k has the vertices offsets[k] … offsets[k + 1] − 1. A closed arc begins and ends at the same node. */
  readonly vertices: Int32Array;
  readonly offsets: Int32Array;
  /** By ring: the arcs it runs along; k forwards, ~k backwards. */
  readonly ofRing: readonly Int32Array[];
}

/** Exact for images up to 2²⁶ columns. */
const rowStep = 67_108_864;

/**
 * Cuts rings along pixel edges into arcs. Where a corner of one ring lies on a straight edge of another (a T), the other ring gets
 * that corner too, so neighbours share every point of their common boundary.
 */
export function arcsOf(rings: readonly PixelRing[]): Arcs {
  const { nodes, idOf } = collectNodes(rings);
  const onRow = byLine(nodes.y, nodes.x);
  const onCol = byLine(nodes.x, nodes.y);
  const noded = rings.map((ring) => nodesAlong(ring, idOf, onRow, onCol));
  markJunctions(noded, nodes);
  const builder = new ArcBuilder(nodes);
  const ofRing = noded.map((ring) => builder.cut(ring));
  return { nodes, vertices: Int32Array.from(builder.vertices), offsets: Int32Array.from(builder.offsets), ofRing };
}

function collectNodes(rings: readonly PixelRing[]): { nodes: Nodes; idOf: Map<number, number> } {
  const keys = new Float64Array(rings.reduce((sum, ring) => sum + ring.length / 2, 0));
  let n = 0;
  for (const ring of rings) for (let i = 0; i < ring.length; i += 2) keys[n++] = (ring[i + 1] as number) * rowStep + (ring[i] as number);
  const idOf = new Map<number, number>();
  for (const key of keys.sort()) if (!idOf.has(key)) idOf.set(key, idOf.size);
  const x = new Int32Array(idOf.size);
  const y = new Int32Array(idOf.size);
  for (const [key, id] of idOf) {
    y[id] = Math.floor(key / rowStep);
    x[id] = key % rowStep;
  }
  return { nodes: { x, y, isJunction: new Uint8Array(idOf.size) }, idOf };
}

/** Line → places of nodes along it, ascending. */
function byLine(line: Int32Array, along: Int32Array): Map<number, Int32Array> {
  const lists = new Map<number, number[]>();
  for (let i = 0; i < line.length; i++) {
    const list = lists.get(line[i] as number);
    if (list == null) lists.set(line[i] as number, [along[i] as number]);
    else list.push(along[i] as number);
  }
  return new Map([...lists].map(([key, list]) => [key, Int32Array.from(list)]));
}

/** Node ids of a ring with the corners of other rings on its edges. */
function nodesAlong(
  ring: PixelRing,
  idOf: ReadonlyMap<number, number>,
  onRow: ReadonlyMap<number, Int32Array>,
  onCol: ReadonlyMap<number, Int32Array>,
): Int32Array {
  const out: number[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const [x0, y0] = [ring[i] as number, ring[i + 1] as number];
    const next = (i + 2) % ring.length;
    const [x1, y1] = [ring[next] as number, ring[next + 1] as number];
    out.push(idOf.get(y0 * rowStep + x0) as number);
    const isAlongRow = y0 === y1;
    const places = (isAlongRow ? onRow.get(y0) : onCol.get(x0)) as Int32Array;
    const [from, to] = isAlongRow ? [x0, x1] : [y0, y1];
    const step = from < to ? 1 : -1;
    for (let k = indexOfSorted(places, from) + step; places[k] !== to; k += step) {
      const place = places[k] as number;
      out.push(idOf.get(isAlongRow ? y0 * rowStep + place : place * rowStep + x0) as number);
    }
  }
  return Int32Array.from(out);
}

function indexOfSorted(places: Int32Array, value: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Direction of a step along a row or column: 0 east, 1 west, 2 south, 3 north. */
function direction({ x, y }: Nodes, from: number, to: number): number {
  const dx = (x[to] as number) - (x[from] as number);
  if (dx !== 0) return dx > 0 ? 0 : 1;
  return (y[to] as number) > (y[from] as number) ? 2 : 3;
}

function markJunctions(rings: readonly Int32Array[], nodes: Nodes): void {
  const seen = new Uint8Array(nodes.x.length);
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i++) {
      const from = ring[i] as number;
      const to = ring[(i + 1) % ring.length] as number;
      const d = direction(nodes, from, to);
      seen[from] = (seen[from] as number) | (1 << d);
      seen[to] = (seen[to] as number) | (1 << (d ^ 1)); // east ↔ west, south ↔ north
    }
  }
  for (let i = 0; i < seen.length; i++) {
    const s = seen[i] as number;
    nodes.isJunction[i] = (s & 1) + ((s >> 1) & 1) + ((s >> 2) & 1) + (s >> 3) >= 3 ? 1 : 0;
  }
}

class ArcBuilder {
  readonly vertices: number[] = [];
  readonly offsets: number[] = [0];
  readonly #nodes: Nodes;
  /** First node and first direction name an arc: at a junction every direction is taken once. */
  readonly #byStart = new Map<number, number>();

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  cut(ring: Int32Array): Int32Array {
    const n = ring.length;
    const junctions: number[] = [];
    for (let i = 0; i < n; i++) if (this.#nodes.isJunction[ring[i] as number] === 1) junctions.push(i);
    if (junctions.length === 0) junctions.push(this.#firstInReadingOrder(ring));
    return Int32Array.from(junctions, (from, k) => {
      const to = junctions[(k + 1) % junctions.length] as number;
      const length = ((to - from + n - 1) % n) + 2; // from … to, both included; once around where they are the same
      return this.#arc(Array.from({ length }, (_, i) => ring[(from + i) % n] as number));
    });
  }

  /** Where a ring without junctions begins, the same for the polygon inside and the one around it. */
  #firstInReadingOrder(ring: Int32Array): number {
    return ring.indexOf(ring.reduce((a, b) => Math.min(a, b)));
  }

  #arc(nodes: readonly number[]): number {
    const start = this.#key(nodes[0] as number, nodes[1] as number);
    const known = this.#byStart.get(start);
    if (known != null) return known;
    const k = this.offsets.length - 1;
    for (const node of nodes) this.vertices.push(node);
    this.offsets.push(this.vertices.length);
    this.#byStart.set(start, k);
    this.#byStart.set(this.#key(nodes.at(-1) as number, nodes.at(-2) as number), ~k);
    return k;
  }

  #key(node: number, next: number): number {
    return node * 4 + direction(this.#nodes, node, next);
  }
}
