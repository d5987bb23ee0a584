import { clipByHalfPlane, type Ring } from './convex-polygon.js';
import { between, hash, uniform } from './noise.js';
import { regionM } from './region.js';

/** Mean distance between the centres of neighbouring blocks, m: blocks of about 31 ha. */
const spacingM = 560;
const sideCells = Math.ceil(regionM / spacingM) + 2;
/** Blocks are inset by this much on each side: field tracks, hedges and forest rides of 10 m lie between them. */
export const insetM = 5;

export type EdgeKind = 'track' | 'hedge' | 'none';

interface Edge {
  /** Points with nx·x + ny·y ≤ c lie in the block. */
  readonly nx: number;
  readonly ny: number;
  readonly c: number;
  readonly kind: EdgeKind;
}

/** A convex piece of land ("Feldblock", "Abteilung") cut into rows and columns of parcels by straight lines. */
export interface Block {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly edges: readonly Edge[];
  /** Without the inset. */
  readonly ring: Ring;
  readonly ux: number;
  readonly uy: number;
  /** Offsets of the cuts along (ux, uy) and across it, from the centre, ascending. */
  readonly cutsU: readonly number[];
  readonly cutsV: readonly number[];
}

/** At most 8 × 8 parcels a block. */
export const parcelsPerBlock = 64;

/** Voronoi cells of a jittered lattice: a pattern of blocks that can be asked for any point without a map. */
export class Mosaic {
  readonly blocks: readonly Block[];
  private readonly siteX: Float64Array;
  private readonly siteY: Float64Array;
  /** Of the last `blockAt`: metres to the nearest side of the block, and what runs there. */
  edgeM = 0;
  edgeKind: EdgeKind = 'none';

  /** `columnM(x, y)`: how wide the parcels around a place should be. */
  constructor(seed: number, parcelWidthM: (x: number, y: number, block: number) => number) {
    const count = sideCells * sideCells;
    this.siteX = new Float64Array(count);
    this.siteY = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      // Jitter of at most 0.3 cells: the nearest site of any point is then among its 3 × 3 cells.
      this.siteX[i] = ((i % sideCells) - 0.5 + between(-0.3, 0.3, seed + 51, i)) * spacingM;
      this.siteY[i] = (Math.floor(i / sideCells) - 0.5 + between(-0.3, 0.3, seed + 52, i)) * spacingM;
    }
    this.blocks = Array.from({ length: count }, (_, i) => this.makeBlock(seed, i, parcelWidthM));
  }

  blockAt(x: number, y: number): Block {
    const col = Math.floor(x / spacingM) + 1;
    const row = Math.floor(y / spacingM) + 1;
    let best = Number.POSITIVE_INFINITY;
    let nearest = 0;
    for (let r = Math.max(0, row - 1); r <= Math.min(sideCells - 1, row + 1); r++) {
      for (let c = Math.max(0, col - 1); c <= Math.min(sideCells - 1, col + 1); c++) {
        const i = r * sideCells + c;
        const dx = (this.siteX[i] as number) - x;
        const dy = (this.siteY[i] as number) - y;
        const d = dx * dx + dy * dy;
        if (d < best) {
          best = d;
          nearest = i;
        }
      }
    }
    const block = this.blocks[nearest] as Block;
    this.edgeM = Number.POSITIVE_INFINITY;
    for (const { nx, ny, c, kind } of block.edges) {
      const inside = c - nx * x - ny * y;
      if (inside < this.edgeM) {
        this.edgeM = inside;
        this.edgeKind = kind;
      }
    }
    return block;
  }

  private makeBlock(seed: number, i: number, parcelWidthM: (x: number, y: number, block: number) => number): Block {
    const x = this.siteX[i] as number;
    const y = this.siteY[i] as number;
    let ring: Ring = [
      [x - 1500, y - 1500],
      [x + 1500, y - 1500],
      [x + 1500, y + 1500],
      [x - 1500, y + 1500],
    ];
    const candidates: Edge[] = [];
    const col = i % sideCells;
    const row = Math.floor(i / sideCells);
    for (let r = Math.max(0, row - 2); r <= Math.min(sideCells - 1, row + 2); r++) {
      for (let c = Math.max(0, col - 2); c <= Math.min(sideCells - 1, col + 2); c++) {
        const j = r * sideCells + c;
        if (j === i) continue;
        const dx = (this.siteX[j] as number) - x;
        const dy = (this.siteY[j] as number) - y;
        const length = Math.sqrt(dx * dx + dy * dy);
        const nx = dx / length;
        const ny = dy / length;
        const edge = { nx, ny, c: nx * x + ny * y + length / 2, kind: edgeKind(seed, Math.min(i, j), Math.max(i, j)) };
        const cut = clipByHalfPlane(ring, edge.nx, edge.ny, edge.c);
        if (cut.length === ring.length && cut.every((p, k) => p[0] === ring[k]?.[0] && p[1] === ring[k]?.[1])) continue;
        ring = cut;
        candidates.push(edge);
      }
    }
    const edges = candidates.filter(({ nx, ny, c }) => ring.some(([px, py]) => Math.abs(nx * px + ny * py - c) < 1e-6));
    const angle = between(0, Math.PI, seed + 53, i);
    const ux = Math.cos(angle);
    const uy = Math.sin(angle);
    const width = parcelWidthM(x, y, i);
    const across = ring.map(([px, py]) => (px - x) * ux + (py - y) * uy);
    const along = ring.map(([px, py]) => (py - y) * ux - (px - x) * uy);
    return { index: i, x, y, edges, ring, ux, uy, cutsU: cuts(seed + 54, i, across, width), cutsV: cuts(seed + 55, i, along, width * 3.2) };
  }
}

function edgeKind(seed: number, a: number, b: number): EdgeKind {
  const share = uniform(seed + 56, a, b);
  return share < 0.5 ? 'track' : share < 0.68 ? 'hedge' : 'none';
}

/** Splits the range into at most 8 unequal parts of about `width`. */
function cuts(seed: number, i: number, values: readonly number[], width: number): number[] {
  const from = Math.min(...values);
  const span = Math.max(...values) - from;
  const parts = Math.min(8, Math.max(1, Math.round(span / width)));
  return Array.from({ length: parts - 1 }, (_, k) => from + (span * (k + 1 + between(-0.22, 0.22, seed, i, k))) / parts);
}

/** Number of the parcel within its block, 0 … 63. */
export function parcelSlot(block: Block, x: number, y: number): number {
  const u = (x - block.x) * block.ux + (y - block.y) * block.uy;
  const v = (y - block.y) * block.ux - (x - block.x) * block.uy;
  let col = 0;
  while (col < block.cutsU.length && u > (block.cutsU[col] as number)) col++;
  let row = 0;
  while (row < block.cutsV.length && v > (block.cutsV[row] as number)) row++;
  return row * 8 + col;
}

/** Outline of a block between the tracks and hedges around it. */
export function blockRing({ ring, edges }: Block): Ring {
  return edges.reduce((left, { nx, ny, c }) => clipByHalfPlane(left, nx, ny, c - insetM), ring);
}

/** Outline of a parcel, inset where it touches the block's sides; empty where the slot does not exist. */
export function parcelRing(block: Block, slot: number): Ring {
  const col = slot % 8;
  const row = Math.floor(slot / 8);
  if (col > block.cutsU.length || row > block.cutsV.length) return [];
  const { x, y, ux, uy, cutsU, cutsV } = block;
  let ring = blockRing(block);
  const u0 = ux * x + uy * y;
  const v0 = ux * y - uy * x;
  if (col < cutsU.length) ring = clipByHalfPlane(ring, ux, uy, u0 + (cutsU[col] as number));
  if (col > 0) ring = clipByHalfPlane(ring, -ux, -uy, -u0 - (cutsU[col - 1] as number));
  if (row < cutsV.length) ring = clipByHalfPlane(ring, -uy, ux, v0 + (cutsV[row] as number));
  if (row > 0) ring = clipByHalfPlane(ring, uy, -ux, -v0 - (cutsV[row - 1] as number));
  return ring;
}

/** A number no other parcel has, the same for every extent. */
export function parcelNumber(block: Block, slot: number): number {
  return block.index * parcelsPerBlock + slot;
}

/** Stable pseudo-random bits of a parcel. */
export function parcelHash(seed: number, parcel: number): number {
  return hash(seed, parcel, 57);
}
