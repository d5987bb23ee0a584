import { type Affine, LandsichtError } from '@landsicht/core';
import { type Arcs, arcsOf } from './arcs.js';
import { MinQueue } from './min-queue.js';
import { NodeGrid } from './node-grid.js';
import type { PixelRing, TracedPart, TracedPolygon } from './trace.js';

export interface SimplifyOptions {
  /** No removed corner lies farther than this from the new outline, in CRS units (metres, or degrees on a geographic grid). */
  readonly toleranceCrs: number;
  readonly transform: Affine;
}

/**
 * Fewer points, same topology: outlines are cut at junctions into arcs, so what two polygons share stays shared, and corners are
 * removed smallest triangle first (Visvalingam & Whyatt 1993) while the tolerance holds. A corner only goes if no other remaining
 * point lies in its triangle: then the new edge can cross nothing, holes stay inside and touching rings stay apart. Rings keep at
 * least three corners. Pass all polygons of a scene at once; returns the parts of each, in pixel corners as before.
 */
export function simplify(polygons: readonly TracedPolygon[], { toleranceCrs, transform }: SimplifyOptions): TracedPart[][] {
  if (!(toleranceCrs >= 0)) {
    throw new LandsichtError('bad-argument', `simplify: toleranceCrs is ${toleranceCrs}; expected a length in CRS units, 0 or more`);
  }
  const parts = polygons.flatMap((polygon) => polygon.parts);
  const rings = parts.flatMap(({ exterior, holes }) => [exterior, ...holes]);
  if (rings.length === 0) return polygons.map(() => []);
  const arcs = arcsOf(rings);
  const [a, b, , d, e] = transform;
  const kept = new ArcSimplifier(arcs, toleranceCrs, Math.hypot(a, d), Math.hypot(b, e)).run();
  let ring = 0;
  const nextRing = (): PixelRing => ringOf(arcs, kept, ring++);
  return polygons.map((polygon) => polygon.parts.map(({ holes }) => ({ exterior: nextRing(), holes: holes.map(nextRing) })));
}

/** Puts a ring together again from what is left of its arcs. */
function ringOf({ nodes, vertices, offsets, ofRing }: Arcs, isKept: Uint8Array, ring: number): PixelRing {
  const out: number[] = [];
  const push = (vertex: number): void => {
    if (isKept[vertex] === 0) return;
    const node = vertices[vertex] as number;
    out.push(nodes.x[node] as number, nodes.y[node] as number);
  };
  for (const signed of ofRing[ring] as Int32Array) {
    const arc = signed < 0 ? ~signed : signed;
    const first = offsets[arc] as number;
    const last = (offsets[arc + 1] as number) - 1;
    // the last vertex of an arc is the first of the next
    if (signed >= 0) for (let v = first; v < last; v++) push(v);
    else for (let v = last; v > first; v--) push(v);
  }
  return out;
}

class ArcSimplifier {
  readonly #arcs: Arcs;
  readonly #tolerance: number;
  readonly #grid: NodeGrid;
  /** Inner nodes; ties go by reading order, so the result does not depend on the order of the polygons. */
  readonly #queue = new MinQueue();
  /** Node positions in CRS units, from an arbitrary origin. */
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  // by vertex
  readonly #previous: Int32Array;
  readonly #next: Int32Array;
  readonly #arcOf: Int32Array;
  readonly #rank: Float64Array;
  readonly #isKept: Uint8Array;
  /** By node that is no junction: its one vertex. */
  readonly #vertexOf: Int32Array;
  /** Pairs of junctions that a straight arc joins already: a second one would lie on it. */
  readonly #straight = new Set<number>();

  constructor(arcs: Arcs, tolerance: number, xSize: number, ySize: number) {
    const { nodes, vertices, offsets } = arcs;
    this.#arcs = arcs;
    this.#tolerance = tolerance;
    this.#grid = new NodeGrid(nodes);
    this.#x = Float64Array.from(nodes.x, (x) => x * xSize);
    this.#y = Float64Array.from(nodes.y, (y) => y * ySize);
    this.#previous = Int32Array.from(vertices, (_, v) => v - 1);
    this.#next = Int32Array.from(vertices, (_, v) => v + 1);
    this.#arcOf = new Int32Array(vertices.length);
    this.#rank = new Float64Array(vertices.length).fill(Number.NaN);
    this.#isKept = new Uint8Array(vertices.length).fill(1);
    this.#vertexOf = new Int32Array(nodes.x.length);
    for (let v = 0; v < vertices.length; v++) this.#vertexOf[vertices[v] as number] = v;
    for (let arc = 0; arc + 1 < offsets.length; arc++) this.#arcOf.fill(arc, offsets[arc], offsets[arc + 1]);
  }

  /** By vertex of the arcs: 1 = stays. */
  run(): Uint8Array {
    const { offsets } = this.#arcs;
    for (let arc = 0; arc + 1 < offsets.length; arc++) {
      const first = offsets[arc] as number;
      const last = (offsets[arc + 1] as number) - 1;
      if (last === first + 1) this.#straight.add(this.#endsKey(arc));
      for (let v = first + 1; v < last; v++) this.#offer(v);
    }
    for (let top = this.#queue.pop(); top != null; top = this.#queue.pop()) {
      const [node, rank] = top;
      const v = this.#vertexOf[node] as number;
      if (this.#isKept[v] === 1 && this.#rank[v] === rank && this.#mayGo(v)) this.#remove(v);
    }
    return this.#isKept;
  }

  #node(vertex: number): number {
    return this.#arcs.vertices[vertex] as number;
  }

  /** Queues an inner vertex by the area of its triangle, unless it alone would break the tolerance. */
  #offer(v: number): void {
    const [a, b, c] = [this.#node(this.#previous[v] as number), this.#node(v), this.#node(this.#next[v] as number)];
    const [ax, ay] = [this.#x[a] as number, this.#y[a] as number];
    const [ux, uy] = [(this.#x[c] as number) - ax, (this.#y[c] as number) - ay];
    const area2 = Math.abs(ux * ((this.#y[b] as number) - ay) - uy * ((this.#x[b] as number) - ax));
    this.#rank[v] = area2;
    if (area2 <= this.#tolerance * Math.hypot(ux, uy)) this.#queue.push(b, area2);
  }

  #mayGo(v: number): boolean {
    const { offsets } = this.#arcs;
    const before = this.#previous[v] as number;
    const after = this.#next[v] as number;
    const arc = this.#arcOf[v] as number;
    const first = offsets[arc] as number;
    const last = (offsets[arc + 1] as number) - 1;
    const isClosed = this.#node(first) === this.#node(last);
    const becomesStraight = before === first && after === last;
    if (isClosed) {
      const becomesTwoEdges = (before === first && this.#next[after] === last) || (after === last && this.#previous[before] === first);
      if (becomesStraight || becomesTwoEdges) return false;
    } else if (becomesStraight && this.#straight.has(this.#endsKey(arc))) return false;
    return this.#isWithinTolerance(before, after) && this.#grid.isTriangleEmpty(this.#node(before), this.#node(v), this.#node(after));
  }

  /** Every original corner between two vertices of an arc against the edge that would replace them. */
  #isWithinTolerance(before: number, after: number): boolean {
    const [a, c] = [this.#node(before), this.#node(after)];
    const [ax, ay] = [this.#x[a] as number, this.#y[a] as number];
    const [ux, uy] = [(this.#x[c] as number) - ax, (this.#y[c] as number) - ay];
    const length2 = ux * ux + uy * uy;
    const limit2 = this.#tolerance * this.#tolerance;
    for (let v = before + 1; v < after; v++) {
      const node = this.#node(v);
      const [px, py] = [(this.#x[node] as number) - ax, (this.#y[node] as number) - ay];
      const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * ux + py * uy) / length2));
      const [dx, dy] = [px - t * ux, py - t * uy];
      if (dx * dx + dy * dy > limit2) return false;
    }
    return true;
  }

  #remove(v: number): void {
    const before = this.#previous[v] as number;
    const after = this.#next[v] as number;
    const arc = this.#arcOf[v] as number;
    const first = this.#arcs.offsets[arc] as number;
    const last = (this.#arcs.offsets[arc + 1] as number) - 1;
    this.#isKept[v] = 0;
    this.#grid.remove(this.#node(v));
    this.#next[before] = after;
    this.#previous[after] = before;
    if (before === first && after === last) this.#straight.add(this.#endsKey(arc));
    if (before !== first) this.#offer(before);
    if (after !== last) this.#offer(after);
  }

  #endsKey(arc: number): number {
    const { offsets, vertices, nodes } = this.#arcs;
    const a = vertices[offsets[arc] as number] as number;
    const b = vertices[(offsets[arc + 1] as number) - 1] as number;
    return Math.min(a, b) * nodes.x.length + Math.max(a, b);
  }
}
