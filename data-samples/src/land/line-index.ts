/** One straight piece of a line with a value at each end. */
export interface Segment {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
  /** Half of the line's width in metres. */
  readonly halfWidthM: number;
  /** Caller's number for the kind or the line. */
  readonly kind: number;
}

/** Where on a segment (0 … 1) a point is nearest. */
export function alongOf(s: Segment, x: number, y: number): number {
  const dx = s.bx - s.ax;
  const dy = s.by - s.ay;
  const t = ((x - s.ax) * dx + (y - s.ay) * dy) / (dx * dx + dy * dy);
  return Math.min(1, Math.max(0, t));
}

export function distanceTo(s: Segment, x: number, y: number): number {
  const t = alongOf(s, x, y);
  const dx = s.ax + t * (s.bx - s.ax) - x;
  const dy = s.ay + t * (s.by - s.ay) - y;
  return Math.sqrt(dx * dx + dy * dy);
}

/** Finds the line a point lies on or near: signed distance to its edge, at most `reachM` away. */
export class LineIndex {
  private readonly cells = new Map<number, Segment[]>();
  private readonly reachM: number;
  /** Of the last `nearest`. */
  found: Segment | null = null;

  constructor(segments: readonly Segment[], reachM: number) {
    this.reachM = reachM;
    for (const s of segments) {
      const pad = reachM + s.halfWidthM;
      const colTo = Math.floor((Math.max(s.ax, s.bx) + pad) / cellM);
      const rowTo = Math.floor((Math.max(s.ay, s.by) + pad) / cellM);
      for (let row = Math.floor((Math.min(s.ay, s.by) - pad) / cellM); row <= rowTo; row++) {
        for (let col = Math.floor((Math.min(s.ax, s.bx) - pad) / cellM); col <= colTo; col++) {
          const key = row * 65_536 + col;
          const list = this.cells.get(key);
          if (list == null) this.cells.set(key, [s]);
          else list.push(s);
        }
      }
    }
  }

  /** Metres to the nearest line's edge, negative inside it; Infinity beyond reach. Leaves the segment in `found`. */
  nearest(x: number, y: number): number {
    this.found = null;
    const list = this.cells.get(Math.floor(y / cellM) * 65_536 + Math.floor(x / cellM));
    if (list == null) return Number.POSITIVE_INFINITY;
    let best = this.reachM;
    for (const s of list) {
      const d = distanceTo(s, x, y) - s.halfWidthM;
      if (d < best) {
        best = d;
        this.found = s;
      }
    }
    return this.found == null ? Number.POSITIVE_INFINITY : best;
  }
}

const cellM = 160;

/** Consecutive points as segments. */
export function segmentsOf(points: readonly (readonly [number, number])[], halfWidthM: number, kind: number): Segment[] {
  const segments: Segment[] = [];
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1] as [number, number];
    const [bx, by] = points[i] as [number, number];
    segments.push({ ax, ay, bx, by, halfWidthM, kind });
  }
  return segments;
}
