import type { Ring } from '../land/convex-polygon.js';
import { gradientNoise } from '../land/noise.js';
import { psfRadius } from '../optical/point-spread.js';
import type { GroundKind } from './field-ground.js';
import { dayZero, type FieldPlan } from './field-plan.js';
import type { FieldSquare } from './make-fields.js';

/** Pieces of ground that are one all year. Those of parcels come after `landPatches`. */
export interface Patch {
  readonly plan: FieldPlan;
  /** null = land between the parcels. */
  readonly parcel: number | null;
}

/** What lies in each 10 m pixel, with a rim of `psfRadius` pixels around the picture, rows from the north. */
export interface FieldMap {
  /** Pixels along a side, with the rim. */
  readonly widthPx: number;
  readonly patches: readonly Patch[];
  /** The patch with most of the pixel, the second one, and the second's share, 0 … 0.5. */
  readonly first: Uint16Array;
  readonly second: Uint16Array;
  readonly secondShare: Float32Array;
  /** Lasting differences within fields: a field of mean 0 and sd 1 with a range of 60 m. */
  readonly texture: Float32Array;
}

const landPatches = ['wood', 'track', 'hedge', 'margin'] as const;
/** A quarter of a pixel, m. */
const cellM = 2.5;
const cellsPerPixel = 16;
const pixelM = 10;

export function makeFieldMap(seed: number, square: FieldSquare, year: number): FieldMap {
  const { parcels, sizePx, west, south } = square;
  const widthPx = sizePx + 2 * psfRadius;
  const left = west - psfRadius * pixelM;
  const top = south + (sizePx + psfRadius) * pixelM;
  const land: Readonly<Record<(typeof landPatches)[number], GroundKind>> = {
    wood: 'wood',
    track: 'fallow',
    hedge: 'wood',
    margin: 'grass',
  };
  const patches: Patch[] = landPatches.map((name) => ({ parcel: null, plan: steady(land[name], year) }));
  const cover = new Coverage(widthPx, left, top);
  for (const { index, parts, holes } of parcels) {
    for (const { ring, plan } of parts) {
      cover.lay(ring, patches.length);
      patches.push({ parcel: index, plan });
    }
    for (const ring of holes) cover.lay(ring, 0);
  }
  return { widthPx, patches, ...cover.shares((x, y) => landAt(square, x, y)), texture: textureOf(seed, widthPx, left, top) };
}

function steady(kind: GroundKind, year: number): FieldPlan {
  return { phases: [{ fromDay: Number.NEGATIVE_INFINITY, kind, zeroDay: dayZero(year) }], cuts: [], events: [] };
}

/** Between the blocks 10 m of track, hedge or grass; elsewhere woods. */
function landAt({ mosaic }: FieldSquare, x: number, y: number): number {
  mosaic.blockAt(x, y);
  if (mosaic.edgeM > 5) return 0;
  return mosaic.edgeKind === 'track' ? 1 : mosaic.edgeKind === 'hedge' ? 2 : 3;
}

/** sd of `gradientNoise`, measured. */
const noiseSd = 0.27;

function textureOf(seed: number, widthPx: number, left: number, top: number): Float32Array {
  const texture = new Float32Array(widthPx * widthPx);
  for (let row = 0; row < widthPx; row++) {
    for (let col = 0; col < widthPx; col++) {
      texture[row * widthPx + col] = gradientNoise(seed + 971, (left + 10 * col) / 60, (top - 10 * row) / 60) / noiseSd;
    }
  }
  return texture;
}

/** Patches by cells of 2.5 m; a whole pixel of one patch is kept as one number. */
class Coverage {
  private readonly widthPx: number;
  private readonly left: number;
  private readonly top: number;
  /** Patch of the whole pixel; −1 = none yet, −2 = its cells differ. */
  private readonly whole: Int32Array;
  private readonly cells = new Map<number, Int32Array>();

  constructor(widthPx: number, left: number, top: number) {
    this.widthPx = widthPx;
    this.left = left;
    this.top = top;
    this.whole = new Int32Array(widthPx * widthPx).fill(-1);
  }

  /** Over what lies there. */
  lay(ring: Ring, patch: number): void {
    const { widthPx, left, top } = this;
    const edges = edgesOf(ring);
    const clampPx = (px: number): number => Math.max(0, Math.min(widthPx - 1, Math.floor(px)));
    const xs = ring.map(([x]) => x);
    const ys = ring.map(([, y]) => y);
    const [col0, col1] = [clampPx((Math.min(...xs) - left) / pixelM), clampPx((Math.max(...xs) - left) / pixelM)];
    const [row0, row1] = [clampPx((top - Math.max(...ys)) / pixelM), clampPx((top - Math.min(...ys)) / pixelM)];
    for (let row = row0; row <= row1; row++) {
      for (let col = col0; col <= col1; col++) {
        const [x, y] = [left + (col + 0.5) * pixelM, top - (row + 0.5) * pixelM];
        const depth = depthIn(edges, x, y);
        // half a diagonal is 7.07 m
        if (depth < -7.1) continue;
        const px = row * widthPx + col;
        if (depth > 7.1) {
          this.whole[px] = patch;
          continue;
        }
        const cells = this.cellsOf(px);
        for (let k = 0; k < cellsPerPixel; k++) {
          if (depthIn(edges, x + cellM * ((k % 4) - 1.5), y - cellM * (Math.floor(k / 4) - 1.5)) >= 0) cells[k] = patch;
        }
      }
    }
  }

  private cellsOf(px: number): Int32Array {
    let cells = this.whole[px] === -2 ? this.cells.get(px) : undefined;
    if (cells == null) {
      cells = new Int32Array(cellsPerPixel).fill(this.whole[px] as number);
      this.cells.set(px, cells);
      this.whole[px] = -2;
    }
    return cells;
  }

  /** The two patches with most of each pixel; `landAt` tells what lies where nothing was laid. */
  shares(landAt: (x: number, y: number) => number): Pick<FieldMap, 'first' | 'second' | 'secondShare'> {
    const { widthPx, left, top, whole } = this;
    const first = new Uint16Array(whole.length);
    const second = new Uint16Array(whole.length);
    const secondShare = new Float32Array(whole.length);
    for (let px = 0; px < whole.length; px++) {
      const patch = whole[px] as number;
      if (patch >= 0) {
        first[px] = patch;
        second[px] = patch;
        continue;
      }
      const [x, y] = [left + ((px % widthPx) + 0.5) * pixelM, top - (Math.floor(px / widthPx) + 0.5) * pixelM];
      const cells = patch === -2 ? (this.cells.get(px) as Int32Array) : new Int32Array(cellsPerPixel).fill(-1);
      for (let k = 0; k < cellsPerPixel; k++) {
        if ((cells[k] as number) < 0) cells[k] = landAt(x + cellM * ((k % 4) - 1.5), y - cellM * (Math.floor(k / 4) - 1.5));
      }
      const [most, next, share] = twoMost(cells);
      first[px] = most;
      second[px] = next;
      secondShare[px] = share;
    }
    return { first, second, secondShare };
  }
}

function twoMost(cells: Int32Array): readonly [most: number, next: number, nextShare: number] {
  const counts = new Map<number, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const [[most, n], [next, m] = [most, 0]] = sorted as [[number, number], [number, number]?];
  return [most, next, m / (n + m)];
}

type Edge = readonly [nx: number, ny: number, c: number];

/** Outward normals of a counter-clockwise ring. */
function edgesOf(ring: Ring): Edge[] {
  return ring.flatMap(([ax, ay], i): Edge[] => {
    const [bx, by] = ring[(i + 1) % ring.length] as readonly [number, number];
    const length = Math.hypot(bx - ax, by - ay);
    if (length === 0) return [];
    const [nx, ny] = [(by - ay) / length, (ax - bx) / length];
    return [[nx, ny, nx * ax + ny * ay]];
  });
}

/** Metres to the nearest side, negative outside. */
function depthIn(edges: readonly Edge[], x: number, y: number): number {
  let depth = Number.POSITIVE_INFINITY;
  for (const [nx, ny, c] of edges) {
    const d = c - nx * x - ny * y;
    if (d < depth) depth = d;
  }
  return depth;
}
